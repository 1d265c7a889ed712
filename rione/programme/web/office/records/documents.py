"""Documents that statements come from: the list, and entering one."""

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
from rione.core.office.forms import KeyedForm, TextField
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.operations import OFFICER, STAFF
from ....lists.record_words import DOCUMENT_KINDS, LANGUAGES
from ....lists.records import DOCUMENTS
from ....rules.values import UNKNOWN
from .entrance import entered, trail

_DATE = gettext_lazy("2022, 2022-01 or 2022-01-31; empty when unknown.")


class DocumentForm(KeyedForm):
    """A document as it will be cited."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=500)
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=80,
        help_text=gettext_lazy("a-z, 0-9 and hyphens, such as letter-2024-03."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))
    printed_date = forms.CharField(
        label=gettext_lazy("Date printed on it"), required=False, max_length=10, help_text=_DATE
    )
    content_date = forms.CharField(
        label=gettext_lazy("Its content is as of"), required=False, max_length=10, help_text=_DATE
    )
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("1 decides over 2, and so on."),
    )
    reason = TextField(label=gettext_lazy("Why it is entered now"), max_length=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [item for item in DOCUMENT_KINDS.items() if item[0] != "count"]


@declares(*STAFF)
@require_safe
def document_list(request: HttpRequest) -> HttpResponseBase:
    """Documents, in the order in which they decide."""
    actor = entered(request)
    actions = []
    if actor.role in OFFICER:
        actions.append(Link(_("Enter a document"), reverse("office:add_document")))
    return list_page(
        request,
        DOCUMENTS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: HttpRequest) -> HttpResponse:
    """Enter a document; it stays when a folder is loaded that does not list it."""
    actor = entered(request)
    return write_page(
        request,
        form_class=DocumentForm,
        do=lambda data: operations.add_document(
            actor=actor,
            key=data["key"],
            entry={
                "code": data["code"],
                "title": data["title"],
                "kind": data["kind"],
                "language": data["language"],
                "printed_date": data["printed_date"] or UNKNOWN,
                "content_date": data["content_date"] or UNKNOWN,
                "rank": str(data["rank"]),
            },
            reason=data["reason"],
        ),
        title=_("Enter a document"),
        crumbs=trail("office:documents", DOCUMENTS.title),
        done=_("The document is entered; statements may come from it."),
        then=reverse("office:documents"),
    )
