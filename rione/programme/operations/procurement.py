"""Award procedures: opened, changed, dated, withdrawn; who has a part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import AwardCriterion, AwardProcedure, ProcedureParty, ProcedurePhase
from ..queries.operations import operation_by_id
from ..queries.procurement import phases_of, procedure_by_id
from ..rules import codes, procurement
from ..rules.procurement import Phase
from .casework import amount, line, note, of, past, sensible


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of a procedure. `base_cents`: the amount it begins with, in cents. `cig`, or
    `no_cig` with a note for “other”. `criteria`: (name, points) whose points are 100 in all, or
    none. `furnishes`: the works that furnishing is for."""

    kind: str
    method: str
    title: str
    base_cents: int
    criterion: str
    cig: str = ""
    no_cig: str = ""
    no_cig_note: str = ""
    criteria: tuple[tuple[str, int], ...] = ()
    furnishes: UUID | None = None


@operation("open_procedure")
def open_procedure(*, actor: Actor, key: str, operation: UUID, terms: Terms) -> str:
    """Open an award procedure of an operation; its id. Refused at the field of `terms` that is
    wrong, and at `cig` when another procedure has it."""
    owner = operation_by_id(actor, operation)
    refuse_unless(actor, "open_procedure", owner)
    made = AwardProcedure(**of(owner))
    _put(made, terms, force_insert=True)
    note(
        actor,
        "open_procedure",
        "procedure",
        made.pk,
        owner,
        detail=made.kind,
        cents=made.base_cents,
    )
    return str(made.pk)


@operation("change_procedure")
def change_procedure(*, actor: Actor, key: str, procedure: UUID, terms: Terms, reason: str) -> str:
    """Change what is said of a procedure, with the reason; its id. Refused as `open_procedure`, at
    `kind` or `method` when dated phases would not apply, and once there is a contract at `kind`,
    `method` and `criterion`."""
    found = procedure_by_id(actor, procedure, lock=True)
    refuse_unless(actor, "change_procedure", found.operation)
    _refuse_withdrawn(found)
    why = line(reason, "reason", most=500)
    if found.contracts.exists():
        for name in ("kind", "method", "criterion"):
            if getattr(found, name) != getattr(terms, name):
                raise Refused(_("A contract was signed on this; it stays as it is."), field=name)
    dated = phases_of(found.phases.all())
    for wrong in procurement.phase_problems(terms.kind, terms.method, dated):
        raise Refused(
            _("A phase is dated that such a procedure does not have; take its dates away first."),
            field="kind" if wrong.phase in ("start", "end") else "method",
        )
    _put(found, terms)
    note(
        actor,
        "change_procedure",
        "procedure",
        found.pk,
        found.operation,
        reason=why,
        cents=found.base_cents,
    )
    return str(found.pk)


@operation("set_phase")
def set_phase(
    *,
    actor: Actor,
    key: str,
    procedure: UUID,
    phase: str,
    planned: date | None,
    actual: date | None,
    reason: str,
) -> str:
    """Say when a phase is planned and when it happened; both empty take its dates away. The
    procedure's id. Refused at `planned` or `actual` when it is out of order, or still to come."""
    found = procedure_by_id(actor, procedure, lock=True)
    refuse_unless(actor, "set_phase", found.operation)
    _refuse_withdrawn(found)
    why = line(reason, "reason", most=500, optional=True)
    if phase not in procurement.phases_of(found.kind, found.method):
        raise Refused(_("Such a procedure does not have this phase."), field="phase")
    dated = phases_of(found.phases.all())
    if dated.get(phase, Phase()).actual is not None and not why:
        raise Refused(_("Say why a date that was stored changes."), field="reason")
    _refuse_before_signing(found, phase, actual)
    store_phase(found, phase, planned, actual, dated)
    note(
        actor,
        "set_phase",
        "procedure",
        found.pk,
        found.operation,
        reason=why,
        detail=phase,
        day=actual or planned,
    )
    return str(found.pk)


