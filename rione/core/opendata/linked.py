"""Data sets in the words of schema.org, for search engines: plain dictionaries, written as JSON-LD.

What is said here is on the page too. The file sizes are not: files are made when asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rione.core.sitemap import Entry

from .datasets import Column, Dataset, registered
from .places import Place

CONTEXT = "https://schema.org"


def modified_of(datasets: Sequence[Dataset]) -> dict[str, datetime | None]:
    """When each last changed; as many statements as they have different functions that say it."""
    known = {ask: ask() for ask in dict.fromkeys(one.modified for one in datasets)}
    return {one.name: known[one.modified] for one in datasets}


def newest(modified: Mapping[str, datetime | None]) -> datetime | None:
    """The last change of any."""
    return max((at for at in modified.values() if at), default=None)


def catalogue(
    datasets: Sequence[Dataset], modified: Mapping[str, datetime | None], place: Place
) -> dict[str, Any]:
    """A `DataCatalog` with its data sets, each with its address."""
    return {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": place.named("open_data:datasets"),
        "url": place.named("open_data:datasets"),
        "name": _("Open data"),
        "inLanguage": get_language(),
        "publisher": publisher(),
        "dataset": [
            {
                "@type": "Dataset",
                "@id": place.page(one),
                "url": place.page(one),
                "name": str(one.title),
                "description": described(one),
                "license": one.licence.address,
                **_when(modified[one.name]),
            }
            for one in datasets
        ],
    }


def dataset(
    one: Dataset, columns: Sequence[Column], modified: datetime | None, place: Place
) -> dict[str, Any]:
    """A `Dataset` with a `DataDownload` for each file and a `PropertyValue` for each column."""
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": place.page(one),
        "url": place.page(one),
        "name": str(one.title),
        "description": described(one),
        "identifier": one.name,
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "license": one.licence.address,
        "keywords": [str(word) for word in one.keywords],
        "publisher": publisher(),
        "creator": publisher(),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": place.named("open_data:datasets"),
            "name": _("Open data"),
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{one.title} ({form.label})",
                "contentUrl": place.file(one, form),
                "encodingFormat": form.media_type,
            }
            for form in one.forms
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": column.name,
                "alternateName": str(column.label),
                "description": str(column.about),
            }
            for column in columns
        ],
        **_when(modified),
    }


def described(one: Dataset) -> str:
    """What it is, and its limits."""
    return " ".join(part for part in (str(one.about), str(one.limits)) if part)


def publisher() -> dict[str, Any]:
    """The body that publishes, as settings name it."""
    found = {"@type": "GovernmentOrganization", "name": settings.RIONE_PUBLISHER["name"]}
    if settings.RIONE_PUBLISHER["url"]:
        found["url"] = settings.RIONE_PUBLISHER["url"]
    return found


def public_pages() -> Iterator[Entry]:
    """The list of data sets and the page of each, for search engines; as many statements as they
    have different functions that say when they changed."""
    known = list(registered().values())
    modified = modified_of(known)
    yield Entry("open_data:datasets", (), newest(modified))
    for one in known:
        yield Entry("open_data:dataset", (one.name,), modified[one.name])


def as_script(value: Mapping[str, Any]) -> SafeString:
    """A block of data for a page: not a script that runs, so that the policy for scripts is no
    matter; no text in it can end the block."""
    return mark_safe(  # noqa: S308 — json_script escapes what could end the element
        json_script(value).replace("application/json", "application/ld+json", 1)
    )


def _when(modified: datetime | None) -> dict[str, str]:
    return {"dateModified": modified.isoformat(timespec="seconds")} if modified else {}
