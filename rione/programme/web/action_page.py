"""The action's page: what each of its sections shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Badge, Citation, Crumb, FigureCard, TimelineEntry
from rione.core.thread.queries import LinkView
from rione.territory.public import PhotographView

from ..queries.shapes import (
    ActionDetail,
    ActionRef,
    DependencyLine,
    PartnershipView,
    PlaceLine,
    StateView,
)
from . import disagreements, maps, money, parts, sentences, values, words

WITH_WORKS = frozenset({"works"})


@dataclass(frozen=True, slots=True)
class Wait:
    """A dependency seen from one of its ends: `other` is the action at the far end."""

    other: ActionRef
    title: str
    url: str
    state: Badge
    milestone: str
    badge: Badge
    sentence: str
    source: Citation | None


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of the thread: what the thing at the far end is, and where its page is."""

    relation: str
    title: str
    url: str
    when: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the action and everything else that the thread ties to it."""

    relation: str
    name: str
    url: str
    address: str
    note: str
    links: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """The project's state stands over the action's own."""

    project_state: str
    own: str
    source: Citation | None


def context(
    action: ActionDetail,
    links: Mapping[str, Sequence[LinkView]],
    photographs: Mapping[str, Sequence[PhotographView]],
) -> dict[str, Any]:
    """Everything that `programme/action.html` shows.

    `links` and `photographs`: by slug of
    the site.
    """
    title = words.text(action.title)
    official = str(action.official_title.value.get("text", "")) if action.official_title else ""
    return {
        "crumbs": [Crumb(_("Actions"), reverse("programme:actions")), Crumb(action.code)],
        "action": action,
        "title": title,
        "summary": words.text(action.summary),
        "official": official if official != title else "",
        "official_lang": action.official_title.document.language if action.official_title else "it",
        "official_source": values.citation(action.official_title),
        "axis": f"{action.axis.code}. {words.text(action.axis.title)}",
        "project": words.text(action.project.title),
        "project_url": reverse("programme:project", args=[action.project.slug]),
        "kinds": [words.kind(kind) for kind in action.kinds],
        "fields": [words.label(field) for field in action.fields],
        "badge": words.state_badge(action.state.effective),
        "covered": covered(action.state),
        "blocked_by": [wait(line, line.target) for line in action.blocked_by],
        "total": total(action),
        "chart": money.action_chart(action),
        "amounts": money.amounts(action),
        "printed": printed_total(action),
        "complements": parts.complements(action.complements),
        "reprogrammings": [parts.reprogramming(line) for line in action.reprogrammings],
        "partnership": partnership(action.partnership),
        "timeline": timeline(action.state),
        "quantities": parts.quantities(action.quantities),
        "facts": parts.facts(action.facts),
        "waits_for": [wait(line, line.target) for line in action.waits_for],
        "awaited_by": [awaited(line) for line in action.awaited_by],
        "procurements": [parts.procurement(line) for line in action.procurements],
        "parties": parts.parties(action.parties),
        "map": maps.places_map(action.places),
        "places": by_relation(standing(action.code, action.places, links)),
        "photographs": pairs(photographs),
        "has_works": bool(WITH_WORKS.intersection(action.kinds)),
        "indicators": [(label.code, words.label(label)) for label in action.indicators],
        "communication": [parts.communication(line) for line in action.communication],
        "links": parts.links(action.links),
        "disagreements": [disagreements.disagreement(line) for line in action.conflicts],
        "gaps": [disagreements.gap(line) for line in action.gaps],
        "documents": [values.document_link(document) for document in action.documents],
        "statements": action.statements,
        "previous": _neighbour(action.previous),
        "next": _neighbour(action.next),
    }


def covered(state: StateView) -> Covered | None:
    """When the project is postponed or moved, and so its action."""
    if state.reason not in ("project_postponed", "project_moved"):
        return None
    own = "" if state.own == "unknown" else words.state(state.own)
    return Covered(words.project_state(state.effective), own, values.citation(state.project_source))


def total(action: ActionDetail) -> FigureCard:
    """What a reader wants to know first: how much, and who says so."""
    if not any(amount.amount_cents is not None for amount in action.financing):
        return FigureCard(None, _("Total"), note=_("No document gives an amount for this action."))
    notes = [words.unknown_amounts(action.unknown)]
    if action.total_is_ours:
        notes.insert(0, _("Our sum: no document prints this total."))
    return FigureCard(
        value=formats.euro(action.total_cents),
        label=_("Total of the known amounts") if action.unknown else _("Total"),
        note="; ".join(note.rstrip(".") for note in notes if note),
        source=values.citation(action.printed_total),
    )


def printed_total(action: ActionDetail) -> dict[str, Any] | None:
    """The total that a document prints beside our sum of the parts; None when none does."""
    stated = action.printed_total
    if stated is None or stated.amount_cents is None:
        return None
    return {
        "amount": formats.euro(stated.amount_cents),
        "source": values.citation(stated),
        "equal": stated.amount_cents == action.total_cents,
        "difference": formats.euro(abs(stated.amount_cents - action.total_cents)),
    }


def partnership(view: PartnershipView | None) -> dict[str, Any] | None:
    """Who puts private money in, and how much for each public euro."""
    if view is None:
        return None
    private = view.form == "private_capital" or view.private_cents is not None
    return {
        "form": words.partnership(view.form),
        "partner": view.partner or _("not named"),
        "ratio": private_per_public(view.private_per_public) if private else "",
        "source": values.citation(view.source),
    }


def private_per_public(ratio: Decimal | None) -> str:
    """Private euro for each public euro."""
    if ratio is None:
        return _("unknown: the documents do not give the private amount")
    return formats.euro(round(ratio * 100))


def timeline(state: StateView) -> list[TimelineEntry]:
    """States that documents give to the action and to its project, with their own words."""
    entries = []
    for line in state.timeline:
        of_project = line.of == "project"
        note = words.text(line.source.note)
        entries.append(
            TimelineEntry(
                date=line.source.as_of or "",
                title=words.project_state(line.state) if of_project else words.state(line.state),
                text=" ".join(
                    part
                    for part in (_("Said of the whole project.") if of_project else "", note)
                    if part
                ),
                wording=line.source.quote,
                lang=line.source.document.language,
                source=values.citation(line.source),
                current=line.shown,
            )
        )
    return entries


def wait(line: DependencyLine, other: ActionRef) -> Wait:
    """A dependency with the action at its far end."""
    return Wait(
        other=other,
        title=words.text(other.title),
        url=reverse("programme:action", args=[other.code]),
        state=words.state_badge(other.state),
        milestone=words.text(line.milestone),
        badge=words.waiting_badge(line.blocked),
        sentence=sentences.dependency(line.reason),
        source=values.citation(line.source),
    )


def awaited(line: DependencyLine) -> Wait:
    """A dependency seen from the action that is waited for."""
    sentence = _("It is still waiting for this action.") if line.blocked else _("It can go on.")
    return replace(wait(line, line.waiting), sentence=sentence)


def standing(
    code: str, places: Sequence[PlaceLine], links: Mapping[str, Sequence[LinkView]]
) -> list[Place]:
    """Each place of the action with everything else tied to it, this action left out."""
    return [
        Place(
            relation=words.relation(place.relation),
            name=words.text(place.name),
            url=reverse("territory:site", args=[place.slug]),
            address=""
            if place.address.casefold() == words.text(place.name).casefold()
            else place.address,
            note=words.text(place.note),
            links=tuple(
                tie(link)
                for link in links.get(place.slug, ())
                if not (link.other.kind == "action" and link.other.key == code)
            ),
        )
        for place in places
    ]


def pairs(photographs: Mapping[str, Sequence[PhotographView]]) -> list[list[dict[str, Any]]]:
    """Before and after, side by side."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for slug, pictures in photographs.items():
        for one in sorted(pictures, key=lambda picture: picture.moment != "before"):
            found.setdefault((slug, one.pair), []).append(
                {
                    "url": reverse("territory:photograph", args=[one.pk]),
                    "alt": one.alt_en if formats.language() == "en" else one.alt_it,
                    "moment": _("Before") if one.moment == "before" else _("After"),
                    "taken": one.taken,
                    "credit": one.credit,
                }
            )
    return [found[key] for key in sorted(found)]


def by_relation(places: Sequence[Place]) -> list[tuple[str, list[Place]]]:
    """Places under what the action is to them."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.relation, []).append(place)
    return list(groups.items())


def tie(link: LinkView) -> Tie:
    """A link of a place, in words."""
    when = ""
    if link.since and link.until:
        when = f"{formats.partial_date(link.since)} – {formats.partial_date(link.until)}"
    elif link.since:
        when = _("since %(date)s") % {"date": formats.partial_date(link.since)}
    elif link.until:
        when = _("until %(date)s") % {"date": formats.partial_date(link.until)}
    return Tie(
        relation=words.relation_of_place(link.relation),
        title=link.other.title,
        url=link.other.url,
        when=when,
    )


def _neighbour(code: str | None) -> dict[str, str] | None:
    return {"url": reverse("programme:action", args=[code]), "title": code} if code else None
