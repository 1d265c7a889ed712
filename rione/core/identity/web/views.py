"""Pages of one's own account: whom one acts for, sessions, setting up a second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rione.core.access import account_only, public
from rione.core.design.figures import Crumb

from ..access import REACHES, ROLE_NAMES, registered
from ..models import User
from ..operations import Refused, accept_invitation, end_sessions
from ..queries import account_by_email, has_second_factor, invitation_for, sessions_of
from ..rules.roles import INVITED_BY, Role, needs_second_factor
from .addresses import declared_pages
from .forms import AcceptForm
from .middleware import CHOSEN
from .words import refusal


def account_of(request: HttpRequest) -> User:
    """Whoever is logged in; the declaration of the view has made sure that somebody is."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def next_page(request: HttpRequest) -> str:
    """The page that sent here, when it is one of ours; else the account's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and get_adapter().is_safe_url(wanted) else reverse("identity:home")


@account_only
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The account: whom one acts for, and the ways to the other pages."""
    memberships = [
        {"row": row, "role": ROLE_NAMES[Role(row.role)], "office": needs_second_factor(row.role)}
        for row in request.memberships  # type: ignore[attr-defined]
    ]
    waiting = request.waiting  # type: ignore[attr-defined]
    return render(
        request,
        "identity/home.html",
        {
            "crumbs": [Crumb(_("Your account"))],
            "memberships": memberships,
            "acting": str(waiting.id) if waiting else request.actor.membership,  # type: ignore[attr-defined]
            "next": request.GET.get("next", ""),
            "looks_after_members": request.actor.role in INVITED_BY,  # type: ignore[attr-defined]
        },
    )


@account_only
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose the membership to act under, among one's own."""
    chosen = request.POST.get("membership", "")
    for row in request.memberships:  # type: ignore[attr-defined]
        if str(row.id) == chosen:
            request.session[CHOSEN] = chosen
            messages.success(
                request,
                _("You now act as %(role)s for %(organisation)s.")
                % {"role": ROLE_NAMES[Role(row.role)], "organisation": row.organisation_name},
            )
            return HttpResponseRedirect(next_page(request))
    messages.error(request, _("This membership is not yours, or it has ended."))
    return redirect("identity:home")


@account_only
@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What a second factor is, why office roles need one, and the ways to set one up."""
    if has_second_factor(account_of(request).pk) and request.waiting is None:  # type: ignore[attr-defined]
        return redirect("mfa_index")
    return render(
        request, "identity/second_factor.html", {"crumbs": _account_crumbs(_("Second factor"))}
    )


@account_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is logged in; each session can be ended, or all others at once."""
    user, current = account_of(request), request.session.session_key
    if request.method == "POST":
        key = request.POST.get("session", "")
        if key == "others":
            ended = end_sessions(user=user, but=current)
        else:
            ended = end_sessions(user=user, key=int(key)) if key.isdecimal() else 0
        messages.success(
            request, _("The session has ended.") if ended else _("It had ended already.")
        )
        return redirect("usersessions_list")
    return render(
        request,
        "identity/sessions.html",
        {
            "crumbs": _account_crumbs(_("Where you are logged in")),
            "sessions": sessions_of(user, current),
        },
    )


@public
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Who sees what: every role, what it may do and which pages are for it; from declarations."""
    roles = []
    for role in Role:
        verbs = [
            {
                "label": verb.label,
                "reaches": [REACHES[grant.reach] for grant in verb.grants if grant.role == role],
            }
            for verb in registered()
            if any(grant.role == role for grant in verb.grants)
        ]
        roles.append(
            {
                "name": ROLE_NAMES[role],
                "code": role.value,
                "office": needs_second_factor(role),
                "verbs": verbs,
                "pages": declared_pages(role),
            }
        )
    return render(
        request, "identity/rights.html", {"crumbs": [Crumb(_("Who sees what"))], "roles": roles}
    )


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation: with one's account, or with a new one."""
    found = invitation_for(token)
    user = request.user if isinstance(request.user, User) else None
    context: dict[str, Any] = {
        "crumbs": [Crumb(_("Invitation"))],
        "invitation": found,
        "role": ROLE_NAMES[Role(found.role)] if found else "",
        "log_in_first": False,
        "other_account": False,
    }
    if found is None:
        return render(request, "identity/invitation.html", context, status=410)
    context["other_account"] = user is not None and user.email != found.email
    context["log_in_first"] = user is None and account_by_email(found.email) is not None
    form = AcceptForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and (user is not None or form.is_valid()):
        try:
            accept_invitation(
                token=token,
                account=user,
                name="" if user else form.cleaned_data["name"],
                password=None if user else form.cleaned_data["password"],
            )
        except Refused as refused:
            messages.error(request, refusal(refused.code))
        else:
            messages.success(request, _("Welcome. The invitation has been accepted."))
            return redirect("identity:home" if user else "account_login")
    context["form"] = form
    return render(request, "identity/invitation.html", context)


def _account_crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Your account"), reverse("identity:home")), Crumb(last)]
