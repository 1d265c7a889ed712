"""The way back: records of the monitoring protocol made into operations with their money, by the
office's own operations. Whole, or not at all.

Read are AP00, FN00, FN03, FN04, FN06, FN08 and FN10; other files are passed over. What the records
do not carry cannot survive: days and acts of grants and savings (the first day of a commitment
stands for them), who the beneficiary is (the officer's own body), names of payees (their code
stands for it), what of the plan was not spent because more was paid than planned, expenses and
claims (FN07, FN09), award procedures (PG00).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.monitoring import refuse_unless
from ..models import Action, Fund, Operation
from ..models.money import BODY, COMPANY, PERSON
from ..queries.puc import COMMITMENT_NOTE, fund_code, records_of
from ..rules.problems import LoadRefused, Problem
from ..rules.puc.layouts import Record
from ..rules.puc.reading import layout_of, read
from . import commitments, financing, opening, payments

READ = ("AP00", "FN00", "FN03", "FN04", "FN06", "FN08", "FN10")
WHY = "Importato dai tracciati del monitoraggio nazionale"
NOTE = COMMITMENT_NOTE.format(number="")
_ORDER = {"I": 0, "P": 1, "R": 2, "D": 3}
_FIELDS = {
    "code": "COD_LOCALE_PROGETTO",
    "action_code": "COD_LOCALE_PROGETTO",
    "title": "TITOLO_PROGETTO",
    "cup": "CUP",
    "fund": "COD_FONDO",
    "year": "ANNO_PIANO",
    "tax_code": "CODICE_FISCALE",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and the row where it stands."""

    record: Record
    row: int

    def problem(self, message: str, remedy: str, field: str = "") -> Problem:
        return Problem(f"{self.record.code}.txt", self.row, field, message, remedy)


@dataclass(slots=True)
class _Project:
    """What is made of a project: its operation, payees and commitments by what names them."""

    operation: UUID
    payees: dict[str, UUID] = field(default_factory=dict)
    commitments: dict[str, UUID] = field(default_factory=dict)
    payments: dict[str, UUID] = field(default_factory=dict)


Files = Mapping[str, Iterable[bytes]]
Made = dict[str, int]


def import_records(*, actor: Actor, files: Files, dry_run: bool = False) -> Made:
    """Make operations of the lines of files (by name, such as `AP00.txt`) in the actor's
    municipality, in one transaction; how many records of each type were stored.

    Operations that are there with the same records are left as they are; LoadRefused names every
    problem, with file, row and field, and nothing is stored. Refused unless the actor may.
    """
    refuse_unless(actor, "run_monitoring")
    with transaction.atomic():
        made = _Import(actor).run(files)
        if dry_run:
            transaction.set_rollback(True)
    return made