def store_phase(
    found: AwardProcedure,
    phase: str,
    planned: date | None,
    actual: date | None,
    dated: dict[str, Phase],
) -> None:
    """Store the dates of a phase; Refused when the order of the phases would not hold."""
    if planned is not None:
        sensible(planned, "planned")
    if actual is not None:
        past(actual, "actual")
    after = {name: dates for name, dates in dated.items() if name != phase}
    if planned is not None or actual is not None:
        after[phase] = Phase(planned, actual)
    for wrong in procurement.phase_problems(found.kind, found.method, after):
        raise Refused(_ORDER[wrong.code](), field=_AT.get(wrong.code, "actual"))
    rows = ProcedurePhase.objects.filter(procedure=found, phase=phase)
    if phase not in after:
        rows.delete()
    elif not rows.update(planned=planned, actual=actual):
        ProcedurePhase.objects.create(
            **of(found.operation), procedure=found, phase=phase, planned=planned, actual=actual
        )


_ORDER = {
    "missing_before": lambda: _("An earlier phase has not happened yet; date that one first."),
    "before_earlier": lambda: _("A phase cannot happen before an earlier one; check the dates."),
    "planned_before_earlier": lambda: _(
        "A phase cannot be planned before an earlier one; check the dates."
    ),
    "not_applicable": lambda: _("Such a procedure does not have this phase."),
    "empty": lambda: _("Give a planned or an actual date."),
}
_AT = {"planned_before_earlier": "planned", "not_applicable": "phase"}


@operation("withdraw_procedure")
def withdraw_procedure(
    *, actor: Actor, key: str, procedure: UUID, withdrawn_on: date, reason: str
) -> str:
    """Withdraw a procedure that came to no contract: no tenders, or revoked; its id. Refused at
    `withdrawn_on`, `reason`, and at none once there is a contract."""
    found = procedure_by_id(actor, procedure, lock=True)
    refuse_unless(actor, "withdraw_procedure", found.operation)
    _refuse_withdrawn(found)
    why = line(reason, "reason", most=500)
    if found.contracts.exists():
        raise Refused(_("A contract was signed; close the contract instead."))
    AwardProcedure.objects.filter(pk=found.pk).update(
        withdrawn_on=past(withdrawn_on, "withdrawn_on")
    )
    note(
        actor,
        "withdraw_procedure",
        "procedure",
        found.pk,
        found.operation,
        reason=why,
        day=withdrawn_on,
    )
    return str(found.pk)


@operation("add_party")
def add_party(
    *,
    actor: Actor,
    key: str,
    procedure: UUID,
    role: str,
    name: str,
    tax_code: str,
    since: date,
) -> int:
    """Name somebody who has a part in a procedure; the row's id. Refused at the field."""
    found = procedure_by_id(actor, procedure)
    refuse_unless(actor, "add_party", found.operation)
    if role not in procurement.PARTY_ROLES:
        raise Refused(_("Choose a role from the list."), field="role")
    code = codes.tidy(tax_code)
    if code and not procurement.is_tax_code(code):
        raise Refused(wrong_tax_code(), field="tax_code")
    made = ProcedureParty.objects.create(
        **of(found.operation),
        procedure=found,
        role=role,
        name=line(name, "name"),
        tax_code=code,
        since=sensible(since, "since"),
    )
    note(actor, "add_party", "procedure", found.pk, found.operation, detail=role, day=since)
    return made.pk


@operation("end_party")
def end_party(
    *, actor: Actor, key: str, procedure: UUID, party: int, until: date, reason: str
) -> int:
    """Say until when somebody had a part; the row's id."""
    found = procedure_by_id(actor, procedure)
    refuse_unless(actor, "end_party", found.operation)
    row = found.parties.select_for_update().filter(pk=party).first()
    if row is None or row.until is not None:
        raise Refused(_("There is nobody with this part now."), field="party")
    if until < row.since:
        raise Refused(_("It cannot end before it began."), field="until")
    why = line(reason, "reason", most=500)
    ProcedureParty.objects.filter(pk=row.pk).update(until=sensible(until, "until"))
    note(
        actor,
        "end_party",
        "procedure",
        found.pk,
        found.operation,
        reason=why,
        detail=row.role,
        day=until,
    )
    return row.pk


