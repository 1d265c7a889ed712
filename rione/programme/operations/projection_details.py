"""Rows of the projection that hang on programme, projects, actions and indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .. import models
from ..rules import values
from ..rules.conflicts import TOTAL, Disagreement, Subject
from .rows import BATCH, sync, texts

if TYPE_CHECKING:
    from .projection import Projector


def write_facts(projector: Projector) -> None:
    """Everything that is shown about a subject under a field of its own."""
    rows: dict[type[Any], list[Any]] = {}
    for subject, field, ref in _shown(projector):
        builder = BUILDERS.get(field.partition(".")[0])
        row = builder(projector, subject, field, ref) if builder else None
        if row is not None:
            rows.setdefault(type(row), []).append(row)
    for model, found in rows.items():
        model.objects.bulk_create(found, batch_size=BATCH)


def _shown(projector: Projector) -> Iterator[tuple[Subject, str, int | None]]:
    for (subject, field), ref in projector.settled.shown.items():
        yield subject, field, ref


def _detail(projector: Projector, subject: Subject, key: str, ref: int | None) -> dict[str, Any]:
    return {
        "subject_kind": subject[0],
        "subject_key": subject[1],
        "key": key,
        "statement_id": ref,
    }


def _key(field: str) -> str:
    return field.partition(".")[2]


def _canonical(projector: Projector, ref: int | None) -> Any:
    """The value shown; nothing when it is left to a person or unknown."""
    if ref is None or projector.statements[ref].value.kind == "unknown":
        return None
    return projector.statements[ref].value.canonical


def _both(value: Any, name: str) -> dict[str, str]:
    return {f"{name}_it": value["it"], f"{name}_en": value["en"]}


def _financing(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    if subject[0] != "action" or field == TOTAL:
        return None
    return models.Financing(
        action=p.actions[subject[1]],
        fund=p.funds[_key(field)],
        amount_cents=None if ref is None else p.statements[ref].value.amount_cents,
        statement_id=ref,
        in_conflict=p.is_disputed(*subject, field),
    )


def _quantity(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = p.statements[ref].value if ref is not None else None
    return models.Quantity(
        **_detail(p, subject, _key(field), ref),
        number=value.number if value else None,
        qualifier=value.qualifier if value else "exact",
        unit=value.unit if value else "",
        in_conflict=p.is_disputed(*subject, field),
    )


def _fact(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref) or {}
    text = value.get("text", "")
    return models.Fact(
        **_detail(p, subject, field, ref),
        text_it=value.get("it", text),
        text_en=value.get("en", text),
        date=value.get("date", ""),
        in_conflict=p.is_disputed(*subject, field),
    )


def _dependency(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    if ref is None:
        return None
    return models.Dependency(
        waiting=p.actions[subject[1]],
        target=p.actions[_key(field)],
        **_both(p.statements[ref].value.canonical["milestone"], "milestone"),
        until=p.statements[ref].value.canonical["until"],
        statement_id=ref,
    )


def _procurement(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    return models.Procurement(
        **_detail(p, subject, _key(field), ref),
        kind=value["kind"],
        **_both(value["title"], "title"),
        state=value["state"],
        delivery=value["delivery"] or "",
        count=value["count"],
        in_conflict=p.is_disputed(*subject, field),
    )


def _party(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    detail = _detail(p, subject, _key(field), ref)
    return models.Party(**detail, name=value["name"], role=value["role"])


def _partnership(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    detail = _detail(p, subject, "", ref)
    return models.Partnership(**detail, form=value["form"], partner=value["partner"] or "")


def _complement(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    return models.Complement(
        **_detail(p, subject, _key(field), ref),
        fund=p.funds[_key(field)],
        amount_cents=value["amount"].get("cents"),
        **_both(value["intervention"], "intervention"),
    )


def _reprogramming(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    return models.Reprogramming(
        **_detail(p, subject, _key(field), ref),
        when=value["when"] or "",
        out_of=p.funds[value["out_of"]] if value["out_of"] else None,
        **_both(value["into"], "into"),
        amount_cents=value["amount"].get("cents"),
        **_both(value["reason"], "reason"),
    )


def _link(p: Projector, subject: Subject, field: str, ref: int | None) -> Any:
    value = _canonical(p, ref)
    if value is None:
        return None
    return models.WebLink(
        **_detail(p, subject, _key(field), ref), url=value["url"], **_both(value["label"], "label")
    )


Builder = Callable[["Projector", Subject, str, "int | None"], Any]
BUILDERS: dict[str, Builder] = {
    "financing": _financing,
    "quantity": _quantity,
    "text": _fact,
    "address": _fact,
    "date": _fact,
    "title": _fact,
    "waits_for": _dependency,
    "procurement": _procurement,
    "party": _party,
    "partnership": _partnership,
    "complement": _complement,
    "reprogramming": _reprogramming,
    "link": _link,
}


def unit_of(p: Projector, code: str) -> dict[str, Any]:
    """Columns of an indicator's unit."""
    ref = p.settled.shown.get((("indicator", code), "unit"))
    unit = _canonical(p, ref) or {}
    return {
        "unit": unit.get("unit", ""),
        "unit_inferred": bool(unit.get("inferred")),
        "unit_statement_id": ref,
    }


