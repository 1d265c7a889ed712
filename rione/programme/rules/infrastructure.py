"""Works as projects of OC4IDS 0.9.5, the standard of open data on infrastructure. Pure.

https://standard.open-contracting.org/infrastructure/0.9.5/ — codes come from its codelists. What no
document says is left out. Status, type and sector are our reading: of the state that counts, and
of the words of the title.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

VERSION = "0.9"
UNREGISTERED = "unregistered"
"""Stands where the prefix of a registered publisher would."""

_STATUS = {
    "planned": "identification",
    "procurement": "implementation",
    "contracted": "implementation",
    "running": "implementation",
    "works_complete": "completion",
    "operational": "maintenance",
    "closed": "completion",
}
"""Nothing for what was postponed or moved to other money: the standard knows only `cancelled`."""
_CONTRACTING = {
    "planned": "pre-award",
    "procurement": "pre-award",
    "contracted": "active",
    "running": "active",
    "works_complete": "active",
    "operational": "closed",
    "closed": "closed",
}
_METHODS = {
    "open": "open",
    "restricted": "selective",
    "negotiated": "limited",
    "competitive_dialogue": "selective",
    "innovation_partnership": "selective",
    "direct": "direct",
    "design_contest": "open",
}
_ROLES = {
    "beneficiary": "publicAuthority",
    "intermediate_body": "administrativeEntity",
    "implementer": "administrativeEntity",
    "manager": "interestedParty",
    "owner": "interestedParty",
    "user": "interestedParty",
    "partner": "interestedParty",
}
_TYPES = (
    ("rehabilitation", r"ristruttur|riqualific|recuper|manutenzion|adeguament|efficient"),
    ("expansion", r"ampliament|estension"),
    ("construction", r"costruzion|realizzazion|nuov[aie] "),
)
_SECTORS = (
    ("socialHousing", r"abitar|abitativ|allogg|residen"),
    ("transport.urban", r"mobilit|ciclab|cicl[oi]|tram|velostazion|bike"),
    ("energy", r"energ|illuminazion"),
    ("cultureSportsAndRecreation", r"cultur|bibliotec|sport|teatr"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the works; degrees of WGS84."""

    slug: str
    name: str
    address: str
    locality: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Share:
    """What a fund gives; cents, None where no document says."""

    fund: str
    name: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """A party, with the role that documents give it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Buying:
    """A procurement: of the documents (`state`) or of the office (`method`, `cig`, amounts)."""

    key: str
    title: str
    works: bool
    state: str = ""
    method: str = ""
    cig: str = ""
    published: str = ""
    base_cents: int | None = None
    supplier: str = ""
    supplier_code: str = ""
    signed: str = ""
    closed: str = ""
    cents: int | None = None
    net_cents: int | None = None
    awarded: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A document or an address on the web that tells of the works."""

    key: str
    title: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """What is known of one project; days are whole ISO dates or ""."""

    code: str
    title: str
    summary: str
    state: str
    start: str = ""
    end: str = ""
    spots: Sequence[Spot] = ()
    shares: Sequence[Share] = ()
    bodies: Sequence[Body] = ()
    buying: Sequence[Buying] = ()
    pages: Sequence[Page] = ()
    milestones: Mapping[str, str] = field(default_factory=dict)


def package(*, uri: str, published: str, publisher: str, licence: str) -> dict[str, Any]:
    """A package without its projects; `published` is an ISO instant."""
    return {
        "uri": uri,
        "publishedDate": published,
        "version": VERSION,
        "publisher": {"name": publisher},
        "license": licence,
    }


def project(works: Works, *, prefix: str, updated: str) -> dict[str, Any]:
    """A project of the standard; what is unknown is left out."""
    parties, buyers = _parties(works)
    made = {
        "id": f"{prefix or UNREGISTERED}-{works.code}",
        "updated": updated,
        "language": "it",
        "title": works.title,
        "description": works.summary,
        "status": _STATUS.get(works.state),
        "type": _first(_TYPES, works.title),
        "sector": _all(_SECTORS, f"{works.title} {works.summary}"),
        "period": _period(works.start, works.end),
        "locations": [_location(spot) for spot in works.spots],
        "budget": _budget(works.shares),
        "parties": parties,
        "publicAuthority": next(
            (
                {"id": party["id"], "name": party["name"]}
                for party in parties
                if "publicAuthority" in party["roles"]
            ),
            None,
        ),
        "documents": [_document(page) for page in works.pages],
        "milestones": [
            {"id": key, "title": key, "dueDate": _instant(day)}
            for key, day in sorted(works.milestones.items())
        ],
        "contractingProcesses": [_process(works.code, buying, buyers) for buying in works.buying],
    }
    return _known(made)


