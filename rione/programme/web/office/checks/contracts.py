"""Contracts: the list, one of them, variations, delivery, closing."""

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
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.operations import OFFICER, READERS
from ....lists import procurement_words as words
from ....lists.procurements import CONTRACTS
from ....models import Contract, ContractVariation
from ....operations import contracts as operations
from ....queries.casework import history_of
from ....queries.procurement import contract_by_id, in_force
from ....rules import procurement as rules
from ..papers.parts import papers_about
from . import procurements
from .case import (
    Case,
    Fact,
    Section,
    badge_of,
    case_page,
    history,
    operation_fact,
    or_404,
    table_of,
    trail,
)
from .forms import CloseForm, ContractForm, DeliveryForm, ReasonForm, UndoForm, VariationForm


def home(row: Contract) -> str:
    return reverse("office:contract", args=[row.pk])


def crumbs(row: Contract | None = None) -> list[Crumb]:
    more = [Crumb(row.subject, home(row))] if row else []
    return trail("office:contracts", CONTRACTS.title, *more)


def found(request: HttpRequest, key: UUID) -> Contract:
    """A contract; 404 unless whoever asks may see it."""
    return or_404(lambda: contract_by_id(actor_of(request), key))


@declares(*READERS)
@require_safe
def contract_list(request: HttpRequest) -> HttpResponseBase:
    """Contracts, those of one's own operations for a beneficiary."""
    return list_page(request, CONTRACTS, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*READERS)
@require_safe
def contract(request: HttpRequest, key: UUID) -> HttpResponse:
    """One contract: terms, variations with their share, history. Three SQL statements."""
    actor = actor_of(request)
    row = found(request, key)
    variations = list(row.variations.order_by("number"))
    counting = in_force(variations)
    net = rules.net(row.amount_cents, [(one.ground, one.cents) for one in counting])
    state = rules.contract_state(
        delivery_due=row.delivery_due,
        delivered_on=row.delivered_on,
        closed_on=row.closed_on,
        today=clock.today(),
    )
    officer = actor.role in OFFICER
    return case_page(
        request,
        Case(
            kicker=row.contractor,
            title=row.subject,
            badge=badge_of(words.CONTRACT_STATES, words.CONTRACT_TONES, state),
            notice=_("One variation is larger than the law allows on its ground: %(grounds)s.")
            % {"grounds": ", ".join(str(words.GROUNDS[name]) for name in net.warnings)}
            if net.warnings
            else "",
            facts=_facts(row, net),
            actions=_actions(row) if officer else (),
            sections=(_variations(row, variations, {one.pk for one in counting}, officer),),
            papers=papers_about(actor, "contract", row),
            history=history(history_of(row.pk), actor),
        ),
        crumbs(),
    )


def _facts(row: Contract, net: rules.Net) -> list[Fact]:
    share = formats.percent(net.share / 100, 2)
    return [
        operation_fact(row.operation),
        Fact(_("Procedure"), row.procedure.title, procurements.home(row.procedure)),
        Fact(_("Contractor"), f"{row.contractor} ({row.contractor_code})"),
        Fact(_("Signed on"), formats.iso_date(row.signed_on)),
        Fact(_("Amount as signed"), formats.euro(row.amount_cents)),
        Fact(_("Variations"), f"{formats.euro(net.varied_cents)} ({share})"),
        Fact(_("Amount now"), formats.euro(row.net_cents)),
        Fact(_("Delivery due"), formats.iso_date(row.delivery_due) if row.delivery_due else None),
        Fact(
            _("Delivered or accepted on"),
            formats.iso_date(row.delivered_on) if row.delivered_on else None,
        ),
        Fact(_("Closed on"), formats.iso_date(row.closed_on) if row.closed_on else None),
        Fact(_("Number of the paper"), row.document or None),
    ]


def _actions(row: Contract) -> list[Link]:
    if row.closed_on is not None:
        return [Link(_("Reopen"), reverse("office:reopen_contract", args=[row.pk]))]
    found = [
        Link(_("Vary the contract"), reverse("office:vary_contract", args=[row.pk])),
        Link(_("Store the delivery"), reverse("office:record_delivery", args=[row.pk])),
    ]
    if row.delivered_on is not None:
        found.append(Link(_("Close the contract"), reverse("office:close_contract", args=[row.pk])))
    return found


