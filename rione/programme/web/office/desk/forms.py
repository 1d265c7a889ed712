"""Forms of the desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from rione.core.office.forms import DayField, EuroField, KeyedForm, TextField

from ....lists.desk import COMMUNICATION_KINDS, DEADLINE_KINDS, REACH_UNITS, ROLE_WORDS, TOPICS

LONGEST_TEXT = 4000
MISSING_LINES = 5
NOBODY = ("", _("Nobody in particular"))
EVERY = (
    ("0", _("Never")),
    ("1", _("Every month")),
    ("2", _("Every two months")),
    ("3", _("Every three months")),
    ("6", _("Every six months")),
    ("12", _("Every year")),
)


def line(label: Any, *, longest: int = 200, **more: Any) -> forms.CharField:
    """A text on one line."""
    return forms.CharField(label=label, max_length=longest, **more)


def choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 — of the classes below
    field.choices = list(choices)


class AskForm(KeyedForm):
    """A question about an operation."""

    topic = forms.ChoiceField(label=_("Topic"), choices=list(TOPICS.items()))
    subject = line(_("Subject"))
    text = TextField(label=_("Your question"), rows=8, max_length=LONGEST_TEXT)


class TextForm(KeyedForm):
    """An answer, a further question, a note."""

    text = TextField(label=_("Text"), rows=8, max_length=LONGEST_TEXT)


class ReasonForm(KeyedForm):
    """Why."""

    reason = TextField(label=_("Why"), rows=3, max_length=500)


class AssignForm(KeyedForm):
    """Who answers."""

    account = forms.ChoiceField(label=_("Who answers"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "account", [NOBODY, *people])


class PublishForm(KeyedForm):
    """A question and its answer for everybody, in both languages, naming nobody."""

    question_it = TextField(label=_("Question in Italian"), rows=3, max_length=LONGEST_TEXT)
    answer_it = TextField(label=_("Answer in Italian"), rows=6, max_length=LONGEST_TEXT)
    question_en = TextField(label=_("Question in English"), rows=3, max_length=LONGEST_TEXT)
    answer_en = TextField(label=_("Answer in English"), rows=6, max_length=LONGEST_TEXT)


class MissingForm(KeyedForm):
    """A list of what is missing: a few lines, each with a day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MISSING_LINES + 1):
            words = {"number": number}
            self.fields[f"text_{number}"] = forms.CharField(
                label=now("What is missing, %(number)s") % words,
                max_length=500,
                required=number == 1,
            )
            self.fields[f"due_{number}"] = DayField(
                label=now("By which day, %(number)s") % words, required=number == 1
            )

    def clean(self) -> dict[str, Any]:
        """Each thing has its day."""
        data = super().clean() or {}
        for number in range(2, MISSING_LINES + 1):
            text, due = f"text_{number}", f"due_{number}"
            if text in self.errors or due in self.errors:
                continue
            if data.get(text) and not data.get(due):
                self.add_error(due, now("Say by which day."))
            if data.get(due) and not data.get(text):
                self.add_error(text, now("Say what is missing."))
        return data


class ProvidedForm(KeyedForm):
    """Where what was missing is now."""

    evidence = line(
        _("Where it is"),
        longest=500,
        help_text=_("Such as a protocol number, or the title of the document that was sent."),
    )


class DeadlineForm(KeyedForm):
    """A deadline of an operation or of the whole programme."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(DEADLINE_KINDS.items()))
    title = line(_("Title"))
    operation = forms.ChoiceField(label=_("Operation"), required=False)
    due = DayField(label=_("Due on"))
    months = forms.TypedChoiceField(label=_("It repeats"), choices=EVERY, coerce=int, initial="0")
    until = DayField(label=_("Until"), required=False, help_text=_("Only if it repeats."))
    role = forms.ChoiceField(label=_("Who answers for it"), choices=list(ROLE_WORDS.items()))
    account = forms.ChoiceField(label=_("Person"), required=False)
    target_cents = EuroField(
        label=_("Amount to be spent"),
        required=False,
        help_text=_("Only for a spending target; it is due on 31 December, three years later."),
    )

    def __init__(
        self,
        *args: Any,
        operations: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "operation", [("", _("The whole programme")), *operations])
        choose(self, "account", [NOBODY, *people])


class PostponeForm(ReasonForm):
    """A later day, and why."""

    day = DayField(label=_("New day"))

    field_order = ["key", "day", "reason"]


class CompleteForm(KeyedForm):
    """When it was done, and where one sees it."""

    day = DayField(label=_("Done on"))
    evidence = line(
        _("Evidence"),
        longest=500,
        help_text=_("Such as a protocol number or the address of the document."),
    )


class PlanForm(KeyedForm):
    """An item of the communication plan."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(COMMUNICATION_KINDS.items()))
    title_it = line(_("Title in Italian"))
    title_en = line(_("Title in English"))
    audience_it = line(_("For whom, in Italian"))
    audience_en = line(_("For whom, in English"))
    channel_it = line(_("Through what, in Italian"))
    channel_en = line(_("Through what, in English"))
    action_codes = forms.MultipleChoiceField(
        label=_("Actions that it makes known"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    planned_on = DayField(label=_("Day planned"))
    reach_unit = forms.ChoiceField(label=_("Counted in"), choices=list(REACH_UNITS.items()))
    reach_planned = forms.IntegerField(
        label=_("Reach planned"), required=False, min_value=0, max_value=1_000_000_000
    )
    operation = forms.ChoiceField(
        label=_("Operation that pays for it"), required=False, help_text=_("Only with a budget.")
    )
    budget_cents = EuroField(label=_("Budget"), required=False)

    def __init__(
        self,
        *args: Any,
        operations: Sequence[tuple[str, str]],
        actions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "operation", [("", _("None")), *operations])
        choose(self, "action_codes", actions)


class ReachForm(KeyedForm):
    """What took place, whom it reached, and whether the label was there."""

    held_on = DayField(label=_("Took place on"))
    reach_achieved = forms.IntegerField(
        label=_("Reach achieved"),
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        help_text=_("Leave it empty when nobody counted."),
    )
    label_present = forms.ChoiceField(
        label=_("Was the label of the European money there?"),
        required=False,
        choices=[("", _("Nobody looked")), ("yes", _("Yes")), ("no", _("No"))],
    )
    label_checked_on = DayField(label=_("Looked at on"), required=False)
    evidence_url = line(_("Where one sees it"), longest=500, required=False)
    reason = line(
        _("Why it is reported again"),
        longest=500,
        required=False,
        help_text=_("Only when it was reported before."),
    )
