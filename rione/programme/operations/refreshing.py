"""The projection of some subjects, brought up to date after the office stated or decided.

It writes what statements determine and nothing else: the programme's tree, its words and its
places come from folders alone, and requests have no right to write them.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from .. import models
from ..rules.conflicts import Subject
from ..rules.families import family
from ..rules.settling import settle_statements
from . import projection_details as details
from .folders import current_catalogue
from .projection import Projector
from .rebuilding import choices, current_statements
from .rows import BATCH

DETAILS = (
    models.Conflict,
    models.Gap,
    models.Fact,
    models.Quantity,
    models.Procurement,
    models.Party,
    models.Partnership,
    models.Complement,
    models.Reprogramming,
    models.WebLink,
)
PROJECT_COLUMNS = ("state", "state_statement")
ACTION_COLUMNS = (
    *("own_state", "state", "state_order", "state_reason"),
    *("own_statement", "project_statement", "total_statement"),
    *("known_cents", "unknown_amounts", "conflicts", "gaps"),
)
INDICATOR_COLUMNS = ("unit", "unit_inferred", "unit_statement")

# Disagreements and gaps keep the order in which the whole programme would be written.
_RENUMBER = (
    """UPDATE programme_conflict c SET position = r.n - 1 FROM (
        SELECT id, row_number() OVER (
            ORDER BY about = 'project', about = 'parts', subject_kind COLLATE "C",
                subject_key COLLATE "C", field COLLATE "C") AS n
        FROM programme_conflict) r
    WHERE c.id = r.id AND c.position <> r.n - 1""",
    """UPDATE programme_gap g SET position = r.n - 1 FROM (
        SELECT id, row_number() OVER (
            ORDER BY subject_kind COLLATE "C", subject_key COLLATE "C", field COLLATE "C",
                reason COLLATE "C") AS n
        FROM programme_gap) r
    WHERE g.id = r.id AND g.position <> r.n - 1""",
)


def refresh(about: Iterable[Subject]) -> None:
    """Settle subjects anew, with those that are settled together with them.

    To be called in the transaction of an operation that holds the lock. The outcome is that of a
    rebuild of everything; the time it takes depends on these subjects, not on the programme.
    """
    catalogue, subjects = family(current_catalogue(), about)
    statements = current_statements(models.Statement.objects.filter(_about(subjects)))
    settled = settle_statements(catalogue, statements, choices())
    Refresher(catalogue, dict(statements), settled).write_subjects(subjects)


class Refresher(Projector):
    """Writes what is shown about some subjects; `catalogue` holds no other projects, actions and
    indicators."""

    def write_subjects(self, subjects: frozenset[Subject]) -> None:
        self.read_tree()
        self.remove(subjects)
        self.change_projects_and_actions()
        self.change_indicators()
        details.write_facts(self)
        details.write_indicators(self)
        details.write_disagreements(self)
        with connection.cursor() as cursor:
            for statement in _RENUMBER:
                cursor.execute(statement)

    def read_tree(self) -> None:
        """The rows that those of the projection hang on, as the last load wrote them."""
        self.funds = {row.code: row for row in models.Fund.objects.all()}
        self.axes = {row.code: row for row in models.Axis.objects.all()}
        keys = [project.key for project in self.catalogue.projects]
        self.projects = {row.key: row for row in models.Project.objects.filter(key__in=keys)}
        by_id = {row.pk: row for row in self.projects.values()}
        codes = {action.code for project in self.catalogue.projects for action in project.actions}
        waited_for = {
            data.field.partition(".")[2]
            for data in self.statements.values()
            if data.field.startswith("waits_for.")
        }
        rows = models.Action.objects.filter(code__in=codes | waited_for)
        self.actions = {row.code: row for row in rows.only("code", "project_id")}
        for row in self.actions.values():
            if row.project_id in by_id:
                row.project = by_id[row.project_id]
        names = [indicator.code for indicator in self.catalogue.indicators]
        self.indicators = {row.code: row for row in models.Indicator.objects.filter(code__in=names)}

    def remove(self, subjects: frozenset[Subject]) -> None:
        where = _about(subjects)
        for model in DETAILS:
            model._default_manager.filter(where).delete()
        codes = [key for kind, key in subjects if kind == "action"]
        models.Financing.objects.filter(action__code__in=codes).delete()
        models.Dependency.objects.filter(waiting__code__in=codes).delete()
        models.IndicatorValue.objects.filter(indicator__in=self.indicators.values()).delete()

    def change_projects_and_actions(self) -> None:
        changed = []
        for entry in self.catalogue.projects:
            project = self.projects[entry.key]
            project.state, project.state_statement_id = self.state_of(entry.key)
            for one in entry.actions:
                row = self.action(entry.key, one)
                row.pk = self.actions[one.code].pk
                changed.append(row)
        models.Project.objects.bulk_update(self.projects.values(), PROJECT_COLUMNS)
        models.Action.objects.bulk_update(changed, ACTION_COLUMNS, batch_size=BATCH)

    def change_indicators(self) -> None:
        for row in self.indicators.values():
            for column, value in details.unit_of(self, row.code).items():
                setattr(row, column, value)
        models.Indicator.objects.bulk_update(self.indicators.values(), INDICATOR_COLUMNS)


def _about(subjects: Iterable[Subject]) -> Q:
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in sorted(subjects):
        keys[kind].append(key)
    return reduce(
        or_, (Q(subject_kind=kind, subject_key__in=found) for kind, found in keys.items())
    )