def _known(parts: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: the standard refuses empty lists and texts."""
    return {name: part for name, part in parts.items() if part not in (None, "", [], {})}


def _instant(day: str) -> str:
    """The standard wants an instant where a document has a day."""
    return f"{day}T00:00:00Z" if day else ""


def _period(start: str, end: str) -> dict[str, Any]:
    return _known({"startDate": _instant(start), "endDate": _instant(end)})


def _value(cents: int | None) -> dict[str, Any]:
    """An amount; whole cents as the nearest number, which JSON readers read back exactly."""
    return {} if cents is None else {"amount": cents / 100, "currency": "EUR"}


def _location(spot: Spot) -> dict[str, Any]:
    return {
        "id": spot.slug,
        "description": spot.name,
        "geometry": {"type": "Point", "coordinates": [spot.lon, spot.lat]},
        "address": _known(
            {"streetAddress": spot.address, "locality": spot.locality, "countryName": "Italia"}
        ),
    }


def _budget(shares: Sequence[Share]) -> dict[str, Any]:
    """The sum of what is known; that something is not, is said in words."""
    known = [share for share in shares if share.cents is not None]
    if not known:
        return {}
    unknown = [share.name for share in shares if share.cents is None]
    parts = [
        {"id": share.fund, "description": share.name, "amount": _value(share.cents)}
        for share in known
    ]
    return _known(
        {
            "amount": _value(sum(share.cents or 0 for share in known)),
            "description": f"Senza importo nei documenti: {', '.join(unknown)}" if unknown else "",
            "budgetBreakdowns": [{"id": "funds", "budgetBreakdown": parts}],
        }
    )


def _parties(works: Works) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
    """Every party once with all its roles; ids of suppliers by name."""
    roles: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    for body in works.bodies:
        roles.setdefault(body.name, []).append(_ROLES.get(body.role, "interestedParty"))
    for buying in works.buying:
        if buying.supplier:
            roles.setdefault(buying.supplier, []).append("supplier")
            codes[buying.supplier] = buying.supplier_code
    ids = {name: f"{works.code}-party-{number}" for number, name in enumerate(roles, 1)}
    parties = [
        _known(
            {
                "id": ids[name],
                "name": name,
                "roles": list(dict.fromkeys(found)),
                "identifier": {"id": codes[name], "legalName": name} if codes.get(name) else {},
            }
        )
        for name, found in roles.items()
    ]
    return parties, ids


def _document(page: Page) -> dict[str, Any]:
    return _known({"id": page.key, "title": page.title, "url": page.url, "language": page.language})


def _process(code: str, buying: Buying, parties: Mapping[str, str]) -> dict[str, Any]:
    supplier = buying.supplier
    summary = {
        "externalReference": buying.cig,
        "title": buying.title,
        "status": _process_status(buying),
        "nature": ["construction"] if buying.works else [],
        "tender": _known(
            {
                "procurementMethod": _METHODS.get(buying.method),
                "datePublished": _instant(buying.published),
                "costEstimate": _value(buying.base_cents),
            }
        ),
        "suppliers": [{"id": parties[supplier], "name": supplier}] if supplier else [],
        "contractValue": _value(buying.cents),
        "contractPeriod": _period(buying.signed, buying.closed),
        "finalValue": _value(buying.net_cents) if buying.closed else {},
    }
    return {"id": f"{code}/{buying.key}", "summary": _known(summary)}


def _process_status(buying: Buying) -> str | None:
    if buying.state:
        return _CONTRACTING.get(buying.state)
    if buying.closed:
        return "closed"
    return "active" if buying.awarded else "pre-award"


def _first(patterns: Sequence[tuple[str, str]], text: str) -> str | None:
    return next(iter(_all(patterns, text)), None)


def _all(patterns: Sequence[tuple[str, str]], text: str) -> list[str]:
    return [code for code, pattern in patterns if re.search(pattern, text, re.IGNORECASE)]
