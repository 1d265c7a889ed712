"""The outlines of the municipalities, written and compressed once per change and process.

They are the map's background: the largest answer of the platform and the most asked for.
"""

import gzip
import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from rione.territory import queries

GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Packed:
    """The same document plain and compressed, of one version."""

    version: str
    plain: bytes
    small: bytes


_last: Packed | None = None


def packed(version: str) -> Packed:
    """The document of a version: at hand, or read with one SQL."""
    global _last
    found = _last
    if found is None or found.version != version:
        plain = json.dumps(queries.outlines(), separators=(",", ":"), ensure_ascii=False).encode()
        found = _last = Packed(version, plain, gzip.compress(plain, 9, mtime=0))
    return found


def respond(request: HttpRequest, version: str) -> HttpResponse:
    """The document, compressed for those who accept it."""
    document = packed(version)
    small = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(document.small if small else document.plain, content_type=GEOJSON)
    if small:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def accepts_gzip(header: str) -> bool:
    """Whether an `Accept-Encoding` header asks for gzip and does not exclude it by `q=0`."""
    for entry in header.split(","):
        coding, _, weight = entry.strip().partition(";")
        if coding.strip().lower() == "gzip":
            return weight.strip().replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
