"""Why a write is not done, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """What was asked is not done, and nothing has changed.

    `message` is a translated sentence that says what to do instead; `field` names the field of
    the form that it is about, "" when none.
    """

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field

    def __str__(self) -> str:
        return str(self.message)


class KeyReused(Refused):
    """The key of the request was used before for something else."""

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other content. Open the page again and repeat.")
        )


class BadKey(Refused):
    """What was sent as a key is none."""

    def __init__(self) -> None:
        super().__init__(_("The form is not complete. Open the page again and repeat."))
