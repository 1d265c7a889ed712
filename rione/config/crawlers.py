"""What search engines ask for: `/robots.txt` and `/sitemap.xml`."""

import itertools
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override
from django.views.decorators.http import require_safe

from rione.core import sitemap as pages
from rione.core.access import PUBLIC, declared_by, public, without_database

MAX_AGE_SECONDS = 3600
MOST_PAGES = 10_000
"""Each stands once for each language, and the protocol allows 50,000 addresses in a file."""


@public
@without_database
@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Which addresses are not for search engines, and where the list of those that are is."""
    lines = ["User-agent: *", *(f"Disallow: {prefix}" for prefix in closed_prefixes())]
    lines += ["", f"Sitemap: {base(request)}{reverse('sitemap')}", ""]
    return _kept(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The public pages with their twins in the other languages; at most MOST_PAGES."""
    found = itertools.islice(pages.entries(), MOST_PAGES)
    lines = sitemap_lines(base(request), found)
    return _kept(StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8"))


def base(request: HttpRequest) -> str:
    """The address of the platform as settings say it, else as the request has it."""
    return settings.RIONE_BASE_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def sitemap_lines(base: str, entries: Iterator[pages.Entry]) -> Iterator[str]:
    """The file, a page at a time."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    for entry in entries:
        addresses = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                addresses[code] = escape(base + reverse(entry.name, args=entry.arguments))
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in addresses.items()
        )
        day = timezone.localtime(entry.modified).date().isoformat() if entry.modified else ""
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{changed}{twins}</url>\n"
    yield "</urlset>\n"


@cache
def closed_prefixes() -> tuple[str, ...]:
    """Beginnings of the addresses, in every language, that are not open to everybody or that hold
    somebody's secret; those that a shorter one covers are left out."""
    found: set[str] = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            for route, entry in _patterns(get_resolver()):
                if not route.startswith(f"{code}/"):
                    continue
                if declared_by(entry.callback) != PUBLIC or "token>" in route:
                    found.add("/" + route.partition("<")[0])
    kept: list[str] = []
    for prefix in sorted(found):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return tuple(kept)


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    return response
