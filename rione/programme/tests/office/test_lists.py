"""One definition of a list: page, files and interface say the same."""

import io
import json
import zipfile

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from rione.core import money
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import ANONYMOUS
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.core.office.forms import DayField, EuroField, KeyedForm
from rione.core.scope import scope
from rione.programme.lists.operations import OPERATIONS
from rione.programme.models import Operation

from .factories import acting_as, an_operation, logged_in, within

ADDRESS = "/api/programme/v1/office/operations"


@pytest.fixture
def somebody_acts():
    with acting(AuditActor("job", "tests")):
        yield


@pytest.fixture
def auditor(db: None, somebody_acts: None, client: Client) -> Client:
    return logged_in(client, member(Role.AUDITOR))


def test_interface__of_a_list__gives_the_rows_of_the_page(auditor: Client) -> None:
    rows = [an_operation() for _ in range(3)]
    an_operation(BASSO)
    body = auditor.get(f"{ADDRESS}?sort=-code&page_size=2").json()
    assert body["total"] == 3
    assert body["pages"] == 2
    codes = sorted((row.code for row in rows), reverse=True)
    assert [item["code"] for item in body["items"]] == codes[:2]
    assert set(body["items"][0]) == {"code", "title", "action", "beneficiary", "cup", "id"}


def test_interface__filters_and_search__narrow(auditor: Client) -> None:
    row, other = an_operation(), an_operation()
    with within():
        Operation.objects.filter(pk=other.pk).update(action_code="MI2.2.4.b", title="Velostazioni")
    found = auditor.get(f"{ADDRESS}?action=MI1.1.1.a").json()["items"]
    assert [item["code"] for item in found] == [row.code]
    found = auditor.get(f"{ADDRESS}?q=velo").json()["items"]
    assert [item["code"] for item in found] == [other.code]


@pytest.mark.parametrize(
    "query", ["sort=nothing", "page=0", "page_size=999", "q=a&q=b", "unknown=1", "action=%00"]
)
def test_interface__asked_for_what_is_not_there__says_which(auditor: Client, query: str) -> None:
    answer = auditor.get(f"{ADDRESS}?{query}")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_interface__for_a_role_without_an_office__is_closed(
    db: None, somebody_acts: None, client: Client
) -> None:
    assert client.get(ADDRESS).status_code == 401
    logged_in(client, member(Role.RESIDENT))
    assert client.get(ADDRESS).status_code == 403


def test_list__of_a_municipality__holds_no_row_of_another(db: None, somebody_acts: None) -> None:
    an_operation(BASSO)
    mine = an_operation(ALTO)
    actor = acting_as(Role.AUDITOR)
    asked = OPERATIONS.asked(QueryDict(""), actor)
    with scope(actor):
        rows, total = OPERATIONS.page(actor, asked, page=1, size=10)
    assert ([row.code for row in rows], total) == ([mine.code], 1)


def test_files__hostile_text__is_text_in_each(auditor: Client) -> None:
    row = an_operation()
    hostile = '=HYPERLINK("http://x.example")'
    with within():
        Operation.objects.filter(pk=row.pk).update(title=hostile)
    page = "/it/ufficio/operazioni/"
    assert json.loads(auditor.get(f"{page}?format=json").getvalue())[0]["title"] == hostile
    book = zipfile.ZipFile(io.BytesIO(auditor.get(f"{page}?format=xlsx").getvalue()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet


@pytest.mark.django_db
def test_asked__values_that_no_facet_has__are_left_out() -> None:
    asked = OPERATIONS.asked(QueryDict("sort=id&q=%07%00a&action=MI1.1.1.a"), ANONYMOUS)
    assert asked.sort == "code"
    assert asked.search == "a"
    assert asked.codes() == "search"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1234", 123400),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1234,5", 123450),
        ("1.234", 123400),
        ("1,234", 123400),
        ("€ 12,00", 1200),
        ("1 234 567,89 €", 123456789),
        ("1'234.50", 123450),
        ("0,05", 5),
    ],
)
def test_amount__as_people_write_it__is_read(typed: str, cents: int) -> None:
    assert money.parse_written(typed) == cents


@pytest.mark.parametrize(
    "typed", ["", "-1", "1.23.4", "1,2,3", "12.34.567", "abc", "1e5", "1.234,567", "9" * 20, "١٢"]
)
def test_amount__that_is_none__is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"amount|budget"):
        money.parse_written(typed)


@given(st.integers(0, 10**13))
def test_amount__written_in_each_notation__is_read_back(cents: int) -> None:
    for write in (money.format_italian, money.format_english, money.format_plain):
        assert money.parse_written(write(cents)) == cents


def test_fields__of_office_forms__say_what_is_wrong() -> None:
    class Amounts(KeyedForm):
        amount = EuroField()
        day = DayField()

    form = Amounts({"key": "12345678", "amount": "0", "day": "31/02/2024"})
    assert set(form.errors) == {"amount", "day"}
    form = Amounts({"key": "12345678", "amount": "12,50", "day": "29/02/2024"})
    assert form.is_valid()
    assert form.cleaned_data["amount"] == 1250
    assert set(Amounts({"amount": "1", "day": "2024-01-01"}).errors) == {"key"}
    assert isinstance(form.fields["key"].widget, forms.HiddenInput)
