"""One's own log: who saw or changed what concerns one's account."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rione.core.access import account_only
from rione.core.design import formats
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable, changed
from rione.core.identity.queries import organisation_names
from rione.core.office.acting import actor_of

from .. import words
from ..models import Action
from ..queries import Access, accesses_to
from ..rules import Subject
from .keyset import before_of

COLUMNS = (
    Column("at", gettext_lazy("When"), heading=True),
    Column("who", gettext_lazy("Who")),
    Column("what", gettext_lazy("What was done")),
    Column("purpose", gettext_lazy("What for")),
)


@account_only
@never_cache
@require_safe
def accesses(request: HttpRequest) -> HttpResponse:
    """Newest first, a page at a time. Two SQL statements of its own."""
    account = actor_of(request).account
    before = before_of(request)
    page = accesses_to(Subject("account", account), before=before)
    names = organisation_names(organisations_of(page.accesses))
    table = DataTable(
        _("Who saw or changed your data"),
        COLUMNS,
        [row_of(access, names) for access in page.accesses],
        noun=ngettext("entry on this page", "entries on this page", len(page.accesses)),
        caption_hidden=True,
        id="accesses",
    )
    return render(
        request,
        "audit/accesses.html",
        {
            "crumbs": [
                Crumb(_("Your account"), reverse("identity:home")),
                Crumb(_("Who saw your data")),
            ],
            "table": table if page.accesses else None,
            "newest": request.path if before is not None else "",
            "older": changed(request.GET, {"before": page.before}) if page.before else "",
        },
    )


def organisations_of(accesses: Iterable[Access]) -> list[UUID]:
    """The organisations that were acted for, as far as they are ours."""
    found = []
    for access in accesses:
        try:
            found.append(UUID(access.actor_organisation))
        except ValueError:
            continue
    return found


def row_of(access: Access, names: dict[str, str]) -> dict[str, object]:
    """An access in words."""
    read = access.action == Action.READ
    return {
        "at": formats.moment(access.at),
        "who": Cell(
            words.actor(access.actor_kind, access.actor_role),
            note=names.get(access.actor_organisation, ""),
        ),
        "what": Cell(words.verb(access.verb), badge=Badge(_("seen") if read else _("changed"))),
        "purpose": words.purpose(access.purpose) if access.purpose else None,
    }
