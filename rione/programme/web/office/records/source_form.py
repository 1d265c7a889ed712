"""The part that all forms of the register share: which document says it, where, and why now."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.office.forms import TextField
from rione.core.writes import Refused

from ..checks.forms import ChoicesForm

PLACES = {
    "line": _("line of the text"),
    "p.": _("page"),
    "r.": _("row of a table"),
}
_PLACE = re.compile(r"[1-9][0-9]{0,5}(-[1-9][0-9]{0,5})?", re.ASCII)
# Keys of a statement to fields of the form, where they are not called alike.
_FIELDS_OF = {"from": "place", "field": "name"}


class SourceForm(ChoicesForm):
    """A document, the place in it, its own words, and a reason."""

    document = forms.ChoiceField(label=_("Document"))
    place_kind = forms.ChoiceField(label=_("Where in it"), choices=list(PLACES.items()))
    place = forms.CharField(
        label=_("Which"), max_length=13, help_text=_("A number, or two such as 12-14.")
    )
    quote = TextField(label=_("The document’s own words"), required=False, max_length=5000, rows=2)
    as_of = forms.CharField(
        label=_("As of"),
        required=False,
        max_length=10,
        help_text=_("2022, 2022-01 or 2022-01-31; empty: the date of the document’s content."),
    )
    reason = TextField(
        label=_("Why it is entered now"),
        max_length=2000,
        rows=2,
        help_text=_("It stands in the register beside your name."),
    )

    def clean_place(self) -> str:
        text = "".join(str(self.cleaned_data["place"]).split()).replace("–", "-")
        if not _PLACE.fullmatch(text):
            raise forms.ValidationError(_("Write a number, or two such as 12-14."))
        return text


def doing(form: type[forms.Form], do: Callable[[dict[str, Any]], Any]) -> Callable[..., Any]:
    """`do`, with what it refuses said at the field of the form that has the key refused."""

    def run(data: dict[str, Any]) -> Any:
        try:
            return do(data)
        except Refused as refused:
            name = refused.field
            for there in (_FIELDS_OF.get(name, name), f"{name}_it", f"party_{name}"):
                if there in form.base_fields:
                    raise Refused(refused.message, field=there) from None
            raise

    return run


def source_of(data: Mapping[str, Any]) -> str:
    """What was chosen as `document:place`, as statements have it."""
    kind = data["place_kind"] if data["place_kind"] != "line" else ""
    return f"{data['document']}:{kind}{data['place']}"


def documents_to_choose(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Documents by short name and title."""
    return [("", "—"), *((code, f"{title} ({code})"[:140]) for code, title in rows)]
