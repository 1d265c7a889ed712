"""Questions and answers that the office has published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design import formats
from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters

from ...lists.desk import TOPICS
from ...queries.desk import list_faq
from ..listing import clean


@public
@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    """All of them, newest first; searched and by topic."""
    search = clean(request.GET.get("q", ""))
    topics = [code for code in TOPICS if code in request.GET.getlist("topic")]
    return render(
        request,
        "programme/faq.html",
        {
            "crumbs": [Crumb(_("Frequent questions"))],
            "entries": [
                {
                    "id": line.id,
                    "topic": TOPICS[line.topic],
                    "question": formats.bilingual(line, "question"),
                    "answer": formats.bilingual(line, "answer").text,
                    "published_at": line.published_at,
                }
                for line in list_faq(search, topics)
            ],
            "narrowed": bool(search or topics),
            "form": Filters(
                query=request.GET,
                facets=[
                    Facet(
                        "topic", _("Topic"), [Choice(code, name) for code, name in TOPICS.items()]
                    )
                ],
                search_name="q",
                search_label=_("Search questions and answers"),
                action=request.path,
                open=bool(topics),
            ),
        },
    )
