"""Disagreements: the list, and one of them with all its values, to be decided by a person."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design.figures import Crumb, TimelineEntry
from rione.core.office.forms import TextField
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.operations import STAFF
from ....lists import record_words
from ....lists.records import CONFLICTS
from ....queries import get_conflict
from ....queries.records import decisions_about
from ....queries.shapes import ConflictLine
from ... import disagreements, values, words
from ..checks.forms import ChoicesForm
from .entrance import entered, may_write, trail

RULE = "rule"


class DecideForm(ChoicesForm):
    """Which statement is shown, and why."""

    statement = forms.ChoiceField(label=gettext_lazy("Shown"), widget=forms.Select)
    why = TextField(
        label=gettext_lazy("Why"),
        max_length=2000,
        help_text=gettext_lazy("Everybody reads it beside the value, without your name."),
    )


@declares(*STAFF)
@require_safe
def conflict_list(request: HttpRequest) -> HttpResponseBase:
    """Where documents disagree, open and decided."""
    entered(request)
    return list_page(request, CONFLICTS, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, key: str) -> HttpResponse:
    """All values side by side, who decided what, and for officers the choice."""
    actor = entered(request)
    line = get_conflict(key) if key.isprintable() else None
    if line is None:
        raise Http404
    subject = (line.subject.kind, line.subject.key)
    deciding = may_write(actor, "resolve_conflict")
    if request.method == "POST" and not deciding:
        raise Http404
    return write_page(
        request,
        form_class=DecideForm,
        form_kwargs={"choices": {"statement": _choices(line)}},
        do=lambda data: operations.resolve_conflict(
            actor=actor,
            key=data["key"],
            subject_kind=subject[0],
            subject_key=subject[1],
            field=line.field,
            statement=None if data["statement"] == RULE else int(data["statement"]),
            why=data["why"],
        ),
        title=f"{words.text(line.subject.title)}: {words.text(line.name)}",
        crumbs=trail("office:conflicts", CONFLICTS.title),
        submit=_("Decide"),
        done=_("The decision is stored; what is shown is settled anew."),
        # Once everybody agrees again the disagreement has no page any more.
        then=reverse("office:subject_history", args=subject),
        template="programme/office/records/conflict.html",
        context={
            "line": disagreements.disagreement(line),
            "deciding": deciding,
            "decisions": [_told(row) for row in decisions_about(actor, subject, line.field)],
        },
    )


def _choices(line: ConflictLine) -> list[tuple[str, Any]]:
    """The statements about the field itself, and the rule."""
    unknown = _("Not known")
    found = [
        (str(one.id), f"{values.value(one) or unknown} ({one.document.title})"[:160])
        for value in line.values
        for one in value.statements
        if (one.subject_kind, one.subject_key, one.field)
        == (line.subject.kind, line.subject.key, line.field)
    ]
    return [("", "—"), *found, (RULE, _("Give it back to the declared rule"))]


def _told(row: Any) -> TimelineEntry:
    return TimelineEntry(
        date=localtime(row.at).date().isoformat(),
        title=str(record_words.EVENTS[row.what]),
        text=_("Statement %(number)s") % {"number": row.statement_id} if row.statement_id else "",
        wording=row.why,
        actor=", ".join(filter(None, (row.who, row.body))),
    )
