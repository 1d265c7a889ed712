"""The fields that a statement can be about, and how the value of each is read."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import values
from .states import MILESTONES, ORDER
from .values import UNKNOWN, UNKNOWN_VALUE, Value, ValueRefused

PROCUREMENT_KINDS = ("works", "supply", "furnishing", "service", "call")
ROLES = (
    "intermediate_body",
    "beneficiary",
    "implementer",
    "manager",
    "owner",
    "user",
    "partner",
)
FORMS = ("private_capital", "co_design", "public")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_URL = re.compile(r"https?://[^\s/<>\"']+(/[^\s<>\"']*)?")


@dataclass(frozen=True)
class Known:
    """What statements may refer to."""

    funds: Collection[str] = ()
    actions: Collection[str] = ()
    documents: Collection[str] = ()
    units: Collection[str] = ()
    keys: Mapping[str, Collection[str]] = field(default_factory=dict)
    today: str = "9999-12-31"


class PartRefused(ValueRefused):
    """A refused part of a statement: `part` is its key."""

    def __init__(self, part: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.part = part


Raw = Mapping[str, Any]
Reader = Callable[[Raw, str, Known], tuple[str, Value]]


# --- parts --------------------------------------------------------------------------------------


def text_part(raw: Raw, key: str, remedy: str = "write a value or delete the key") -> str:
    value = raw.get(key)
    if value is None:
        raise PartRefused(key, "is missing", remedy)
    if not isinstance(value, str):
        raise PartRefused(key, "is not plain text", "write one value")
    if not value.strip():
        raise PartRefused(key, "is empty", remedy)
    return value.strip()


def both_part(raw: Raw, key: str) -> dict[str, str]:
    value = raw.get(key)
    if not isinstance(value, Mapping):
        raise PartRefused(key, "is not in two languages", "write {it: …, en: …}")
    if set(value) - {"it", "en"}:
        raise PartRefused(key, "has another key than it and en", "write {it: …, en: …}")
    for language, name in (("it", "Italian"), ("en", "English")):
        if not isinstance(value.get(language), str) or not value[language].strip():
            raise PartRefused(key, f"the {name} text is missing", "write it in both languages")
    return {"it": values.clean(value["it"]), "en": values.clean(value["en"])}


def checked_part(key: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except PartRefused:
        raise
    except ValueRefused as error:
        raise PartRefused(key, error.message, error.remedy) from None


def _choice(raw: Raw, key: str, choices: Collection[str]) -> str:
    text = text_part(raw, key)
    if text not in choices:
        raise PartRefused(key, f"“{text[:60]}” is not known", f"write one of {listed(choices)}")
    return text


def _reference(text: str, choices: Collection[str], what: str, where: str, part: str) -> str:
    if text not in choices:
        raise PartRefused(part, f"{what} “{text[:60]}” is unknown", f"add it to {where}")
    return text


def _free_key(rest: str) -> str:
    if not _KEY.fullmatch(rest) or len(rest) > 60:
        raise PartRefused("field", f"“{rest[:60]}” is no key", "use a-z, 0-9 and underscores")
    return rest


def _money_part(raw: Raw, key: str) -> Value:
    value: Value = checked_part(key, lambda: values.money(text_part(raw, key)))
    return value


def _date_part(raw: Raw, key: str) -> str | None:
    text = text_part(raw, key)
    return None if text == UNKNOWN else checked_part(key, lambda: str(values.partial_date(text)))


def _structured(parts: dict[str, Any], cents: int | None = None) -> Value:
    return Value("structured", parts, amount_cents=cents)


# --- fields -------------------------------------------------------------------------------------


def _financing(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    if rest != "total":
        _reference(rest, known.funds, "fund", "programme.yaml, or write total", "field")
    return rest, _money_part(raw, "value")


def _state(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    state = _choice(raw, "value", ORDER)
    return rest, UNKNOWN_VALUE if state == UNKNOWN else Value("state", {"state": state})


def _unit_of(raw: Raw, key: str, known: Known) -> str:
    return _reference(text_part(raw, key), known.units, "unit", "vocabulary.yaml", key)


def _quantity(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    _labelled("quantities", rest, known)
    unit = _unit_of(raw, "unit", known)
    return rest, checked_part("value", lambda: values.quantity(text_part(raw, "value"), unit))


def _measure(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    return rest, checked_part("value", lambda: values.measure(text_part(raw, "value")))


def _target(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    if not re.fullmatch(r"(19|20|21)\d\d", rest):
        raise PartRefused("field", f"“{rest[:20]}” is no year", "write target.2023")
    return _measure(raw, rest, known)


def _achieved(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    day = checked_part("field", lambda: values.past(rest, known.today, "the achieved value of"))
    if len(day) != 10:
        raise PartRefused("field", f"“{rest}” is no day", "write achieved.2023-12-31")
    return _measure(raw, day, known)


def _unit(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    inferred = raw.get("inferred", "no")
    if inferred not in ("yes", "no"):
        raise PartRefused("inferred", "is neither yes nor no", "write yes or delete the key")
    parts = {"unit": _unit_of(raw, "value", known), "inferred": inferred == "yes"}
    return rest, Value("text", parts, unit=str(parts["unit"]))


def _date(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    _labelled("dates", rest, known)
    return rest, checked_part("value", lambda: values.date_value(text_part(raw, "value")))


def _words(group: str) -> Reader:
    def read(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
        _labelled(group, rest, known)
        if raw.get("value") == UNKNOWN:
            return rest, UNKNOWN_VALUE
        return rest, Value("text", both_part(raw, "value"))

    return read


def _title(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    return rest, Value("text", {"text": values.clean(text_part(raw, "value"))})


def _partnership(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    partner = text_part(raw, "partner") if "partner" in raw else UNKNOWN
    form = _choice(raw, "value", FORMS)
    name = None if partner == UNKNOWN else values.clean(partner)
    return rest, _structured({"form": form, "partner": name})


def _complement(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    _reference(rest, known.funds, "fund", "programme.yaml", "field")
    amount = _money_part(raw, "amount")
    parts = {"amount": dict(amount.canonical), "intervention": both_part(raw, "intervention")}
    return rest, _structured(parts, amount.amount_cents)


def _waits_for(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    code = checked_part("field", lambda: values.action_code(rest))
    _reference(code, known.actions, "action", "projects/, or correct the code", "field")
    parts = {"milestone": both_part(raw, "milestone"), "until": _choice(raw, "until", MILESTONES)}
    return code, _structured(parts)


def _reprogramming(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    fund = text_part(raw, "out_of")
    if fund != UNKNOWN:
        _reference(fund, known.funds, "fund", "programme.yaml, or write unknown", "out_of")
    amount = _money_part(raw, "amount")
    parts = {
        "when": _date_part(raw, "when"),
        "out_of": None if fund == UNKNOWN else fund,
        "into": both_part(raw, "into"),
        "amount": dict(amount.canonical),
        "reason": both_part(raw, "reason"),
    }
    return _free_key(rest), _structured(parts, amount.amount_cents)


def _procurement(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    count = raw.get("count")
    if count is not None and not re.fullmatch(r"[1-9]\d{0,5}", str(count)):
        raise PartRefused("count", f"“{str(count)[:20]}” is no number", "write how many, or none")
    parts = {
        "kind": _choice(raw, "kind", PROCUREMENT_KINDS),
        "title": both_part(raw, "title"),
        "state": _choice(raw, "state", ORDER),
        "delivery": _date_part(raw, "delivery"),
        "count": None if count is None else int(count),
    }
    return _free_key(rest), _structured(parts)


def _party(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    parts = {"name": values.clean(text_part(raw, "name")), "role": _choice(raw, "role", ROLES)}
    return _free_key(rest), _structured(parts)


def _link(raw: Raw, rest: str, known: Known) -> tuple[str, Value]:
    url = text_part(raw, "url")
    if not _URL.fullmatch(url) or len(url) > 500:
        raise PartRefused("url", f"“{url[:60]}” is no web address", "write it from https:// on")
    return _free_key(rest), _structured({"url": url, "label": both_part(raw, "label")})


def _labelled(group: str, key: str, known: Known) -> None:
    singular = {"quantities": "quantity", "texts": "text", "addresses": "address", "dates": "date"}
    if key not in known.keys.get(group, ()):
        raise PartRefused(
            "field",
            f"{singular[group]} “{key[:60]}” has no label",
            f"add it to {group} of vocabulary.yaml",
        )


@dataclass(frozen=True)
class Field:
    """How a field is read: `keyed` says whether a key follows, `subjects` empty means any."""

    read: Reader
    required: frozenset[str] = frozenset({"value"})
    optional: frozenset[str] = frozenset()
    keyed: bool = True
    subjects: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def parts(self) -> frozenset[str]:
        return self.required | self.optional


_MONEYED = ("action", "project", "axis", "programme")
_DOERS = ("action", "project", "programme")
_WORKS = ("action", "project")
FIELDS: dict[str, Field] = {
    "financing": Field(_financing, subjects=_MONEYED),
    "state": Field(_state, keyed=False, subjects=_WORKS, quoted=True),
    "quantity": Field(_quantity, required=frozenset({"value", "unit"})),
    "target": Field(_target, subjects=("indicator",)),
    "baseline": Field(_measure, keyed=False, subjects=("indicator",)),
    "achieved": Field(_achieved, subjects=("indicator",)),
    "unit": Field(_unit, optional=frozenset({"inferred"}), keyed=False, subjects=("indicator",)),
    "date": Field(_date),
    "text": Field(_words("texts")),
    "address": Field(_words("addresses")),
    "title": Field(_title, keyed=False),
    "partnership": Field(
        _partnership,
        optional=frozenset({"partner"}),
        keyed=False,
        subjects=_WORKS,
        quoted=True,
    ),
    "complement": Field(
        _complement, required=frozenset({"amount", "intervention"}), subjects=_DOERS
    ),
    "waits_for": Field(
        _waits_for, required=frozenset({"milestone", "until"}), subjects=("action",)
    ),
    "reprogramming": Field(
        _reprogramming,
        required=frozenset({"when", "out_of", "into", "amount", "reason"}),
        subjects=_DOERS,
    ),
    "procurement": Field(
        _procurement,
        required=frozenset({"kind", "title", "state", "delivery"}),
        optional=frozenset({"count"}),
        subjects=_DOERS,
    ),
    "party": Field(_party, required=frozenset({"name", "role"})),
    "link": Field(_link, required=frozenset({"url", "label"})),
}


def field_names() -> str:
    return listed(f"{name}.…" if spec.keyed else name for name, spec in FIELDS.items())


def listed(items: Iterable[str]) -> str:
    return ", ".join(sorted(items) if isinstance(items, set | frozenset) else items)
