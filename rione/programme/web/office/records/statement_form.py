"""A form that fits what is stated: an amount, a number with its unit, a state, a text, a date.

`form_for(group, …)` makes its class; `said` puts what was filled in into the keys of a statement.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core import money
from rione.core.office.forms import EuroField, TextField

from ....rules.catalogue import Catalogue
from ....rules.fields import FIELDS, FORMS, PROCUREMENT_KINDS, ROLES
from ....rules.states import MILESTONES, ORDER
from ....rules.values import QUALIFIERS
from ... import words
from .source_form import SourceForm, source_of

Fields = dict[str, forms.Field]
Choices = list[tuple[str, Any]]

_QUALIFIERS = {
    "exact": _("exactly"),
    "about": _("about"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "over": _("over"),
}
# The words that statements of files have before a number.
_WRITTEN = {"about": "about ", "at_least": "at least ", "at_most": "at most ", "over": "over "}
_DATE = _("2022, 2022-01 or 2022-01-31")


def names_of(group: str, catalogue: Catalogue) -> Choices | None:
    """What may follow the group in the name of a field, [] when one writes it, None when nothing
    follows."""
    vocabulary = catalogue.vocabulary
    funds = [(fund.code, _both(fund.name)) for fund in catalogue.programme.funds]
    match group:
        case "financing":
            return [*funds, ("total", _("Total cost"))]
        case "complement":
            return funds
        case "quantity" | "text" | "address" | "date":
            terms = {
                "quantity": vocabulary.quantities,
                "text": vocabulary.texts,
                "address": vocabulary.addresses,
                "date": vocabulary.dates,
            }[group]
            return [(code, _both(name)) for code, name in terms.items()]
        case "waits_for":
            return [
                (action.code, f"{action.code} {_both(action.title)}"[:110])
                for project in catalogue.projects
                for action in project.actions
            ]
    return [] if FIELDS[group].keyed else None


def form_for(group: str, catalogue: Catalogue) -> type[SourceForm]:
    """The form of statements about fields that begin with `group`."""
    fields: Fields = {}
    names = names_of(group, catalogue)
    if names:
        fields["name"] = _choice(_("Which one"), [("", "—"), *names])
    elif names is not None:
        fields["name"] = _name(group)
    units = [(code, _both(name)) for code, name in catalogue.vocabulary.units.items()]
    funds = [(fund.code, _both(fund.name)) for fund in catalogue.programme.funds]
    fields |= _PARTS[group](units, funds)
    last = {
        "note_it": TextField(label=_("Our note, in Italian"), required=False, rows=2),
        "note_en": TextField(label=_("Our note, in English"), required=False, rows=2),
    }
    order = ["key", *fields, *SourceForm.base_fields, *last]
    members = {**fields, **last, "field_order": list(dict.fromkeys(order))}
    return type("StatementForm", (SourceForm,), members)


def said(group: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, with the keys of a statement."""
    name = data.get("name")
    found: dict[str, Any] = {
        "field": f"{group}.{name}" if name else group,
        "from": source_of(data),
    }
    for part in sorted(FIELDS[group].parts):
        value = _part(group, part, data)
        if value is not None:
            found[part] = value
    for key in ("quote", "as_of"):
        if data.get(key):
            found[key] = data[key]
    if data.get("note_it") or data.get("note_en"):
        found["note"] = {"it": data["note_it"], "en": data["note_en"]}
    return found


def _part(group: str, part: str, data: Mapping[str, Any]) -> Any:
    if data.get(f"{part}_unknown"):
        return "unknown"
    if data.get(f"{part}_none"):
        return "none"
    if f"{part}_it" in data:
        return {"it": data[f"{part}_it"], "en": data[f"{part}_en"]}
    value = data.get("party_name" if (group, part) == ("party", "name") else part)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if part in ("delivery", "when", "out_of") and not value:
        return "unknown"
    if isinstance(value, int):
        return money.format_italian(value)
    if value and "qualifier" in data and part == "value":
        return _WRITTEN.get(data["qualifier"], "") + str(value)
    return value or None


# --- fields of the form -------------------------------------------------------------------------


def _both(name: Any) -> str:
    return words.text(words.Text(name.it, name.en))


def _choice(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required)


def _text(label: Any, *, required: bool = True, help_text: Any = "", most: int = 500) -> Any:
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text)


