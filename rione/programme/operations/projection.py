"""Settled statements to the rows of the projection.

Things with an identity (projects, actions, …) are brought up to date in place, so that their keys
stay; what hangs on them is written anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models as orm
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

from .. import models
from ..rules.catalogue import Catalogue
from ..rules.conflicts import TOTAL, Subject
from ..rules.references import axis_of
from ..rules.settling import Settled
from ..rules.statements import StatementData
from ..rules.states import ORDER
from . import projection_details as details
from .rows import BATCH, sync, texts

# What is written anew each time, dependents first.
WRITTEN_ANEW: tuple[type[orm.Model], ...] = (
    models.ConflictValue,
    models.Conflict,
    models.Gap,
    models.Explanation,
    models.CommunicationAction,
    models.CommunicationItem,
    models.IndicatorValue,
    models.Financing,
    models.Dependency,
    models.Fact,
    models.Quantity,
    models.Procurement,
    models.Party,
    models.Partnership,
    models.Complement,
    models.Reprogramming,
    models.WebLink,
    models.ActionField,
    models.ActionPlace,
    models.Term,
)


class Projector:
    """Writes one projection. `statements` are the current ones by their key."""

    def __init__(
        self, catalogue: Catalogue, statements: Mapping[int, StatementData], settled: Settled
    ) -> None:
        self.catalogue = catalogue
        self.statements = statements
        self.settled = settled
        self.documents = {row.code: row for row in models.SourceDocument.objects.all()}
        self.disputed = {(d.subject, d.field) for d in settled.disagreements}
        self.conflict_counts = Counter(d.subject for d in settled.disagreements)
        self.gap_counts = Counter(gap.subject for gap in settled.gaps)
        self.shown_of: dict[Subject, list[tuple[str, int | None]]] = defaultdict(list)
        for (subject, field), ref in settled.shown.items():
            self.shown_of[subject].append((field, ref))
        self.funds: dict[str, models.Fund] = {}
        self.axes: dict[str, models.Axis] = {}
        self.fields: dict[str, models.FieldOfIntervention] = {}
        self.projects: dict[str, models.Project] = {}
        self.actions: dict[str, models.Action] = {}
        self.indicators: dict[str, models.Indicator] = {}

    def write(self) -> None:
        for model in WRITTEN_ANEW:
            model._default_manager.all().delete()
        self.write_words()
        self.write_tree()
        details.write_facts(self)
        details.write_indicators(self)
        details.write_communication(self)
        details.write_disagreements(self)
        details.write_explanations(self)

    def is_disputed(self, kind: str, key: str, field: str) -> bool:
        return ((kind, key), field) in self.disputed

    def cited(self, source: str | None) -> dict[str, Any]:
        """Columns of a citation `document:lines`."""
        if source in (None, "none"):
            return {"document": None, "locator": ""}
        code, _, locator = str(source).partition(":")
        return {"document": self.documents[code], "locator": locator}

    def write_words(self) -> None:
        groups = self.catalogue.vocabulary.model_dump()
        funds = self.catalogue.programme.funds
        groups["funds"] = {fund.code: fund.name.model_dump() for fund in funds}
        models.Term.objects.bulk_create(
            models.Term(group=group, code=code, name_it=both["it"], name_en=both["en"])
            for group, terms in groups.items()
            for code, both in terms.items()
        )

    def write_tree(self) -> None:
        programme = self.catalogue.programme
        sync(
            models.Programme,
            [
                models.Programme(
                    code=programme.code,
                    **texts("title", programme.title),
                    first_year=programme.period.start or 0,
                    last_year=programme.period.end or 0,
                    cci=programme.cci,
                    **texts("cci_note", programme.cci_note),
                    municipality=programme.municipality,
                    **texts("fields_note", programme.fields_note),
                )
            ],
            "code",
        )
        self.funds = sync(
            models.Fund,
            [
                models.Fund(
                    code=fund.code,
                    **texts("name", fund.name),
                    public=bool(fund.public),
                    **texts("note", fund.note),
                    position=position,
                )
                for position, fund in enumerate(programme.funds)
            ],
            "code",
        )
        self.fields = sync(
            models.FieldOfIntervention,
            [
                models.FieldOfIntervention(
                    code=item.code,
                    **texts("name", item.name),
                    **self.cited(item.source),
                    quote=item.quote,
                    **texts("note", item.note),
                    position=position,
                )
                for position, item in enumerate(programme.fields_of_intervention)
            ],
            "code",
        )
        self.axes = sync(
            models.Axis,
            [
                models.Axis(
                    code=axis.code,
                    **texts("title", axis.title),
                    **texts("note", axis.note),
                    **self.cited(axis.source),
                )
                for axis in programme.axes
            ],
            "code",
        )
        self.write_projects_and_actions()
        for model, kept in (
            (models.Action, self.actions),
            (models.Project, self.projects),
        ):
            key = "code" if model is models.Action else "key"
            model._default_manager.exclude(**{f"{key}__in": list(kept)}).delete()
        details.sync_indicators(self)
        for stale, rows in (
            (models.Axis, self.axes),
            (models.FieldOfIntervention, self.fields),
            (models.Fund, self.funds),
        ):
            stale._default_manager.exclude(code__in=list(rows)).delete()

    def write_projects_and_actions(self) -> None:
        # Numbers and slugs may change hands between projects: free them first.
        models.Project.objects.update(
            number=None, slug=Concat(Value("~"), Cast(F("pk"), orm.CharField()))
        )
        self.projects = sync(
            models.Project,
            [
                models.Project(
                    key=entry.key,
                    slug=entry.slug,
                    number=entry.number,
                    **texts("title", entry.title),
                    state=self.state_of(entry.key)[0],
                    state_statement_id=self.state_of(entry.key)[1],
                    position=position,
                )
                for position, entry in enumerate(self.catalogue.projects)
            ],
            "key",
        )
        rows = []
        for entry in self.catalogue.projects:
            rows += [self.action(entry.key, action) for action in entry.actions]
        rows.sort(key=lambda row: code_order(row.code))
        for position, row in enumerate(rows):
            row.position = position
        self.actions = sync(models.Action, rows, "code")
        models.ActionField.objects.bulk_create(
            [
                models.ActionField(action=self.actions[action.code], field=self.fields[code])
                for entry in self.catalogue.projects
                for action in entry.actions
                for code in action.fields
            ],
            batch_size=BATCH,
        )
        models.ActionPlace.objects.bulk_create(self.action_places(), batch_size=BATCH)

    def state_of(self, project: str) -> tuple[str, int | None]:
        """The state of a project, empty when no document states one."""
        key = (("project", project), "state")
        if key not in self.settled.shown:
            return "", None
        ref = self.settled.shown[key]
        if ref is None or self.statements[ref].value.kind != "state":
            return "unknown", ref
        return str(self.statements[ref].value.canonical["state"]), ref

    def action(self, project: str, entry: Any) -> models.Action:
        standing = self.settled.states[entry.code]
        row = self.projects[project]
        amounts = self.amounts(entry.code)
        subject = ("action", entry.code)
        return models.Action(
            code=entry.code,
            axis=self.axes[axis_of(entry.code)],
            project=row,
            **texts("title", entry.title),
            **texts("summary", entry.summary),
            kinds=entry.kind,
            own_state=standing.own,
            state=standing.effective.state,
            state_order=ORDER.index(standing.effective.state),
            state_reason=standing.effective.reason,
            own_statement_id=standing.own_ref,
            project_statement_id=standing.project_ref,
            total_statement_id=self.settled.shown.get((subject, TOTAL)),
            known_cents=sum(cents or 0 for cents in amounts.values()),
            unknown_amounts=sum(cents is None for cents in amounts.values()),
            conflicts=self.conflict_counts.get(subject, 0),
            gaps=self.gap_counts.get(subject, 0),
            context=f"{row.title_it} {row.title_en} {entry.code}",
        )

    def amounts(self, code: str) -> dict[str, int | None]:
        """Amounts of an action by fund; None where unknown or left to a person."""
        found: dict[str, int | None] = {}
        for field, ref in self.shown_of.get(("action", code), ()):
            prefix, _, fund = field.partition(".")
            if prefix == "financing" and field != TOTAL:
                found[fund] = None if ref is None else self.statements[ref].value.amount_cents
        return found

    def action_places(self) -> Iterable[models.ActionPlace]:
        seen: set[tuple[str, str, int | None]] = set()
        for site in self.catalogue.places.sites:
            for link in site.links:
                kind, _, code = link.to.partition(":")
                place = (code, site.municipality, site.district)
                if kind == "action" and place not in seen:
                    seen.add(place)
                    yield models.ActionPlace(
                        action=self.actions[code],
                        municipality=site.municipality,
                        district=site.district,
                    )


def code_order(code: str) -> tuple[Any, ...]:
    """Codes in the order of their numbers, then of their letters."""
    head, *numbers, letters = code.split(".")
    first = "".join(c for c in head if c.isdigit())
    return (head[:2], int(first), *map(int, numbers), len(letters), letters)
