"""Award procedures: the list, one of them, and what is done to it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.operations import OFFICER, READERS
from ....lists import procurement_words as words
from ....lists.procurements import CONTRACTS, PROCUREMENTS
from ....models import AwardProcedure, ProcedureParty, ProcedurePhase
from ....operations import procurement as operations
from ....queries.casework import history_of
from ....queries.procurement import phases_of, procedure_by_id, procedure_choices
from ....rules import procurement as rules
from ....rules.procurement import Phase
from ..operations.views import found as found_operation
from ..papers.parts import papers_about
from ..tabs import crumbs as operation_crumbs
from .case import (
    Case,
    Fact,
    Section,
    badge_of,
    case_page,
    history,
    operation_fact,
    or_404,
    part_of_list,
    table_of,
    trail,
)
from .forms import (
    ChangeProcedureForm,
    EndPartyForm,
    PartyForm,
    PhaseForm,
    ProcedureForm,
    WithdrawForm,
    terms_of,
)


def home(row: AwardProcedure) -> str:
    return reverse("office:procurement", args=[row.pk])


def crumbs(row: AwardProcedure | None = None) -> list[Crumb]:
    more = [Crumb(row.title, home(row))] if row else []
    return trail("office:procurements", PROCUREMENTS.title, *more)


def found(request: HttpRequest, key: UUID) -> AwardProcedure:
    """A procedure; 404 unless whoever asks may see it."""
    return or_404(lambda: procedure_by_id(actor_of(request), key))


@declares(*READERS)
@require_safe
def procurement_list(request: HttpRequest) -> HttpResponseBase:
    """Procedures, those of one's own operations for a beneficiary."""
    return list_page(request, PROCUREMENTS, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*READERS)
@require_safe
def procurement(request: HttpRequest, key: UUID) -> HttpResponse:
    """One procedure: terms, phases, parties, contracts, history. Six SQL statements, with
    the papers."""
    actor, row = actor_of(request), found(request, key)
    officer = actor.role in OFFICER
    phases = phases_of(row.phases.all())
    state = rules.state_of(phases, withdrawn=row.withdrawn_on is not None)
    return case_page(
        request,
        Case(
            kicker=words.PROCEDURE_KINDS[row.kind],
            title=row.title,
            badge=badge_of(words.PROCEDURE_STATES, words.PROCEDURE_TONES, state),
            facts=_facts(row),
            actions=_actions(row) if officer and row.withdrawn_on is None else (),
            sections=(
                _phases(row, phases, officer),
                Section(
                    "contracts",
                    _("Contracts"),
                    table=part_of_list(CONTRACTS, actor, procedure=row),
                    empty=_("No contract yet."),
                ),
                _parties(row, officer),
            ),
            papers=papers_about(actor, "procurement", row),
            history=history(history_of(row.pk), actor),
        ),
        crumbs(),
    )


def _facts(row: AwardProcedure) -> list[Fact]:
    criteria = "; ".join(
        f"{one['name']} {one['points']}"
        for one in row.points  # type: ignore[attr-defined]
    )
    none = words.NO_CIG.get(row.no_cig, "")
    return [
        operation_fact(row.operation),
        Fact(_("Procedure"), words.METHODS[row.method]),
        Fact(_("CIG"), row.cig or f"{none}{': ' if row.no_cig_note else ''}{row.no_cig_note}"),
        Fact(_("Base amount"), formats.euro(row.base_cents)),
        Fact(_("Award criterion"), words.CRITERIA[row.criterion]),
        Fact(_("Criteria and points"), criteria or None),
        Fact(
            _("Works that it furnishes"),
            _("Open the works") if row.furnishes_id else None,
            reverse("office:procurement", args=[row.furnishes_id]) if row.furnishes_id else "",
        ),
        Fact(_("Withdrawn on"), formats.iso_date(row.withdrawn_on) if row.withdrawn_on else None),
    ]


def _actions(row: AwardProcedure) -> list[Link]:
    key = [row.pk]
    return [
        Link(_("Store a contract"), reverse("office:sign_contract", args=key)),
        Link(_("Change"), reverse("office:change_procedure", args=key)),
        Link(_("Name somebody with a part"), reverse("office:add_party", args=key)),
        Link(_("Withdraw"), reverse("office:withdraw_procedure", args=key)),
    ]


def _phases(row: AwardProcedure, phases: dict[str, Phase], officer: bool) -> Section:
    late = rules.late(phases, clock.today())
    rows: list[dict[str, Any]] = []
    for name in rules.phases_of(row.kind, row.method):
        dates = phases.get(name, Phase())
        change = reverse("office:set_phase", args=[row.pk, name])
        rows.append(
            {
                "phase": Cell(words.PHASES[name], url=change if officer else ""),
                "planned": formats.iso_date(dates.planned) if dates.planned else None,
                "actual": formats.iso_date(dates.actual) if dates.actual else None,
                "state": Cell(None, badge=Badge(_("Late"), "warning")) if name in late else None,
            }
        )
    columns = (
        Column("phase", _("Phase"), heading=True),
        Column("planned", _("Planned on")),
        Column("actual", _("Happened on")),
        Column("state", _("State")),
    )
    return Section("phases", _("Phases"), table=table_of("phases", _("Phases"), columns, rows))


