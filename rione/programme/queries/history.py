"""All that happened to an operation, from the audit trail: one timeline, in words.

Every write of the office names its operation as a subject of its entry. How an entry is said is
registered by verb; a verb that nobody described is said by its label.

    describe("verify_expense", part="money", sentence=_("Expense verified: %(amount)s accepted"))
    register_reasons("expense", lambda keys: Expense.objects.filter(…).values_list(key, text))
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy

from rione.core.audit.queries import EntryView, Filters, entries
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.identity.access import registered
from rione.core.identity.models import Organisation, User
from rione.core.identity.rules.actors import Actor

from ..access.desk import sees_notes
from ..models import Operation

PER_PAGE = 50
EXPORTED_AT_ONCE = 200
PARTS = {
    "operation": gettext_lazy("The operation itself"),
    "money": gettext_lazy("Money"),
    "records": gettext_lazy("Records"),
    "checks": gettext_lazy("Checks"),
    "questions": gettext_lazy("Questions"),
    "deadlines": gettext_lazy("Deadlines"),
    "communication": gettext_lazy("Communication"),
    "papers": gettext_lazy("Documents"),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """How the entries of a verb are said: the part of the work, a sentence whose placeholders are
    keys of the entry's details (None: the verb's label), and whether only the staff may know."""

    part: str
    sentence: Any = None
    staff_only: bool = False


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened, in the reader's language. `name` is "" unless the reader is of the
    staff of the operation's municipality; `why` is "" when no reason was given."""

    id: int
    at: datetime
    part: str
    verb: str
    sentence: str
    role: str
    organisation: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Newest first; `before` is what to ask the next page with, None on the last one."""

    lines: tuple[HistoryLine, ...]
    before: int | None


Reasons = Callable[[Collection[str]], QuerySet[Any]]
"""Texts by key: a queryset of (key, text) of the rows whose keys are given."""

_said: dict[str, Said] = {}
_reasons: dict[str, Reasons] = {}


def describe(verb: str, *, part: str, sentence: Any = None, staff_only: bool = False) -> None:
    """Say how entries of a verb are told; a verb described differently twice is an error. Entries
    of verbs that nobody described are shown to the staff alone."""
    said = Said(part, sentence, staff_only)
    if part not in PARTS:
        raise ValueError(f"“{part}” is no part of the history: {', '.join(PARTS)}")
    if _said.setdefault(verb, said) != said:
        raise ValueError(f"{verb} is described twice")


def register_reasons(kind: str, texts: Reasons) -> None:
    """Say where the reasons are that entries name as `why: "kind:key"` in their details."""
    _reasons[kind] = texts


def history_of(
    actor: Actor, operation: Operation, *, part: str = "", before: int | None = None
) -> HistoryPage:
    """A page of what happened to an operation that the actor may see, of one part or of all.
    Two SQL."""
    return _page(actor, operation, part, before, PER_PAGE)


def whole_history(actor: Actor, operation: Operation, part: str = "") -> Iterator[HistoryLine]:
    """All of it, newest first, read piece by piece. Two SQL for 200 lines."""
    before: int | None = None
    while True:
        page = _page(actor, operation, part, before, EXPORTED_AT_ONCE)
        yield from page.lines
        before = page.before
        if before is None:
            return


def _page(
    actor: Actor, operation: Operation, part: str, before: int | None, limit: int
) -> HistoryPage:
    staff = sees_notes(actor) and actor.municipality == operation.municipality
    verbs: tuple[str, ...] = ()
    if part or not staff:
        verbs = tuple(
            verb
            for verb, said in _said.items()
            if part in ("", said.part) and (staff or not said.staff_only)
        )
        if not verbs:
            return HistoryPage((), None)
    page = entries(
        Filters(
            subject=Subject("operation", str(operation.pk)),
            action="write",
            verbs=verbs,
        ),
        before=before,
        limit=limit,
    )
    names, reasons = _named(page.entries, staff)
    labels = {verb.name: verb.label for verb in registered()}
    return HistoryPage(
        tuple(_line(one, names, reasons, labels) for one in page.entries), page.before
    )


def _line(
    entry: EntryView,
    names: Mapping[str, str],
    reasons: Mapping[str, str],
    labels: Mapping[str, Any],
) -> HistoryLine:
    said = _said.get(entry.verb) or Said("operation")
    sentence = said.sentence or labels.get(entry.verb, entry.verb)
    return HistoryLine(
        id=entry.id,
        at=entry.at,
        part=said.part,
        verb=entry.verb,
        sentence=_filled(str(sentence), entry.details),
        role=entry.actor_role,
        organisation=names.get(entry.actor_organisation, ""),
        name=names.get(f"person:{entry.actor_key}", ""),
        why=reasons.get(str(entry.details.get("why", "")), ""),
    )


def _filled(sentence: str, details: Mapping[str, Any]) -> str:
    """The sentence with the details it names; days in words, sums of cents in euros."""

    def value(match: re.Match[str]) -> str:
        found = details.get(match[1])
        if isinstance(found, int) and match[1].endswith("cents"):
            return formats.euro(found)
        if isinstance(found, str) and _DAY.match(found):
            return formats.partial_date(found)
        return "–" if found is None else str(found)

    return _PLACEHOLDER.sub(value, sentence)


def _named(found: Sequence[EntryView], staff: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Names of bodies (and, for the staff, people) and the reasons that entries name. One SQL."""
    bodies = _keys(one.actor_organisation for one in found)
    asked: list[QuerySet[Any]] = [
        _rows(Organisation.objects.filter(pk__in=bodies), "body:", "name")
    ]
    if staff:
        people = _keys(one.actor_key for one in found if one.actor_kind == "account")
        asked.append(_rows(User.objects.filter(pk__in=people), "person:", "name"))
    whys: dict[str, set[str]] = {}
    for one in found:
        kind, _colon, key = str(one.details.get("why", "")).partition(":")
        if key and kind in _reasons:
            whys.setdefault(kind, set()).add(key)
    asked += [_reasons[kind](keys) for kind, keys in sorted(whys.items())]
    if not found:
        return {}, {}
    texts = dict(asked[0].union(*asked[1:], all=True))
    names = {key.removeprefix("body:"): text for key, text in texts.items()}
    return names, texts


def _keys(texts: Iterator[str]) -> set[UUID]:
    keys = set()
    for text in texts:
        try:
            keys.add(UUID(text))
        except ValueError:
            continue
    return keys


def _rows(rows: QuerySet[Any], prefix: str, column: str) -> QuerySet[Any]:
    """Key with its prefix, and text."""
    key = Concat(Value(prefix), Cast("pk", TextField()), output_field=TextField())
    return rows.order_by().values_list(key, Cast(column, TextField()))


def reasons_from(kind: str, model: Any, column: str, *, keys_are: type = UUID) -> Reasons:
    """Texts of a column, by the primary keys of a model, for `register_reasons`."""

    def texts(keys: Collection[str]) -> QuerySet[Any]:
        wanted = []
        for key in keys:
            try:
                wanted.append(keys_are(key))
            except ValueError:
                continue
        return _rows(model.objects.filter(pk__in=wanted), f"{kind}:", column)

    return texts
