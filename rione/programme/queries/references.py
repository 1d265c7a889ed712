"""Projects, actions and subjects by name, as other rows refer to them."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from ..models import Action, Axis, Indicator, Programme, Project, SourceDocument
from .reading import text
from .shapes import ActionRef, AxisRef, ProjectRef, SubjectRef, Text

Subject = tuple[str, str]


def project_ref(row: Project) -> ProjectRef:
    return ProjectRef(row.slug, row.number, text(row, "title"))


def axis_ref(row: Axis) -> AxisRef:
    return AxisRef(row.code, text(row, "title"))


def action_ref(row: Action) -> ActionRef:
    """Of a row with its axis and project (select_related)."""
    return ActionRef(
        row.code, text(row, "title"), row.state, row.axis.code, project_ref(row.project)
    )


def actions_by_code(codes: Collection[str]) -> dict[str, ActionRef]:
    """One SQL."""
    found = Action.objects.filter(code__in=codes).select_related("axis", "project")
    return {row.code: action_ref(row) for row in found.defer("search", "context")}


def subjects(wanted: Iterable[Subject]) -> dict[Subject, SubjectRef]:
    """Names of subjects of any kind. One SQL."""
    by_kind: dict[str, set[str]] = {}
    for kind, key in wanted:
        by_kind.setdefault(kind, set()).add(key)
    parts = [
        _named("programme", Programme.objects.all(), "code", "title", by_kind),
        _named("axis", Axis.objects.all(), "code", "title", by_kind),
        _named("project", Project.objects.all(), "key", "title", by_kind),
        _named("action", Action.objects.all(), "code", "title", by_kind),
        _named("indicator", Indicator.objects.all(), "code", "name", by_kind),
        _named("document", SourceDocument.objects.all(), "code", "title", by_kind),
    ]
    union = parts[0].union(*parts[1:], all=True)
    names = {(kind, key): SubjectRef(kind, key, Text(it, en)) for kind, key, it, en in union}
    return {
        (kind, key): names.get((kind, key), SubjectRef(kind, key, Text(key, key)))
        for kind, keys in by_kind.items()
        for key in keys
    }


def _named(
    kind: str, queryset: "QuerySet[Any]", key: str, title: str, by_kind: dict[str, set[str]]
) -> "QuerySet[Any, tuple[str, str, str, str]]":
    """Kind, key and title of the wanted things of one kind; documents have one title."""
    it, en = (title, title) if kind == "document" else (f"{title}_it", f"{title}_en")
    filtered = queryset.filter(**{f"{key}__in": by_kind.get(kind, set()) or {""}})
    return filtered.order_by().values_list(
        Value(kind, output_field=CharField()), F(key), F(it), F(en)
    )
