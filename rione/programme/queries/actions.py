"""The list of actions: search, filters, facets, sums."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models import (
    Sum as SumOf,
)
from django.db.models.functions import Cast, Coalesce, Concat

from ..models import Action, ActionField, ActionPlace, Financing
from ..rules.states import OUTSIDE
from .reading import rows, text
from .references import project_ref
from .shapes import SORTS, ActionFilters, ActionList, ActionRow, FacetValue, Page, Sum, Text

MOST_ROWS = 500
_CODE = re.compile(
    r"\b([a-z]{2})(?:[. ]+(\d+\.\d[\d.]*(?:\.[a-z]+)?)|(\d[\d.]*(?:\.[a-z]+)?))(?=\s|$)",
    re.IGNORECASE,
)
_ORDER: dict[str, Any] = {
    "code": F("position"),
    "title": Func(F("title_it"), function="programme_fold", output_field=TextField()),
    "title_en": Func(F("title_en"), function="programme_fold", output_field=TextField()),
    "total": F("known_cents"),
    "state": F("state_order"),
    "project": F("project__position"),
}
FACETS = (
    "axis",
    "project",
    "state",
    "field",
    "fund",
    "kind",
    "municipality",
    "district",
    "has_unknown",
    "has_conflict",
)


def list_actions(
    filters: ActionFilters | None = None,
    sort: str = "code",
    page: int = 1,
    page_size: int = 30,
    *,
    facets: bool = True,
) -> ActionList:
    """A page of the filtered actions, sums of the whole filtered set, and what each further
    filter would give (nothing unless `facets`). Four SQL.

    `facets` by filter name: axis, project, state, field, fund, kind, municipality, district, and
    has_unknown and has_conflict with the codes "yes" and "no". Unknown sorts fall back on "code".
    """
    filters = filters or ActionFilters()
    sort = sort if sort in SORTS else "code"
    page, page_size = max(1, page), min(max(1, page_size), MOST_ROWS)
    conditions = _conditions(filters)
    found = Action.objects.filter(*conditions.values())
    as_printed, net = sums(found)
    first = (page - 1) * page_size
    listed = action_rows(found.order_by(*_order(sort))[first : first + page_size])
    return ActionList(
        page=Page(listed, as_printed.actions, page, page_size),
        sums=as_printed,
        net=net,
        facets=_facets(filters, conditions) if facets else {},
        filters=filters,
        sort=sort,
    )


def _order(sort: str) -> tuple[Any, ...]:
    """The column asked for, then codes, so that pages never overlap."""
    column = _ORDER[sort.removeprefix("-")]
    return (column.desc() if sort.startswith("-") else column.asc(), "position")


def action_rows(queryset: "QuerySet[Action]") -> tuple[ActionRow, ...]:
    """Actions as rows of a list, in the order of the queryset. One SQL."""
    financing = Financing.objects.filter(action=OuterRef("pk")).order_by("fund__position")
    fields = ActionField.objects.filter(action=OuterRef("pk")).order_by("field__position")
    places = (
        ActionPlace.objects.filter(action=OuterRef("pk"))
        .order_by("municipality", "district")
        .annotate(key=_place_key())
    )
    found = (
        queryset.select_related("axis", "project")
        .defer("search", "context")
        .annotate(
            amounts=rows(financing, "amount_cents", fund_code=F("fund__code")),
            field_codes=ArraySubquery(fields.values("field__code")),
            place_keys=ArraySubquery(places.values("key")),
        )
    )
    return tuple(_row(row) for row in found)


def sums(queryset: "QuerySet[Action]") -> tuple[Sum, Sum]:
    """Sums as printed, and net of actions postponed or moved. Two SQL."""
    counted = queryset.order_by().aggregate(
        all=Count("pk"), net=Count("pk", filter=~Q(state__in=OUTSIDE))
    )
    inside = ~Q(action__state__in=OUTSIDE)
    by_fund = (
        Financing.objects.filter(action__in=queryset.order_by().values("pk"))
        .values("fund__code", "fund__position")
        .annotate(
            cents=Coalesce(SumOf("amount_cents"), 0),
            cents_net=Coalesce(SumOf("amount_cents", filter=inside), 0),
            blank=Count("pk", filter=Q(amount_cents=None)),
            blank_net=Count("pk", filter=Q(amount_cents=None) & inside),
            lines_net=Count("pk", filter=inside),
        )
        .order_by("fund__position")
    )
    found = list(by_fund)
    whole = {row["fund__code"]: int(row["cents"]) for row in found}
    net = {row["fund__code"]: int(row["cents_net"]) for row in found if row["lines_net"]}
    return (
        Sum(counted["all"], sum(whole.values()), whole, sum(row["blank"] for row in found)),
        Sum(counted["net"], sum(net.values()), net, sum(row["blank_net"] for row in found)),
    )


def _row(row: Any) -> ActionRow:
    return ActionRow(
        code=row.code,
        title=text(row, "title"),
        summary=text(row, "summary"),
        kinds=tuple(row.kinds),
        axis=row.axis.code,
        project=project_ref(row.project),
        own_state=row.own_state,
        state=row.state,
        covered_by_project=row.state_reason.startswith("project_"),
        amounts={one["fund_code"]: one["amount_cents"] for one in row.amounts},
        total_cents=row.known_cents,
        unknown=row.unknown_amounts,
        fields=tuple(row.field_codes),
        places=tuple(row.place_keys),
        conflicts=row.conflicts,
        gaps=row.gaps,
    )


def _place_key(path: str = "") -> Concat:
    """`015146:8` with a district, `015146` without."""
    suffix = Case(
        When(**{f"{path}district": None}, then=Value("")),
        default=Concat(Value(":"), Cast(F(f"{path}district"), CharField())),
        output_field=CharField(),
    )
    return Concat(F(f"{path}municipality"), suffix, output_field=CharField())


def _yes_no(column: str) -> Case:
    return Case(
        When(**{f"{column}__gt": 0}, then=Value("yes")),
        default=Value("no"),
        output_field=CharField(),
    )


def _conditions(filters: ActionFilters) -> dict[str, Q]:
    """One condition per filter in use, by its name."""
    found: dict[str, Q] = {}
    if filters.q.strip():
        found["q"] = _search(filters.q)
    if filters.axis:
        found["axis"] = Q(axis__code__in=filters.axis)
    if filters.project:
        found["project"] = Q(project__slug__in=filters.project)
    if filters.state:
        found["state"] = Q(state__in=filters.state)
    if filters.field:
        tagged = ActionField.objects.filter(action=OuterRef("pk"), field__code__in=filters.field)
        found["field"] = Q(Exists(tagged))
    if filters.fund:
        lines = Financing.objects.filter(action=OuterRef("pk"), fund__code__in=filters.fund)
        found["fund"] = Q(Exists(lines))
    if filters.kind:
        found["kind"] = Q(kinds__overlap=list(filters.kind))
    if filters.municipality:
        places = ActionPlace.objects.filter(
            action=OuterRef("pk"), municipality__in=filters.municipality
        )
        found["municipality"] = Q(Exists(places))
    if filters.district:
        wanted = Q()
        for key in filters.district:
            municipality, _, number = key.partition(":")
            if number.isascii() and number.isdigit() and len(number) < 4:
                wanted |= Q(municipality=municipality, district=int(number))
        places = ActionPlace.objects.filter(wanted or Q(pk=None), action=OuterRef("pk"))
        found["district"] = Q(Exists(places))
    if filters.has_unknown is not None:
        some = Q(unknown_amounts__gt=0)
        found["has_unknown"] = some if filters.has_unknown else ~some
    if filters.has_conflict is not None:
        some = Q(conflicts__gt=0)
        found["has_conflict"] = some if filters.has_conflict else ~some
    return found


def _search(query: str) -> Q:
    """All words must begin some word of the action; codes in any of the printed spellings."""
    condition = Q()
    for match in _CODE.finditer(query):
        code = match[1].upper() + (match[2] or match[3])
        begins = Q(code__istartswith=code)
        # "MI4" may also be a word of a text; "MI4.1" is nothing but a code.
        condition &= begins if "." in code else begins | _matches(match[0])
    rest = _CODE.sub(" ", query).strip()
    if rest or not condition:
        condition &= _matches(rest)
    return condition


def _matches(text: str) -> Q:
    """The search of the database; a query without a single word finds nothing."""
    query = Func(Value(text.replace("\x00", " ")[:200]), function="programme_query")
    return Q(
        Func(
            F("search"),
            query,
            template="(%(expressions)s)",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )


def _facets(
    filters: ActionFilters, conditions: Mapping[str, Q]
) -> Mapping[str, tuple[FacetValue, ...]]:
    """Every filter's choices under the other filters. One SQL."""
    parts: list[Any] = [_facet(name, conditions) for name in FACETS]
    found: dict[str, list[FacetValue]] = {name: [] for name in FACETS}
    union = parts[0].union(*parts[1:], all=True).order_by("facet", "place", "choice")
    for row in union:
        name = row["facet"]
        named = Text(row["it"], row["en"]) if row["it"] else None
        chosen = row["choice"] in _chosen(filters, name)
        found[name].append(FacetValue(row["choice"], named, row["actions"], chosen))
    for name, values in found.items():
        given = {value.code for value in values}
        values += [
            FacetValue(code, None, 0, True) for code in _chosen(filters, name) if code not in given
        ]
    return {name: tuple(values) for name, values in found.items()}


