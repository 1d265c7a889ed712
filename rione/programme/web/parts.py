"""Parts that several pages share: facts, contracts, bodies, changes of money, communication."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Citation

from ..queries.shapes import (
    CommunicationLine,
    ComplementLine,
    FactLine,
    LinkLine,
    PartyLine,
    ProcurementLine,
    QuantityLine,
    ReprogrammingLine,
)
from . import values, words


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is said of it; `disputed` when documents disagree about it."""

    name: str
    value: object
    source: Citation | None = None
    disputed: bool = False
    note: str = ""


def undecided() -> str:
    """Instead of a value that a person has still to choose."""
    return _("the documents disagree and nobody has chosen yet")


def not_given() -> str:
    """Instead of an amount that no document gives."""
    return _("amount not given (this is not zero)")


def facts(lines: Iterable[FactLine]) -> list[Fact]:
    """Texts, addresses and dates."""
    found = []
    for line in lines:
        value: object = None
        if line.date is not None:
            value = formats.iso_date(line.date)
        elif line.text is not None:
            value = words.text(line.text)
        elif line.in_conflict:
            value = undecided()
        found.append(
            Fact(
                name=words.text(line.name),
                value=value if value is not None else _("not given"),
                source=values.citation(line.source),
                disputed=line.in_conflict,
                note=words.text(line.source.note) if line.source else "",
            )
        )
    return found


def quantities(lines: Iterable[QuantityLine]) -> list[Fact]:
    """Numbers with what the documents say about their precision."""
    return [
        Fact(
            name=words.text(line.name),
            value=words.quantity(line.number, line.qualifier, words.label(line.unit))
            if line.number is not None or not line.in_conflict
            else undecided(),
            source=values.citation(line.source),
            disputed=line.in_conflict,
            note=words.text(line.source.note) if line.source else "",
        )
        for line in lines
    ]


def parties(lines: Iterable[PartyLine]) -> list[Fact]:
    """Bodies by their role."""
    return [Fact(words.role(line.role), line.name, values.citation(line.source)) for line in lines]


def links(lines: Iterable[LinkLine]) -> list[Fact]:
    """Addresses that the documents print."""
    return [Fact(words.text(line.label), line.url, values.citation(line.source)) for line in lines]


def complements(lines: Iterable[ComplementLine]) -> list[Fact]:
    """Money of other funds for something wider."""
    return [
        Fact(
            words.label(line.fund),
            not_given() if line.amount_cents is None else formats.euro(line.amount_cents),
            values.citation(line.source),
            note=words.text(line.intervention),
        )
        for line in lines
    ]


def reprogramming(line: ReprogrammingLine) -> dict[str, Any]:
    """Money that changed its destination."""
    return {
        "when": line.when or "",
        "out_of": words.label(line.out_of) or _("not given"),
        "into": words.text(line.into),
        "amount": not_given() if line.amount_cents is None else formats.euro(line.amount_cents),
        "reason": words.text(line.reason),
        "source": values.citation(line.source),
        "note": words.text(line.source.note),
    }


def procurement(line: ProcurementLine) -> dict[str, Any]:
    """A contract or a call: what, where it stands, when it is delivered."""
    return {
        "title": words.text(line.title),
        "kind": words.procurement_kind(line.kind),
        "badge": words.state_badge(line.state),
        "delivery": line.delivery or "",
        "count": line.count,
        "disputed": line.in_conflict,
        "source": values.citation(line.source),
    }


def communication(line: CommunicationLine) -> dict[str, Any]:
    """What was done to make the programme known."""
    reach = ""
    if line.reach is not None:
        reach = words.quantity(line.reach, line.reach_qualifier, words.label(line.reach_unit))
    cited = line.citation
    return {
        "title": words.text(line.title),
        "kind": words.communication(line.kind),
        "when": line.when or "",
        "audience": words.text(line.audience),
        "channel": words.text(line.channel),
        "reach": reach,
        "url": line.url,
        "note": words.text(line.note),
        "actions": [(code, reverse("programme:action", args=[code])) for code in line.actions],
        "plan": line.plan,
        "source": Citation(
            document=cited.document.title,
            place=words.lines(cited.locator),
            printed=cited.document.printed_date or "",
            words=cited.quote,
            lang=cited.document.language,
            url=values.document_url(cited.document),
            as_of=cited.document.content_date or "",
        ),
    }
