from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from rione.core.thread.models import Link
from rione.programme.models import (
    Action,
    Financing,
    Load,
    Project,
    SourceDocument,
    Statement,
)
from rione.programme.operations import load_folder, loading, rebuild_projection
from rione.programme.queries import check_programme
from rione.programme.rules.problems import LoadRefused

from .factories import STATE, Folder, action, small
from .test_rules_loading import PLACES

pytestmark = pytest.mark.django_db
PROJECT = "projects/01-uno.yaml"


def image() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the programme, keys of rewritten rows left out."""
    found = {}
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if t.startswith("programme_")]
        for table in sorted(tables):
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")  # noqa: S608
            found[table] = sorted(str(row[0]) for row in cursor.fetchall())
    return found  # type: ignore[return-value]


def test_load__a_folder__reports_what_it_did(folder: Path) -> None:
    report = load_folder(folder=folder, loaded_by="me")
    assert (report.statements, report.added, report.retired, report.unchanged) == (5, 5, 0, 0)
    assert report.as_printed.total_cents == 30000
    assert report.as_printed.by_fund == {"pon_metro": 25000, "other_public": 5000}
    assert "5 added" in str(report)
    assert Load.objects.get().loaded_by == "me"
    assert all(finding.ok for finding in check_programme())


def test_load__the_same_folder_again__changes_nothing(folder: Path) -> None:
    load_folder(folder=folder)
    before = image()
    report = load_folder(folder=folder)
    assert (report.added, report.retired, report.unchanged) == (0, 0, 5)
    assert report.as_printed.total_cents == 30000
    assert image() == before


def test_load__only_comments_and_file_names_differ__changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    load_folder(folder=folder)
    before = image()
    other = small()
    other.files["projects/99-zz.yaml"] = "# a remark\n" + other.files.pop(PROJECT)
    load_folder(folder=other.write(tmp_path / "other"))
    assert image() == before


def test_load__a_changed_value__adds_a_statement_and_retires_the_old_one(
    folder: Path, tmp_path: Path
) -> None:
    load_folder(folder=folder)
    kept = set(Action.objects.values_list("pk", "code"))
    report = load_folder(
        folder=small().replaced(PROJECT, "150,00", "175,00").write(tmp_path / "other")
    )
    assert (report.added, report.retired, report.unchanged) == (1, 1, 4)
    history = Statement.objects.filter(subject_key="MI3.1.1.a", field="financing.pon_metro")
    assert sorted((one.amount_cents, one.retired_in_id is None) for one in history) == [
        (15000, False),
        (17500, True),
    ]
    assert Financing.objects.get(statement__amount_cents=17500).amount_cents == 17500
    assert set(Action.objects.values_list("pk", "code")) == kept


def test_load__a_value_that_comes_back__is_a_new_statement(folder: Path, tmp_path: Path) -> None:
    load_folder(folder=folder)
    load_folder(folder=small().replaced(PROJECT, "150,00", "1,00").write(tmp_path / "other"))
    report = load_folder(folder=folder)
    assert (report.added, report.retired) == (1, 1)
    assert Statement.objects.filter(retired_in=None).count() == 5
    assert Statement.objects.count() == 7


def test_load__an_action_taken_out__leaves_the_list_but_not_the_history(
    folder: Path, tmp_path: Path
) -> None:
    load_folder(folder=folder)
    load_folder(folder=small(action("MI1.1.1.a", STATE)).write(tmp_path / "other"))
    assert list(Action.objects.values_list("code", flat=True)) == ["MI1.1.1.a"]
    assert Statement.objects.filter(subject_key="MI3.1.1.a").exclude(retired_in=None).count() == 3
    assert all(finding.ok for finding in check_programme())


def test_load__projects_that_exchange_numbers_and_slugs__do_not_collide(tmp_path: Path) -> None:
    def two(first: int, second: int) -> Folder:
        folder = small(action("MI1.1.1.a", STATE)).replaced(
            PROJECT, "number: 1", f"number: {first}"
        )
        text = f"number: {second}\nslug: due\ntitle: {{it: Due, en: Two}}\n"
        return folder.with_file("projects/2.yaml", text)

    load_folder(folder=two(1, 2).write(tmp_path / "a"))
    load_folder(folder=two(2, 1).write(tmp_path / "b"))
    assert set(Project.objects.values_list("number", "slug")) == {(2, "uno"), (1, "due")}


def test_load__a_document_no_longer_listed__stays_for_the_history(
    folder: Path, tmp_path: Path
) -> None:
    load_folder(folder=folder)
    documents = small().files["documents.yaml"].split("- {code: pagina")[0]
    load_folder(folder=small().with_file("documents.yaml", documents).write(tmp_path / "b"))
    assert not SourceDocument.objects.get(code="pagina").listed
    assert SourceDocument.objects.get(code="libro").listed


def test_load__dry__tries_everything_and_keeps_nothing(folder: Path) -> None:
    before = image()
    report = load_folder(folder=folder, dry_run=True)
    assert report.dry_run
    assert report.added == 5
    assert "would change" in str(report)
    assert image() == before


BROKEN = {
    "yaml": small().with_file(PROJECT, "a: ["),
    "reference": small().replaced(PROJECT, "financing.pon_metro", "financing.nobody"),
    "amount": small().replaced(PROJECT, "150,00", "150.00"),
    "duplicate": small(action("MI1.1.1.a", STATE), action("MI1.1.1.a", STATE)),
    "translation": small().replaced(PROJECT, "{it: Uno, en: One}", "{it: Uno}"),
    "date": small().replaced("documents.yaml", "2022-01-31", "2022-02-30"),
    "outlines": small().with_file("municipalities.geojson", "{}"),
    "municipality": small().with_file("places.yaml", PLACES),
}


@pytest.mark.parametrize("name", BROKEN)
def test_load__a_broken_folder__is_refused_whole(name: str, folder: Path, tmp_path: Path) -> None:
    load_folder(folder=folder)
    before = image()
    with pytest.raises(LoadRefused) as refused:
        load_folder(folder=BROKEN[name].write(tmp_path / "broken"))
    assert refused.value.problems
    assert all(one.message and one.remedy for one in refused.value.problems)
    assert image() == before


def test_load__files_that_lead_out_of_the_folder__are_refused(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("a: b")
    (folder / "projects" / "link.yaml").symlink_to(secret)
    with pytest.raises(LoadRefused) as refused:
        load_folder(folder=folder)
    assert "leads out" in str(refused.value)


def test_load__interrupted_in_the_middle__leaves_nothing_half_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_folder(folder=folder)
    before = image()

    def die(*args: object, **more: object) -> None:
        raise ImproperlyConfigured("as if the machine stopped here")

    other = small().replaced(PROJECT, "150,00", "1,00").write(tmp_path / "other")
    for step in ("sync_documents", "put_places", "rebuild"):
        with monkeypatch.context() as patch:
            patch.setattr(loading, step, die)
            with pytest.raises(ImproperlyConfigured):
                load_folder(folder=other)
        assert image() == before


def test_load__places_and_links__go_to_territory_and_thread(tmp_path: Path) -> None:
    outline = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
        ' {"istat": "015146", "name": "Milano"}, "geometry": {"type": "Polygon", "coordinates":'
        " [[[9, 45], [10, 45], [10, 46], [9, 46], [9, 45]]]}}]}"
    )
    folder = small().with_file("places.yaml", PLACES).with_file("municipalities.geojson", outline)
    load_folder(folder=folder.write(tmp_path / "a"))
    assert list(Action.objects.filter(places__municipality="015146").values_list("code")) == [
        ("MI1.1.1.a",)
    ]
    link = Link.objects.get(retired_at=None)
    assert (link.from_key, link.relation, link.to_key) == ("luogo", "paid_for_by", "MI1.1.1.a")
    load_folder(folder=small().with_file("municipalities.geojson", outline).write(tmp_path / "b"))
    assert not Link.objects.filter(retired_at=None).exists()


def test_rebuild__from_the_last_load__is_the_same_projection(folder: Path) -> None:
    assert rebuild_projection() is None
    load_folder(folder=folder)
    outcome = rebuild_projection()
    assert outcome is not None
    assert outcome.as_printed.total_cents == 30000
    assert all(finding.ok for finding in check_programme())


def test_load__the_planner__knows_at_once_how_much_there_is(folder: Path) -> None:
    load_folder(folder=folder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'programme_statement'")
        assert cursor.fetchone() == (5.0,)