def _name(group: str) -> forms.Field:
    if group == "target":
        return _text(_("Year"), help_text=_("Such as 2023."), most=4)
    if group == "achieved":
        return _text(_("Day"), help_text=_("Such as 2023-12-31."), most=10)
    return _text(_("Short name"), most=60, help_text=_("a-z, 0-9 and underscores, such as lot_1."))


def _flag(label: Any) -> forms.Field:
    return forms.BooleanField(label=label, required=False)


def _amount(part: str) -> Fields:
    return {
        part: EuroField(label=_("Amount"), required=False, allow_zero=True),
        f"{part}_unknown": _flag(_("The document says that it does not know the amount")),
    }


def _both_texts(part: str, it: Any, en: Any) -> Fields:
    return {
        f"{part}_it": TextField(label=it, rows=2),
        f"{part}_en": TextField(label=en, rows=2),
    }


def _number(*flags: tuple[str, Any]) -> Fields:
    return {
        "qualifier": _choice(
            _("How precisely"), [(code, _QUALIFIERS[code]) for code in QUALIFIERS]
        ),
        "value": _text(_("Number"), required=False, help_text=_("Such as 1.000 or 4,5."), most=30),
        **{name: _flag(label) for name, label in flags},
    }


_UNKNOWN = ("value_unknown", _("The document says that it does not know"))
_DASH = ("value_none", _("The table prints a dash"))
Builder = Callable[[Choices, Choices], Fields]


def _states() -> Choices:
    return [("", "—"), *((code, words.state(code)) for code in ORDER)]


def _texts(_units: Choices, _funds: Choices) -> Fields:
    return _both_texts("value", _("In Italian"), _("In English"))


def _measure(_units: Choices, _funds: Choices) -> Fields:
    return _number(_DASH, _UNKNOWN)


_PARTS: Mapping[str, Builder] = {
    "financing": lambda units, funds: _amount("value"),
    "state": lambda units, funds: {"value": _choice(_("State"), _states())},
    "quantity": lambda units, funds: {
        **_number(_UNKNOWN),
        "unit": _choice(_("Unit of measure"), [("", "—"), *units]),
    },
    "target": _measure,
    "baseline": _measure,
    "achieved": _measure,
    "unit": lambda units, funds: {
        "value": _choice(_("Unit of measure"), [("", "—"), *units]),
        "inferred": _flag(_("The document prints none: this is our reading")),
    },
    "date": lambda units, funds: {
        "value": _text(_("Date"), required=False, help_text=_DATE, most=10),
        "value_unknown": _flag(_UNKNOWN[1]),
    },
    "text": _texts,
    "address": _texts,
    "title": lambda units, funds: {"value": _text(_("Title"), most=1000)},
    "partnership": lambda units, funds: {
        "value": _choice(_("Partnership"), [(code, words.partnership(code)) for code in FORMS]),
        "partner": _text(_("Partner"), required=False),
    },
    "complement": lambda units, funds: {
        **_amount("amount"),
        **_both_texts(
            "intervention", _("Wider intervention, in Italian"), _("Wider intervention, in English")
        ),
    },
    "waits_for": lambda units, funds: {
        **_both_texts("milestone", _("Milestone, in Italian"), _("Milestone, in English")),
        "until": _choice(_("Until it is"), [(code, words.state(code)) for code in MILESTONES]),
    },
    "reprogramming": lambda units, funds: {
        "when": _text(_("When"), required=False, help_text=_DATE, most=10),
        "out_of": _choice(_("Out of the fund"), [("", "—"), *funds], required=False),
        **_both_texts("into", _("Where to, in Italian"), _("Where to, in English")),
        **_amount("amount"),
        **_both_texts("reason", _("Reason given, in Italian"), _("Reason given, in English")),
    },
    "procurement": lambda units, funds: {
        "kind": _choice(
            _("Kind"), [(code, words.procurement_kind(code)) for code in PROCUREMENT_KINDS]
        ),
        **_both_texts("title", _("Title, in Italian"), _("Title, in English")),
        "state": _choice(_("State"), _states()),
        "delivery": _text(_("Delivery"), required=False, help_text=_DATE, most=10),
        "count": _text(_("How many"), required=False, most=6),
    },
    "party": lambda units, funds: {
        "party_name": _text(_("Who")),
        "role": _choice(_("As"), [(code, words.role(code)) for code in ROLES]),
    },
    "link": lambda units, funds: {
        "url": _text(_("Web address")),
        **_both_texts("label", _("Name, in Italian"), _("Name, in English")),
    },
}