def sync_indicators(p: Projector) -> None:
    """Indicators keep their identity; those no longer listed go."""
    rows = [
        models.Indicator(
            code=entry.code,
            axis=p.axes[entry.axis],
            **texts("name", entry.name),
            **unit_of(p, entry.code),
            position=position,
        )
        for position, entry in enumerate(p.catalogue.indicators)
    ]
    p.indicators = sync(models.Indicator, rows, "code")
    models.Indicator.objects.exclude(code__in=list(p.indicators)).delete()


def write_indicators(p: Projector) -> None:
    """Targets, baselines and achieved values."""
    found = []
    for subject, field, ref in _shown(p):
        kind, _, when = field.partition(".")
        if subject[0] != "indicator" or kind not in models.IndicatorValue.KINDS:
            continue
        value = p.statements[ref].value if ref is not None else None
        found.append(
            models.IndicatorValue(
                indicator=p.indicators[subject[1]],
                kind=kind,
                when=when,
                number=value.number if value else None,
                qualifier=value.qualifier if value else "exact",
                statement_id=ref,
                in_conflict=p.is_disputed(*subject, field),
            )
        )
    models.IndicatorValue.objects.bulk_create(found, batch_size=BATCH)


def write_communication(p: Projector) -> None:
    """Items of the communication plan."""
    items, actions = [], []
    for position, entry in enumerate(p.catalogue.communication):
        known = entry.reach != values.UNKNOWN
        qualifier, reach = values.number(entry.reach) if known else ("exact", None)
        item = models.CommunicationItem(
            slug=entry.slug,
            **texts("title", entry.title),
            kind=entry.kind,
            **texts("audience", entry.audience),
            **texts("channel", entry.channel),
            when=entry.date or "",
            reach=reach,
            reach_qualifier=qualifier,
            reach_unit=entry.reach_unit,
            url=entry.url or "",
            plan=p.actions[entry.plan] if entry.plan else None,
            **p.cited(entry.source),
            quote=entry.quote,
            **texts("note", entry.note),
            position=position,
        )
        items.append(item)
        actions += [
            models.CommunicationAction(item=item, action=p.actions[code]) for code in entry.actions
        ]
    models.CommunicationItem.objects.bulk_create(items)
    models.CommunicationAction.objects.bulk_create(actions)


def write_disagreements(p: Projector) -> None:
    """Conflicts with all their values, and gaps."""
    conflicts, found = [], []
    for position, disagreement in enumerate(p.settled.disagreements):
        conflict = models.Conflict(
            subject_kind=disagreement.subject[0],
            subject_key=disagreement.subject[1],
            field=disagreement.field,
            about=disagreement.about,
            kind=disagreement.kind,
            shown_id=disagreement.decision.shown,
            reason=disagreement.decision.reason,
            params=dict(disagreement.decision.params),
            **_pages(p, disagreement.subject),
            position=position,
        )
        conflicts.append(conflict)
        found += list(_values(conflict, disagreement))
    models.Conflict.objects.bulk_create(conflicts, batch_size=BATCH)
    models.ConflictValue.objects.bulk_create(found, batch_size=BATCH)
    models.Gap.objects.bulk_create(
        [
            models.Gap(
                subject_kind=gap.subject[0],
                subject_key=gap.subject[1],
                field=gap.field,
                reason=gap.reason,
                statement_id=gap.ref,
                **_pages(p, gap.subject),
                position=position,
            )
            for position, gap in enumerate(p.settled.gaps)
        ],
        batch_size=BATCH,
    )


def write_explanations(p: Projector) -> None:
    """Our remarks on both."""
    models.Explanation.objects.bulk_create(
        models.Explanation(
            subject_kind=entry.subject.partition(":")[0],
            subject_key=entry.subject.partition(":")[2] or p.catalogue.programme.code,
            field=entry.field,
            ref=entry.ref,
            text_it=entry.it,
            text_en=entry.en,
        )
        for entry in p.catalogue.explanations
    )


def _values(
    conflict: models.Conflict, disagreement: Disagreement
) -> Iterable[models.ConflictValue]:
    for position, option in enumerate(disagreement.options):
        for ref in option.refs:
            yield models.ConflictValue(
                conflict=conflict,
                position=position,
                statement_id=ref,
                shown=disagreement.decision.shown in option.refs,
                computed_cents=option.computed_cents,
            )


def _pages(p: Projector, subject: Subject) -> dict[str, Any]:
    """The action and project whose pages show it."""
    kind, key = subject
    if kind == "action":
        action = p.actions[key]
        return {"action": action, "project": action.project}
    return {"action": None, "project": p.projects.get(key) if kind == "project" else None}
