"""What is new as a feed: Atom (RFC 4287) and RSS 2.0, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.context import names_in_every_language

from ..lists.desk import COMMUNICATION_STATES, TOPICS
from ..queries.communication_plan import PlanLine
from ..queries.desk import FaqLine
from ..queries.news import Decision, News, NewStatement, NewStatements
from ..rules import wording
from . import document_pages, plan_pages, values, words

LONGEST_TITLE = 200
LONGEST_TEXT = 1000
MOST_ENTRIES = 60
BEGINNING = datetime(2014, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed: the programme's own beginning."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new. `kind` and `key` name it for ever; `path` is its page on this host."""

    kind: str
    key: str
    at: datetime
    title: str
    text: str
    path: str
    category: str

    def guid(self) -> str:
        """The same in every answer, and another one in the other language."""
        return uuid5(NAMESPACE_URL, f"rione:{formats.language()}:{self.kind}:{self.key}").urn


class Atom(Atom1Feed):
    """Atom that says when it was last changed also when it is empty, and names its twin."""

    def latest_post_date(self) -> datetime:
        latest: datetime = self.feed["latest"]
        return latest

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for language, url in self.feed["twins"].items():
            handler.addQuickElement(
                "link",
                "",
                {
                    "rel": "alternate",
                    "type": "application/atom+xml",
                    "hreflang": language,
                    "href": url,
                },
            )


class Rss(Rss201rev2Feed):
    """RSS whose last change is that of its newest entry."""

    def latest_post_date(self) -> datetime:
        latest: datetime = self.feed["latest"]
        return latest


def entries_of(news: News) -> list[Entry]:
    """All that is new, newest first."""
    found = [
        *(statement(one) for one in news.statements),
        *(statements(one) for one in news.groups),
        *(decision(one) for one in news.decisions),
        *(planned(one) for one in news.plan),
        *(answer(one) for one in news.faq),
    ]
    return sorted(found, key=lambda one: (one.at, one.kind, one.key), reverse=True)[:MOST_ENTRIES]


def statement(new: NewStatement) -> Entry:
    """A statement, or the state that it gives."""
    one = new.stated
    name = document_pages.subject_name(one)
    value = formats.plain(values.value(one) or _("not known"))
    is_state = one.field == "state"
    return Entry(
        kind="state" if is_state else "statement",
        key=new.identity,
        at=new.at,
        title=f"{name}: {value}"
        if is_state
        else f"{name}, {document_pages.field_name(one.field)}: {value}",
        text=_("“%(document)s” says: %(quote)s")
        % {"document": one.document.title, "quote": one.quote or value},
        path=document_pages.subject_url(one) or reverse("programme:glance"),
        category=_("State") if is_state else _("Statement"),
    )


def statements(new: NewStatements) -> Entry:
    """What a load brought about a subject."""
    name = f"{words.subject_kind(new.subject_kind)} {new.subject_key}"
    told = ngettext(
        "%(count)s statement of the documents is shown.",
        "%(count)s statements of the documents are shown.",
        new.count,
    ) % {"count": formats.number(new.count)}
    return Entry(
        kind="statements",
        key=f"{new.at.isoformat()}:{new.subject_kind}:{new.subject_key}",
        at=new.at,
        title=_("%(name)s: what the documents say") % {"name": name},
        text=told,
        path=_page(new.subject_kind, new.subject_key),
        category=_("Statement"),
    )


def decision(new: Decision) -> Entry:
    """What a person decided where documents disagree."""
    name = f"{words.subject_kind(new.subject_kind)} {new.subject_key}"
    field = document_pages.field_name(new.field)
    title = (
        _("%(name)s: the rule decides again about “%(field)s”")
        if new.given_back
        else _("%(name)s: a person has decided about “%(field)s”")
    )
    return Entry(
        kind="decision",
        key=f"{new.at.isoformat()}:{new.subject_kind}:{new.subject_key}:{new.field}",
        at=new.at,
        title=title % {"name": name, "field": field},
        text=new.why,
        path=_page(new.subject_kind, new.subject_key),
        category=_("Decision"),
    )


def planned(new: PlanLine) -> Entry:
    """An item of the communication plan."""
    card = plan_pages.card(new)
    return Entry(
        kind="communication",
        key=str(new.id),
        at=new.changed_at,
        title=f"{card['kind']}: {card['title']} ({COMMUNICATION_STATES[new.state]})",
        text=_("%(day)s, said by the programme office. %(audience)s")
        % {"day": formats.partial_date(card["day"]), "audience": card["audience"]},
        path=f"{reverse('programme:communication')}#plan-{new.id}",
        category=_("Communication"),
    )


def answer(new: FaqLine) -> Entry:
    """A published answer."""
    return Entry(
        kind="faq",
        key=str(new.id),
        at=new.published_at,
        title=formats.bilingual(new, "question").text,
        text=formats.bilingual(new, "answer").text,
        path=f"{reverse('programme:faq')}#faq-{new.id}",
        category=str(TOPICS[new.topic]),
    )


def written(
    request: HttpRequest,
    form: type[Atom] | type[Rss],
    *,
    name: str,
    arguments: tuple[str, ...],
    title: str,
    subtitle: str,
    page: str,
    entries: Iterable[Entry],
) -> str:
    """A feed under the address `name`; `page` is the path of the page that it follows."""
    found = list(entries)
    here = request.build_absolute_uri(request.path)
    twins = {
        language: request.build_absolute_uri(path)
        for language, path in names_in_every_language(name, *arguments).items()
        if language != formats.language()
    }
    feed = form(
        title=tidy(title, LONGEST_TITLE),
        link=request.build_absolute_uri(page),
        description=tidy(subtitle, LONGEST_TEXT),
        language=formats.language(),
        author_name="Rione",
        feed_url=here,
        feed_guid=uuid5(NAMESPACE_URL, f"rione:feed:{request.path}").urn,
        latest=max((one.at for one in found), default=BEGINNING),
        twins=twins,
    )
    for one in found:
        url = request.build_absolute_uri(one.path)
        feed.add_item(
            title=tidy(one.title, LONGEST_TITLE) or one.category,
            # Readers take it for HTML.
            link=url,
            description=escape(tidy(one.text, LONGEST_TEXT)),
            unique_id=one.guid(),
            unique_id_is_permalink=False,
            pubdate=one.at,
            updateddate=one.at,
            categories=(one.category,),
        )
    return feed.writeString("utf-8")


def tidy(text: str, longest: int) -> str:
    """What XML can hold, on one line, not too long."""
    return str(Truncator(wording.line(text)).chars(longest))


def _page(kind: str, key: str) -> str:
    if kind == "action":
        return reverse("programme:action", args=[key])
    if kind == "project" and not key.isdigit():
        return reverse("programme:project", args=[key])
    return reverse("programme:disagreements")
