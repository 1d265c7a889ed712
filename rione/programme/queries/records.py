"""Reads of the register, for those of the office whose programme it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from rione.core.identity.models import User
from rione.core.identity.rules.actors import Actor

from ..access.records import ours
from ..models import (
    Action,
    Conflict,
    Gap,
    Indicator,
    IndicatorValue,
    Project,
    RecordEvent,
    SourceDocument,
    Statement,
)
from ..rules.conflicts import Subject

SHOWN_SUBJECTS = 1000
_PARTS = ("state", "date", "number", "text", "it", "unit", "name", "form", "kind", "url")


def _group(path: str = "field") -> Func:
    """The beginning of a field."""
    return Func(F(path), Value("."), Value(1), function="split_part", output_field=TextField())


def _value() -> Coalesce:
    """The value of a statement in brief, "" for amounts, which have a column of their own."""
    said: list[Any] = [KeyTextTransform(part, "value") for part in _PARTS]
    return Coalesce(*said, Value(""), output_field=TextField())


def _account(path: str) -> Subquery:
    names = User.objects.filter(pk=OuterRef(path)).values("name")
    return Coalesce(Subquery(names[:1]), Value(""), output_field=TextField())  # type: ignore[return-value]


def statements_of(actor: Actor) -> QuerySet[Any]:
    """All statements, current and retired, with `group`, `said` and `standing`."""
    return Statement.objects.filter(ours(actor)).annotate(
        group=_group(),
        said=_value(),
        standing=Case(
            When(retired_in=None, then=Value("current")),
            default=Value("retired"),
            output_field=CharField(),
        ),
    )


def find_statement(actor: Actor, key: int) -> Statement | None:
    """A statement with its document, its loads and who made them. One SQL."""
    rows = statements_of(actor).select_related("document", "loaded_in", "retired_in")
    return (
        rows.annotate(
            stated_by=_account("loaded_in__account"), retired_by=_account("retired_in__account")
        )
        .filter(pk=key)
        .first()
    )


def conflicts_of(actor: Actor) -> QuerySet[Any]:
    """Disagreements with `group` and `state`: open, rule or person."""
    return Conflict.objects.filter(ours(actor)).annotate(
        group=_group(),
        state=Case(
            When(shown=None, then=Value("open")),
            When(reason="by_person", then=Value("person")),
            default=Value("rule"),
            output_field=CharField(),
        ),
        key=Concat(
            "subject_kind", Value("/"), "subject_key", Value("/"), "field", Value("/"), "about",
            output_field=TextField(),
        ),
    )  # fmt: skip


def events_of(actor: Actor) -> QuerySet[Any]:
    """The register: each statement made or retired and each decision, with `group`, `who`."""
    return RecordEvent.objects.filter(ours(actor)).annotate(group=_group(), who=_account("account"))


def documents_of(actor: Actor) -> QuerySet[Any]:
    """Documents with the number of their current statements."""
    current = Count("statement", filter=Q(statement__retired_in=None))
    return SourceDocument.objects.filter(ours(actor)).annotate(statements=current)


def indicators_of(actor: Actor) -> QuerySet[Any]:
    """Indicators with their targets, baseline and latest achieved value as text, "" when none."""
    latest = _values("achieved").order_by("-when")
    gaps = Gap.objects.filter(subject_kind="indicator", subject_key=OuterRef("code"))
    return Indicator.objects.filter(ours(actor)).annotate(
        target_2018=_number(_values("target").filter(when="2018")),
        target_2023=_number(_values("target").filter(when="2023")),
        baseline=_number(_values("baseline")),
        latest=_number(latest),
        latest_on=_first(latest.values("when")),
        source=_first(latest.values("statement__document__title")),
        lacking=Exists(gaps),
    )


def _values(kind: str) -> QuerySet[IndicatorValue]:
    return IndicatorValue.objects.filter(indicator=OuterRef("pk"), kind=kind)


def _number(rows: QuerySet[IndicatorValue]) -> Coalesce:
    plain = Cast(Func(F("number"), function="trim_scale"), TextField())
    return _first(rows.annotate(plain=plain).values("plain"))


def _first(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows[:1]), Value(""), output_field=TextField())


def subject_names() -> Sequence[tuple[str, str, str]]:
    """“kind:key” with both titles of what most is stated about. Three SQL."""
    found: list[tuple[str, str, str]] = []
    for kind, rows, columns in (
        ("action", Action.objects.order_by("position"), ("code", "title_it", "title_en")),
        ("project", Project.objects.order_by("position"), ("key", "title_it", "title_en")),
        ("indicator", Indicator.objects.order_by("position"), ("code", "name_it", "name_en")),
    ):
        for key, it, en in rows.values_list(*columns)[:SHOWN_SUBJECTS]:
            found.append((f"{kind}:{key}", it, en))
    return found


def decisions_about(actor: Actor, subject: Subject, field: str) -> Sequence[Any]:
    """Entries of the register about a field, newest first. One SQL."""
    rows = events_of(actor).filter(subject_kind=subject[0], subject_key=subject[1], field=field)
    return list(rows.order_by("-at", "-pk")[:100])
