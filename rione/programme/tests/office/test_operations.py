"""Operations: who opens them, who sees them, what the pages and files say."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.core.scope.tests.statements import own_statements
from rione.core.writes import Refused
from rione.programme.models import Operation
from rione.programme.operations import change_operation, open_operation

from ..factories import MILANO
from .factories import acting_as, an_operation, beneficiary, done, logged_in, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")):
        yield


@pytest.fixture
def action(db: None) -> str:
    from rione.programme.operations import load_folder

    load_folder(folder=MILANO)
    return "MI1.1.1.a"


def asked(**changes: object) -> dict[str, object]:
    return {
        "actor": acting_as(Role.PROGRAMME_OFFICER),
        "key": str(uuid4()),
        "code": " mi1.1.1.a-01 ",
        "action_code": "MI1.1.1.a",
        "title": "Portale dimostrativo",
        "cup": "",
        "beneficiary": beneficiary().pk,
    } | changes


def test_open_operation__by_an_officer__is_stored_and_recorded(action: str) -> None:
    key = done(open_operation, **asked())
    with within():
        row = Operation.objects.get(pk=key)
    assert (row.code, row.municipality) == ("MI1.1.1.A-01", ALTO)
    assert row.shared_with == [row.beneficiary_id]
    assert Entry.objects.filter(verb="open_operation", subjects__contains=[f"operation:{key}"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "a b/c"}, "code"),
        ({"cup": "B41"}, "cup"),
        ({"title": "  "}, "title"),
        ({"action_code": "MI9.9.9.z"}, "action_code"),
        ({"beneficiary": uuid4()}, "beneficiary"),
    ],
)
def test_open_operation__of_something_wrong__says_where(
    action: str, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        done(open_operation, **asked(**changes))
    assert refused.value.field == field
    with within():
        assert not Operation.objects.exists()


def test_open_operation__code_that_is_taken__is_refused(action: str) -> None:
    done(open_operation, **asked())
    with pytest.raises(Refused) as refused:
        done(open_operation, **asked())
    assert refused.value.field == "code"
    elsewhere = asked(
        actor=acting_as(Role.PROGRAMME_OFFICER, BASSO), beneficiary=beneficiary(BASSO).pk
    )
    assert done(open_operation, **elsewhere)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PROGRAMME_OFFICER])
def test_open_operation__by_any_other_role__is_refused(action: str, role: Role) -> None:
    with pytest.raises(Refused):
        done(open_operation, **asked(actor=acting_as(role)))


def test_change_operation__of_another_municipality__does_not_exist() -> None:
    theirs = an_operation(BASSO)
    with pytest.raises(Refused):
        done(
            change_operation,
            actor=acting_as(Role.PROGRAMME_OFFICER),
            operation=theirs.pk,
            title="x",
            cup="",
        )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("code", "è", "operation_code"),
        ("cup", "B41", "operation_cup_is_one"),
        ("title", "", "operation_has_a_title"),
        ("shared_with", [], "operation_shared_with_its_beneficiary"),
    ],
)
def test_operation__what_is_wrong__is_no_row(column: str, value: object, constraint: str) -> None:
    row = an_operation()
    with within(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Operation.objects.filter(pk=row.pk).update(**{column: value})


def test_list__of_a_beneficiary__holds_its_own(client: Client) -> None:
    mine = an_operation()
    from rione.core.identity.operations import put_organisation

    other = put_organisation(kind="company", name="Altra Finta", municipality=ALTO)
    foreign = an_operation(body=other)
    logged_in(client, member(Role.BENEFICIARY))
    page = client.get(reverse("office:operations")).content.decode()
    assert mine.code in page
    assert foreign.code not in page
    assert client.get(reverse("office:operation", args=[mine.code])).status_code == 200
    assert client.get(reverse("office:operation", args=[foreign.code])).status_code == 404


def test_list__as_files__says_the_same(client: Client) -> None:
    rows = [an_operation() for _ in range(3)]
    with within():
        Operation.objects.filter(pk=rows[0].pk).update(title="=1+1")
    logged_in(client, member(Role.AUDITOR))
    address = reverse("office:operations")
    text = client.get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [line[0] for line in lines[1:]] == sorted(row.code for row in rows)
    assert lines[1][1] == "'=1+1"
    found = json.loads(client.get(f"{address}?format=json").getvalue())
    assert {row["code"] for row in found} == {row.code for row in rows}
    sheet = client.get(f"{address}?format=xlsx")
    assert sheet.getvalue().startswith(b"PK")


@pytest.mark.parametrize(
    "query", ["?sort=nothing", "?page=0", "?page=99", "?action=%00", "?q=%00%27%22<", "?format=exe"]
)
def test_list__asked_for_nonsense__answers(client: Client, query: str) -> None:
    an_operation()
    logged_in(client, member(Role.AUDITOR))
    assert client.get(reverse("office:operations") + query).status_code in (200, 302)


def test_list__of_many__takes_no_more_statements(client: Client) -> None:
    logged_in(client, member(Role.AUDITOR))

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("office:operations")).status_code == 200
        return len(own_statements(queries.captured_queries))

    an_operation()
    few = taken()
    for _ in range(40):
        an_operation()
    assert taken() == few
    assert few <= 10


@pytest.mark.parametrize("language", ["it", "en"])
def test_open__through_the_form_twice__opens_one(
    client: Client, action: str, language: str
) -> None:
    logged_in(client, member(Role.PROGRAMME_OFFICER))
    with override(language):
        address = reverse("office:open_operation")
    page = client.get(address)
    sent = {
        "key": page.context["form"]["key"].value(),
        "code": "MI1.1.1.A-07",
        "action_code": action,
        "title": "Portale",
        "beneficiary": str(beneficiary().pk),
        "cup": "",
    }
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    with within():
        assert Operation.objects.count() == 1
    wrong = client.post(address, sent | {"key": str(uuid4()), "cup": "nonsense"})
    assert wrong.status_code == 422
    assert "nonsense" in wrong.content.decode()


def test_change__by_the_officer__is_shown(client: Client) -> None:
    row = an_operation()
    logged_in(client, member(Role.PROGRAMME_OFFICER))
    address = reverse("office:change_operation", args=[row.code])
    key = client.get(address).context["form"]["key"].value()
    answer = client.post(address, {"key": key, "title": "Nuovo titolo", "cup": ""}, follow=True)
    assert "Nuovo titolo" in answer.content.decode()
