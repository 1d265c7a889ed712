"""Every operation of the API against its documentation and against the facts of the city."""

import json
import re

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from rione.config.api import api
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import member
from rione.programme.tests.office.factories import logged_in
from tests.contract.openapi import check, document, is_private, operations

PROGRAMME = "/api/programme/v1"
TERRITORY = "/api/territory/v1"
AXES = {
    "1": (4, 653348077, 151216000),
    "2": (6, 1005723107, 533376893),
    "3": (10, 1393172632, 514020659),
    "4": (8, 904794938, 170685658),
    "5": (2, 105548571, 0),
}

pytestmark = pytest.mark.usefixtures("milano")


def examples(client: Client) -> dict[str, str]:
    """A path that exists for every documented address."""
    names = {
        f"{PROGRAMME}/actions/{{code}}": "MI3.1.1.a",
        f"{PROGRAMME}/projects/{{slug}}": "abitare-in-borgo",
        f"{PROGRAMME}/documents/{{code}}": "progetti-2022",
    }
    sites = client.get(f"{TERRITORY}/sites.geojson").json()["features"]
    names[f"{TERRITORY}/sites/{{slug}}"] = sites[0]["id"]
    return {
        address: re.sub(r"\{\w+\}", names[address], address) if "{" in address else address
        for address, operation in operations()
        if not is_private(operation)
    }


def test_operations__each_of_them__answers_as_documented(client: Client) -> None:
    paths = examples(client)
    assert len(paths) >= 15
    for address, path in paths.items():
        response = client.get(path)
        assert response.status_code == 200, address
        assert check(path, response) is not None


def test_operations__of_an_office__ask_who_one_is_and_answer_as_documented(
    client: Client,
) -> None:
    addresses = [address for address, operation in operations() if is_private(operation)]
    assert addresses
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 401, address
        assert "Access-Control-Allow-Origin" not in response.headers
        check(address, response)
    with acting(AuditActor("job", "tests")):
        logged_in(client, member(Role.AUDITOR))
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "private, no-store"
        check(address, response)


def test_operations__every_action_project_document_and_site__is_as_documented(
    client: Client,
) -> None:
    for code in [
        a["code"] for a in client.get(f"{PROGRAMME}/actions?page_size=200").json()["items"]
    ]:
        check(path := f"{PROGRAMME}/actions/{code}", client.get(path))
    for line in client.get(f"{PROGRAMME}/projects").json()["items"]:
        check(path := f"{PROGRAMME}/projects/{line['project']['slug']}", client.get(path))
    for line in client.get(f"{PROGRAMME}/documents").json()["items"]:
        check(path := f"{PROGRAMME}/documents/{line['document']['code']}", client.get(path))
    for feature in client.get(f"{TERRITORY}/sites.geojson").json()["features"]:
        check(path := f"{TERRITORY}/sites/{feature['id']}", client.get(path))


def test_summary__of_the_city__is_exact_to_the_cent(client: Client) -> None:
    body = client.get(f"{PROGRAMME}/summary").json()
    assert body["axes"] == [
        {"code": code, "actions": n, "pon_metro_cents": pon, "other_public_cents": other}
        for code, (n, pon, other) in AXES.items()
    ]
    assert body["total"] == {
        "actions": 30,
        "pon_metro_cents": 4062587325,
        "other_public_cents": 1369299210,
    }
    assert body["net_of_moved"]["actions"] == 26
    assert set(body["net_of_moved"]) == set(body["total"])
    assert body["sums"]["as_printed"]["total_cents"] == 5431886535
    assert body["sums"]["net"]["total_cents"] == 5150636535
    assert body["counts"]["projects"] >= 13
    assert body["loaded_at"]
    for axis in body["by_axis"]:
        assert axis["axis"]["title"]["it"]
        assert axis["axis"]["title"]["en"]


def test_actions__sums__agree_with_the_summary_in_every_filter_by_axis(client: Client) -> None:
    for code, (count, pon, other) in AXES.items():
        body = client.get(f"{PROGRAMME}/actions?axis={code}&page_size=1").json()
        assert body["total"] == count
        assert body["sums"]["by_fund"]["pon_metro"] == pon
        assert body["sums"]["total_cents"] == pon + other


def test_actions__pages_put_together__are_the_list(client: Client) -> None:
    whole = client.get(f"{PROGRAMME}/actions?page_size=200").json()["items"]
    assert len(whole) == 30
    parts, address = [], f"{PROGRAMME}/actions?page_size=7&page=1"
    while address:
        response = client.get(address)
        parts += response.json()["items"]
        following = re.search(r'<([^>]+)>; rel="next"', response["Link"])
        address = following[1] if following else ""
    assert parts == whole


