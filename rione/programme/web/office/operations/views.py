"""Operations: the list, one of them, opening and changing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.access import may
from rione.core.identity.queries import organisations
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.operations import OFFICER, READERS, thing
from ....lists.operations import OPERATIONS
from ....models import Operation
from ....queries.money import money_of
from ....queries.operations import action_titles, find_operation
from ... import words
from ..money.parts import cards_of
from ..tabs import crumbs, tabs
from .forms import ChangeForm, OpenForm


def found(request: HttpRequest, code: str) -> Operation:
    """The operation of a code; 404 unless whoever asks may see it."""
    operation = find_operation(actor_of(request), code)
    if operation is None:
        raise Http404
    return operation


@declares(*READERS)
@require_safe
def operation_list(request: HttpRequest) -> HttpResponseBase:
    """Operations, those of one's organisation for a beneficiary."""
    actor = actor_of(request)
    actions = []
    if actor.role in OFFICER:
        actions.append(Link(_("Open an operation"), reverse("office:open_operation")))
    return list_page(
        request,
        OPERATIONS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*READERS)
@require_safe
def operation(request: HttpRequest, code: str) -> HttpResponse:
    """One operation at a glance."""
    actor, row = actor_of(request), found(request, code)
    return render(
        request,
        "programme/office/operation.html",
        {
            "crumbs": crumbs(row),
            "operation": row,
            "tabs": tabs(row, actor, request.path),
            "action_title": words.text(action_titles([row.action_code]).get(row.action_code)),
            "cards": cards_of(money_of(row)),
            "may_change": bool(may(actor, "change_operation", thing(row))),
        },
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Open an operation."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=OpenForm,
        form_kwargs={
            "actions": [
                (code, f"{code} {words.text(title)}"[:110])
                for code, title in action_titles().items()
            ],
            "bodies": organisations(actor.municipality),
        },
        do=lambda data: operations.open_operation(
            actor=actor,
            key=data["key"],
            code=data["code"],
            action_code=data["action_code"],
            title=data["title"],
            cup=data["cup"],
            beneficiary=UUID(data["beneficiary"]),
        ),
        title=_("Open an operation"),
        crumbs=crumbs(),
        submit=_("Open it"),
        done=_("The operation is open."),
        then=lambda _key: reverse("office:operations"),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change title and CUP."""
    actor, row = actor_of(request), found(request, code)
    return write_page(
        request,
        form_class=ChangeForm,
        initial={"title": row.title, "cup": row.cup},
        do=lambda data: operations.change_operation(
            actor=actor, key=data["key"], operation=row.pk, title=data["title"], cup=data["cup"]
        ),
        title=_("Change the operation"),
        crumbs=crumbs(row),
        done=_("What you changed is stored."),
        then=reverse("office:operation", args=[row.code]),
    )
