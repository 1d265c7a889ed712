"""Forms of procedures, contracts, findings, irregularities and recoveries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core import money
from rione.core.office.forms import DayField, EuroField, KeyedForm, TextField

from ....lists import check_words, procurement_words
from ....operations.procurement import Terms


def choices_of(
    words: Mapping[str, Any], codes: Iterable[str] | None = None
) -> list[tuple[str, Any]]:
    """Codes and their words, in the order given."""
    return [(code, words[code]) for code in (words if codes is None else codes)]


class ChoicesForm(KeyedForm):
    """A form whose lists are given when it is made: `choices` field → (value, words)."""

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Sequence[tuple[str, Any]]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, values in (choices or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = list(values)


class ReasonForm(KeyedForm):
    """Why something is done."""

    reason = TextField(label=_("Why"), max_length=1000)


def paper_field() -> forms.CharField:
    return forms.CharField(
        label=_("Number of the paper"),
        required=False,
        max_length=120,
        help_text=_("In the register of papers, such as PG/2024/123."),
    )


class ProcedureForm(ChoicesForm):
    """What is said of an award procedure."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices_of(procurement_words.PROCEDURE_KINDS))
    method = forms.ChoiceField(label=_("Procedure"), choices=choices_of(procurement_words.METHODS))
    cig = forms.CharField(label=_("CIG"), max_length=20, required=False)
    no_cig = forms.ChoiceField(
        label=_("Why there is no CIG"),
        required=False,
        choices=[("", "—"), *choices_of(procurement_words.NO_CIG)],
    )
    no_cig_note = forms.CharField(
        label=_("Another reason, in words"), max_length=300, required=False
    )
    base_cents = EuroField(label=_("Base amount"), allow_zero=True)
    criterion = forms.ChoiceField(
        label=_("Award criterion"), choices=choices_of(procurement_words.CRITERIA)
    )
    criteria = TextField(
        label=_("Criteria and points"),
        required=False,
        rows=4,
        help_text=_("One on each line, the points after a semicolon: “Technical quality; 70”."),
    )
    furnishes = forms.ChoiceField(label=_("Works that it furnishes"), required=False)

    def clean_criteria(self) -> tuple[tuple[str, int], ...]:
        """Names and points."""
        found = []
        for line in self.cleaned_data["criteria"].splitlines():
            if not line.strip():
                continue
            name, _mark, points = line.rpartition(";")
            if not name.strip() or not points.strip().isascii() or not points.strip().isdigit():
                raise forms.ValidationError(
                    _("Write a name, a semicolon and whole points on each line.")
                )
            found.append((name.strip(), min(int(points.strip()[:6]), 100_000)))
        return tuple(found)


class ChangeProcedureForm(ProcedureForm):
    """The same with a reason."""

    reason = TextField(label=_("Why"), max_length=500)


def terms_of(data: Mapping[str, Any]) -> Terms:
    """The terms of a procedure from a form's cleaned data."""
    return Terms(
        kind=data["kind"],
        method=data["method"],
        title=data["title"],
        base_cents=data["base_cents"],
        criterion=data["criterion"],
        cig=data["cig"],
        no_cig=data["no_cig"],
        no_cig_note=data["no_cig_note"],
        criteria=data["criteria"],
        furnishes=UUID(data["furnishes"]) if data["furnishes"] else None,
    )


class PhaseForm(KeyedForm):
    """When a phase is planned, and when it happened."""

    planned = DayField(label=_("Planned on"), required=False)
    actual = DayField(label=_("Happened on"), required=False)
    reason = TextField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Needed when a date that was stored changes."),
    )


class WithdrawForm(ReasonForm):
    """Withdrawing a procedure."""

    withdrawn_on = DayField(label=_("Withdrawn on"))


class PartyForm(KeyedForm):
    """Somebody with a part in a procedure."""

    role = forms.ChoiceField(label=_("Role"), choices=choices_of(procurement_words.PARTY_ROLES))
    name = forms.CharField(label=_("Name"), max_length=200)
    tax_code = forms.CharField(label=_("Tax code"), max_length=30, required=False)
    since = DayField(label=_("Since"))


class EndPartyForm(ReasonForm):
    """The end of a part."""

    until = DayField(label=_("Until"))


