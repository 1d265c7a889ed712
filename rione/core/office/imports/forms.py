"""The forms of an import: the file, its columns, the confirmation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import KeyedForm
from ..rules.tables import MOST_BYTES
from .definitions import CsvImport

SAMPLE = 40


class FileForm(KeyedForm):
    """A CSV file; `cleaned_data["file"]` is its bytes under `content` and its name."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 5 MB and 10,000 rows; UTF-8 or Windows, with “;”, “,” or tabs."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def clean_file(self) -> tuple[str, bytes]:
        """The name and the bytes of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Divide it into several."))
        if getattr(file, "failed", False):
            raise forms.ValidationError(_("The file did not arrive whole. Send it again."))
        return file.name or "", b"".join(file.chunks())


class ConfirmForm(KeyedForm):
    """What was shown is what is stored."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


def columns_form(
    definition: CsvImport, headings: Sequence[str], sample: Sequence[str]
) -> type[KeyedForm]:
    """A form in which each column of an import is given its heading; `sample` is the first row."""
    places = [
        (str(place), _heading(place, heading, sample[place]))
        for place, heading in enumerate(headings)
    ]
    fields: dict[str, Any] = {
        column.name: forms.ChoiceField(
            label=column.label,
            required=column.required,
            choices=[("", _("not in the file")), *places],
            help_text=column.help,
        )
        for column in definition.columns
    }
    return type("ColumnsForm", (KeyedForm,), fields)


def _heading(place: int, heading: str, cell: str) -> str:
    shown = heading[:SAMPLE] or _("column %(number)s") % {"number": place + 1}
    example = " ".join(cell.split())[:SAMPLE]
    return f"{shown} ({example})" if example else str(shown)