def _variations(
    row: Contract, variations: list[ContractVariation], counting: set[UUID], officer: bool
) -> Section:
    rows = []
    for one in variations:
        undo = reverse("office:undo_variation", args=[row.pk, one.pk])
        may_undo = officer and one.pk in counting and row.closed_on is None
        rows.append(
            {
                "number": Cell(str(one.number), url=undo if may_undo else ""),
                "on": formats.iso_date(one.on),
                "ground": Cell(words.GROUNDS[one.ground], note=one.reason),
                "cents": formats.euro(one.cents),
                "state": None
                if one.pk in counting
                else Cell(
                    None, badge=Badge(_("Takes back") if one.reverses_id else _("Taken back"))
                ),
            }
        )
    columns = (
        Column("number", _("Number"), heading=True),
        Column("on", _("On")),
        Column("ground", _("Ground")),
        Column("cents", _("Amount"), numeric=True),
        Column("state", _("State")),
    )
    return Section(
        "variations",
        _("Variations"),
        table=table_of("variations", _("Variations"), columns, rows),
        paragraphs=[_("A number leads to taking that variation back.")]
        if officer and counting and row.closed_on is None
        else (),
        empty=_("The contract was not varied."),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Store a contract of a procedure."""
    actor, row = actor_of(request), procurements.found(request, key)
    return write_page(
        request,
        form_class=ContractForm,
        initial={"subject": row.title},
        do=lambda data: operations.sign_contract(
            actor=actor,
            key=data["key"],
            procedure=row.pk,
            subject=data["subject"],
            contractor=data["contractor"],
            contractor_code=data["contractor_code"],
            amount_cents=data["amount_cents"],
            signed_on=data["signed_on"],
            delivery_due=data["delivery_due"],
            document=data["document"],
        ),
        title=_("Store a contract"),
        crumbs=procurements.crumbs(row),
        done=_("The contract is stored."),
        then=lambda key: reverse("office:contract", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vary(request: HttpRequest, key: UUID) -> HttpResponse:
    """Vary a contract."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=VariationForm,
        do=lambda data: operations.vary_contract(
            actor=actor,
            key=data["key"],
            contract=row.pk,
            ground=data["ground"],
            cents=data["cents"],
            varied_on=data["varied_on"],
            reason=data["reason"],
            document=data["document"],
        ),
        title=_("Vary the contract"),
        lead=_("It is kept for good; a wrong one is taken back by another."),
        crumbs=crumbs(row),
        done=_("The variation is stored."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, key: UUID, variation: UUID) -> HttpResponse:
    """Take a variation back."""
    actor, row = actor_of(request), found(request, key)
    undone = ContractVariation.objects.filter(contract=row, pk=variation).first()
    if undone is None:
        raise Http404
    return write_page(
        request,
        form_class=UndoForm,
        initial={"on": clock.today()},
        do=lambda data: operations.undo_variation(
            actor=actor,
            key=data["key"],
            contract=row.pk,
            variation=variation,
            undone_on=data["on"],
            reason=data["reason"],
        ),
        title=_("Take variation %(number)d back") % {"number": undone.number},
        crumbs=crumbs(row),
        submit=_("Take it back"),
        done=_("The variation is taken back."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: HttpRequest, key: UUID) -> HttpResponse:
    """Store the delivery."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=DeliveryForm,
        initial={"delivered_on": row.delivered_on},
        do=lambda data: operations.record_delivery(
            actor=actor,
            key=data["key"],
            contract=row.pk,
            delivered_on=data["delivered_on"],
            reason=data["reason"],
        ),
        title=_("Store the delivery"),
        crumbs=crumbs(row),
        done=_("The delivery is stored."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a contract."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=CloseForm,
        initial={"closed_on": clock.today()},
        do=lambda data: operations.close_contract(
            actor=actor,
            key=data["key"],
            contract=row.pk,
            closed_on=data["closed_on"],
            reason=data["reason"],
        ),
        title=_("Close the contract"),
        lead=_("A closed contract is not varied any more."),
        crumbs=crumbs(row),
        submit=_("Close it"),
        done=_("The contract is closed."),
        then=home(row),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a closed contract again."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.reopen_contract(
            actor=actor, key=data["key"], contract=row.pk, reason=data["reason"]
        ),
        title=_("Reopen the contract"),
        crumbs=crumbs(row),
        submit=_("Reopen"),
        done=_("The contract is open again."),
        then=home(row),
    )
