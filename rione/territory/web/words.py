"""What the codes of places and of their links are called on the pages."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Words = Mapping[str, str | Promise]

# What another thing is to a place.
_RELATIONS: Words = {
    "paid_for_by": gettext_lazy("Paid for by"),
    "served_by": gettext_lazy("Service given here by"),
    "run_by": gettext_lazy("Run by"),
    "contributes_to": gettext_lazy("Counts towards"),
}
# What a place is to another thing, when the link points at the place.
_TOWARDS: Words = {
    "paid_for_by": gettext_lazy("Pays for"),
    "served_by": gettext_lazy("Serves"),
    "contributes_to": gettext_lazy("Contribution of"),
    "run_by": gettext_lazy("Runs"),
}
_VOCATIONS: Words = {
    "social_concierge": gettext_lazy("Social concierge"),
    "services_animation": gettext_lazy("Innovative services and animation"),
    "enterprise_community": gettext_lazy("Enterprise and community"),
}
_PRECISIONS: Words = {
    "civic": gettext_lazy("the point of the street number"),
    "street": gettext_lazy("a point of the street: the documents give no number"),
    "area": gettext_lazy("a point of the area: the documents give no address"),
    "point": gettext_lazy("a point taken from a map"),
}
_MOMENTS: Words = {"before": gettext_lazy("Before"), "after": gettext_lazy("After")}


def relation(code: str, outward: bool) -> str:
    """What the thing at the far end is to the place (`outward`), or the place to it."""
    return str((_RELATIONS if outward else _TOWARDS).get(code, code))


def in_order(titles: Iterable[str]) -> list[str]:
    """Titles of relations in the order in which one asks: paid for, served, run, counted."""
    known = [str(word) for words in (_RELATIONS, _TOWARDS) for word in words.values()]
    return sorted(titles, key=lambda title: known.index(title) if title in known else len(known))


def vocation(code: str) -> str:
    """What a space is meant for; "" where the documents do not say."""
    return str(_VOCATIONS.get(code, code))


def precision(code: str) -> str:
    return str(_PRECISIONS.get(code, code))


def moment(code: str) -> str:
    return str(_MOMENTS.get(code, code))