def _chosen(filters: ActionFilters, name: str) -> tuple[str, ...]:
    value = getattr(filters, name)
    if value is None:
        return ()
    return (("yes" if value else "no"),) if isinstance(value, bool) else value


def _facet(name: str, conditions: Mapping[str, Q]) -> "QuerySet[Action, dict[str, Any]]":
    """Counts of one filter's choices as facet, choice, it, en, place, actions."""
    others = [condition for key, condition in conditions.items() if key != name]
    none = Value("", output_field=TextField())
    first = Value(0, output_field=IntegerField())
    empty: dict[str, Any] = {"it": none, "en": none, "place": first}
    choices: dict[str, dict[str, Any]] = {
        "axis": _named("axis", "title", place=None),
        "project": _named("project", "title", code="slug"),
        "state": {**empty, "choice": F("state"), "place": F("state_order")},
        "field": _named("fields", "name"),
        "fund": _named("financing__fund", "name"),
        "kind": {
            **empty,
            "choice": Func(F("kinds"), function="unnest", output_field=CharField()),
        },
        "municipality": {**empty, "choice": F("places__municipality")},
        "district": {**empty, "choice": _place_key("places__"), "place": F("places__district")},
        "has_unknown": {**empty, "choice": _yes_no("unknown_amounts")},
        "has_conflict": {**empty, "choice": _yes_no("conflicts")},
    }
    columns = choices[name]
    queryset = Action.objects.filter(*others)
    if name in ("field", "fund", "municipality"):
        path = {"field": "fields", "fund": "financing", "municipality": "places"}[name]
        queryset = queryset.filter(**{f"{path}__isnull": False})
    if name == "district":
        queryset = queryset.filter(places__district__isnull=False)
    order = ("facet", "choice", "it", "en", "place")
    casted = {
        "choice": Cast(columns["choice"], TextField()),
        "it": Cast(columns["it"], TextField()),
        "en": Cast(columns["en"], TextField()),
        "place": Cast(columns["place"], IntegerField()),
    }
    return (
        queryset.order_by()
        .annotate(facet=Value(name, output_field=TextField()), **casted)
        .values(*order)
        .annotate(actions=Count("pk", distinct=True))
    )


def _named(path: str, title: str, *, code: str = "code", place: str | None = "position") -> Any:
    return {
        "choice": F(f"{path}__{code}"),
        "it": F(f"{path}__{title}_it"),
        "en": F(f"{path}__{title}_en"),
        "place": F(f"{path}__{place}") if place else Value(0, output_field=IntegerField()),
    }
