"""Forms of money. Beside an amount stands what is left of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rione.core.design.formats import euro
from rione.core.documents.public import DocumentField
from rione.core.office.forms import DayField, EuroField, KeyedForm, TextField

from ....lists import money_words as words

Choices = Sequence[tuple[str, Any]]
NUMBER_HELP = _("Letters, digits, dots and hyphens, such as 2021-114.")


class LimitedForm(KeyedForm):
    """A form with an amount in the field `limited`; `left`: the most that it may be."""

    limited = "amount_cents"

    def __init__(self, *args: Any, left: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if left is not None:
            self.fields[self.limited].help_text = gettext("At most %(left)s.") % {
                "left": euro(left)
            }


class AmountForm(LimitedForm):
    """An amount."""

    amount_cents = EuroField(label=_("Amount"))


class GrantForm(AmountForm):
    """What a fund grants, or what of it is saved."""

    fund = forms.ChoiceField(label=_("Fund"))
    day = DayField(label=_("Date of the decision"))
    decision = forms.CharField(
        label=_("Deed"), max_length=200, help_text=_("The act, such as DD 1234/2021.")
    )
    field_order = ["key", "fund", "amount_cents", "day", "decision"]

    def __init__(self, *args: Any, funds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "fund", funds)


class PlanForm(KeyedForm):
    """What is to be spent in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2014, max_value=2099)
    amount_cents = EuroField(label=_("Planned"), allow_zero=True)
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed when the year has been planned before."),
    )


class PayeeForm(KeyedForm):
    """Somebody who is paid."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.PAYEES.items()))
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=30,
        help_text=_("11 digits for a company or body, 16 characters for a person."),
    )


class CorrectPayeeForm(KeyedForm):
    """The name of a payee as it should be."""

    name = forms.CharField(label=_("Name"), max_length=200)
    reason = TextField(label=_("Reason"), max_length=500)


class TakeForm(AmountForm):
    """An amount that is taken from something on a day, with a reason."""

    day = DayField(label=_("Date"))
    reason = TextField(label=_("Reason"), max_length=500)


class CommitForm(TakeForm):
    """A contract or an act."""

    number = forms.CharField(label=_("Number"), max_length=30, help_text=NUMBER_HELP)
    payee = forms.ChoiceField(label=_("Payee"))
    field_order = ["key", "number", "day", "payee", "amount_cents", "reason"]

    def __init__(self, *args: Any, payees: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "payee", payees)
        self.fields["reason"].label = gettext("What it is for")


class PayForm(AmountForm):
    """A payment on a commitment."""

    number = forms.CharField(label=_("Number"), max_length=30, help_text=NUMBER_HELP)
    day = DayField(label=_("Date"))
    payee = forms.ChoiceField(label=_("Payee"), required=False)
    field_order = ["key", "number", "day", "payee", "amount_cents"]

    def __init__(self, *args: Any, payees: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "payee", [("", gettext("That of the commitment")), *payees])


class EnterForm(LimitedForm):
    """A document of expense."""

    limited = "declared_cents"
    document_kind = forms.ChoiceField(
        label=_("Kind of document"), choices=list(words.DOCUMENTS.items())
    )
    document_number = forms.CharField(label=_("Number of the document"), max_length=60)
    document_day = DayField(label=_("Date of the document"))
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    declared_cents = EuroField(label=_("Declared amount"))
    file = DocumentField(label=_("The document itself"), required=False)

    def __init__(self, *args: Any, payees: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "supplier", [("", gettext("The payee of the payment")), *payees])


class ReasonForm(KeyedForm):
    """Only a reason."""

    reason = TextField(label=_("Reason"), max_length=500)


class VerifyForm(LimitedForm):
    """What of an expense is accepted."""

    limited = "accepted_cents"
    accepted_cents = EuroField(label=_("Accepted amount"), allow_zero=True)
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed when less than what was declared is accepted; zero rejects it."),
    )


class CorrectForm(AmountForm):
    """What is taken from a certified expense."""

    reason = TextField(label=_("Reason"), max_length=500)


class ClaimForm(KeyedForm):
    """A payment claim."""

    number = forms.CharField(label=_("Number"), max_length=30, help_text=NUMBER_HELP)
    first_day = DayField(label=_("Period from"))
    last_day = DayField(label=_("Period to"))
    day = DayField(label=_("Date of the claim"))


class ChosenField(forms.MultipleChoiceField):
    """Ids of rows. One that is no longer among the choices is taken too: a form that is sent again
    gets its first answer, and the operation refuses all others."""

    def valid_value(self, value: Any) -> bool:
        """Whether it is an id at all."""
        try:
            UUID(str(value))
        except ValueError:
            return False
        return True


class CertifyForm(KeyedForm):
    """The expenses that are certified together."""

    expenses = ChosenField(
        label=_("Expenses"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one expense.")},
    )

    def __init__(self, *args: Any, waiting: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "expenses", waiting)
        self.fields["expenses"].widget.attrs.pop("required", None)


class YearForm(KeyedForm):
    """A year and a reason."""

    year = forms.IntegerField(label=_("Year"), min_value=2014, max_value=2099)
    reason = TextField(label=_("Reason"), max_length=500)


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = list(choices)