def _put(row: AwardProcedure, terms: Terms, *, force_insert: bool = False) -> None:
    for name, value in _checked(row, terms).items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError as error:
        if "awardprocedure_cig_once" in str(error):
            raise Refused(
                _("Another procedure has this CIG already; check it."), field="cig"
            ) from None
        raise
    _put_criteria(row, terms.criteria)


def _put_criteria(row: AwardProcedure, criteria: Sequence[tuple[str, int]]) -> None:
    row.criteria.all().delete()
    AwardCriterion.objects.bulk_create(
        AwardCriterion(
            **of(row.operation), procedure=row, name=line(name, "criteria"), points=points
        )
        for name, points in criteria
    )


def _checked(row: AwardProcedure, terms: Terms) -> dict[str, Any]:
    """The columns of a procedure; Refused at what is wrong."""
    for field, values in (
        ("kind", procurement.KINDS),
        ("method", procurement.METHODS),
        ("criterion", procurement.CRITERIA),
    ):
        if getattr(terms, field) not in values:
            raise Refused(_("Choose a value from the list."), field=field)
    cig = codes.tidy(terms.cig)
    if cig and not codes.is_cig(cig):
        raise Refused(
            _("A CIG has ten characters, such as 7654321ABC; check it."),
            field="cig",
        )
    if cig and terms.no_cig:
        raise Refused(_("There is a CIG; leave the reason for its absence empty."), field="no_cig")
    if not cig and terms.no_cig not in procurement.NO_CIG:
        raise Refused(_("Give the CIG, or say why there is none."), field="cig")
    if terms.no_cig == "other" and not terms.no_cig_note.strip():
        raise Refused(_("Say why there is no CIG."), field="no_cig_note")
    _refuse_criteria(terms)
    if terms.furnishes is not None:
        if terms.kind != "furnishing":
            raise Refused(_("Only furnishing and equipment furnish works."), field="furnishes")
        works = AwardProcedure.objects.filter(
            pk=terms.furnishes, operation=row.operation_id, kind="works"
        )
        if not works.exists():
            raise Refused(_("Choose works of the same operation."), field="furnishes")
    return {
        "kind": terms.kind,
        "method": terms.method,
        "title": line(terms.title, "title", most=300),
        "cig": cig,
        "no_cig": terms.no_cig,
        "no_cig_note": line(terms.no_cig_note, "no_cig_note", most=300, optional=True),
        "base_cents": amount(terms.base_cents, "base_cents", zero=True),
        "criterion": terms.criterion,
        "furnishes_id": terms.furnishes,
    }


def _refuse_criteria(terms: Terms) -> None:
    wrong = procurement.criteria_problem(
        terms.criterion, [points for _name, points in terms.criteria]
    )
    names = [line(name, "criteria") for name, _points in terms.criteria]
    if len({name.casefold() for name in names}) != len(names):
        raise Refused(_("Name each criterion once."), field="criteria")
    if wrong == "not_asked":
        raise Refused(
            _("With this criterion tenders get no points; leave them out."), field="criteria"
        )
    if wrong:
        raise Refused(
            _("Points are whole numbers above zero, and 100 in all; correct them."),
            field="criteria",
        )


def _refuse_withdrawn(found: AwardProcedure) -> None:
    if found.withdrawn_on is not None:
        raise Refused(_("This procedure was withdrawn; open another one."))


def _refuse_before_signing(found: AwardProcedure, phase: str, actual: date | None) -> None:
    """Once there is a contract, its award and itself stay dated."""
    if phase not in ("notice", "award", "contract"):
        return
    first = found.contracts.order_by("signed_on").values_list("signed_on", flat=True).first()
    if first is None:
        return
    if actual is None or actual > first:
        raise Refused(
            _("A contract was signed on this; the phase cannot be later than that."),
            field="actual",
        )


def wrong_tax_code() -> str:
    """What to do about a tax code that is none."""
    return _("Check the tax code: 11 digits, 16 characters, or a foreign VAT number.")
