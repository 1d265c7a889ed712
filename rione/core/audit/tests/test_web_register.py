"""One's own accesses, the register of auditors, and whether it holds."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core import clock
from rione.core.audit import words
from rione.core.audit.acting import Actor, acting
from rione.core.audit.models import CompleteCheck, Entry
from rione.core.audit.operations import record, record_read, seal
from rione.core.audit.queries import Filters, all_entries, entries
from rione.core.audit.rules import Subject
from rione.core.identity.models import Membership, User
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, add_factor, body, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _somebody_acts() -> Iterator[None]:
    with acting(Actor("job", "tests")):
        yield


def address(name: str, language: str = "it") -> str:
    with override(language):
        return reverse(f"audit:{name}")


def log_in(client: Client, role: Role = Role.AUDITOR, place: str = ALTO) -> Membership:
    made = member(role, place)
    add_factor(made.user)
    client.force_login(made.user)
    return made


def official(place: str = ALTO) -> Actor:
    return Actor("account", "a-17", "social_worker", str(body(place).pk), place)


def seen(user: User, *, actor: Actor | None = None, verb: str = "case.read") -> int:
    return record_read(
        verb=verb,
        subjects=[Subject("account", str(user.pk)), Subject("person", "somebody-else")],
        purpose="office.work",
        actor=actor or official(),
    )


def done(number: int, place: str = ALTO, *, verb: str = "close_case") -> int:
    return record(
        verb=verb,
        subjects=[Subject("case", str(number))],
        municipality=place,
        actor=official(place),
    )


# One's own accesses


@pytest.mark.parametrize("language", ["it", "en"])
def test_accesses__in_words__say_who_what_and_what_for(client, language) -> None:
    user = person()
    client.force_login(user)
    seen(user, verb="invite_member")
    text = client.get(address("accesses", language)).content.decode()
    for words_it, words_en in (
        ("Assistente sociale", "Social worker"),
        ("Invitare qualcuno", "Invite somebody to a role"),
        ("Attività d’ufficio", "Office work"),
        ("visto", "seen"),
    ):
        assert (words_it if language == "it" else words_en) in text
    assert "Officina Finta" in text
    # Neither the official's key nor anybody else that the entry is about.
    assert "a-17" not in text
    assert "somebody-else" not in text


def test_accesses__of_others__are_not_shown(client) -> None:
    user, other = person(), person()
    client.force_login(user)
    seen(other, verb="case.of_another")
    assert "case.of_another" not in client.get(address("accesses")).content.decode()


def test_accesses__nobody_has_words_for__are_shown_by_their_code(client) -> None:
    user = person()
    client.force_login(user)
    seen(user, verb="case.read", actor=Actor("machine", "m-1"))
    text = client.get(address("accesses")).content.decode()
    assert "case.read" in text
    assert "Un altro sistema" in text


def test_accesses__of_many__come_in_pages_without_gap_or_repetition(client) -> None:
    user = person()
    client.force_login(user)
    for number in range(120):
        seen(user, verb=f"case.v{number:03}")
    url, found = address("accesses"), []
    for _ in range(5):
        answer = client.get(url)
        text = answer.content.decode()
        found += [n for n in range(120) if f"case.v{n:03}" in text]
        older = answer.context["older"]
        if not older:
            break
        url = address("accesses") + older
    assert sorted(found) == list(range(120))
    assert found[:50] == list(range(70, 120))


def test_accesses__ten_times_as_many__take_as_many_statements(client) -> None:
    user = person()
    client.force_login(user)

    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(address("accesses"))
        return len(taken)

    seen(user)
    few = statements()
    for _ in range(30):
        seen(user)
    assert statements() == few <= 10


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 25, "٣", "1%00", "1e3"])
@pytest.mark.parametrize("name", ["accesses", "register"])
def test_page__before_something_odd__answers(client, name, before) -> None:
    log_in(client)
    assert client.get(address(name) + f"?before={before}").status_code == 200


def test_accesses__without_an_account__lead_to_the_log_in(client) -> None:
    assert client.get(address("accesses")).status_code == 302


def test_accesses__past_the_last__say_so(client) -> None:
    client.force_login(person())
    text = client.get(address("accesses") + "?before=0").content.decode()
    assert "Non ci sono registrazioni precedenti" in text


def test_accesses__are_linked_from_the_account(client) -> None:
    client.force_login(person())
    assert address("accesses") in client.get(reverse("identity:home")).content.decode()


# The register


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_register__for_its_readers__shows_entries_of_their_municipality(
    client, role, language
) -> None:
    log_in(client, role)
    done(4711)
    done(4712, BASSO)
    text = client.get(address("register", language)).content.decode()
    assert "case:4711" in text
    assert "case:4712" not in text
    assert "a-17" in text
    assert ("non ancora sigillata" if language == "it" else "not sealed yet") in text
    seal()
    text = client.get(address("register", language)).content.decode()
    assert ("non ancora sigillata" if language == "it" else "not sealed yet") not in text
    assert " style=" not in text


def test_register__for_the_whole_metropolitan_city__holds_no_municipality_s_entries(client) -> None:
    """Rows of a municipality exist for those who act in it: the second wall knows no exception."""
    log_in(client, Role.AUDITOR, "")
    done(4711)
    done(4712, BASSO)
    text = client.get(address("register")).content.decode()
    assert "case:4711" not in text
    assert "case:4712" not in text
    assert "comune per comune" in text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.ADMINISTRATOR}))
@pytest.mark.parametrize("name", ["register", "verification"])
def test_register__for_other_roles__is_closed(client, role, name) -> None:
    log_in(client, role)
    assert client.get(address(name)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"verb": "open_case"}, {2}),
        ({"role": "social_worker"}, {1, 2, 3}),
        ({"role": "auditor"}, set()),
        ({"action": "read"}, set()),
        ({"action": "write"}, {1, 2, 3}),
        ({"subject": "case:3"}, {3}),
        ({"subject": "case:30"}, set()),
        ({"since": "2026-03-02"}, {2, 3}),
        ({"until": "2026-03-02"}, {1, 2}),
        ({"since": "2026-03-02", "until": "2026-03-02"}, {2}),
        ({"verb": "open_case", "subject": "case:1"}, set()),
    ],
)
def test_register__narrowed__shows_what_matches(client, asked, found) -> None:
    log_in(client)
    for number, verb in ((1, "close_case"), (2, "open_case"), (3, "close_case")):
        # The last minutes of a day here are the next day's in no other zone's reckoning.
        with clock.frozen_at(datetime(2026, 3, number, 22, 30, tzinfo=UTC)):
            done(number, verb=verb)
    text = client.get(address("register"), asked).content.decode()
    assert {number for number in (1, 2, 3) if f"case:{number}<" in text} == found


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"subject": "Anna Bianchi"}, "separati da due punti"),
        ({"subject": "case"}, "separati da due punti"),
        ({"subject": "case:\x00"}, "id_subject"),
        ({"subject": "RSSMRA80A01F205X:1"}, "separati da due punti"),
        ({"since": "2026-13-01"}, "id_since"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "precede il primo"),
        ({"role": "king"}, "id_role"),
        ({"verb": "x" * 81}, "id_verb"),
    ],
)
def test_register__asked_wrongly__says_which_field_and_what_to_do(client, asked, says) -> None:
    log_in(client)
    done(1)
    answer = client.get(address("register"), asked)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert client.get(address("register"), asked | {"format": "csv"}).status_code == 422
    assert not Entry.objects.filter(verb="export_register").exists()


def test_register__of_many__comes_in_pages_that_keep_the_filters(client) -> None:
    log_in(client)
    ids = [done(number) for number in range(60)]
    done(999, verb="open_case")
    first = client.get(address("register"), {"verb": "close_case"})
    older = first.context["older"]
    assert "verb=close_case" in older
    second = client.get(address("register") + older)
    shown = [
        [row["id"].value for row in answer.context["table"].rows] for answer in (first, second)
    ]
    assert [int(number) for page in shown for number in page] == ids[::-1]
    assert second.context["newest"] == "?verb=close_case"


def test_register__ten_times_as_many__takes_as_many_statements(client) -> None:
    log_in(client)

    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(address("register"))
        return len(taken)

    done(1)
    few = statements()
    for number in range(30):
        done(number)
    assert statements() == few <= 10


def rows_of(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_export__of_what_matches__is_recorded_before_it_is_handed_out(client) -> None:
    made = log_in(client)
    for number in range(5):
        done(number)
    done(9, BASSO)
    answer = client.get(
        address("register"), {"verb": "close_case", "since": "2020-01-01", "format": "csv"}
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    rows = rows_of(answer)
    assert [row["subjects"] for row in rows] == [f"case:{n}" for n in (4, 3, 2, 1, 0)]
    assert {row["municipality"] for row in rows} == {ALTO}
    assert len(rows[0]["digest"]) == 64
    entry = Entry.objects.get(verb="export_register")
    assert (entry.query, entry.purpose) == ("verb=close_case&since=2020-01-01", "audit.control")
    assert entry.actor_key == str(made.user.pk)
    assert entry.municipality == ALTO


def test_export__of_more_than_a_page__holds_all(client) -> None:
    log_in(client)
    ids = [done(number) for number in range(230)]
    answer = client.get(address("register"), {"verb": "close_case", "format": "csv"})
    assert [int(row["id"]) for row in rows_of(answer)] == ids[::-1]


def test_all_entries__are_those_of_the_pages() -> None:
    for number in range(7):
        done(number)
    filters = Filters(verb="close_case")
    assert tuple(all_entries(filters)) == entries(filters).entries


# Whether it holds


@pytest.mark.parametrize("language", ["it", "en"])
def test_verification__of_a_new_platform__says_that_there_is_nothing_yet(client, language) -> None:
    log_in(client)
    text = client.get(address("verification", language)).content.decode()
    assert ("ancora nessuna verifica" if language == "it" else "no complete check") in text.lower()


def test_verification__shows_seal_and_checks(client) -> None:
    log_in(client)
    done(1)
    seal()
    CompleteCheck.objects.create(ran_at=clock.now(), seals=1, entries=1, broken="")
    CompleteCheck.objects.create(
        ran_at=clock.now(), seals=1, entries=1, broken="row changed: row 7 is not what it was"
    )
    text = client.get(address("verification")).content.decode()
    assert "integra" in text
    assert "row 7 is not what it was" in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(hash, 'hex') FROM audit_seal")
        assert cursor.fetchone()[0] in text


# Words


def test_words__of_a_verb__are_those_registered_else_its_label_else_its_code(monkeypatch) -> None:
    monkeypatch.setattr(words, "_verbs", {})
    assert words.verb("reset_factor") != "reset_factor"
    assert words.verb("nobody_knows") == "nobody_knows"
    words.register(verbs={"nobody_knows": "Do something"})
    assert words.verb("nobody_knows") == "Do something"
    with pytest.raises(ValueError, match="two words for nobody_knows"):
        words.register(verbs={"nobody_knows": "Do something else"})
    assert words.purpose("care.plan") == "care.plan"
    assert words.actor("account", "king") == "king"
