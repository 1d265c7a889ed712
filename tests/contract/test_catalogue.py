"""The catalogue of open data against DCAT-AP and its Italian profile."""

import os
from pathlib import Path

import pyshacl
import pytest
from django.test import Client, override_settings
from rdflib import DCAT, DCTERMS, FOAF, RDF, SH, Graph, Literal, URIRef

from rione.core.opendata.datasets import registered

HERE = Path(__file__).parent
EUROPEAN = HERE.parents[2] / "shared" / "standards" / "dcat-ap-3.0.1" / "shapes.ttl"
ITALIAN = HERE / "dcatapit.ttl"
BODY = {
    "name": "Città inventata",
    "ipa": "c_x000",
    "url": "https://citta.example/",
    "email": "dati@citta.example",
}

pytestmark = pytest.mark.usefixtures("milano")


def shapes(path: Path) -> Graph:
    return Graph().parse(path, format="turtle")


@pytest.fixture(scope="module")
def italian() -> Graph:
    return shapes(ITALIAN)


@pytest.fixture
def catalogue(client: Client) -> Graph:
    return read(client, "/catalog.ttl", "turtle")


def read(client: Client, address: str, form: str) -> Graph:
    response = client.get(address)
    assert response.status_code == 200
    return Graph().parse(data=b"".join(response), format=form)  # type: ignore[arg-type]


def faults(graph: Graph, rules: Graph) -> set[str]:
    """The properties that the shapes find wrong; their severity is no matter."""
    sound, report, _text = pyshacl.validate(graph, shacl_graph=rules, advanced=True)
    paths = {str(path) for path in report.objects(None, SH.resultPath)}
    return set() if sound else paths or {"the classes of a node"}


def test_catalogue__of_milan__keeps_the_italian_profile(catalogue: Graph, italian: Graph) -> None:
    assert faults(catalogue, italian) == set()
    named = {str(one) for one in catalogue.objects(None, DCTERMS.identifier)}
    assert set(registered()) <= named
    for form in (form for one in registered().values() for form in one.forms):
        assert any(str(u).endswith(form.suffix) for u in catalogue.objects(None, DCAT.downloadURL))


@pytest.mark.shared
def test_catalogue__of_milan__keeps_dcat_ap(catalogue: Graph) -> None:
    if not EUROPEAN.exists():
        reason = "the shapes of DCAT-AP are not beside the checkout (../shared/standards)"
        if os.environ.get("RIONE_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    rules = shapes(EUROPEAN)
    assert faults(catalogue, rules) == set()
    for title in list(catalogue.triples((None, DCTERMS.title, None))):
        catalogue.remove(title)
    assert str(DCTERMS.title) in faults(catalogue, rules)


MANDATORY = [
    (DCAT.Dataset, DCTERMS.rightsHolder),
    (DCAT.Dataset, DCTERMS.identifier),
    (DCAT.Dataset, DCTERMS.modified),
    (DCAT.Dataset, DCTERMS.accrualPeriodicity),
    (DCAT.Dataset, DCAT.theme),
    (DCAT.Dataset, DCTERMS.title),
    (DCAT.Catalog, DCTERMS.modified),
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Distribution, DCTERMS.format),
    (DCAT.Distribution, DCTERMS.license),
    (FOAF.Agent, DCTERMS.identifier),
]


def test_catalogue__with_one_thing_missing__is_caught(catalogue: Graph, italian: Graph) -> None:
    for kind, predicate in MANDATORY:
        node = next(catalogue.subjects(RDF.type, kind))
        taken = list(catalogue.triples((node, predicate, None)))
        for triple in taken:
            catalogue.remove(triple)
        assert str(predicate) in faults(catalogue, italian), (kind, predicate)
        for triple in taken:
            catalogue.add(triple)


@pytest.mark.parametrize(
    ("predicate", "wrong"),
    [
        (DCAT.theme, URIRef("https://themes.example/money")),
        (DCTERMS.modified, Literal("yesterday")),
        (DCTERMS.rightsHolder, URIRef("https://nobody.example/")),
    ],
)
def test_catalogue__with_a_wrong_value__is_caught(
    catalogue: Graph, italian: Graph, predicate: URIRef, wrong: URIRef | Literal
) -> None:
    node = next(catalogue.subjects(RDF.type, DCAT.Dataset))
    catalogue.add((node, predicate, wrong))
    assert str(predicate) in faults(catalogue, italian)


@override_settings(RIONE_PUBLISHER=BODY, RIONE_BASE_URL="https://rione.example/")
def test_catalogue__of_a_real_body__names_it_and_its_contact(
    client: Client, italian: Graph
) -> None:
    catalogue = read(client, "/catalog.ttl", "turtle")
    assert faults(catalogue, italian) == set()
    body = URIRef("https://rione.example/catalog.ttl#publisher")
    assert catalogue.value(body, DCTERMS.identifier) == Literal("c_x000")
    assert URIRef("mailto:dati@citta.example") in set(catalogue.objects())
    assert "dimostrazione" not in str(list(catalogue.objects(None, DCTERMS.description)))


def test_catalogue__in_both_forms__says_the_same(client: Client) -> None:
    turtle = read(client, "/catalog.ttl", "turtle")
    assert set(turtle) == set(read(client, "/catalog.jsonld", "json-ld"))
    assert b"".join(client.get("/catalog.ttl")) == b"".join(client.get("/catalog.ttl"))  # type: ignore[arg-type]


def test_catalogue__its_data_sets__lead_to_their_pages(client: Client) -> None:
    answer = client.get("/opendata/statements")
    assert (answer.status_code, answer["Location"]) == (303, "/it/dati-aperti/statements/")
    assert client.get("/opendata/no-such-set").status_code == 404
    known = client.get("/catalog.ttl")
    again = client.get("/catalog.ttl", headers={"if-none-match": known["ETag"]})
    assert again.status_code == 304
