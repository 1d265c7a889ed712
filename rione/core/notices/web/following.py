"""Following a topic by e-mail: without an account, a session or a cookie.

The forms are accepted from anywhere: none acts on behalf of somebody who is logged in. Links in
mails are opened by scanners, so nothing happens before a button is pressed.
"""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb
from rione.core.writes import Refused

from ..kinds import topic_of
from ..operations import confirm, follow, silence, unsubscribe
from ..operations.following import topic_followed, waiting_for
from ..queries import label_of
from ..tokens import Stop, read_stop
from .forms import FollowForm

WEB = ["GET", "HEAD", "POST"]


def _language() -> str:
    return get_language() or "it"


@public
@never_cache
@csrf_exempt
@require_http_methods(WEB)
def follow_page(request: HttpRequest) -> HttpResponse:
    """The form for one topic (`topic`), and where all forms of this kind lead."""
    posted = request.method == "POST"
    topic = topic_of((request.POST if posted else request.GET).get("topic", ""))
    if topic is None:
        raise Http404
    form = FollowForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            follow(
                email=form.cleaned_data["email"],
                topic=topic.code,
                language=_language(),
                client=get_adapter().get_client_ip(request),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return redirect("notices:asked")
    return render(
        request,
        "notices/follow_page.html",
        {
            "crumbs": [Crumb(_("Follow by e-mail"))],
            "form": form,
            "topic": topic.code,
            "title": topic.title_in(_language()),
            "url": topic.link.path(_language()),
        },
        status=422 if form.errors else 200,
    )


@public
@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next; the same whatever the address."""
    return render(request, "notices/asked.html", {"crumbs": [Crumb(_("Follow by e-mail"))]})


@public
@never_cache
@csrf_exempt
@require_http_methods(WEB)
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """A button that confirms; pressed, the news come."""
    if request.method == "POST":
        code, done = confirm(token=token), True
    else:
        waiting, done = waiting_for(token), False
        code = waiting.topic if waiting else ""
    topic = topic_of(code)
    return render(
        request,
        "notices/confirm.html",
        {
            "crumbs": [Crumb(_("Follow by e-mail"))],
            "found": bool(code),
            "done": done,
            "title": topic.title_in(_language()) if topic else code,
            "url": topic.link.path(_language()) if topic else "",
        },
        status=200 if code else 410,
    )


@public
@never_cache
@csrf_exempt
@require_http_methods(WEB)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A button that ends mails, also for programs that press it for somebody (RFC 8058)."""
    found = read_stop(token)
    if found is None:
        raise Http404
    done = request.method == "POST"
    if done:
        _end(found, everything="everything" in request.POST)
    return render(
        request,
        "notices/stop.html",
        {
            "crumbs": [Crumb(_("End these e-mails"))],
            "done": done,
            "follower": found.follower is not None,
            "about": _about(found),
        },
    )


def _end(found: Stop, *, everything: bool) -> None:
    if found.follower is not None:
        unsubscribe(follower=found.follower, everything=everything)
    elif found.account is not None:
        silence(account=found.account, kind=found.kind)


def _about(found: Stop) -> str:
    """What the mails are about, in the reader's language; "" when that is no longer known."""
    if found.follower is not None:
        code = topic_followed(found.follower)
        topic = topic_of(code)
        return topic.title_in(_language()) if topic else code
    return str(label_of(found.kind)) if found.kind else _("the digest of every morning")
