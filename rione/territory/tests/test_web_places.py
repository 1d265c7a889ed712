"""Places: the list, the page of one with the thread in both directions, photographs."""

from datetime import date

import pytest
from django.test import Client

from rione.core.thread.operations import LinkData, put_links
from rione.territory.models import Photograph
from rione.territory.operations import put_municipalities, put_sites
from rione.territory.rules.places import PhotographData, SpaceData, UnitData

from . import factories

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SCRIPT = "<script>alert(1)</script>"


def picture(moment: str) -> PhotographData:
    return PhotographData(1, moment, PNG, "2020-05", "Foto Finta", f"{moment} it", f"{moment} en")


@pytest.fixture(autouse=True)
def _places() -> None:
    put_municipalities(collection=factories.municipalities())
    put_sites(
        sites=[
            factories.site(
                "mill",
                district=8,
                neighbourhood="Gora",
                spaces=(
                    SpaceData(
                        "hall",
                        "Sala",
                        "Hall",
                        vocation="social_concierge",
                        units=(UnitData("hall-1", "scala A"),),
                    ),
                ),
                photographs=(picture("before"), picture("after")),
            ),
            factories.site("farm", name_it="Cascina", name_en="Farm", lon=9.2, address=SCRIPT),
        ]
    )


@pytest.mark.parametrize(("language", "path"), [("it", "luoghi"), ("en", "places")])
def test_list__in_each_language__names_places_and_their_twin(
    client: Client, language: str, path: str
) -> None:
    html = client.get(f"/{language}/{path}/").content.decode()
    assert ("Cascina" if language == "it" else "Farm") in html
    assert f"/{language}/{path}/mill/" in html
    assert 'hreflang="en" href="http://testserver/en/places/"' in html
    assert SCRIPT not in html


def test_list__searched_and_filtered__shows_those(client: Client) -> None:
    html = client.get("/it/luoghi/?q=gora&district=8").content.decode()
    assert "/it/luoghi/mill/" in html
    assert "/it/luoghi/farm/" not in html
    nothing = client.get("/it/luoghi/?q=zzz").content.decode()
    assert "Nessun luogo corrisponde" in nothing


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=99999999999999999999",
        "q=%00",
        "q=" + "a" * 5000,
        "sort=-nothing",
        "district=%00&district=99",
    ],
)
def test_list__hostile_address__never_fails(client: Client, query: str) -> None:
    assert client.get(f"/it/luoghi/?{query}").status_code == 200


def test_place__with_spaces_and_units__shows_what_stands_there(client: Client) -> None:
    html = client.get("/it/luoghi/mill/").content.decode()
    assert "Sala" in html
    assert "Portineria sociale" in html
    assert "scala A" in html
    assert 'id="hall"' in html


def test_place__tied_by_the_thread__shows_both_directions(client: Client) -> None:
    put_links(
        owner="test",
        links=[
            LinkData("site", "mill", "paid_for_by", "site", "farm", since=date(2020, 5, 1)),
            LinkData("site", "farm", "served_by", "space", "hall"),
        ],
    )
    html = client.get("/it/luoghi/mill/").content.decode()
    assert "Pagato con" in html
    assert "/it/luoghi/farm/" in html
    assert "da 1º maggio 2020" in html
    assert "Serve" in html
    other = client.get("/it/luoghi/farm/").content.decode()
    assert "Paga" in other
    assert "/it/luoghi/mill/#hall" in other


def test_place__with_photographs__shows_before_and_after_side_by_side(client: Client) -> None:
    html = client.get("/en/places/mill/").content.decode()
    assert html.index('alt="before en"') < html.index('alt="after en"')
    assert "Foto Finta" in html
    assert "May 2020" in html


def test_place__without_photographs__says_why(client: Client) -> None:
    assert "Non ci sono fotografie" in client.get("/it/luoghi/farm/").content.decode()


def test_photograph__asked_for__is_the_picture_and_nothing_else(client: Client) -> None:
    one = Photograph.objects.get(moment="before")
    response = client.get(f"/it/luoghi/fotografie/{one.pk}/")
    assert response["Content-Type"] == "image/png"
    assert response.content == PNG
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get("/it/luoghi/fotografie/999999/").status_code == 404
    Photograph.objects.filter(pk=one.pk).update(media_type="text/html")
    assert client.get(f"/it/luoghi/fotografie/{one.pk}/").status_code == 404


def test_photograph__number_too_large__is_404(client: Client) -> None:
    assert client.get(f"/it/luoghi/fotografie/{'9' * 30}/").status_code == 404


def test_place__unknown__is_404(client: Client) -> None:
    for slug in ("nothing", "a" * 300):
        assert client.get(f"/it/luoghi/{slug}/").status_code == 404
