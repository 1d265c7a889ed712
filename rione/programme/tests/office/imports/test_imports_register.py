"""Statements, achieved values and deadlines from files."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import BASSO
from rione.core.scope.tests.statements import own_statements
from rione.programme.models import Deadline, IndicatorValue, Load, Operation, Statement
from rione.programme.operations import load_folder, rebuild_projection

from ...factories import small
from ..factories import acting_as, an_operation, within
from ..records.factories import SESTO, officer, projection
from ..records.test_stating import INDICATORS
from .factories import imported, sent, trial, wrong

pytestmark = pytest.mark.django_db
STATEMENTS = "Soggetto,Campo,Valore,Valore in inglese,Documento,Riga,Alla data\n"
VALUES = "Indicatore;Data;Valore;Documento;Riga\n"
DEADLINES = "Operazione;Tipo;Titolo;Entro;Responsabile;Mesi\n"
GOOD = (
    'action:MI1.1.1.a,financing.private,"1,234.56",,pagina,12,31/01/2024\n'
    "action:MI3.1.1.a,date.start,2023-05,,pagina,p.3,\n"
    "action:MI1.1.1.a,text.equipment,Banchi,Desks,pagina,13-14,\n"
)


@pytest.fixture
def milan(db: None, tmp_path: Path) -> Actor:
    load_folder(folder=small().with_file("indicators.yaml", INDICATORS).write(tmp_path / "one"))
    return officer()


def test_statements__from_a_good_file__are_one_load_that_shows_at_once(milan: Actor) -> None:
    before = Load.objects.count()
    imported(milan, "statements", STATEMENTS + GOOD)
    made = Statement.objects.order_by("-pk")[:3][::-1]
    assert [(one.field, one.locator, one.as_of or "") for one in made] == [
        ("financing.private", "12", "2024-01-31"),
        ("date.start", "p.3", ""),
        ("text.equipment", "13-14", ""),
    ]
    assert made[0].amount_cents == 123_456
    assert Load.objects.count() == before + 1
    assert Entry.objects.filter(verb="add_statement").count() == 3
    shown = projection()
    rebuild_projection()
    assert projection() == shown


def test_statements__wrong_in_several_rows__are_named_by_row_and_column(milan: Actor) -> None:
    text = STATEMENTS + (
        "action:MI9.9.9.z,financing.private,1,,pagina,1,\n"
        "action:MI1.1.1.a,financing.euro,1,,pagina,1,\n"
        "action:MI1.1.1.a,financing.private,tanto,,pagina,1,\n"
        "action:MI1.1.1.a,financing.private,1,,nessuno,1,\n"
        "action:MI1.1.1.a,financing.private,1,,pagina,qui,\n"
        "action:MI1.1.1.a,financing.private,1,,pagina,1,2199-01-01\n"
        "action:MI1.1.1.a,financing.private,5,,pagina,1,\n"
        "action:MI1.1.1.a,financing.private,5,,pagina,1,\n"
        "action:MI1.1.1.a,text.equipment,Banchi,,pagina,1,\n"
        ",state,running,,pagina,1,\n"
    )
    assert wrong(milan, "statements", text) == [
        (2, "subject"),
        (3, "field"),
        (4, "value"),
        (5, "place"),
        (6, "place"),
        (7, "as_of"),
        (9, "field"),
        (10, "value"),
        (11, "subject"),
    ]
    imported(milan, "statements", STATEMENTS + GOOD)
    assert wrong(milan, "statements", STATEMENTS + GOOD) == [(n, "field") for n in (2, 3, 4)]


def test_statements__by_an_office_of_another_city__are_refused(milan: Actor) -> None:
    other = officer(SESTO)
    assert wrong(other, "statements", STATEMENTS + GOOD) == [(2, "")]


def test_values__from_a_file__are_shown_and_future_ones_are_wrong(milan: Actor) -> None:
    imported(
        milan, "indicator_values", VALUES + "1.1;31/01/2024;3;slide;4\n1.1;2024-06-30;4,5;slide;5\n"
    )
    found = IndicatorValue.objects.filter(kind="achieved").values_list("number", flat=True)
    assert sorted(map(float, found)) == [3, 4.5]
    assert Entry.objects.filter(verb="state_indicator_value").count() == 2
    text = (
        VALUES + "1.1;31/01/2199;3;slide;4\n9.9;31/01/2024;3;slide;4\n1.1;31/01/2024;tre;slide;4\n"
    )
    assert [row for row, _column in wrong(milan, "indicator_values", text)] == [2, 3, 4]
    assert wrong(milan, "indicator_values", text)[0] == (2, "day")
    assert wrong(milan, "indicator_values", text)[2] == (4, "value")


def test_trial__of_ten_times_the_statements__takes_the_same_queries(milan: Actor) -> None:
    counts = []
    for rows in (2, 20):
        lines = (f"action:MI1.1.1.a,financing.private,{n},,pagina,{n},\n" for n in range(1, rows))
        file = sent(milan, "statements", STATEMENTS + "".join(lines))
        with CaptureQueriesContext(connection) as captured:
            assert trial(milan, file).is_good
        counts.append(len(own_statements(captured.captured_queries)))
    assert counts[0] == counts[1] <= 8


@pytest.fixture
def operation(db: None) -> Operation:
    return an_operation()


def test_deadlines__from_a_file__are_set_for_operations_and_for_the_programme(
    operation: Operation,
) -> None:
    actor = acting_as(Role.PROGRAMME_OFFICER)
    day = (clock.today() + timedelta(days=40)).strftime("%d/%m/%Y")
    imported(
        actor,
        "deadlines",
        DEADLINES
        + f"{operation.code};Relazione;Prima;{day};Beneficiario;6\n"
        + f";report;Seconda;{day};Certificatore;\n",
    )
    with within():
        rows = Deadline.objects.order_by("title").values_list(
            "title", "operation_id", "role", "months"
        )
        assert list(rows) == [
            ("Prima", operation.pk, "beneficiary", 6),
            ("Seconda", None, "certifier", 0),
        ]
        assert Entry.objects.filter(verb="set_deadline").count() == 2


def test_deadlines__wrong_in_several_rows__are_named_by_row_and_column(
    operation: Operation,
) -> None:
    foreign = an_operation(BASSO, code="MI1.1.1.B-99")
    day = date(clock.today().year + 1, 3, 1).isoformat()
    text = DEADLINES + (
        f"{foreign.code};report;Titolo;{day};Beneficiario;\n"
        f"{operation.code};gita;Titolo;{day};Beneficiario;\n"
        f"{operation.code};report;Titolo;2015-01-01;Beneficiario;\n"
        f"{operation.code};spending_target;Titolo;{day};Beneficiario;\n"
        f";report;Titolo;{day};Beneficiario;\n"
        f"{operation.code};report;Titolo;{day};Beneficiario;999\n"
        f"{operation.code};report;Titolo;{day};Beneficiario;\n"
        f"{operation.code};report;Titolo;{day};Beneficiario;\n"
    )
    assert wrong(acting_as(Role.PROGRAMME_OFFICER), "deadlines", text) == [
        (2, "operation"),
        (3, "kind"),
        (4, "due"),
        (5, "due"),
        (6, "role"),
        (7, "months"),
        (9, "title"),
    ]
