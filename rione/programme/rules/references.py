"""What the files say about each other: codes, documents, dates, links, circles."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rione.core.periods import PartialDate

from . import values
from .catalogue import Catalogue, LinkEntry
from .dependencies import find_cycle
from .fields import FIELDS, PartRefused, listed
from .placed import Placed, Reading
from .problems import Problem
from .settling import settle_statements
from .statements import StatementData, citation
from .values import ValueRefused

Read = Sequence[tuple[StatementData, Placed]]
_REACHES = {
    "paid_for_by": ("action",),
    "served_by": ("action",),
    "contributes_to": ("indicator",),
    "run_by": ("body",),
}


def check_references(
    reading: Reading, catalogue: Catalogue, statements: Read, today: str
) -> Iterator[Problem]:
    """Every problem between entries that are each sound in themselves."""
    yield from _twice(reading)
    yield from _documents(reading, today)
    yield from _codes(reading, catalogue)
    yield from _citations(reading, catalogue)
    yield from _links(reading, catalogue)
    yield from _communication(reading, catalogue)
    yield from _circles(statements)
    yield from _explanations(reading, catalogue, [data for data, _ in statements])


def _twice(reading: Reading) -> Iterator[Problem]:
    programme = reading.files["programme.yaml"]
    groups: dict[str, list[tuple[str, Placed]]] = {
        name: [
            (item.code, programme.within(item, name, index, "code"))
            for index, item in enumerate(getattr(programme.entry, name))
        ]
        for name in ("funds", "axes", "fields_of_intervention")
    }
    for file in ("documents.yaml", "indicators.yaml"):
        groups[file] = [(p.entry.code, p.within(p, "code")) for p in reading.entries(file)]
    groups["communication"] = [
        (p.entry.slug, p.within(p, "slug")) for p in reading.entries("communication.yaml")
    ]
    groups["projects"] = [(p.entry.slug, p.within(p, "slug")) for p in reading.projects]
    groups["numbers"] = [(p.entry.key, p.within(p, "number")) for p in reading.projects]
    groups["actions"] = [(p.entry.code, p.within(p, "code")) for p in reading.actions()]
    groups["sites"] = [(p.entry.slug, p.within(p, "slug")) for p in reading.sites()]
    groups["spaces"] = [(s.entry.slug, s.within(s, "slug")) for s in _spaces(reading)]
    groups["complexes"] = [
        (p.entry.building_complex.slug, p.within(p, "complex", "slug"))
        for p in reading.sites()
        if p.entry.building_complex
    ]
    groups["units"] = [(u.entry.slug, u.within(u, "slug")) for u in _units(reading)]
    for members in groups.values():
        seen: dict[str, Placed] = {}
        for code, placed in members:
            if code in seen:
                yield placed.problem(
                    f"“{code}” is already taken at {seen[code].where}", "give it another"
                )
            seen.setdefault(code, placed)


def _documents(reading: Reading, today: str) -> Iterator[Problem]:
    for placed in reading.entries("documents.yaml"):
        entry = placed.entry
        for name in ("printed_date", "content_date"):
            when = getattr(entry, name)
            if when is None:
                continue
            try:
                values.past(when, today, name)
            except ValueRefused as error:
                yield placed.problem(error.message, error.remedy, name)
        if entry.printed_date and entry.content_date:
            printed, content = map(PartialDate.parse, (entry.printed_date, entry.content_date))
            if content.first_day() > printed.last_day():
                yield placed.problem(
                    f"content of {content} is later than the print of {printed}",
                    "correct one of the two dates",
                    "content_date",
                )
        for prefix in entry.ranks:
            if prefix.partition(".")[0] not in FIELDS:
                yield placed.problem(
                    f"no field begins with “{prefix}”",
                    f"write one of {listed(FIELDS)}",
                    "ranks",
                    prefix,
                )
        if entry.rank is None:
            yield placed.problem("has no rank", "write 1 for what decides first", "rank")


def _codes(reading: Reading, catalogue: Catalogue) -> Iterator[Problem]:
    axes = {axis.code for axis in catalogue.programme.axes}
    fields = {item.code for item in catalogue.programme.fields_of_intervention}
    period = catalogue.programme.period
    if period.start is None or period.end is None or period.start > period.end:
        programme = reading.files["programme.yaml"]
        yield programme.problem("is no period", "write {start: 2014, end: 2020}", "period")
    for placed in reading.actions():
        entry = placed.entry
        if axis_of(entry.code) not in axes:
            yield placed.problem(
                f"axis {axis_of(entry.code)} of {entry.code} is unknown",
                "add it to programme.yaml or correct the code",
                "code",
            )
        for index, code in enumerate(entry.fields):
            if code not in fields or code in entry.fields[:index]:
                what = "stands twice" if code in fields else "is no field of intervention"
                yield placed.problem(
                    f"“{code}” {what}", f"write some of {listed(fields)}", "fields", index
                )
    for placed in reading.entries("indicators.yaml"):
        if placed.entry.axis not in axes:
            yield placed.problem(
                f"axis “{placed.entry.axis}” is unknown", "add it to programme.yaml", "axis"
            )


def axis_of(code: str) -> str:
    """The axis of an action is the first number of its code."""
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").partition(".")[0]


def _citations(reading: Reading, catalogue: Catalogue) -> Iterator[Problem]:
    documents = {document.code for document in catalogue.documents}
    programme = reading.files["programme.yaml"]
    cited = [
        programme.within(item, name, index)
        for name in ("axes", "fields_of_intervention")
        for index, item in enumerate(getattr(programme.entry, name))
    ]
    cited += [*reading.entries("communication.yaml"), *reading.sites(), *_spaces(reading)]
    cited += [*_units(reading), *_all_links(reading)]
    for placed in cited:
        if placed.entry.source in (None, "none"):
            continue
        try:
            citation(placed.entry.source, documents)
        except PartRefused as error:
            yield placed.problem(error.message, error.remedy, "from")


def _links(reading: Reading, catalogue: Catalogue) -> Iterator[Problem]:
    known: dict[str, set[str]] = {
        "action": {action.entry.code for action in reading.actions()},
        "indicator": {indicator.code for indicator in catalogue.indicators},
    }
    for placed in _all_links(reading):
        link: LinkEntry = placed.entry
        kind, _, key = link.to.partition(":")
        if kind not in _REACHES[link.relation]:
            yield placed.problem(
                f"{link.relation} cannot lead to a {kind}",
                f"write {listed(_REACHES[link.relation])}:…",
                "to",
            )
        elif kind in known and key not in known[kind]:
            yield placed.problem(f"{kind} “{key[:60]}” is unknown", "correct the code", "to")
        if link.since and link.until:
            since, until = PartialDate.parse(link.since), PartialDate.parse(link.until)
            if until.last_day() < since.first_day():
                yield placed.problem("ends before it begins", "exchange the dates", "until")
    for placed in reading.sites():
        for index, pair in enumerate(placed.entry.photographs):
            if pair.before is None and pair.after is None:
                yield placed.problem(
                    "has no picture", "write before and after", "photographs", index
                )


def _communication(reading: Reading, catalogue: Catalogue) -> Iterator[Problem]:
    actions = {action.entry.code for action in reading.actions()}
    for placed in reading.entries("communication.yaml"):
        entry = placed.entry
        named: list[tuple[str, tuple[str | int, ...]]] = [
            (code, ("actions", index)) for index, code in enumerate(entry.actions)
        ]
        if entry.plan:
            named.append((entry.plan, ("plan",)))
        for code, path in named:
            if code not in actions:
                yield placed.problem(f"action {code} is unknown", "correct the code", *path)
        if entry.reach == values.UNKNOWN:
            if entry.reach_unit:
                yield placed.problem("is of no use here", "delete it", "reach_unit")
            continue
        try:
            values.number(entry.reach)
        except ValueRefused as error:
            yield placed.problem(error.message, error.remedy, "reach")
        if entry.reach_unit not in catalogue.vocabulary.units:
            yield placed.problem(
                f"unit “{entry.reach_unit}” is unknown", "add it to vocabulary.yaml", "reach_unit"
            )


def _circles(statements: Read) -> Iterator[Problem]:
    waits: dict[tuple[str, str], Placed] = {}
    for data, placed in statements:
        prefix, _, target = data.field.partition(".")
        if prefix == "waits_for":
            waits.setdefault((data.subject_key, target), placed)
    for (waiting, target), placed in waits.items():
        if waiting == target:
            yield placed.problem(f"{waiting} waits for itself", "correct the code", "field")
    cycle = find_cycle(edge for edge in waits if edge[0] != edge[1])
    if cycle:
        placed = waits[cycle[0], cycle[1]]
        yield placed.problem(
            f"actions wait for each other in a circle: {' → '.join(cycle)}",
            "delete one of these statements",
            "field",
        )


def _explanations(
    reading: Reading, catalogue: Catalogue, statements: list[StatementData]
) -> Iterator[Problem]:
    entries = reading.entries("explanations.yaml")
    if not entries:
        return
    settled = settle_statements(catalogue, list(enumerate(statements)), {})
    about = {(*d.subject, d.field) for d in settled.disagreements}
    about |= {(*gap.subject, gap.field) for gap in settled.gaps}
    seen: dict[tuple[str, str, str], Placed] = {}
    for placed in entries:
        kind, _, key = placed.entry.subject.partition(":")
        target = (kind, key or catalogue.programme.code, placed.entry.field)
        if target not in about:
            yield placed.problem(
                f"{placed.entry.subject} {placed.entry.field} neither disagrees nor has a gap",
                "correct subject and field, or delete the entry",
            )
        if target in seen:
            yield placed.problem(f"explains the same as {seen[target].where}", "keep one")
        seen.setdefault(target, placed)


def _spaces(reading: Reading) -> list[Placed]:
    return [
        site.within(space, "spaces", index)
        for site in reading.sites()
        for index, space in enumerate(site.entry.spaces)
    ]


def _units(reading: Reading) -> Iterable[Placed]:
    owners: list[Any] = [*reading.sites(), *_spaces(reading)]
    return [
        owner.within(unit, "units", index)
        for owner in owners
        for index, unit in enumerate(owner.entry.units)
    ]


def _all_links(reading: Reading) -> list[Placed]:
    return [
        owner.within(link, "links", index)
        for owner in [*reading.sites(), *reading.actions()]
        for index, link in enumerate(owner.entry.links)
    ]
