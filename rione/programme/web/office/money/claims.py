"""Payment claims: opening one, certifying expenses in it, sending it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable, TableState
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.pages import do_now, write_page

from .... import operations as do
from ....access.money import CERTIFIER
from ....access.operations import STAFF
from ....lists import money_words as names
from ....models import Certification
from ....models.expenses import DRAFT
from ....operations.certification import MOST_AT_ONCE
from ....queries.expenses import certifications_of, expenses_of, to_certify
from ..papers.parts import papers_about
from .expenses import url_of
from .forms import CertifyForm, ClaimForm


def claim_of(actor: Actor, key: UUID) -> Certification:
    """A payment claim; 404 unless whoever asks may see it."""
    row = certifications_of(actor).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def claim_url(key: object) -> str:
    """The page of a payment claim."""
    return reverse("office:certification", args=[key])


def path_to_claims() -> list[Crumb]:
    """The path to the payment claims."""
    return [
        Crumb(_("Office"), reverse("office:home")),
        Crumb(_("Payment claims"), reverse("office:certifications")),
    ]


@declares(*CERTIFIER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_certification(request: HttpRequest) -> HttpResponse:
    """Open a payment claim."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=ClaimForm,
        initial={"day": clock.today()},
        do=lambda data: do.open_certification(actor=actor, **data),
        title=_("Open a payment claim"),
        crumbs=path_to_claims(),
        submit=_("Open it"),
        done=_("The payment claim is open: certify expenses in it."),
        then=claim_url,
    )


@declares(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certification(request: HttpRequest, key: UUID) -> HttpResponse:
    """A payment claim: its expenses, and for a certifier those that may be added to it."""
    actor = actor_of(request)
    row = claim_of(actor, key)
    certifying = row.state == DRAFT and actor.role in CERTIFIER
    if request.method == "POST" and not certifying:
        raise Http404
    waiting = list(to_certify(actor)[:MOST_AT_ONCE]) if certifying else []
    own = [row for row in waiting if actor.account in (str(row.entered_by), str(row.verified_by))]
    choices = [
        (
            str(one.pk),
            f"{one.operation.code} · {one.document_number} · {formats.euro(one.accepted_cents)}",
        )
        for one in waiting
        if one not in own
    ]
    return write_page(
        request,
        form_class=CertifyForm,
        form_kwargs={"waiting": choices},
        do=lambda data: do.certify_expenses(
            actor=actor,
            certification=key,
            key=data["key"],
            expenses=tuple(UUID(one) for one in data["expenses"]),
        ),
        title=_("Payment claim %(number)s") % {"number": row.number},
        crumbs=path_to_claims(),
        done=_("The expenses are certified."),
        then=claim_url(key),
        template="programme/office/money/certification.html",
        context={
            "claim": row,
            "badge": Badge(str(names.CLAIMS[row.state]), names.CLAIM_TONES[row.state]),
            "total": formats.euro(row.total_cents),
            "table": _expenses(request, actor, row),
            "papers": papers_about(actor, "payment_claim", row),
            "certifying": certifying,
            "waiting": len(choices),
            "own": len(own),
            "most": MOST_AT_ONCE,
        },
    )


@declares(*CERTIFIER)
@require_POST
def send_certification(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a payment claim."""
    actor = actor_of(request)
    claim_of(actor, key)
    return do_now(
        request,
        do=lambda sent: do.send_certification(actor=actor, key=sent, certification=key),
        done=_("The payment claim is sent."),
        then=claim_url(key),
        back=claim_url(key),
    )


def _expenses(request: HttpRequest, actor: Actor, claim: Certification) -> DataTable | None:
    rows = expenses_of(actor).filter(certification=claim)
    columns = (
        Column("number", _("Document"), heading=True),
        Column("operation", _("Operation")),
        Column("certified", _("Certified"), numeric=True),
        Column("net", _("Certified, net"), numeric=True),
        Column("state", _("State")),
    )
    total = rows.count()
    if not total:
        return None
    state = TableState.from_request(request, columns).clamped(total)
    page = rows.select_related("operation").order_by("operation__code", "document_number", "pk")
    cells = [
        {
            "number": Cell(row.document_number, url=url_of(row.pk)),
            "operation": row.operation.code,
            "certified": formats.euro(row.certified_cents),
            "net": formats.euro(row.remaining_cents),  # type: ignore[attr-defined]
            "state": Cell(None, badge=Badge(str(names.STATES[row.state]), names.TONES[row.state])),
        }
        for row in page[state.offset : state.offset + state.limit]
    ]
    return DataTable(
        caption=_("Expenses"),
        caption_hidden=True,
        columns=columns,
        rows=cells,
        total=total,
        state=state,
        noun=ngettext("expense", "expenses", total),
        id="claimed",
    )
