"""Sheets to print: what they say, how they are answered, what they withstand."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from rione.core.pdf import Paper, PdfBusy, PdfFailed, render
from rione.core.scope.tests.statements import own_statements
from rione.programme import queries
from rione.programme.queries.shapes import Text
from rione.programme.queries.sheets import sheet_data
from rione.programme.web import sheets
from rione.programme.web.views import sheets as views

from .factories import MILANO

HOSTILE = '#panic() *x* $1$ \\ @a <b> "q" `raw` // c [z]'
PAGE = "https://rione.example/it/azioni/X/"


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    from rione.programme.operations import load_folder

    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(folder=MILANO)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def milano(loaded_once: None, db: None) -> None:
    """The city's programme, loaded once for this module."""


def action_paper(code: str, language: str = "it") -> Paper:
    with override(language):
        found = queries.get_action(code)
        assert found is not None
        return sheets.of_action(found, sheet_data([code]), PAGE)


def project_paper(slug: str) -> Paper:
    found = queries.get_project(slug)
    assert found is not None
    data = sheet_data([row.code for row in found.actions], found.as_printed.by_fund)
    return sheets.of_project(found, data, PAGE)


def amounts(text: str) -> set[str]:
    """Every amount of money in a text, in either language's spelling."""
    return set(re.findall(r"€[\d,]+\.\d\d|[\d.]+,\d\d\u00a0€", text))


@pytest.mark.parametrize(
    ("name", "key", "language", "path", "title"),
    [
        ("action", "MI3.2.2.a", "it", "/it/azioni/MI3.2.2.a/scheda.pdf", "Recupero di strutture"),
        ("action", "MI4.1.1.a", "en", "/en/actions/MI4.1.1.a/sheet.pdf", "Living in the borgo"),
        (
            *("project", "quartieri-connessi", "it"),
            *("/it/progetti/quartieri-connessi/scheda.pdf", "Quartieri connessi"),
        ),
        (
            *("project", "quartieri-connessi", "en"),
            *("/en/projects/quartieri-connessi/sheet.pdf", "Connected"),
        ),
    ],
)
def test_sheet__of_each_language__is_tagged_titled_and_linked(
    client: Client, milano: None, name: str, key: str, language: str, path: str, title: str
) -> None:
    with override(language):
        page = reverse(f"programme:{name}", args=[key])
    assert f'href="{path}"' in client.get(page).content.decode()
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Language"] == language
    assert answer["Content-Disposition"] == f'inline; filename="{key}.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as pdf, pdf.open_metadata() as metadata:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]).startswith(title)
        assert metadata["pdfuaid:part"] == "1"
        links = [
            str(one.A.URI) for sheet in pdf.pages for one in sheet.get("/Annots", []) if "/A" in one
        ]
    assert f"http://testserver{page}" in links


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("code", ["MI3.2.2.a", "MI4.1.1.a"])
def test_sheet__of_an_action__says_the_amounts_of_its_page(
    client: Client, milano: None, code: str, language: str
) -> None:
    with override(language):
        page = client.get(reverse("programme:action", args=[code])).content.decode()
    told = repr(action_paper(code, language)).replace("\\xa0", "\u00a0")
    assert amounts(told)
    assert amounts(told) <= amounts(page.replace("&nbsp;", "\u00a0"))
    assert "None" not in "".join(re.findall(r"value='[^']*'", told))


def test_sheet__of_an_unknown_amount__names_it_and_never_counts_it(milano: None) -> None:
    told = repr(action_paper("MI4.1.1.a", "en"))
    assert "amount not given (this is not zero)" in told
    assert "Not counted: Private resources." in told
    assert "€0" not in told


def test_sheet__of_disputed_amounts__says_so_beside_them(milano: None) -> None:
    assert "PON Metro (documents disagree)" in repr(action_paper("MI3.2.2.a", "en"))


def test_sheet__of_a_project__names_each_place_and_fund_once(milano: None) -> None:
    with override("en"):
        told = repr(project_paper("quartieri-connessi"))
    assert told.count("('Viale Omero 15', '')") == 1
    assert "('PON Metro', '€3,029,519.50')" in told
    assert "this action" not in told.lower()


def test_sheet__of_hostile_words__shows_them_as_they_are(milano: None) -> None:
    found = queries.get_action("MI4.1.1.a")
    assert found is not None
    hostile = replace(found, title=Text(HOSTILE, HOSTILE), summary=Text(HOSTILE, HOSTILE))
    content = render(sheets.of_action(hostile, sheet_data([found.code]), PAGE))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == HOSTILE


def test_sheet__that_the_reader_has__takes_one_statement(client: Client, milano: None) -> None:
    path = "/it/azioni/MI3.2.2.a/scheda.pdf"
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(path).content == first.content
    with CaptureQueriesContext(connection) as done:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(own_statements(done.captured_queries)) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/it/azioni/MI9.9.9.z/scheda.pdf", 404),
        ("/en/actions/MI9.9.9.z/sheet.pdf", 404),
        ("/it/azioni/%00%3Cb%3E/scheda.pdf", 404),
        ("/en/projects/no-such-project/sheet.pdf", 404),
        ("/it/azioni/mi3.2.2.A/scheda.pdf", 301),
    ],
)
def test_sheet__of_no_such_thing__is_not_there_in_the_readers_language(
    client: Client, milano: None, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    if status == 404:
        assert f'lang="{path[1:3]}"' in answer.content.decode()


@pytest.mark.parametrize(("failure", "status"), [(PdfBusy, 503), (PdfFailed, 500)])
def test_sheet__that_cannot_be_made__says_so_on_a_page_no_cache_keeps(
    client: Client,
    milano: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: type[PdfFailed],
    status: int,
) -> None:
    def refuse(paper: Paper) -> bytes:
        raise failure("no")

    monkeypatch.setattr(views, "render", refuse)
    answer = client.get("/en/actions/MI3.2.2.a/sheet.pdf")
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    assert "ETag" not in answer
    assert "max-age=60" not in answer.get("Cache-Control", "")
    assert ("Retry-After" in answer) == (status == 503)
    assert ("could not be made" in caplog.text) == (status == 500)
