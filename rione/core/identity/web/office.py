"""Pages for those who look after members: who belongs, inviting, ending, lost second factors."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rione.core.access import declares
from rione.core.design.figures import Crumb

from .. import operations
from ..access import ROLE_NAMES, Thing, may
from ..models import User
from ..operations import Invited, Refused
from ..ports import Wired
from ..queries import MembershipShape, members, membership, open_invitations, organisations
from ..rules.actors import Actor
from ..rules.roles import INVITED_BY, Role
from .confirming import confirmed
from .forms import InviteForm, ReasonForm
from .words import refusal

INVITERS = sorted(role.value for role in INVITED_BY)


def acting(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def place_of(actor: Actor) -> str | None:
    """The municipality that an actor looks after; None for all."""
    return actor.municipality or None


@declares(*INVITERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def members_page(request: HttpRequest) -> HttpResponse:
    """Who belongs to the organisations of the municipality, and inviting somebody."""
    actor = acting(request)
    place = place_of(actor)
    roles = [role for role in Role if role in INVITED_BY[Role(actor.role)]]
    bodies = list(organisations(place))
    form = InviteForm(request.POST or None, roles=roles, organisations=bodies)
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["organisation"]
        try:
            invited = operations.invite(
                actor=actor,
                email=form.cleaned_data["email"],
                organisation=body,
                role=Role(form.cleaned_data["role"]),
                municipality=actor.municipality or body.municipality,
                language=form.cleaned_data["language"],
                until=form.cleaned_data["until"],
            )
        except Refused as refused:
            form.add_error(None, refusal(refused.code))
        else:
            send_invitation(request, invited)
            messages.success(request, _("The invitation has been sent."))
            return redirect("identity:members")
    rows = [
        {
            "row": row,
            "role": ROLE_NAMES[Role(row.role)],
            "may_end": str(row.id) != actor.membership
            and bool(may(actor, "end_membership", thing(row))),
            "may_reset": row.second_factor and bool(may(actor, "reset_factor", thing(row))),
        }
        for row in members(place)
        if may(actor, "see_members", thing(row))
    ]
    return render(
        request,
        "identity/members.html",
        {
            "crumbs": [Crumb(_("Members"))],
            "rows": rows,
            "form": form,
            "invitations": [
                {"row": item, "role": ROLE_NAMES[Role(item.role)]}
                for item in open_invitations(place)
            ],
        },
    )


def thing(row: MembershipShape) -> Thing:
    """A membership as what a verb is applied to."""
    return Thing(
        "membership",
        municipality=row.municipality,
        organisation=str(row.organisation),
        owner=str(row.user),
    )


def send_invitation(request: HttpRequest, invited: Invited) -> None:
    """Mail the link, in the language of the invitation, once it is stored."""
    with override(invited.invitation.language):
        link = request.build_absolute_uri(reverse("identity:invitation", args=[invited.token]))
        text = render_to_string(
            "identity/mail/invitation.txt",
            {
                "invitation": invited.invitation,
                "role": ROLE_NAMES[Role(invited.invitation.role)],
                "link": link,
            },
        )
        subject = _("Rione: you are invited")
    Wired.send(EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [invited.invitation.email]))


def _found(actor: Actor, key: UUID, verb: str) -> MembershipShape:
    """A membership that the actor may do `verb` to; 404 for all others, foreign ones included."""
    row = membership(key)
    if row is None or not may(actor, verb, thing(row)):
        raise Http404
    return row


@declares(Role.ADMINISTRATOR)
@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a membership; not the one acted under, or nobody might be left to undo it."""
    actor = acting(request)
    _found(actor, key, "end_membership")
    if str(key) == actor.membership:
        messages.error(request, refusal("own_membership"))
        return redirect("identity:members")
    try:
        operations.end_membership(membership=key)
    except Refused as refused:
        messages.error(request, refusal(refused.code))
    else:
        messages.success(request, _("The membership has ended."))
    return redirect("identity:members")


@declares(*INVITERS)
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw an invitation; one that is not ours to withdraw does not exist."""
    try:
        operations.withdraw_invitation(actor=acting(request), invitation=key)
    except Refused as refused:
        if refused.code != "invitation_closed":
            raise Http404 from None
        messages.error(request, refusal(refused.code))
    else:
        messages.success(request, _("The invitation has been withdrawn."))
    return redirect("identity:members")


@declares(Role.ADMINISTRATOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def reset_factor(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take away a lost second factor, saying why."""
    actor = acting(request)
    row = _found(actor, key, "reset_factor")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reset_factor(
                actor=actor,
                user=User.objects.get(pk=row.user),
                municipality=row.municipality,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.add_error(None, refusal(refused.code))
        else:
            messages.success(request, _("The second factor has been taken away."))
            return redirect("identity:members")
    return render(
        request,
        "identity/reset_factor.html",
        {
            "crumbs": [
                Crumb(_("Members"), reverse("identity:members")),
                Crumb(_("Lost second factor")),
            ],
            "row": row,
            "form": form,
        },
    )