def _parties(row: AwardProcedure, officer: bool) -> Section:
    rows = [
        {
            "name": Cell(party.name, note=party.tax_code),
            "role": words.PARTY_ROLES[party.role],
            "since": formats.iso_date(party.since),
            "until": formats.iso_date(party.until)
            if party.until
            else Cell(_("End it"), url=reverse("office:end_party", args=[row.pk, party.pk]))
            if officer
            else None,
        }
        for party in row.parties.order_by("role", "since", "id")
    ]
    columns = (
        Column("name", _("Name"), heading=True),
        Column("role", _("Role")),
        Column("since", _("Since")),
        Column("until", _("Until")),
    )
    return Section(
        "parties",
        _("Who has a part"),
        table=table_of("parties", _("Who has a part"), columns, rows),
        empty=_("Nobody is named yet."),
    )


def _works(actor: Actor, operation: UUID) -> list[tuple[str, str]]:
    return [("", "—"), *procedure_choices(actor, operation, kind="works")]


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest, code: str) -> HttpResponse:
    """Open a procedure of an operation."""
    actor, row = actor_of(request), found_operation(request, code)
    return write_page(
        request,
        form_class=ProcedureForm,
        form_kwargs={"choices": {"furnishes": _works(actor, row.pk)}},
        do=lambda data: operations.open_procedure(
            actor=actor, key=data["key"], operation=row.pk, terms=terms_of(data)
        ),
        title=_("Open a procedure"),
        crumbs=operation_crumbs(row),
        submit=_("Open it"),
        done=_("The procedure is open."),
        then=lambda key: reverse("office:procurement", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what is said of a procedure."""
    actor, row = actor_of(request), found(request, key)
    names = ("title", "kind", "method", "cig", "no_cig", "no_cig_note", "base_cents", "criterion")
    points = row.criteria.order_by("id").values_list("name", "points")
    return write_page(
        request,
        form_class=ChangeProcedureForm,
        form_kwargs={"choices": {"furnishes": _works(actor, row.operation_id)}},
        initial={
            **{name: getattr(row, name) for name in names},
            "furnishes": str(row.furnishes_id or ""),
            "criteria": "\n".join(f"{name}; {number}" for name, number in points),
        },
        do=lambda data: operations.change_procedure(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            terms=terms_of(data),
            reason=data["reason"],
        ),
        title=_("Change the procedure"),
        crumbs=crumbs(row),
        done=_("What you changed is stored."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_phase(request: HttpRequest, key: UUID, phase: str) -> HttpResponse:
    """Date a phase."""
    actor, row = actor_of(request), found(request, key)
    if phase not in rules.phases_of(row.kind, row.method):
        raise Http404
    dates = ProcedurePhase.objects.filter(procedure=row, phase=phase).first()
    return write_page(
        request,
        form_class=PhaseForm,
        initial={"planned": dates.planned, "actual": dates.actual} if dates else {},
        do=lambda data: operations.set_phase(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            phase=phase,
            planned=data["planned"],
            actual=data["actual"],
            reason=data["reason"],
        ),
        title=_("Date a phase: %(phase)s") % {"phase": words.PHASES[phase]},
        lead=_("Both empty takes the dates away."),
        crumbs=crumbs(row),
        done=_("The dates are stored."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a procedure."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=WithdrawForm,
        initial={"withdrawn_on": clock.today()},
        do=lambda data: operations.withdraw_procedure(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            withdrawn_on=data["withdrawn_on"],
            reason=data["reason"],
        ),
        title=_("Withdraw the procedure"),
        lead=_("It came to no contract: no tenders, or it was revoked."),
        crumbs=crumbs(row),
        submit=_("Withdraw"),
        done=_("The procedure is withdrawn."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_party(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name somebody with a part."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=PartyForm,
        initial={"since": clock.today()},
        do=lambda data: operations.add_party(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            role=data["role"],
            name=data["name"],
            tax_code=data["tax_code"],
            since=data["since"],
        ),
        title=_("Name somebody with a part"),
        crumbs=crumbs(row),
        done=_("The part is stored."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_party(request: HttpRequest, key: UUID, party: int) -> HttpResponse:
    """End somebody's part."""
    actor, row = actor_of(request), found(request, key)
    named = ProcedureParty.objects.filter(procedure=row, pk=party).first()
    if named is None:
        raise Http404
    return write_page(
        request,
        form_class=EndPartyForm,
        initial={"until": clock.today()},
        do=lambda data: operations.end_party(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            party=party,
            until=data["until"],
            reason=data["reason"],
        ),
        title=_("End the part of %(name)s") % {"name": named.name},
        crumbs=crumbs(row),
        done=_("The end is stored."),
        then=home(row),
    )
