"""What every page knows: navigation, its twin in the other language, names, year, map tiles."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from rione.core import clock

OWN_NAMES = {"it": "Italiano", "en": "English"}


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a menu. `active`: the page shown is in this section; `current`: it is the page."""

    label: Any
    url: str
    active: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language: `url` is a path, `absolute` the full address for hreflang."""

    code: str
    name: str
    url: str
    absolute: str
    current: bool


def entries_of(setting: str) -> list[dict[str, Any]]:
    """The entries of a navigation setting: dictionaries with `name` (of a URL) and `label`."""
    return list(getattr(settings, setting, ()))


def menu(setting: str, path: str) -> list[Link]:
    """The links of a setting; the longest address that begins `path` is the active section."""
    found = []
    for entry in entries_of(setting):
        try:
            found.append((entry["label"], reverse(entry["name"])))
        except NoReverseMatch:
            continue  # reported by the system check design.W001
    lengths = [len(url) for _label, url in found if path.startswith(url)]
    longest = max(lengths, default=-1)
    home = {f"/{code}/" for code, _name in settings.LANGUAGES} | {"/"}
    return [
        Link(
            label,
            url,
            active=path == url
            or (len(url) == longest and url not in home and path.startswith(url)),
            current=path == url,
        )
        for label, url in found
    ]


def twins(request: HttpRequest) -> list[Alternate]:
    """This page in every language, in the order of LANGUAGES.

    A path without a twin (an error page, an address outside the language prefixes) leads to the
    other language's home.
    """
    here = request.get_full_path()
    current = get_language()
    alternates = []
    for code, _name in settings.LANGUAGES:
        url = here if code == current else translate_url(here, code)
        if code != current and url == here:
            url = f"/{code}/"
        alternates.append(
            Alternate(
                code,
                OWN_NAMES.get(code, code),
                url,
                f"{request.scheme}://{request.get_host()}{url}",
                code == current,
            )
        )
    return alternates


def home_url() -> str:
    """The first page in the active language."""
    try:
        return reverse("home")
    except NoReverseMatch:
        return f"/{get_language() or settings.LANGUAGE_CODE}/"


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor; it asks nothing of the database."""
    matched = bool(getattr(request, "resolver_match", None))
    return {
        "site_name": "Rione",
        "site_tagline": _("The city's homes, services and public spending, in the open"),
        "home_url": home_url(),
        "stylesheets": list(getattr(settings, "STYLESHEETS", ())),
        "navigation": menu("NAVIGATION", request.path),
        "footer_navigation": menu("FOOTER_NAVIGATION", request.path),
        "alternates": twins(request),
        "has_twins": matched,
        "map_tiles": {
            "url": getattr(settings, "MAP_TILES_URL", ""),
            "attribution": getattr(settings, "MAP_TILES_ATTRIBUTION", ""),
        },
        "current_year": clock.now().year,
        "source_code_url": getattr(settings, "SOURCE_CODE_URL", ""),
    }


def names_in_every_language(name: str, *args: Any, **kwargs: Any) -> dict[str, str]:
    """The address of a named URL in each language; for tests and for sitemaps."""
    urls = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            urls[code] = reverse(name, args=args, kwargs=kwargs)
    return urls
