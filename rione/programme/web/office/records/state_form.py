"""The form of a new state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.office.forms import TextField

from ....rules.states import ORDER, STATES
from ... import words
from .source_form import SourceForm


class StateForm(SourceForm):
    """What has reached which state, and who says so."""

    about = forms.ChoiceField(label=_("Action or project"))
    state = forms.ChoiceField(label=_("New state"))
    quote = TextField(label=_("The document’s own words"), max_length=5000, rows=2)
    as_of = forms.CharField(
        label=_("As of"), max_length=10, help_text=_("2022, 2022-01 or 2022-01-31.")
    )
    forced = forms.BooleanField(
        label=_("Enter it although it cannot follow: it becomes a disagreement"), required=False
    )

    field_order = (
        *("key", "about", "state", "as_of", "document", "place_kind", "place", "quote"),
        *("reason", "forced"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(code, words.state(code)) for code in ORDER if code in STATES]
