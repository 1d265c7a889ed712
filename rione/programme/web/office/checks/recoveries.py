"""Recoveries: the list, one of them, what comes in, what is given up."""

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
from rione.core.design.figures import Crumb
from rione.core.design.tables import Cell, Column
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.checks import JUDGES, READERS, STAFF
from ....lists import check_words as words
from ....lists.checks import RECOVERIES
from ....models import Recovery
from ....operations import recoveries as operations
from ....queries.casework import history_of
from ....queries.checks import recovery_by_id
from ....rules import irregularities as rules
from ..papers.parts import papers_about
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
from .forms import ReceiveForm, UndoForm, WriteOffForm


def home(row: Recovery) -> str:
    return reverse("office:recovery", args=[row.pk])


def crumbs(row: Recovery | None = None) -> list[Crumb]:
    more = [Crumb(row.order_number, home(row))] if row else []
    return trail("office:recoveries", RECOVERIES.title, *more)


def found(request: HttpRequest, key: UUID) -> Recovery:
    """A recovery; 404 unless whoever asks may see it."""
    return or_404(lambda: recovery_by_id(actor_of(request), key))


@declares(*READERS)
@require_safe
def recovery_list(request: HttpRequest) -> HttpResponseBase:
    """Recoveries, those of one's own operations for a beneficiary."""
    return list_page(request, RECOVERIES, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*READERS)
@require_safe
def recovery(request: HttpRequest, key: UUID) -> HttpResponse:
    """One recovery with its movements. Four SQL statements. A beneficiary sees what is asked back
    and why, and nothing of the irregularity behind it."""
    actor = actor_of(request)
    row = found(request, key)
    sums = operations.sums_of(row)
    state = rules.recovery_state(sums, row.due_on, clock.today())
    judge = actor.role in JUDGES
    return case_page(
        request,
        Case(
            kicker=row.operation.code,
            title=_("Recovery %(number)s") % {"number": row.order_number},
            badge=badge_of(words.RECOVERY_STATES, words.RECOVERY_TONES, state),
            facts=[
                operation_fact(row.operation),
                Fact(
                    _("Irregularity"),
                    _("Open the irregularity") if actor.role in STAFF else None,
                    reverse("office:irregularity", args=[row.irregularity_id]),
                ),
                Fact(_("Debtor"), row.debtor.name),
                Fact(_("Ordered on"), formats.iso_date(row.ordered_on)),
                Fact(_("To be paid by"), formats.iso_date(row.due_on)),
                Fact(_("Amount asked back"), formats.euro(row.ordered_cents)),
                Fact(_("Interest"), formats.euro(row.interest_cents)),
                Fact(_("Received"), formats.euro(sums.received)),
                Fact(_("Given up"), formats.euro(sums.written_off)),
                Fact(_("Still to come"), formats.euro(sums.left)),
                Fact(_("Why"), row.reason),
            ],
            actions=_actions(row) if judge and sums.left else (),
            sections=(_movements(row, judge),),
            papers=papers_about(actor, "recovery", row),
            history=history(history_of(row.pk), actor),
        ),
        crumbs(),
    )


def _actions(row: Recovery) -> list[Link]:
    return [
        Link(_("Store what came in"), reverse("office:record_recovery", args=[row.pk])),
        Link(_("Give it up"), reverse("office:write_off", args=[row.pk])),
    ]


def _movements(row: Recovery, judge: bool) -> Section:
    movements = list(row.movements.order_by("number"))
    undone = {one.reverses_id for one in movements}
    rows = []
    for one in movements:
        stands = one.kind != "reversal" and one.pk not in undone
        undo = reverse("office:undo_movement", args=[row.pk, one.pk])
        rows.append(
            {
                "number": Cell(str(one.number), url=undo if judge and stands else ""),
                "kind": Cell(words.MOVEMENTS[one.kind], note=one.reason),
                "on": formats.iso_date(one.on),
                "cents": formats.euro(one.cents),
                "paper": one.document or None,
            }
        )
    columns = (
        Column("number", _("Number"), heading=True),
        Column("kind", _("Kind")),
        Column("on", _("On")),
        Column("cents", _("Amount"), numeric=True),
        Column("paper", _("Paper")),
    )
    return Section(
        "movements",
        _("What came in"),
        table=table_of("movements", _("What came in"), columns, rows),
        paragraphs=[_("A number leads to taking that movement back.")] if judge and rows else (),
        empty=_("Nothing came in yet."),
    )


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, key: UUID) -> HttpResponse:
    """Store what came in or was set off."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=ReceiveForm,
        initial={"on": clock.today(), "cents": operations.sums_of(row).left},
        do=lambda data: operations.record_recovery(
            actor=actor,
            key=data["key"],
            recovery=row.pk,
            kind=data["kind"],
            cents=data["cents"],
            on=data["on"],
            document=data["document"],
        ),
        title=_("Store what came in"),
        crumbs=crumbs(row),
        done=_("What came in is stored."),
        then=home(row),
    )


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give up what cannot be recovered."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=WriteOffForm,
        initial={"on": clock.today()},
        do=lambda data: operations.write_off(
            actor=actor,
            key=data["key"],
            recovery=row.pk,
            cents=data["cents"],
            on=data["on"],
            reason=data["reason"],
            document=data["document"],
        ),
        title=_("Give up what cannot be recovered"),
        crumbs=crumbs(row),
        submit=_("Give it up"),
        done=_("What was given up is stored."),
        then=home(row),
    )


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, key: UUID, movement: UUID) -> HttpResponse:
    """Take a movement back."""
    actor, row = actor_of(request), found(request, key)
    undone = row.movements.filter(pk=movement).first()
    if undone is None:
        raise Http404
    return write_page(
        request,
        form_class=UndoForm,
        initial={"on": clock.today()},
        do=lambda data: operations.undo_movement(
            actor=actor,
            key=data["key"],
            recovery=row.pk,
            movement=movement,
            on=data["on"],
            reason=data["reason"],
        ),
        title=_("Take movement %(number)d back") % {"number": undone.number},
        crumbs=crumbs(row),
        submit=_("Take it back"),
        done=_("The movement is taken back."),
        then=home(row),
    )
