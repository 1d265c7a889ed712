"""What holds for every answer: problems, caching, pages, CORS, HEAD, hostile input, SQL."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.programme import folder_of
from rione.core.scope.tests.statements import own_statements
from rione.programme.operations import load_folder
from tests.contract.openapi import check

PROGRAMME = "/api/programme/v1"
TERRITORY = "/api/territory/v1"
LISTS = (
    "actions",
    "projects",
    "conflicts",
    "gaps",
    "indicators",
    "dependencies",
    "documents",
    "communication",
)

pytestmark = pytest.mark.usefixtures("milano")


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    body: dict[str, Any] = json.loads(response.content)
    assert set(body) - {"errors"} == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert body["detail"]
    return body


# --- problems ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/nothing", "/api/programme/v1/", "/api/x/y/z", "/api/%FF"])
def test_problem__unknown_address__is_404(client: Client, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_problem__writing__is_405_and_says_what_is_allowed(client: Client, method: str) -> None:
    for path in (f"{PROGRAMME}/actions", "/api/openapi.json", "/api/nothing"):
        response = getattr(client, method)(path)
        problem(response, 405)
        assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.5", "page"),
        ("page=99999999999999999999999999", "page"),
        ("page=", "page"),
        ("page_size=201", "page_size"),
        ("page_size=0", "page_size"),
        ("sort=amount", "sort"),
        ("has_unknown=perhaps", "has_unknown"),
        ("axe=3", "axe"),
        ("page=1&page=2", "page"),
        ("q=" + "a" * 201, "q"),
        ("&".join(["axis=1"] * 51), "axis"),
    ],
)
def test_problem__refused_parameter__is_422_and_named(
    client: Client, query: str, name: str
) -> None:
    path = f"{PROGRAMME}/actions"
    response = client.get(f"{path}?{query}")
    body = problem(response, 422)
    check(path, response)
    assert [error["name"] for error in body["errors"]] == [name]
    assert body["errors"][0]["detail"]
    assert body["errors"][0]["place"] == "query"


def test_problem__database_down__is_503_without_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection to server at secret-host failed")

    for path in (
        f"{PROGRAMME}/summary",
        f"{TERRITORY}/sites.geojson",
        "/opendata/list-of-operations.csv",
    ):
        with monkeypatch.context() as broken:
            broken.setattr(connection, "cursor", down)
            response = client.get(path)
        problem(response, 503)
        assert response["Retry-After"] == "5"
        assert b"secret-host" not in response.content


def test_problem__fault_of_ours__is_500_without_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("a secret")

    monkeypatch.setattr("rione.programme.queries.summary", fail)
    path = f"{PROGRAMME}/summary"
    response = client.get(path)
    problem(response, 500)
    check(path, response)
    assert b"a secret" not in response.content
    assert "a secret" in caplog.text


# --- hostile input -------------------------------------------------------------------------------

HOSTILE = [
    "q=%00",
    "q=a%00b",
    "axis=%00&axis=1",
    "%00=1",
    "q=%ED%A0%80",
    "q=%ED%A0%80%ED%B0%80",
    "q=%FF%FE",
    "q=%C3",
    "q=%",
    "q=%zz",
    "q=%25%27%22%3B--",
    "q='%20OR%201=1--",
    "q=" + "%F0%9F%8F%98" * 150,
    "q=%E2%80%AE%E2%80%8B",
    "q=((((((((((((((((",
    "q=a%20%26%20!%20%7C%20:*",
    "q=%5C%5C%5C",
    "page=1e5",
    "page=NaN",
    "page=٣",
    "page=1000000&page_size=200",
    "page_size=9" + "9" * 500,
    "district=015146:" + "9" * 100,
    "district=:::::",
    "municipality=%25",
    "sort[]=code",
    "sort=code;DROP TABLE x",
    "a" * 7_000,
    "q=" + "a" * 100_000,
    "&".join(f"p{i}=1" for i in range(900)),
    "&" * 5_000,
    "=&=&=",
    "facets=true&facets=",
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.parametrize("path", [f"{PROGRAMME}/actions", f"{PROGRAMME}/conflicts"])
def test_hostile__query__is_answered_without_a_fault(
    client: Client, path: str, number: int
) -> None:
    # As a server hands it over: bytes, each as one character.
    query = HOSTILE[number].encode().decode("latin-1")
    response = client.get(path, QUERY_STRING=query)
    assert response.status_code in (200, 400, 422)
    check(path, response)


@pytest.mark.parametrize(
    "key", ["%00", "a%00", "%ED%A0%80", "%FF", "a" * 5_000, "%2e%2e", "'", "٣"]
)
@pytest.mark.parametrize("kind", ["actions", "projects", "documents"])
def test_hostile__path__is_answered_without_a_fault(client: Client, kind: str, key: str) -> None:
    response = client.get(f"{PROGRAMME}/{kind}/{key}")
    problem(response, response.status_code)
    assert response.status_code in (400, 404, 422)


def test_hostile__nul__is_400_in_words(client: Client) -> None:
    assert "NUL" in problem(client.get(f"{PROGRAMME}/actions?q=%00"), 400)["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"if-none-match": '"'},
        {"if-none-match": "*"},
        {"if-none-match": '"\u00ff", W/"x", ' * 50},
        {"if-modified-since": "yesterday"},
        {"accept-encoding": "gzip;q=x, , ;;"},
        {"accept-language": "\u00ff" * 100},
        {"range": "bytes=0-1"},
        {"origin": "null"},
    ],
)
def test_hostile__header__is_answered(client: Client, headers: dict[str, str]) -> None:
    for path in (f"{PROGRAMME}/gaps", f"{TERRITORY}/municipalities.geojson"):
        assert client.get(path, headers=headers).status_code in (200, 304)


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_pages__of_every_list__carry_the_same_members_and_links(client: Client, name: str) -> None:
    response = client.get(f"{PROGRAMME}/{name}?page_size=2")
    body = response.json()
    assert {"items", "page", "page_size", "total", "pages"} <= set(body)
    assert (body["page"], body["page_size"]) == (1, 2)
    assert body["pages"] == max(1, -(-body["total"] // 2))
    links = {r: a for a, r in re.findall(r'<([^>]+)>; rel="(\w+)"', response["Link"])}
    assert ("next" in links) == (body["pages"] > 1)
    assert "prev" not in links
    last = client.get(links["last"])
    assert 0 <= len(last.json()["items"]) <= 2
    assert 'rel="next"' not in last["Link"]


@pytest.mark.parametrize("name", LISTS)
def test_pages__past_the_end__are_empty_and_lead_back(client: Client, name: str) -> None:
    response = client.get(f"{PROGRAMME}/{name}?page=1000000&page_size=200")
    body = response.json()
    assert response.status_code == 200
    assert body["items"] == []
    assert body["page"] == 1000000
    assert f'page={body["pages"]}>; rel="prev"' in response["Link"]


# --- caching -------------------------------------------------------------------------------------


def test_caching__every_list_unchanged__is_304_for_one_statement(client: Client) -> None:
    for name in ("summary", *LISTS, "actions/MI3.1.1.a", "documents/progetti-2022"):
        path = f"{PROGRAMME}/{name}"
        first = client.get(path)
        assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"]), path
        assert first["Cache-Control"].startswith("public, max-age=")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304, path
        assert not again.content
        assert again["ETag"] == first["ETag"]
        assert len(own_statements(asked.captured_queries)) == 1, path
        weak = client.get(path, headers={"if-none-match": f'W/{first["ETag"]}, "other"'})
        assert weak.status_code == 304


def test_caching__another_question__has_another_tag(client: Client) -> None:
    tags = {
        client.get(f"{PROGRAMME}/actions{query}")["ETag"]
        for query in ("", "?axis=1", "?page=2", "?axis=1&page=2", "?facets=true")
    }
    assert len(tags) == 5


def test_caching__compressed_answer__has_a_weak_tag_that_still_matches(client: Client) -> None:
    for path in (f"{PROGRAMME}/actions", f"{TERRITORY}/municipalities.geojson"):
        plain = client.get(path)
        small = client.get(path, headers={"accept-encoding": "gzip"})
        assert small["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.content) == plain.content
        assert small["ETag"] == f"W/{plain['ETag']}"
        assert "accept-encoding" in small["Vary"].lower()
        for tag in (plain["ETag"], small["ETag"]):
            headers = {"accept-encoding": "gzip", "if-none-match": tag}
            assert client.get(path, headers=headers).status_code == 304


def test_caching__place_changed__changes_the_tag(client: Client) -> None:
    from rione.territory.models import Municipality, Site

    outlines, points = f"{TERRITORY}/municipalities.geojson", f"{TERRITORY}/sites.geojson"
    before = client.get(outlines)["ETag"], client.get(points)["ETag"]
    Municipality.objects.filter(istat="015146").update(attribution="changed")
    assert client.get(outlines)["ETag"] != before[0]
    Site.objects.filter(pk=Site.objects.values("pk")[:1]).update(address="changed")
    assert client.get(points)["ETag"] != before[1]


# --- CORS, HEAD, OPTIONS -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        f"{PROGRAMME}/summary",
        f"{TERRITORY}/municipalities.geojson",
        "/api/openapi.json",
        "/api/docs",
        "/opendata/list-of-operations.csv",
        "/opendata/list-of-operations.json",
    ],
)
def test_cors_and_head__everywhere__are_open_and_bodiless(client: Client, path: str) -> None:
    origin = {"origin": "https://elsewhere.example"}
    got = client.get(path, headers=origin)
    assert got.status_code == 200
    assert got["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in got
    assert "Set-Cookie" not in got
    head = client.head(path, headers=origin)
    assert head.status_code == 200
    assert not b"".join(head) if head.streaming else not head.content
    assert b"".join(got)
    assert head["Content-Type"] == got["Content-Type"]
    assert head.get("ETag") == got.get("ETag")
    asked = {**origin, "access-control-request-method": "GET"}
    preflight = client.options(path, headers=asked)
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight["Access-Control-Allow-Methods"]
    assert preflight["Allow"] == "GET, HEAD, OPTIONS"


def test_docs__page__lists_every_operation_and_needs_nothing_from_elsewhere(
    client: Client,
) -> None:
    page = client.get("/api/docs").content.decode()
    for name in LISTS:
        assert f"/api/programme/v1/{name}" in page
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


# --- SQL -----------------------------------------------------------------------------------------

BUDGETS = {
    # One of each is the statement of the entity tag.
    f"{PROGRAMME}/summary": 9,
    f"{PROGRAMME}/actions": 6,
    f"{PROGRAMME}/actions?facets=true": 6,
    f"{PROGRAMME}/actions/MI3.1.1.a": 9,
    f"{PROGRAMME}/projects": 5,
    f"{PROGRAMME}/projects/abitare-in-borgo": 10,
    f"{PROGRAMME}/conflicts": 6,
    f"{PROGRAMME}/gaps": 6,
    f"{PROGRAMME}/indicators": 7,
    f"{PROGRAMME}/dependencies": 4,
    f"{PROGRAMME}/documents": 3,
    f"{PROGRAMME}/documents/progetti-2022": 9,
    f"{PROGRAMME}/communication": 3,
    f"{TERRITORY}/municipalities.geojson": 3,
    f"{TERRITORY}/sites.geojson": 2,
}


@pytest.mark.parametrize("path", BUDGETS)
def test_sql__of_every_operation__stays_within_its_budget(client: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    own = own_statements(asked.captured_queries)
    assert len(own) <= BUDGETS[path], "\n".join(own)


@pytest.mark.slow
def test_sql__at_ten_times_the_actions__is_the_same(client: Client, tmp_path: Path) -> None:
    def counts() -> dict[str, int]:
        found = {}
        for path in BUDGETS:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found[path] = len(asked)
        return found

    counts()  # the outlines are kept by the process from their first reading on
    before = counts()
    load_folder(folder=folder_of(300, tmp_path))
    assert client.get(f"{PROGRAMME}/actions").json()["total"] == 300
    counts()
    assert counts() == before
