"""An action in the words of schema.org: a project with the grants whose amounts are known.

Nothing is said here that the page does not say; amounts that no document gives, or about which
documents disagree without a decision, are left out.
"""

from typing import Any

from django.urls import reverse

from rione.core import money
from rione.core.opendata.places import Place

from ..queries.shapes import ActionDetail, Amount, PlaceLine
from . import words


def project(action: ActionDetail, place: Place) -> dict[str, Any]:
    """A `Project` with a `MonetaryGrant` for each fund and a `Place` for each site."""
    address = place.base + reverse("programme:action", args=[action.code])
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": address,
        "url": address,
        "identifier": action.code,
        "name": words.text(action.title),
        "description": words.text(action.summary),
    }
    if grants := [grant(one) for one in action.financing if one.amount_cents is not None]:
        found["funding"] = grants
    if action.places:
        found["location"] = [site(one, place) for one in action.places]
    return found


def grant(amount: Amount) -> dict[str, Any]:
    """What one fund gives; the amount in euros with a point."""
    return {
        "@type": "MonetaryGrant",
        "name": words.label(amount.fund),
        "amount": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": money.format_plain(amount.amount_cents or 0),
        },
    }


def site(line: PlaceLine, place: Place) -> dict[str, Any]:
    """A site with its point."""
    return {
        "@type": "Place",
        "@id": place.base + reverse("territory:site", args=[line.slug]),
        "name": words.text(line.name),
        "address": ", ".join(part for part in (line.address, line.municipality) if part),
        "geo": {"@type": "GeoCoordinates", "latitude": line.lat, "longitude": line.lon},
    }
