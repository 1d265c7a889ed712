"""Indicators: the list with targets and values, and entering what was achieved."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.office.forms import DayField, TextField
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.operations import OFFICER, STAFF
from ....lists.records import INDICATORS
from ....queries.feeds import queries_for
from ... import words
from .entrance import entered, trail
from .source_form import SourceForm, doing, source_of
from .statements import documents_of, the_catalogue


class ValueForm(SourceForm):
    """What an indicator had reached on a day, as a document or a query of the platform says."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    day = DayField(label=gettext_lazy("On"))
    value = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Such as 1.000 or 4,5."),
    )
    query = forms.ChoiceField(
        label=gettext_lazy("Counted by the platform"),
        required=False,
        help_text=gettext_lazy("Then number, document and place stay empty."),
    )
    document = forms.ChoiceField(label=gettext_lazy("Document"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Which"),
        max_length=13,
        required=False,
        help_text=gettext_lazy("A number, or two such as 12-14."),
    )
    quote = TextField(
        label=gettext_lazy("The document’s own words"), required=False, max_length=5000, rows=2
    )

    field_order = (
        *("key", "indicator", "day", "value", "query", "document", "place_kind", "place"),
        *("quote", "reason"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The day of the value is what it is as of.
        del self.fields["as_of"]
        if len(kwargs["choices"]["query"]) < 2:
            del self.fields["query"]

    def clean_place(self) -> str:
        return super().clean_place() if self.cleaned_data.get("place") else ""


@declares(*STAFF)
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponseBase:
    """Targets, what was achieved, and what is missing."""
    actor = entered(request)
    actions = []
    if actor.role in OFFICER:
        actions.append(Link(_("Enter an achieved value"), reverse("office:add_indicator_value")))
    return list_page(
        request,
        INDICATORS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_value(request: HttpRequest) -> HttpResponse:
    """Enter what an indicator had reached; a correction is one more value of the same day."""
    actor = entered(request)
    catalogue = the_catalogue()
    indicators = [
        (entry.code, f"{entry.code} {words.text(words.Text(entry.name.it, entry.name.en))}"[:120])
        for entry in catalogue.indicators
    ]
    queries = [
        (query.code, f"{code}: {query.label}")
        for code, _name in indicators
        for query in queries_for(code)
    ]
    lead = _("A correction is one more value of the same day: the rule or a person decides.")
    if not queries:
        lead += " " + _("No query of the platform feeds an indicator yet.")
    return write_page(
        request,
        form_class=ValueForm,
        form_kwargs={
            "choices": {
                "indicator": indicators,
                "document": documents_of(catalogue),
                "query": [("", "—"), *queries],
            }
        },
        initial={"indicator": request.GET.get("indicator", "")},
        do=doing(ValueForm, lambda data: _state(actor, data)),
        title=_("Enter an achieved value"),
        lead=lead,
        crumbs=trail("office:indicators", INDICATORS.title),
        done=_("The value is entered; what is shown is settled anew."),
        then=lambda made: reverse("office:statement", args=[made]),
    )


def _state(actor: Actor, data: dict[str, Any]) -> int:
    return operations.state_indicator_value(
        actor=actor,
        key=data["key"],
        indicator=data["indicator"],
        day=data["day"],
        value=data["value"],
        source=source_of(data),
        quote=data["quote"],
        reason=data["reason"],
        query=data.get("query", ""),
    )
