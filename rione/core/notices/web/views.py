"""One's own notices: the inbox, and what of it one wants mailed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rione.core.access import account_only
from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters
from rione.core.design.tables import TableState
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from ..operations import choose_mail, mark_all_read, mark_read
from ..queries import choices_of, counts, inbox, page_to_open
from .forms import PreferencesForm

PER_PAGE = 20


def account_of(request: HttpRequest) -> UUID:
    """Whoever is logged in; the declaration of the view has made sure that somebody is."""
    return UUID(actor_of(request).account)


@account_only
@never_cache
@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What one has been told: unread first, by pages, of chosen kinds. Two SQL of its own."""
    account = account_of(request)
    kinds = counts(account)
    filters = Filters(
        request.GET,
        (
            Facet(
                "kind", _("What about"), [Choice(one.kind, one.label, one.total) for one in kinds]
            ),
        ),
        search_name="",
        keep=(),
    )
    chosen = filters.chosen("kind")
    shown = [one for one in kinds if not chosen or one.kind in chosen]
    total = sum(one.total for one in shown)
    state = TableState.from_request(request, (), per_page=PER_PAGE).clamped(total)
    rows = inbox(account, kinds=chosen, offset=state.offset, limit=state.limit) if total else ()
    return render(
        request,
        "notices/inbox.html",
        {
            "crumbs": [Crumb(_("Your account"), reverse("identity:home")), Crumb(_("Notices"))],
            "notices": rows,
            "filters": filters if len(kinds) > 1 else None,
            "unread": sum(one.unread for one in kinds),
            "page": state.page,
            "pages": max(1, -(-total // PER_PAGE)),
            "previous": state.link(page=state.page - 1) if state.page > 1 else "",
            "next": state.link(page=state.page + 1) if state.page * PER_PAGE < total else "",
            "here": request.get_full_path(),
        },
    )


@account_only
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all; then back to the same page of the inbox."""
    actor, wanted = actor_of(request), request.POST.get("notice", "")
    if wanted == "all":
        count = mark_all_read(actor=actor)
        text = ngettext(
            "%(count)s notice has been marked as read.",
            "%(count)s notices have been marked as read.",
            count,
        )
        messages.success(request, text % {"count": count})
    else:
        try:
            key = UUID(wanted)
        except ValueError:
            raise Http404 from None
        if not mark_read(actor=actor, notice=key):
            raise Http404
        messages.success(request, _("The notice has been marked as read."))
    back = reverse("notices:inbox")
    # Only the inbox itself, whatever was sent: the part after "?" is all that is taken over.
    _path, mark, query = request.POST.get("back", "").partition("?")
    safe = mark and query.isascii() and query.isprintable() and len(query) < 500
    return HttpResponseRedirect(f"{back}?{query}" if safe else back)


@account_only
@never_cache
@require_safe
def open_notice(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead to the page that a notice is about; it has been read then."""
    actor = actor_of(request)
    url = page_to_open(account_of(request), key)
    if url is None:
        raise Http404
    if request.method == "GET":
        mark_read(actor=actor, notice=key)
    return redirect(url)


@account_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What one wants mailed, kind by kind; everything stands in the inbox in any case."""
    actor = actor_of(request)
    choices = choices_of(account_of(request))
    reader = PreferencesForm(choices=choices)
    return write_page(
        request,
        form_class=PreferencesForm,
        form_kwargs={"choices": choices},
        do=lambda data: choose_mail(actor=actor, key=data["key"], choices=reader.chosen(data)),
        title=_("What you are mailed"),
        crumbs=[
            Crumb(_("Your account"), reverse("identity:home")),
            Crumb(_("Notices"), reverse("notices:inbox")),
        ],
        done=_("Your choice has been saved."),
        then=reverse("notices:preferences"),
        template="notices/preferences.html",
    )
