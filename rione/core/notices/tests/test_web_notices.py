"""Pages of notices over HTTP: one's own only, both languages, links in mails that scanners open."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core import clock
from rione.core.identity.models import User
from rione.core.notices.kinds import registered
from rione.core.notices.models import Follower, Preference
from rione.core.notices.operations.planning import plan_mails
from rione.core.notices.rules import PER_CLIENT
from rione.core.notices.tokens import Stop, stop_token
from rione.core.scope.tests.statements import own_statements

from .factories import (
    TOPIC,
    as_account,
    follower,
    link_in,
    mails,
    notices_of,
    reader,
    send,
    tell,
)

pytestmark = pytest.mark.django_db
ADDRESS = "vicina@finta.example"


def page(name: str, *args: object, language: str = "it") -> str:
    with override(language):
        return reverse(f"notices:{name}", args=args)


@pytest.fixture
def user(client: Client) -> User:
    """Somebody who has logged in with `client`."""
    made = reader()
    client.force_login(made)
    return made


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(own_statements(queries.captured_queries))


# The inbox


@pytest.mark.parametrize("language", ["it", "en"])
def test_inbox__empty_and_full__speaks_both_languages(client, user, language) -> None:
    empty = client.get(page("inbox", language=language)).content.decode()
    assert ("Ancora nessun avviso" if language == "it" else "No notices yet") in empty
    tell(user, title={"it": "Via <b>Finta</b>", "en": "Invented <b>Road</b>"})
    text = client.get(page("inbox", language=language)).content.decode()
    assert f'<html lang="{language}">' in text
    wanted = "Via" if language == "it" else "Invented"
    assert f"Answer about {wanted} &lt;b&gt;" in text
    assert ("1 avviso ancora da leggere" if language == "it" else "1 has not been read") in text
    assert ("Nuovo" if language == "it" else "New") in text
    assert text.count("<h1>") == 1
    assert " style=" not in text


def test_inbox__unread_ones__come_first_and_then_the_newest(client, user) -> None:
    with clock.frozen_at(clock.now() - timedelta(hours=3)):
        tell(user, dedupe="old", title="Old")
    with clock.frozen_at(clock.now() - timedelta(hours=2)):
        tell(user, dedupe="middle", title="Middle")
    tell(user, dedupe="new", title="New")
    newest = notices_of(user)[-1]
    client.post(page("read"), {"notice": str(newest.pk)})
    text = client.get(page("inbox")).content.decode()
    assert re.findall(r"Answer about (\w+)(?:</strong>)?</a>", text) == ["Middle", "Old", "New"]


def test_inbox__many__is_paged_and_filtered_by_kind(client, user) -> None:
    for number in range(25):
        tell(user, dedupe=f"a{number}")
    tell(user, kind="reminded", dedupe="r")
    first = client.get(page("inbox")).content.decode()
    assert first.count("Segna come letto") == 20
    assert "Pagina 1 di 2" in first
    last = client.get(page("inbox"), {"page": "999999"}).content.decode()
    assert last.count("Segna come letto") == 6
    filtered = client.get(page("inbox"), {"kind": "reminded"}).content.decode()
    assert filtered.count("Segna come letto") == 1
    assert "Reminder of" in filtered
    for odd in ({"page": "x"}, {"page": "-1"}, {"kind": "\x00"}, {"kind": "unheard_of"}):
        assert client.get(page("inbox"), odd).status_code == 200


def test_inbox__of_another_account__shows_nothing_of_it(client, user) -> None:
    tell(reader(), title="Not for you")
    text = client.get(page("inbox")).content.decode()
    assert "Not for you" not in text
    assert "Ancora nessun avviso" in text


@pytest.mark.parametrize("name", ["inbox", "preferences"])
def test_pages__of_ones_own__lead_a_stranger_to_log_in(client, name) -> None:
    answer = client.get(page(name))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_read__ones_own__is_read_and_comes_back_to_the_same_page(client, user) -> None:
    tell(user)
    (notice,) = notices_of(user)
    for _ in range(2):
        answer = client.post(
            page("read"), {"notice": str(notice.pk), "back": page("inbox") + "?kind=answered"}
        )
        assert answer["Location"] == page("inbox") + "?kind=answered"
    (notice,) = notices_of(user)
    assert notice.read_at is not None


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example/", "//elsewhere.example/?x", "/x?a\r\nSet-Cookie: b", "x?è", "?"],
)
def test_read__sent_elsewhere_afterwards__stays_in_the_inbox(client, user, back) -> None:
    tell(user)
    answer = client.post(page("read"), {"notice": "all", "back": back})
    assert answer["Location"].partition("?")[0] == page("inbox")


@pytest.mark.parametrize("other", ["foreign", "unknown", "no id"])
def test_notice__of_somebody_else__does_not_exist(client, user, other) -> None:
    stranger = reader()
    tell(stranger)
    (theirs,) = notices_of(stranger)
    key = {"foreign": theirs.pk, "unknown": uuid4(), "no id": "x"}[other]
    assert client.post(page("read"), {"notice": str(key)}).status_code == 404
    if other != "no id":
        assert client.get(page("open", key)).status_code == 404
    assert notices_of(stranger)[0].read_at is None


def test_read__all__reads_ones_own_alone(client, user) -> None:
    stranger = reader()
    tell(user, stranger)
    tell(user, dedupe="two")
    text = client.post(page("read"), {"notice": "all"}, follow=True).content.decode()
    assert "2 avvisi segnati come letti." in text
    assert notices_of(stranger)[0].read_at is None


def test_open__ones_own__leads_to_its_page_and_is_read(client, user) -> None:
    tell(user)
    (notice,) = notices_of(user)
    assert client.head(page("open", notice.pk)).status_code == 302
    assert notices_of(user)[0].read_at is None
    answer = client.get(page("open", notice.pk, language="en"))
    assert answer["Location"] == "/en/places/qc-monti/"
    assert notices_of(user)[0].read_at is not None


# The bar


def test_bar__of_whoever_is_logged_in__counts_what_is_unread(client, user) -> None:
    assert "(1<span" not in client.get(page("preferences")).content.decode()
    tell(user)
    assert "(1<span" in client.get(page("preferences")).content.decode()
    for number in range(120):
        tell(user, dedupe=f"n{number}")
    assert "(99+<span" in client.get(page("preferences")).content.decode()


def test_bar__on_pages_without_database__counts_nothing_and_does_not_fail(client, user) -> None:
    tell(user)
    with override("it"):
        answer = client.get(reverse("pages:privacy"))
    assert answer.status_code == 200
    assert "Avvisi" in answer.content.decode()
    assert "(1<span" not in answer.content.decode()
    assert client.get("/it/nothing-here/").status_code == 404


def test_bar__of_an_anonymous_page__costs_no_statement(client) -> None:
    with override("it"):
        address = reverse("identity:rights")
    assert statements(client, address) == 0
    assert "Avvisi" not in client.get(address).content.decode()


# Statements


@pytest.mark.parametrize(
    ("name", "most"), [("inbox", 6), ("preferences", 5), ("asked", 4)], ids=lambda v: str(v)
)
def test_statements__of_a_page__are_few_and_the_same_for_many(client, user, name, most) -> None:
    tell(user)
    few = statements(client, page(name))
    for number in range(30):
        tell(user, dedupe=f"n{number}")
        tell(user, kind="reminded", dedupe=f"r{number}")
    assert statements(client, page(name)) == few <= most


# Preferences


@pytest.mark.parametrize("language", ["it", "en"])
def test_preferences__chosen__are_kept(client, user, language) -> None:
    address = page("preferences", language=language)
    text = client.get(address).content.decode()
    assert f'<html lang="{language}">' in text
    assert "Changes" not in text
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key
    sent = {
        "key": key[1],
        "mail_answered": "never",
        "mail_reminded": "at_once",
        "mail_welcome": "digest",
    }
    known = [kind for kind in registered() if not kind.for_followers]
    sent = {f"mail_{kind.code}": str(kind.default_mail) for kind in known} | sent
    for _ in range(2):
        assert client.post(address, sent)["Location"] == address
    with as_account(user):
        chosen = Preference.objects.filter(kind__in=["answered", "reminded", "welcome"])
        assert dict(chosen.values_list("kind", "mail")) == {
            "answered": "never",
            "reminded": "at_once",
            "welcome": "digest",
        }
    other = client.post(address, sent | {"mail_answered": "digest"})
    assert other.status_code == 422


@pytest.mark.parametrize("wrong", ["", "always", "\x00", "<script>"])
def test_preferences__with_what_is_no_choice__say_which_field(client, user, wrong) -> None:
    sent = {"key": str(uuid4()), "mail_answered": wrong, "mail_reminded": "never"}
    answer = client.post(page("preferences"), sent)
    assert answer.status_code == 422
    assert 'href="#id_mail_answered"' in answer.content.decode()
    with as_account(user):
        assert not Preference.objects.exists()


# Following


@pytest.mark.parametrize("language", ["it", "en"])
def test_follow__from_the_form_to_the_end__needs_no_cookie(language) -> None:
    guest = Client(enforce_csrf_checks=True)
    address = page("follow", language=language)
    shown = guest.get(address, {"topic": TOPIC}).content.decode()
    assert f'<html lang="{language}">' in shown
    answer = guest.post(address, {"topic": TOPIC, "email": ADDRESS})
    assert answer["Location"] == page("asked", language=language)
    assert guest.get(answer["Location"]).status_code == 200
    confirm = link_in(send()[0], "(?:conferma|confirm)")
    assert confirm.startswith(f"/{language}/")
    # Scanners open links; nothing happens.
    for _ in range(3):
        assert guest.get(confirm).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    done = guest.post(confirm)
    assert done.status_code == 200
    assert ("Ora segui" if language == "it" else "You follow this now") in done.content.decode()
    assert guest.post(confirm).status_code == 410
    assert guest.get(confirm).status_code == 410
    assert not guest.cookies


@pytest.mark.parametrize("topic", ["", "x", "tested:unknown", "unknown:A1", "\x00", "x" * 5000])
def test_follow__a_topic_that_does_not_exist__is_not_found(client, topic) -> None:
    assert client.get(page("follow"), {"topic": topic}).status_code == 404
    assert client.post(page("follow"), {"topic": topic, "email": ADDRESS}).status_code == 404


@pytest.mark.parametrize(
    "email", ["", "x", "a@finta.example\nBcc: b@finta.example", "<script>@x.example", "\x00@x.it"]
)
def test_follow__with_no_address__says_what_to_do(client, email) -> None:
    answer = client.post(page("follow"), {"topic": TOPIC, "email": email})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_email"' in text
    assert "<script>" not in text
    assert mails() == []


def test_follow__known_and_unknown_address__are_answered_alike(client) -> None:
    follower(ADDRESS)
    answers = [
        client.post(page("follow"), {"topic": TOPIC, "email": address})
        for address in (ADDRESS, "nobody@finta.example")
    ]
    assert {answer["Location"] for answer in answers} == {page("asked")}


def test_follow__too_often_from_one_connection__is_refused(client) -> None:
    for number in range(PER_CLIENT.most):
        client.post(page("follow"), {"topic": TOPIC, "email": f"v{number}@finta.example"})
    answer = client.post(page("follow"), {"topic": TOPIC, "email": ADDRESS})
    assert answer.status_code == 422
    assert "Riprova fra un’ora" in answer.content.decode()


def test_follow__as_a_part_of_another_page__sends_to_the_same_place() -> None:
    from django.template.loader import render_to_string

    with override("en"):
        text = render_to_string("notices/follow.html", {"topic": TOPIC})
    assert 'action="/en/follow/"' in text
    assert f'value="{TOPIC}"' in text
    assert "csrf" not in text


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "è", "0" * 3000])
def test_links__that_are_none_of_ours__end_and_confirm_nothing(client, token) -> None:
    follower()
    for name, status in (("confirm", 410), ("stop", 404)):
        address = page(name, "TOKEN").replace("TOKEN", token)
        assert client.get(address).status_code == status
        assert client.post(address).status_code == status
    assert Follower.objects.get().unsubscribed_at is None


# Ending


@pytest.mark.parametrize("language", ["it", "en"])
def test_stop__of_a_follower__takes_one_click_of_a_program_and_none_of_a_scanner(language) -> None:
    follower(language=language)
    row = Follower.objects.get()
    address = page("stop", stop_token(Stop(follower=row.pk)), language=language)
    guest = Client(enforce_csrf_checks=True)
    assert guest.get(address).status_code == 200
    row.refresh_from_db()
    assert row.unsubscribed_at is None
    for _ in range(2):
        answer = guest.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    row.refresh_from_db()
    assert row.unsubscribed_at is not None
    row.delete()
    assert guest.post(address).status_code == 200


def test_stop__everything__ends_all_of_the_address(client) -> None:
    follower()
    follower(topic="tested:A2")
    row = Follower.objects.first()
    assert row is not None
    client.post(page("stop", stop_token(Stop(follower=row.pk))), {"everything": "1"})
    assert not Follower.objects.filter(unsubscribed_at=None).exists()


@pytest.mark.parametrize("kind", ["answered", ""])
def test_stop__of_an_account__works_without_logging_in(client, kind) -> None:
    user = reader()
    address = page("stop", stop_token(Stop(account=user.pk, kind=kind)))
    assert ("Answers" if kind else "il riepilogo") in client.get(address).content.decode()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with as_account(user):
        assert Preference.objects.filter(kind=kind or "reminded", mail="never").exists()
    tell(user, kind=kind or "reminded")
    plan_mails()
    assert mails() == []