class ContractForm(KeyedForm):
    """A contract that was signed."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    contractor = forms.CharField(label=_("Contractor"), max_length=200)
    contractor_code = forms.CharField(label=_("Tax code of the contractor"), max_length=30)
    amount_cents = EuroField(label=_("Amount as signed"))
    signed_on = DayField(label=_("Signed on"))
    delivery_due = DayField(label=_("Delivery due"), required=False)
    document = paper_field()


class SignedEuroField(EuroField):
    """An amount that may take away: “-1.234,56”."""

    def clean(self, value: Any) -> int | None:
        """Signed cents."""
        text = str(value or "").strip().replace("−", "-")
        cents = super().clean(text.removeprefix("-").strip())
        return -cents if cents and text.startswith("-") else cents

    def prepare_value(self, value: Any) -> Any:
        return money.format_plain(value) if isinstance(value, int) else value


class VariationForm(KeyedForm):
    """A variation of a contract."""

    ground = forms.ChoiceField(label=_("Ground"), choices=choices_of(procurement_words.GROUNDS))
    cents = SignedEuroField(
        label=_("Change of the amount"),
        allow_zero=True,
        help_text=_("With a minus when it takes away; 0 for time alone."),
    )
    varied_on = DayField(label=_("Varied on"))
    reason = TextField(label=_("Why"))
    document = paper_field()


class UndoForm(ReasonForm):
    """Taking something back."""

    on = DayField(label=_("Taken back on"))


class DeliveryForm(KeyedForm):
    """Delivery or acceptance."""

    delivered_on = DayField(label=_("Delivered or accepted on"))
    reason = TextField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Needed when a date that was stored changes."),
    )


class CloseForm(ReasonForm):
    """Closing a contract."""

    closed_on = DayField(label=_("Closed on"))


class FindingForm(ChoicesForm):
    """A finding of a check."""

    item = forms.ChoiceField(label=_("Question"), required=False)
    words = TextField(label=_("What was found"), rows=5, max_length=4000)
    severity = forms.ChoiceField(label=_("Severity"), choices=choices_of(check_words.SEVERITIES))
    amount_cents = EuroField(label=_("Amount"), allow_zero=True, required=False)
    deadline = DayField(label=_("To be answered by"))


class AnswerFindingForm(KeyedForm):
    """What the beneficiary says to a finding."""

    words = TextField(label=_("Answer"), rows=6, max_length=4000)
    document = paper_field()


class ExtendForm(ReasonForm):
    """More time to answer."""

    deadline = DayField(label=_("New deadline"))


class SettleForm(ChoicesForm):
    """What becomes of a finding."""

    decision = forms.ChoiceField(label=_("Decision"))
    reason = TextField(label=_("Why"))
    deadline = DayField(
        label=_("New deadline"), required=False, help_text=_("For a rejected answer.")
    )


class NatureForm(ChoicesForm):
    """What an irregularity is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices_of(check_words.BREACHES))
    words = TextField(label=_("What happened"), rows=5, max_length=4000)
    eu_cents = EuroField(label=_("EU contribution affected"), allow_zero=True)
    national_cents = EuroField(label=_("National contribution affected"), allow_zero=True)
    fraud_suspected = forms.BooleanField(label=_("Fraud is suspected"), required=False)
    exemption = forms.ChoiceField(
        label=_("Exemption from reporting"),
        required=False,
        choices=choices_of(check_words.EXEMPTIONS),
        help_text=_("Art. 122(2) Reg. (EU) 1303/2013; none holds where fraud is suspected."),
    )


class ReportForm(NatureForm):
    """A new irregularity."""

    found_on = DayField(label=_("Found on"))
    expense = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ClassifyForm(NatureForm):
    """What an irregularity has become."""

    state = forms.ChoiceField(label=_("State"))
    reason = TextField(label=_("Why"))

    field_order = ["key", "state"]


class NotifyForm(KeyedForm):
    """The report to the Commission."""

    notified_on = DayField(label=_("Reported on"))
    document = forms.CharField(label=_("Number of the report"), max_length=120)


class OrderForm(KeyedForm):
    """Asking money back."""

    order_number = forms.CharField(label=_("Number of the order"), max_length=120)
    ordered_cents = EuroField(label=_("Amount asked back"))
    interest_cents = EuroField(label=_("Interest"), allow_zero=True)
    ordered_on = DayField(label=_("Ordered on"))
    due_on = DayField(label=_("To be paid by"))
    reason = TextField(label=_("Why"), help_text=_("The debtor reads this."))


class ReceiveForm(KeyedForm):
    """Money that came in, or was set off."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=choices_of(check_words.MOVEMENTS, ("payment", "offset"))
    )
    cents = EuroField(label=_("Amount"))
    on = DayField(label=_("On"))
    document = paper_field()


class WriteOffForm(ReasonForm):
    """Giving money up."""

    cents = EuroField(label=_("Amount"))
    on = DayField(label=_("On"))
    document = paper_field()
