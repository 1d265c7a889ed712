"""Writing the tree: whole or nothing, and only what can stand."""

import pytest
from django.db import IntegrityError, connection, transaction

from rione.territory import queries
from rione.territory.models import Site, Unit
from rione.territory.operations import (
    PlacesRefused,
    put_municipalities,
    put_sites,
    remove_sites,
)
from rione.territory.rules.places import PhotographData, SpaceData, UnitData, photograph_type

from . import factories

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _municipality() -> None:
    put_municipalities(collection=factories.municipalities())


def full_site() -> factories.SiteData:
    return factories.site(
        complex_slug="old-mill",
        complex_name_it="Vecchio mulino",
        complex_name_en="Old mill",
        spaces=(
            SpaceData(
                "hall",
                "Sala",
                "Hall",
                vocation="social_concierge",
                units=(UnitData("hall-1", "scala A"), UnitData("hall-2", "scala B")),
            ),
        ),
        units=(UnitData("shed", "capanno"),),
        photographs=(
            PhotographData(1, "before", PNG, "2019", "Archivio finto", "Prima", "Before"),
            PhotographData(1, "after", PNG, "2021-05", "Archivio finto", "Dopo", "After", "hall-1"),
        ),
    )


def test_put_sites__twice__writes_the_same_tree() -> None:
    for _ in range(2):
        assert put_sites(sites=[full_site()]) == 1
    view = queries.site("mill")
    assert view is not None
    assert view.complexes == (("Vecchio mulino", "Old mill"),)
    assert view.spaces[0].units == ("scala A", "scala B")
    assert view.units == ("capanno",)
    assert [p.moment for p in view.photographs] == ["before", "after"]


def test_put_sites__municipality_unknown__is_refused_whole() -> None:
    with pytest.raises(PlacesRefused, match="weir: municipality 000000 is unknown: use an ISTAT"):
        put_sites(sites=[factories.site(), factories.site("weir", municipality="000000")])
    assert not Site.objects.exists()


def test_put_sites__longitude_and_latitude_exchanged__is_refused_with_the_remedy() -> None:
    with pytest.raises(PlacesRefused, match="longitude and latitude are not exchanged"):
        put_sites(sites=[factories.site(lon=45.1, lat=9.1)])


def test_remove_sites__with_all_that_stands_on_them__leaves_nothing() -> None:
    put_sites(sites=[full_site(), factories.site("weir")])
    assert remove_sites(slugs=["mill", "never"]) == 1
    assert [view.slug for view in queries.sites()] == ["weir"]
    assert not Unit.objects.exists()


def test_site__its_grid_cell__is_a_hundredth_of_a_degree() -> None:
    put_sites(sites=[factories.site(lon=9.1359, lat=45.4237)])
    site = Site.objects.get()
    assert (site.cell_x, site.cell_y) == (913, 4542)


@pytest.mark.parametrize(
    ("constraint", "table", "change"),
    [
        ("site_is_on_earth", "site", "lon = 200"),
        ("site_named_in_both_languages", "site", "name_en = ''"),
        ("site_precision_is_known", "site", "precision = 'vague'"),
        ("site_says_where_its_point_comes_from", "site", "coordinates_from = ''"),
        ("space_vocation_is_known", "space", "vocation = 'disco'"),
        ("photograph_moment_is_known", "photograph", "moment = 'during'"),
        ("photograph_has_credit_and_alternative_text", "photograph", "alt_en = ''"),
        ("photograph_pair_has_one_of_each", "photograph", "moment = 'before'"),
        ("municipality_istat_code", "municipality", "istat = '9'"),
        ("municipality_has_a_name", "municipality", "name = ''"),
    ],
)
def test_tree__against_a_constraint__is_stopped_by_the_database(
    constraint: str, table: str, change: str
) -> None:
    put_sites(sites=[full_site()])
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE territory_{table} SET {change}")  # noqa: S608


def test_unit__on_another_site_than_its_space__is_stopped_by_the_database() -> None:
    put_sites(sites=[full_site(), factories.site("weir")])
    weir = Site.objects.get(slug="weir")
    with transaction.atomic(), connection.cursor() as cursor:
        Unit.objects.filter(slug="hall-1").update(site=weir)
        with pytest.raises(IntegrityError, match="unit_stands_on_the_site"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_photograph_type__not_a_picture_or_too_large__is_refused_with_the_remedy() -> None:
    assert photograph_type(PNG) == "image/png"
    with pytest.raises(ValueError, match="convert it"):
        photograph_type(b"<svg onload=alert(1)>")
    with pytest.raises(ValueError, match="save it smaller"):
        photograph_type(PNG + b"0" * 6_000_000)