def test_actions__filters__narrow_and_widen(client: Client) -> None:
    both = client.get(f"{PROGRAMME}/actions?axis=1&axis=5").json()
    assert both["total"] == 6
    assert client.get(f"{PROGRAMME}/actions?axis=1&axis=5&fund=poc&axis=9").json()["total"] <= 6
    assert client.get(f"{PROGRAMME}/actions?state=no-such-state").json()["items"] == []
    unknown = client.get(f"{PROGRAMME}/actions?has_unknown=true").json()["total"]
    known = client.get(f"{PROGRAMME}/actions?has_unknown=false").json()["total"]
    assert unknown + known == 30
    assert client.get(f"{PROGRAMME}/actions?q=MI+4.1.1.b").json()["items"][0]["code"] == "MI4.1.1.b"


def test_actions__facets__are_given_when_asked_for(client: Client) -> None:
    assert client.get(f"{PROGRAMME}/actions").json()["facets"] is None
    facets = client.get(f"{PROGRAMME}/actions?facets=true").json()["facets"]
    assert sum(value["count"] for value in facets["axis"]) == 30


def test_action__every_amount__says_its_source(client: Client) -> None:
    for line in client.get(f"{PROGRAMME}/actions?page_size=200").json()["items"]:
        body = client.get(f"{PROGRAMME}/actions/{line['code']}").json()
        for amount in body["financing"]:
            assert amount["in_conflict"] or amount["source"]["document"]["code"], line["code"]
            if amount["source"]:
                assert amount["source"]["locator"]


@pytest.mark.parametrize("printed", ["MI.4.2.1.b", "MI%204.2.1.b", "mi4.2.1.b"])
def test_action__in_a_printed_spelling__leads_to_its_own_address(
    client: Client, printed: str
) -> None:
    response = client.get(f"{PROGRAMME}/actions/{printed}")
    assert response.status_code == 308
    assert response["Location"] == f"{PROGRAMME}/actions/MI4.2.1.b"
    assert response["Access-Control-Allow-Origin"] == "*"
    followed = client.get(f"{PROGRAMME}/actions/{printed}", follow=True)
    assert followed.json()["code"] == "MI4.2.1.b"


@pytest.mark.parametrize(
    "path",
    [
        f"{PROGRAMME}/actions/MI9.9.9.z",
        f"{PROGRAMME}/actions/nonsense",
        f"{PROGRAMME}/projects/no-such-project",
        f"{PROGRAMME}/documents/no-such-document",
        f"{TERRITORY}/sites/no-such-site",
    ],
)
def test_operations__of_what_does_not_exist__answer_404(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert check(path, response)["status"] == 404


def test_conflicts__of_the_city__show_every_value_and_the_reason(client: Client) -> None:
    body = client.get(f"{PROGRAMME}/conflicts?page_size=200").json()
    assert body["total"] == client.get(f"{PROGRAMME}/summary").json()["counts"]["conflicts"]
    assert body["total"] >= 26
    for line in body["items"]:
        assert len(line["values"]) >= 2, line["key"]
        assert line["reason"]
        assert line["open"] == (line["shown_statement_id"] is None) or line["kind"] == "sum"


def test_conflicts__by_document_and_by_axis__narrow(client: Client) -> None:
    whole = client.get(f"{PROGRAMME}/conflicts").json()["total"]
    for question in ("document=progetti-2022", "axis=4", "kind=money", "open=false"):
        assert 0 < client.get(f"{PROGRAMME}/conflicts?{question}").json()["total"] <= whole


def test_geojson__of_the_municipalities__is_the_whole_metropolitan_city(client: Client) -> None:
    body = client.get(f"{TERRITORY}/municipalities.geojson").json()
    assert len(body["features"]) == 133
    assert body["attribution"]


def test_document__published__is_openapi_3_1_and_whole() -> None:
    found = document()
    assert found["openapi"].startswith("3.1")
    text = json.dumps(found)
    references = set(re.findall(r'"\$ref": "([^"]+)"', text))
    assert references
    assert all(reference.startswith("#/components/") for reference in references)
    for reference in references:
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in found["components"][kind], reference
    assert len({o["operationId"] for _, o in operations()}) == len(operations())
    for schema in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for _address, operation in operations():
        own = {"401", "403"} if is_private(operation) else {"304"}
        assert {"200", "400", "422", "500", "503"} | own <= set(operation["responses"])
        assert operation["summary"]


def test_document__made_twice__is_the_same() -> None:
    assert (
        json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1).encode() == api.document
    )
