"""A form's field for a file, and what it says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.writes import Refused

from ..contents import StoreUnavailable, receive
from ..rules.kinds import ACCEPT, MOST_BYTES, NAMES, Fault, Unfit
from ..rules.references import Upload
from ..words import MEGABYTES, refusal


class DocumentField(forms.FileField):
    """A file, checked and stored: `cleaned_data` holds the Upload that operations take, None when
    it is optional and was left out. The form needs `enctype="multipart/form-data"`."""

    default_error_messages = {
        "required": _("Choose a file."),
        "missing": _("Choose a file."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault(
            "help_text",
            _("At most {most} MB, in one of these kinds: {kinds}.").format(
                most=MEGABYTES, kinds=NAMES
            ),
        )
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("allow_empty_file", True)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """The Upload; ValidationError says what is wrong with the file and what to do."""
        file = super().clean(data, initial)
        if not file:
            return None
        if getattr(file, "failed", False):
            raise StoreUnavailable("there was no room for a file that came in")
        if file.size > MOST_BYTES:
            raise forms.ValidationError(refusal(Unfit(Fault.LARGE)))
        try:
            return receive(file.chunks(), name=file.name)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