class _Import:
    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.problems: list[Problem] = []
        self.made: Made = defaultdict(int)
        funds = Fund.objects.filter(public=True).values_list("code", flat=True)
        self.funds = {fund_code(code): code for code in funds}
        self.actions = set(Action.objects.values_list("code", flat=True))

    def run(self, files: Files) -> Made:
        projects: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
        for placed in self._read(files):
            if not placed.record.cancelled:
                projects[placed.record.project][placed.record.code].append(placed)
        self._known(projects)
        for code in sorted(projects):
            self._project(code, projects[code])
        if self.problems:
            raise LoadRefused(self.problems)
        return dict(self.made)

    def _read(self, files: Files) -> Iterator[Placed]:
        found = {layout.code: name for name in files if (layout := layout_of(name))}
        if "AP00" not in found:
            self._say(
                Problem("AP00.txt", 0, "", "this file is missing", "put it beside the others")
            )
        for code in READ:
            if code not in found:
                continue
            layout, count = layout_of(found[code]), 0

            def counted(lines: Iterable[bytes]) -> Iterator[bytes]:
                nonlocal count
                for count, line in enumerate(lines, 1):  # noqa: B007
                    yield line

            assert layout is not None  # noqa: S101 — it has just been found by this name
            for one in read(layout, counted(files[found[code]])):
                if isinstance(one, Problem):
                    self._say(one)
                else:
                    yield Placed(one, count)

    def _known(self, projects: dict[str, dict[str, list[Placed]]]) -> None:
        """Take out what is stored already, and say what differs from it."""
        here = Operation.objects.filter(municipality=self.actor.municipality, code__in=projects)
        codes = set(here.values_list("code", flat=True))
        if not codes:
            return
        stored: dict[str, set[Record]] = defaultdict(set)
        for one in records_of(self.actor.municipality):
            if one.project in codes and one.code in READ and one.code != "AP00":
                stored[one.project].add(one)
        for code in codes:
            rows = projects.pop(code)
            given = {one.record for kind, them in rows.items() if kind != "AP00" for one in them}
            if given != stored[code]:
                first = next(one for them in rows.values() for one in them)
                self._say(
                    first.problem(
                        f"operation {code} is stored already, with other records",
                        "change it in the office, or take it out of the files",
                        "COD_LOCALE_PROGETTO",
                    )
                )

    def _project(self, code: str, rows: Mapping[str, list[Placed]]) -> None:
        if not rows.get("AP00"):
            first = next(one for them in rows.values() for one in them)
            self._say(
                first.problem(
                    f"there is no operation {code} in AP00.txt", "add its record there",
                    "COD_LOCALE_PROGETTO",
                )
            )  # fmt: skip
            return
        operation = self._open(code, rows["AP00"][0])
        if operation is None:
            return
        project = _Project(operation)
        days = [day for one in rows.get("FN04", ()) if (day := one.record.day("DATA_IMPEGNO"))]
        since = min(days, default=clock.today())
        for one in rows.get("FN00", ()):
            self._money(one, financing.grant_financing, project, since)
        for one in rows.get("FN03", ()):
            cents = one.record.cents("IMP_REALIZZATO") + one.record.cents("IMP_DA_REALIZZARE")
            self._do(
                one, financing.plan_year, operation=operation, amount_cents=cents,
                year=one.record["ANNO_PIANO"], reason="",
            )  # fmt: skip
        self._payees(project, rows.get("FN08", ()))
        self._events(project, rows)
        for one in rows.get("FN10", ()):
            self._money(one, financing.record_saving, project, since)

    def _open(self, code: str, row: Placed) -> UUID | None:
        stem = code.partition("-")[0]
        action = stem[:-1] + stem[-1:].lower()
        if action not in self.actions:
            self._say(
                row.problem(
                    "the code begins with that of no action",
                    "begin it with the action's code and a hyphen, such as MI1.1.1.A-01",
                    "COD_LOCALE_PROGETTO",
                )
            )
            return None
        made = self._do(
            row, opening.open_operation, code=code, action_code=action,
            title=row.record.text("TITOLO_PROGETTO")[:300], cup=row.record.text("CUP"),
            beneficiary=UUID(self.actor.organisation),
        )  # fmt: skip
        return UUID(made) if made else None

    def _money(self, row: Placed, write: Callable[..., str], project: _Project, day: date) -> None:
        fund = self.funds.get(row.record.text("COD_FONDO"))
        if fund is None:
            self._say(
                row.problem("no public fund of this code", "use one of "
                            + ", ".join(sorted(self.funds)), "COD_FONDO")
            )  # fmt: skip
            return
        self._do(
            row, write, operation=project.operation, fund=fund,
            amount_cents=row.record.cents("IMPORTO"), day=day, decision=WHY,
        )  # fmt: skip

    def _payees(self, project: _Project, rows: Iterable[Placed]) -> None:
        for one in rows:
            code = one.record.text("CODICE_FISCALE")
            if code in project.payees:
                continue
            public = one.record.text("FLAG_SOGGETTO_PUBBLICO") == "S"
            kind = PERSON if len(code) == 16 else BODY if public else COMPANY
            made = self._do(
                one, commitments.add_payee, operation=project.operation,
                name=f"Percettore {code}", kind=kind, tax_code=code,
            )  # fmt: skip
            if made:
                project.payees[code] = UUID(made)

    def _events(self, project: _Project, rows: Mapping[str, list[Placed]]) -> None:
        """Commitments, payments and what was taken from both, in the order of their days."""
        paid_to = {
            one.record.text("COD_PAGAMENTO"): one.record.text("CODICE_FISCALE")
            for one in rows.get("FN08", ())
        }
        bound_to: dict[str, str] = {}
        for one in rows.get("FN06", ()):
            number = one.record.text("NOTE_PAG").removeprefix(NOTE)
            bound_to.setdefault(number, paid_to.get(one.record.text("COD_PAGAMENTO"), ""))
        events = [
            *((one.record.day("DATA_IMPEGNO"), one) for one in rows.get("FN04", ())),
            *((one.record.day("DATA_PAGAMENTO"), one) for one in rows.get("FN06", ())),
        ]
        kinds = {"FN04": "TIPOLOGIA_IMPEGNO", "FN06": "TIPOLOGIA_PAG"}
        for _day, one in sorted(
            events,
            key=lambda event: (
                event[0] or date.min,
                _ORDER.get(event[1].record.text(kinds[event[1].record.code]), 9),
                event[1].row,
            ),
        ):
            kind = one.record.text(kinds[one.record.code])
            if kind not in _ORDER:
                self._say(
                    one.problem("transfers are not kept here", "take this record out",
                                kinds[one.record.code])
                )  # fmt: skip
            elif one.record.code == "FN04":
                self._bind(project, one, kind, bound_to)
            else:
                self._pay(project, one, kind, paid_to)

    def _bind(self, project: _Project, one: Placed, kind: str, bound_to: dict[str, str]) -> None:
        number, day = one.record.text("COD_IMPEGNO"), one.record.day("DATA_IMPEGNO")
        why = one.record.text("NOTE_IMPEGNO")[:500] or WHY
        cents = one.record.cents("IMPORTO_IMPEGNO")
        if kind == "D":
            whole = project.commitments.get(number)
            if whole is None:
                self._say(one.problem("its commitment is not there", "add it", "COD_IMPEGNO"))
                return
            self._do(one, commitments.decommit, commitment=whole, day=day, amount_cents=cents,
                     reason=why)  # fmt: skip
            return
        payee = project.payees.get(bound_to.get(number, "")) or next(
            iter(project.payees.values()), None
        )
        if payee is None:
            self._say(
                one.problem("nobody is paid on it", "add a recipient in FN08.txt", "COD_IMPEGNO")
            )
            return
        made = self._do(
            one, commitments.commit, operation=project.operation, number=number, day=day,
            payee=payee, amount_cents=cents, reason=why,
        )  # fmt: skip
        if made:
            project.commitments[number] = UUID(made)

    def _pay(self, project: _Project, one: Placed, kind: str, paid_to: dict[str, str]) -> None:
        number, day = one.record.text("COD_PAGAMENTO"), one.record.day("DATA_PAGAMENTO")
        cents = one.record.cents("IMPORTO_PAG")
        if kind == "R":
            whole = project.payments.get(number)
            if whole is None:
                self._say(one.problem("its payment is not there", "add it", "COD_PAGAMENTO"))
                return
            self._do(one, payments.recover_payment, payment=whole, day=day, amount_cents=cents,
                     reason=WHY)  # fmt: skip
            return
        named = one.record.text("NOTE_PAG").removeprefix(NOTE)
        commitment = project.commitments.get(named)
        if commitment is None and len(project.commitments) == 1:
            commitment = next(iter(project.commitments.values()))
        if commitment is None:
            self._say(
                one.problem(
                    "it is not said on which commitment this was paid",
                    f"write “{COMMITMENT_NOTE.format(number='NUMBER')}” here",
                    "NOTE_PAG",
                )
            )
            return
        made = self._do(
            one, payments.pay, commitment=commitment, number=number, day=day, amount_cents=cents,
            payee=project.payees.get(paid_to.get(number, "")),
        )  # fmt: skip
        if made:
            project.payments[number] = UUID(made)

    def _do(self, row: Placed, write: Callable[..., str], **arguments: object) -> str:
        """What an operation of the office gives; "" when it refuses, and the problem is said."""
        try:
            with transaction.atomic():
                made = write(actor=self.actor, key=str(uuid4()), **arguments)
        except Refused as refused:
            named = _FIELDS.get(refused.field or "", "")
            self._say(row.problem(str(refused), "correct this record, then import again", named))
            return ""
        self.made[row.record.code] += 1
        return made

    def _say(self, problem: Problem) -> None:
        self.problems.append(problem)
