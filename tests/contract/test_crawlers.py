"""What search engines are told: robots.txt, sitemap.xml, the data in the pages."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from rione.config import crawlers
from rione.core import sitemap
from rione.core.access import PUBLIC, declared_by
from rione.core.opendata.datasets import registered
from rione.core.opendata.linked import as_script
from rione.core.scope.tests.statements import own_statements

pytestmark = pytest.mark.usefixtures("milano")

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
HOST = "http://127.0.0.1:8000"


def entries(client: Client) -> list[ET.Element]:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    return ET.fromstring(b"".join(response)).findall(f"{SITEMAP}url")  # type: ignore[arg-type]  # noqa: S314


def test_robots__closed_addresses__are_named_and_no_public_page_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {HOST}/sitemap.xml" in text.splitlines()
    closed = re.findall(r"^Disallow: (\S+)$", text, re.M)
    assert {"/it/ufficio/", "/en/office/", "/en/account/"} <= set(closed)
    for entry in entries(client):
        path = str(entry.findtext(f"{SITEMAP}loc")).removeprefix(HOST)
        assert not path.startswith(tuple(closed)), path
    for route, pattern in crawlers._patterns(get_resolver()):
        if route.startswith("it/") and declared_by(pattern.callback) != PUBLIC:
            assert f"/{route}".startswith(tuple(closed)), route


def test_sitemap__pages_of_milan__are_all_there_with_their_twins(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = entries(client)
    assert len(own_statements(asked.captured_queries)) <= 10
    addresses = [str(entry.findtext(f"{SITEMAP}loc")) for entry in found]
    assert len(addresses) == len(set(addresses)) > 2 * (30 + 13)
    assert f"{HOST}/it/dati-aperti/statements/" in addresses
    assert f"{HOST}/en/actions/MI1.1.1.a/" in addresses
    for entry in found:
        twins = {link.get("hreflang"): link.get("href") for link in entry.findall(LINK)}
        assert set(twins) == {code for code, _name in settings.LANGUAGES}
        assert entry.findtext(f"{SITEMAP}loc") in twins.values()
        assert set(twins.values()) <= set(addresses)
    dated = [entry for entry in found if entry.find(f"{SITEMAP}lastmod") is not None]
    assert len(dated) > 80


def test_sitemap__one_page_of_each_kind__answers(client: Client) -> None:
    kinds = {entry.name: entry for entry in sitemap.entries()}
    lines = list(crawlers.sitemap_lines("", iter(kinds.values())))
    paths = re.findall(r"<loc>([^<]+)</loc>", "".join(lines))
    assert len(paths) == 2 * len(kinds)
    for path in paths:
        assert client.get(path).status_code == 200, path


@override_settings(RIONE_BASE_URL="https://a.example/?x=1&y=<")
def test_sitemap__more_pages_than_it_takes__is_bounded_and_well_formed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers, "MOST_PAGES", 3)
    assert len(entries(client)) == 6


def test_sitemap__two_sources_of_one_name__are_refused() -> None:
    with pytest.raises(ValueError, match="two sources"):
        sitemap.register("programme", lambda: ())


def data_in(client: Client, path: str) -> dict[str, object]:
    response = client.get(path)
    assert response.status_code == 200
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S
    )
    found: dict[str, object] = json.loads(block)
    return found


def test_pages__of_open_data__describe_themselves(client: Client) -> None:
    catalogue = data_in(client, "/it/dati-aperti/")
    assert catalogue["@type"] == "DataCatalog"
    assert len(catalogue["dataset"]) == len(registered())  # type: ignore[arg-type]
    for name, dataset in registered().items():
        said = data_in(client, f"/en/open-data/{name}/")
        assert said["@type"] == "Dataset"
        files = said["distribution"]
        assert [one["contentUrl"] for one in files] == [  # type: ignore[attr-defined]
            f"{HOST}/opendata/{name}.{form.suffix}" for form in dataset.forms
        ]
    assert client.get("/en/open-data/no-such-set/").status_code == 404


def test_pages__of_actions__name_known_amounts_only(client: Client) -> None:
    said = data_in(client, "/en/actions/MI1.1.1.a/")
    assert (said["@type"], said["identifier"]) == ("Project", "MI1.1.1.a")
    rows = json.loads(b"".join(client.get("/opendata/list-of-operations.json")))  # type: ignore[arg-type]
    (row,) = [one for one in rows if one["codice"] == "MI1.1.1.a"]
    known = {cell for name, cell in row.items() if name.startswith("risorse_") and cell}
    assert {one["amount"]["value"] for one in said["funding"]} == known  # type: ignore[attr-defined]


def test_data_in_a_page__with_hostile_text__cannot_end_its_block() -> None:
    block = as_script({"name": "</script><script>alert(1)</script><!--"})
    assert block.count("<") == 2
    assert block.startswith('<script type="application/ld+json">')
    assert "alert" in json.loads(block.partition(">")[2].rpartition("<")[0])["name"]
