"""The catalogue for machines: `/catalog.ttl`, `/catalog.jsonld`, and the addresses of data sets
that stand in it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from rione.core.access import public
from rione.core.api import guarded, not_found
from rione.core.api.routes import refuse_unknown

from ..datasets import registered
from ..linked import modified_of
from ..places import Place
from .files import NOTHING, download, of_all


@public
@guarded
def turtle(request: HttpRequest) -> HttpResponseBase:
    """`/catalog.ttl`."""
    return _catalogue(request, "turtle", "catalog.ttl", "text/turtle; charset=utf-8")


@public
@guarded
def json_ld(request: HttpRequest) -> HttpResponseBase:
    """`/catalog.jsonld`."""
    return _catalogue(request, "json_ld", "catalog.jsonld", "application/ld+json")


def _catalogue(
    request: HttpRequest, write: str, filename: str, media_type: str
) -> HttpResponseBase:
    refuse_unknown(request, NOTHING, NOTHING)
    datasets = list(registered().values())
    place = Place.of(request)

    def pieces() -> Iterator[bytes]:
        # Read when it is first asked for: most processes never write RDF.
        from .. import catalogues

        yield getattr(catalogues, write)(datasets, modified_of(datasets), place)

    return download(request, filename, media_type, lambda: of_all(datasets), pieces)


@public
@guarded
def named(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/opendata/NAME`, the data set as a thing (RFC 9110, 15.4.4): see its page."""
    if name not in registered():
        raise not_found("There is no data set of that name.")
    answer = HttpResponse(status=303)
    answer["Location"] = reverse("open_data:dataset", args=[name])
    return answer
