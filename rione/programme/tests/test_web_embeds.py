"""Pages that stand in frames of other sites, and the code that puts them there."""

from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rione.programme.operations import load_folder

from .factories import MILANO

CODE = "MI4.2.1.a"
PIECES = (
    f"/it/incorpora/azioni/{CODE}/importi/",
    f"/it/incorpora/azioni/{CODE}/mappa/",
    f"/en/embed/actions/{CODE}/amounts/",
    f"/en/embed/actions/{CODE}/map/",
)


@pytest.fixture
def milano(db: None) -> None:
    load_folder(folder=Path(MILANO))


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.partition(" ")[::2] for part in parts)


@pytest.mark.parametrize("address", PIECES)
def test_piece__any_site__may_frame_it_and_gets_no_cookie(
    client: Client, milano: None, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert policy(response)["frame-ancestors"] == "*"
    assert policy(response)["script-src"] == "'self'"
    assert not response.cookies
    body = response.content.decode()
    assert "<form" not in body
    with override(address[1:3]):
        own = reverse("programme:action", args=[CODE])
        sources = reverse("programme:action_sources", args=[CODE])
    for target in (own, sources):
        assert f'<a href="{target}" target="_blank" rel="noopener">' in body
    assert response["Content-Language"] == address[1:3]


@pytest.mark.parametrize("address", PIECES[:2])
def test_piece__unchanged__is_304_with_the_same_policy(
    client: Client, milano: None, address: str
) -> None:
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert policy(again)["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in again
    # What a browser keeps from a 304 must not close the page that it had been given.
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize(
    "address",
    ["/it/", f"/it/azioni/{CODE}/", f"/en/actions/{CODE}/sources/", "/it/accedi/", "/status", "/x"],
)
def test_page__of_any_other_kind__is_framed_by_nobody(
    client: Client, milano: None, address: str
) -> None:
    response = client.get(address)
    assert response["X-Frame-Options"] == "DENY"
    assert policy(response)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("code", ["MI9.9.9.z", "%00", "x" * 300, "<b>"])
@pytest.mark.parametrize("kind", ["amounts", "map"])
def test_piece__of_no_action__is_a_framed_404(
    client: Client, milano: None, kind: str, code: str
) -> None:
    response = client.get(f"/en/embed/actions/{code}/{kind}/")
    assert response.status_code == 404
    assert "There is no action with this code" in response.content.decode()
    assert policy(response)["frame-ancestors"] == "*"
    assert "Cache-Control" not in response


def test_piece__printed_spelling_of_the_code__leads_on(client: Client, milano: None) -> None:
    response = client.get("/en/embed/actions/MI 4.2.1.a/map/")
    assert (response.status_code, response["Location"]) == (301, PIECES[3])


def test_amounts__of_an_action__are_those_of_its_page(client: Client, milano: None) -> None:
    body = unescape(client.get("/en/embed/actions/MI3.2.2.a/amounts/").content.decode())
    assert "3,355,016.75" in body
    assert 'href="/en/actions/MI3.2.2.a/#disagreements"' in body


def test_action__with_places__offers_both_frames_as_text(client: Client, milano: None) -> None:
    body = client.get(f"/en/actions/{CODE}/").content.decode()
    for address in PIECES[2:]:
        assert f"&lt;iframe src=&quot;http://testserver{address}&quot; title=" in body
    assert "<iframe" not in body
    assert body.count("readonly") == 2
