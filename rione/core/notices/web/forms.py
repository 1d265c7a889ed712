"""Forms of notices."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.office.forms import KeyedForm

from ..queries import Choice
from ..rules import Mail

MAILS = {
    Mail.AT_ONCE: _("E-mail at once"),
    Mail.DIGEST: _("In the digest of seven in the morning"),
    Mail.NEVER: _("No e-mail"),
}


class PreferencesForm(KeyedForm):
    """One field for each kind of notice: what of it is mailed."""

    def __init__(self, *args: Any, choices: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [choice.kind.code for choice in choices]
        for choice in choices:
            self.fields[f"mail_{choice.kind.code}"] = forms.ChoiceField(
                label=choice.kind.label,
                choices=[(mail.value, label) for mail, label in MAILS.items()],
                initial=choice.mail.value,
            )

    def chosen(self, data: Mapping[str, Any]) -> dict[str, Mail]:
        """What was chosen, by kind."""
        return {code: Mail(data[f"mail_{code}"]) for code in self.codes}


class FollowForm(forms.Form):
    """An e-mail address; what is wrong with it is for the operation to say."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "required": ""}),
    )
