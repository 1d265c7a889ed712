"""The pages of imports: from the template to the record, in both languages, hostile files."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.identity.models import Membership
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import BASSO, member
from rione.core.office.imports.queries import KEPT
from rione.core.office.models import Import, StagedImport
from rione.core.office.tasks import forget_tried_files
from rione.core.scope import scope
from rione.core.scope.tests.statements import own_statements
from rione.programme.models import Payment

from ..factories import logged_in, within
from ..money_factories import Office, an_office
from .factories import confirmed, sent

pytestmark = pytest.mark.django_db
NAMES = ["commitments", "payments", "expenses", "deadlines", "statements", "indicator_values"]
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def office(db: None) -> Office:
    made = an_office()
    made.grant(100_000)
    made.commit(10_000, number="I-A", payee=made.payee("00000000017"))
    return made


def address(name: str, *args: Any, language: str = "it") -> str:
    with override(language):
        return reverse(f"office:{name}", args=args)


def as_(client: Client, actor: Actor) -> Client:
    return logged_in(client, Membership.objects.get(pk=actor.membership))


def content(office: Office, *rows: str) -> bytes:
    heading = "Operazione;Impegno;Numero;Data;Importo;Note\n"
    return (heading + "".join(f"{office.operation.code};{row}\n" for row in rows)).encode()


def upload(client: Client, data: bytes, *, name: str = "pagamenti.csv") -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post(address("import_new", "payments"), {"key": str(uuid4()), "file": file})


def told(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("language", ["it", "en"])
def test_import__from_the_template_to_the_record__is_led_page_by_page(
    client: Client, office: Office, language: str
) -> None:
    as_(client, office.officer)
    new = address("import_new", "payments", language=language)
    template = b"".join(client.get(f"{new}?format=csv")).decode("utf-8-sig").splitlines()
    headings = template[0].split(";")
    assert len(template) == 1
    values = [office.operation.code, "I-A", "P-1", "15/03/2021", "40,00", ""]
    assert len(headings) == len(values)
    data = ";".join(headings) + "\r\n" + ";".join(values) + "\r\n"
    file = SimpleUploadedFile("a.csv", data.encode("cp1252"))
    answer = client.post(new, {"key": str(uuid4()), "file": file}, follow=True)
    columns = answer.request["PATH_INFO"]
    form = answer.context["form"]
    places = {name: form.initial[name] for name in form.initial if name != "key"}
    assert len(places) == 6
    answer = client.post(columns, {"key": str(uuid4()), **places}, follow=True)
    assert answer.status_code == 200
    assert "40,00" in told(answer) or "40.00" in told(answer)
    with within():
        assert not Payment.objects.exists()
    trial = answer.request["PATH_INFO"]
    digest = answer.context["form"].initial["digest"]
    answer = client.post(trial, {"key": str(uuid4()), "digest": digest}, follow=True)
    assert answer.status_code == 200
    assert "a.csv" in told(answer)
    with within():
        assert Payment.objects.get().amount_cents == 4_000
    assert client.get(trial, follow=True).request["PATH_INFO"] == answer.request["PATH_INFO"]
    assert client.get(answer.request["PATH_INFO"] + "?format=csv").content == data.encode("cp1252")
    assert Entry.objects.filter(verb="read_import").count() == 1
    listed = client.get(address("imports", language=language))
    assert "a.csv" in told(listed)
    again = client.post(
        new, {"key": str(uuid4()), "file": SimpleUploadedFile("b.csv", data.encode("cp1252"))}
    )
    before = client.get(again["Location"].replace("colonne", "prova").replace("columns", "trial"))
    assert before.context["repeated"]
    assert b"<form" not in before.content.partition(b"<main")[2]


def test_trial__of_wrong_rows__shows_them_and_gives_them_as_a_harmless_file(
    client: Client, office: Office
) -> None:
    as_(client, office.officer)
    rows = (
        "I-A;P-1;15/03/2021;40,00;@cmd",
        "I-A;P-1;domani;1,00;+39 02",
        "I-Z;;;{};".format(HOSTILE.replace('"', "")),
    )
    made = upload(client, content(office, *rows))["Location"].replace("colonne", "prova")
    answer = client.get(made)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert {problem.row for problem in answer.context["trial"].problems} == {3, 4}
    text = b"".join(client.get(f"{made}?format=csv")).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[0][-1] == "Problema"
    assert [line[-1] == "" for line in table[1:]] == [True, False, False]
    assert [line[5] for line in table[1:3]] == ["'@cmd", "'+39 02"]
    digest = answer.context["trial"].digest
    refused = client.post(made, {"key": str(uuid4()), "digest": digest})
    assert refused.status_code == 422
    with within():
        assert not Payment.objects.exists()
        assert not Import.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a;b\n",
        b"a;a\n1;2\n",
        b"a;b\n1;\x00\n",
        b"PK\x03\x04",
        b"\xff\xfea\x00",
        b'a;b\n"1;2\n',
        b"a\n" + b"1\n" * 10_001,
        b"a\n" + b"1" * 5_000_001,
    ],
    ids=["empty", "headings", "twice", "nul", "workbook", "utf16", "quotes", "rows", "large"],
)
def test_file__that_cannot_be_read__is_refused_at_its_field(
    client: Client, office: Office, data: bytes
) -> None:
    answer = upload(as_(client, office.officer), data)
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["file"]) == 1
    with scope(office.officer):
        assert not StagedImport.objects.exists()


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_import__each__explains_its_columns(
    client: Client, office: Office, name: str, language: str
) -> None:
    as_(client, office.officer)
    answer = client.get(address("import_new", name, language=language))
    assert answer.status_code == 200
    assert answer.content.count(b'scope="row"') >= 6


def test_imports__by_role__are_those_that_one_may_do(client: Client, office: Office) -> None:
    offered = {}
    for role in (Role.PROGRAMME_OFFICER, Role.BENEFICIARY, Role.CERTIFIER):
        logged_in(client, member(role, factor=True))
        offered[role] = [d.name for d, _url in client.get(address("imports")).context["offered"]]
    assert offered == {
        Role.PROGRAMME_OFFICER: NAMES,
        Role.BENEFICIARY: ["expenses"],
        Role.CERTIFIER: [],
    }
    logged_in(client, member(Role.BENEFICIARY, factor=True))
    assert client.get(address("import_new", "payments")).status_code == 404
    assert client.get(address("import_new", "expenses")).status_code == 200


def test_file__being_tried__is_its_senders_alone(client: Client, office: Office) -> None:
    file = sent(office.officer, "payments", content(office, "I-A;P-1;15/03/2021;40,00;"))
    for actor in (office.other, office.beneficiary):
        as_(client, actor)
        for name in ("import_columns", "import_check"):
            assert client.get(address(name, file)).status_code == 404


def test_record__of_another_municipality_or_organisation__is_not_there(
    client: Client, office: Office
) -> None:
    made = confirmed(
        office.officer,
        sent(office.officer, "payments", content(office, "I-A;P-1;15/03/2021;40,00;")),
    )
    for role, municipality in ((Role.PROGRAMME_OFFICER, BASSO), (Role.BENEFICIARY, "099001")):
        logged_in(client, member(role, municipality, factor=True))
        assert client.get(address("import_record", made)).status_code == 404
        assert "inventati.csv" not in told(client.get(address("imports")))
    as_(client, office.certifier)
    assert client.get(address("import_record", made)).status_code == 200


def test_trial__page__takes_ten_statements_at_most(client: Client, office: Office) -> None:
    as_(client, office.officer)
    rows = (f"I-A;P-{n};15/03/2021;0,01;00000000017" for n in range(30))
    data = content(office, *rows).replace(b"Note", b"Percettore")
    page = upload(client, data)["Location"].replace("colonne", "prova")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).context["trial"].is_good
    assert len(own_statements(captured.captured_queries)) <= 10


def test_file__tried_a_day_ago__is_gone_for_its_sender_and_then_for_good(
    client: Client, office: Office
) -> None:
    file = sent(office.officer, "payments", content(office, "I-A;P-1;15/03/2021;40,00;"))
    later = clock.now() + KEPT
    with clock.frozen_at(later):
        forget_tried_files(0)
        assert as_(client, office.officer).get(address("import_check", file)).status_code == 404
