"""Forms of operations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.identity.models import Organisation
from rione.core.office.forms import KeyedForm


class ChangeForm(KeyedForm):
    """What may change about an operation."""

    title = forms.CharField(label=_("Title"), max_length=300)
    cup = forms.CharField(
        label=_("CUP"),
        max_length=30,
        required=False,
        help_text=_("The public investment code, 15 characters; empty while there is none."),
    )


class OpenForm(ChangeForm):
    """A new operation."""

    code = forms.CharField(
        label=_("Local code"), max_length=60, help_text=_("Such as MI1.1.1.A-01.")
    )
    action_code = forms.ChoiceField(label=_("Action"))
    beneficiary = forms.ChoiceField(label=_("Beneficiary"))

    field_order = ["key", "code", "action_code", "title", "beneficiary", "cup"]

    def __init__(
        self,
        *args: Any,
        actions: Sequence[tuple[str, str]],
        bodies: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("action_code", actions),
            ("beneficiary", [(str(body.pk), body.name) for body in bodies]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = list(choices)
