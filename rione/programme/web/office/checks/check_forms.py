"""Forms of check-lists and checks: fields made of the questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from rione.core.documents.public import DocumentField
from rione.core.office.forms import DayField, EuroField, KeyedForm, TextField

from ....lists import check_words
from ....operations.checking import Answer
from ....rules.checklists import MOST_ITEMS, Item
from .forms import ChoicesForm, choices_of, paper_field

SPARE = 3


@dataclass(frozen=True, slots=True)
class Question:
    """An item with the answer that it has; `value` "" when none."""

    number: str
    text: str
    reference: str
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A question with its fields."""

    number: str
    question: str
    reference: str
    answered: bool
    value: BoundField
    note: BoundField


class AnswersForm(KeyedForm):
    """All questions of a check; those that stay empty are not sent on."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[f"value-{one.number}"] = forms.ChoiceField(
                label=one.number,
                required=False,
                choices=choices_of(check_words.ANSWERS),
                widget=forms.RadioSelect,
                initial=one.value,
            )
            self.fields[f"note-{one.number}"] = TextField(
                label=one.number, required=False, rows=2, initial=one.note
            )

    def blocks(self) -> list[Block]:
        """The questions, drawn one after the other."""
        return [
            Block(
                one.number,
                one.text,
                one.reference,
                bool(one.value),
                self[f"value-{one.number}"],
                self[f"note-{one.number}"],
            )
            for one in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        """A note without an answer would be lost: it is said."""
        data = super().clean() or self.cleaned_data
        for one in self.questions:
            if data.get(f"note-{one.number}") and not data.get(f"value-{one.number}"):
                self.add_error(f"value-{one.number}", _("Answer this too; there is a note to it."))
        return data


def answers_of(data: Mapping[str, Any]) -> dict[str, Answer]:
    """Number → answer, of those that were given."""
    return {
        name.removeprefix("value-"): Answer(value, data.get(f"note-{name[6:]}", ""))
        for name, value in data.items()
        if name.startswith("value-") and value
    }


class BeginForm(ChoicesForm):
    """A new check of an operation."""

    template = forms.ChoiceField(label=_("Check-list"))
    procedure = forms.ChoiceField(
        label=_("Award procedure"),
        required=False,
        help_text=_("Only for the check of a procedure."),
    )
    sample = forms.ChoiceField(label=_("Sample"), required=False)
    expense = forms.UUIDField(required=False, widget=forms.HiddenInput)
    begun_on = DayField(label=_("Begun on"))


class VisitForm(KeyedForm):
    """Where and when a check on the spot was."""

    place = forms.CharField(label=_("Place"), max_length=300)
    visited_on = DayField(label=_("Day of the visit"))
    sample_method = forms.CharField(
        label=_("How it was chosen"),
        max_length=300,
        help_text=_("By which sample, or for which reason."),
    )
    beneficiary = forms.CharField(
        label=_("Present for the beneficiary"), max_length=200, required=False
    )
    works_director = forms.CharField(
        label=_("Present as director of works"), max_length=200, required=False
    )
    contractor = forms.CharField(
        label=_("Present for the contractor"), max_length=200, required=False
    )
    officer = forms.CharField(label=_("Present for the office"), max_length=200, required=False)
    minutes = paper_field()


class FinishForm(KeyedForm):
    """What a check ends with."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=choices_of(check_words.OUTCOMES))
    at_risk_cents = EuroField(label=_("Amount at risk"), allow_zero=True)
    conclusion = TextField(label=_("Conclusion"), required=False, rows=5, max_length=4000)
    report = DocumentField(label=_("Signed check-list or report"), required=False)


class DraftForm(KeyedForm):
    """The titles of a version."""

    title_it = forms.CharField(label=_("Title in Italian"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)


class NewListForm(DraftForm):
    """A check-list of one's own."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("A short word in lower case.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=choices_of(check_words.CHECK_KINDS))


class ItemsForm(KeyedForm):
    """The questions of a draft, with some empty ones at the end."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(len(items) + SPARE, MOST_ITEMS)
        for at in range(self.count):
            known = items[at] if at < len(items) else Item("", "", "", "")
            self.fields[f"number-{at}"] = forms.CharField(
                label=_("Number"), max_length=10, required=False, initial=known.number
            )
            self.fields[f"it-{at}"] = TextField(
                label=_("Question in Italian"),
                rows=2,
                max_length=1000,
                required=False,
                initial=known.question_it,
            )
            self.fields[f"en-{at}"] = TextField(
                label=_("Question in English"),
                rows=2,
                max_length=1000,
                required=False,
                initial=known.question_en,
            )
            self.fields[f"law-{at}"] = forms.CharField(
                label=_("Legal reference"), max_length=300, required=False, initial=known.reference
            )

    def blocks(self) -> list[list[BoundField]]:
        """The fields of each question."""
        return [
            [self[f"{name}-{at}"] for name in ("number", "it", "en", "law")]
            for at in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """A numbered question stands in both languages."""
        data = super().clean() or self.cleaned_data
        for at in range(self.count):
            if data.get(f"number-{at}"):
                for name in ("it", "en"):
                    if not data.get(f"{name}-{at}"):
                        self.add_error(f"{name}-{at}", _("Write the question in both languages."))
        return data


def items_of(data: Mapping[str, Any]) -> tuple[Item, ...]:
    """The questions that have a number, in their order."""
    count = sum(1 for name in data if name.startswith("number-"))
    return tuple(
        Item(data[f"number-{at}"], data[f"it-{at}"], data[f"en-{at}"], data[f"law-{at}"])
        for at in range(count)
        if data.get(f"number-{at}")
    )


class SampleForm(ChoicesForm):
    """A sample to be drawn."""

    population = forms.ChoiceField(label=_("Population"))
    method = forms.ChoiceField(label=_("Method"), choices=choices_of(check_words.SAMPLE_METHODS))
    size = forms.IntegerField(label=_("How many"), min_value=1, max_value=20_000)
    seed = forms.CharField(
        label=_("Seed"),
        max_length=100,
        help_text=_("A word or number agreed before the draw; it makes the draw repeatable."),
    )
    reason = TextField(label=_("Why"), max_length=1000)
