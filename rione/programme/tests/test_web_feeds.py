"""Feeds, read by an XML parser and held to RFC 4287 and to RSS 2.0; the frequent questions."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.demo import MILAN
from rione.core.identity.rules.roles import Role
from rione.programme import operations
from rione.programme.models import Conflict
from rione.programme.operations import resolve_conflict

from .factories import MILANO
from .office.desk_things import a_question, an_item, officer, on
from .office.factories import acting_as, an_operation, done

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = "<script>alert(1)</script> ]]> & \ufffe \x1b \u202e 🦊"
FEEDS = (
    ("programme:news_atom", ()),
    ("programme:action_atom", ("MI3.2.2.a",)),
    ("programme:action_atom", ("MI1.1.1.a",)),
    ("programme:faq_atom", ()),
)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    from rione.programme.operations import load_folder

    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(folder=MILANO)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def milano(loaded_once: None, db: None) -> Iterator[None]:
    with acting(AuditActor("job", "tests")), on(2024, 3, 4):
        yield


def address(name: str, *arguments: str, language: str = "it") -> str:
    with override(language):
        return reverse(name, args=arguments)


def published(question_it: str = "Quali ricevute?") -> UUID:
    row = an_operation(MILAN)
    key = a_question(row, acting_as(Role.BENEFICIARY, MILAN), text="DOMANDA-PRIVATA")
    office = officer(MILAN)
    done(operations.note_question, actor=office, question=key, text="NOTA-SEGRETA")
    done(operations.answer_question, actor=office, question=key, text="RISPOSTA-PRIVATA")
    return UUID(
        done(
            operations.publish_answer,
            actor=office,
            question=key,
            question_it=question_it,
            question_en="Which receipts?",
            answer_it=HOSTILE,
            answer_en="Those that were paid.",
        )
    )


def atom(content: bytes) -> list[ElementTree.Element]:
    """The entries of a feed that is as RFC 4287 wants it."""
    root = ElementTree.fromstring(content)  # noqa: S314 — our own answer
    assert root.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1, name
    assert root.findall(f"{ATOM}author/{ATOM}name")
    links = [
        (one.get("rel"), one.get("type"), one.get("hreflang"))
        for one in root.findall(f"{ATOM}link")
    ]
    assert len([rel for rel, _type, _language in links if rel == "self"]) == 1
    alternates = [link for link in links if link[0] == "alternate"]
    assert len(set(alternates)) == len(alternates) >= 2
    entries = root.findall(f"{ATOM}entry")
    ids = [root.findtext(f"{ATOM}id")]
    for entry in entries:
        for name in ("title", "id", "updated"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
            assert entry.findtext(f"{ATOM}{name}")
        instant = datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated")))
        assert instant.tzinfo is not None
        key = str(entry.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", key)
        ids.append(key)
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        assert str(link.get("href")).startswith("http://testserver/")
        summary = entry.find(f"{ATOM}summary")
        assert summary is not None
        assert "<" not in (summary.text or "")
    assert len(set(ids)) == len(ids)
    moments = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    if entries:
        assert root.findtext(f"{ATOM}updated") == moments[0]
    return entries


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("name", "arguments"), FEEDS)
def test_atom__of_each_feed__is_valid_in_both_languages(
    client: Client, milano: None, name: str, arguments: tuple[str, ...], language: str
) -> None:
    published(), an_item(officer(MILAN))
    answer = client.get(address(name, *arguments, language=language))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert ElementTree.fromstring(answer.content).get(XML_LANG) == language  # noqa: S314
    assert atom(answer.content)


@pytest.mark.parametrize(("name", "arguments"), FEEDS)
def test_rss__of_each_feed__is_valid(
    client: Client, milano: None, name: str, arguments: tuple[str, ...]
) -> None:
    published(HOSTILE)
    answer = client.get(address(name.replace("atom", "rss"), *arguments))
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)  # noqa: S314
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root.findall("channel")
    for name_ in ("title", "link", "description"):
        assert channel.findtext(name_)
    guids = [item.find("guid") for item in channel.findall("item")]
    assert guids
    assert all(guid is not None and guid.get("isPermaLink") == "false" for guid in guids)
    assert len({guid.text for guid in guids if guid is not None}) == len(guids)
    for item in channel.findall("item"):
        assert parsedate_to_datetime(str(item.findtext("pubDate"))).tzinfo is not None


def test_feed__asked_for_again__is_the_same_and_costs_304(client: Client, milano: None) -> None:
    where = address("programme:news_atom")
    first, second = client.get(where), client.get(where)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    again = client.get(where, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    with on(2090, 1, 4):  # after the load, which was done today
        published()
    changed = client.get(where, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    before = {entry.findtext(f"{ATOM}id") for entry in atom(first.content)}
    after = [entry.findtext(f"{ATOM}id") for entry in atom(changed.content)]
    assert len(before - set(after)) <= 1  # the oldest gave its place
    assert after[0] not in before


def test_feed__in_the_other_language__has_other_ids_and_names_its_twin(
    client: Client, milano: None
) -> None:
    published()
    italian = client.get(address("programme:faq_atom")).content
    english = client.get(address("programme:faq_atom", language="en")).content
    assert atom(italian)[0].findtext(f"{ATOM}id") != atom(english)[0].findtext(f"{ATOM}id")
    assert address("programme:faq_atom", language="en").encode() in italian
    assert b"Those that were paid." in english


def test_feeds__of_the_desk__hold_nothing_of_whoever_asked(client: Client, milano: None) -> None:
    published()
    for name in ("news", "faq"):
        for form in ("atom", "rss"):
            content = client.get(address(f"programme:{name}_{form}")).content.decode()
            for secret in ("PRIVATA", "SEGRETA", "Ugo Finto", "Officina Finta", "MI1.1.1.A-"):
                assert secret not in content


def test_feed__of_an_action__tells_state_decision_and_communication(
    client: Client, milano: None
) -> None:
    conflict = Conflict.objects.filter(action__isnull=False, about="values").first()
    assert conflict is not None
    code = conflict.action.code  # type: ignore[union-attr]
    chosen = conflict.values.order_by("-position").first()
    assert chosen is not None
    done(
        resolve_conflict,
        actor=officer(MILAN),
        subject_kind=conflict.subject_kind,
        subject_key=conflict.subject_key,
        field=conflict.field,
        statement=chosen.statement_id,
        why="Motivo <script>alert(1)</script> 🦊",
    )
    an_item(officer(MILAN), action_codes=(code,), title_it=f"Festa {HOSTILE}")
    entries = atom(client.get(address("programme:action_atom", code)).content)
    categories = {one.get("term") for entry in entries for one in entry.findall(f"{ATOM}category")}
    assert {"Decisione", "Comunicazione", "Affermazione"} <= categories
    titles = " ".join(str(entry.findtext(f"{ATOM}title")) for entry in entries)
    assert "una persona ha deciso" in titles
    assert "Festa <script>" in titles  # plain text in Atom, not markup
    assert "Elena" not in titles
    other = "MI1.1.1.a" if code != "MI1.1.1.a" else "MI3.1.1.a"
    assert "Festa" not in client.get(address("programme:action_atom", other)).content.decode()


@pytest.mark.parametrize("code", ["MI9.9.9.z", "nothing", "%00", "MI 1.1.1.a", "a" * 300])
def test_feed__of_an_action_that_is_none__is_not_found(
    client: Client, milano: None, code: str
) -> None:
    for form in ("atom", "rss"):
        assert client.get(address(f"programme:action_{form}", code)).status_code == 404


def test_pages__of_the_programme__name_their_feeds(client: Client, milano: None) -> None:
    for page, feed in (
        (address("programme:glance"), address("programme:news_atom")),
        (address("programme:action", "MI3.2.2.a"), address("programme:action_atom", "MI3.2.2.a")),
        (address("programme:faq"), address("programme:faq_atom")),
    ):
        content = client.get(page).content.decode()
        kind = r'rel="alternate" type="application/atom\+xml"'
        found = re.findall(rf'<link {kind} title="[^"]+" href="([^"]+)">', content)
        assert feed in found, page


def test_feed__posted_to__is_refused(client: Client, milano: None) -> None:
    assert client.post(address("programme:news_atom")).status_code == 405


@pytest.mark.parametrize("language", ["it", "en"])
def test_faq__searched_and_by_topic__finds_what_was_published(
    client: Client, milano: None, language: str
) -> None:
    page = address("programme:faq", language=language)
    assert client.get(page).content.decode().count("<h1>") == 1
    published()
    content = client.get(page).content.decode()
    assert "<script>alert" not in content
    assert ("Quali ricevute?" if language == "it" else "Which receipts?") in content
    assert "faq-" in client.get(f"{page}?q=RECEIPTS").content.decode()
    assert 'id="faq-' not in client.get(f"{page}?q=unicorn").content.decode()
    assert 'id="faq-' not in client.get(f"{page}?topic=publicity").content.decode()
    assert 'id="faq-' in client.get(f"{page}?topic=reporting&topic=%00").content.decode()


def test_plan__on_the_public_page__stands_beside_the_documents_and_never_in_them(
    client: Client, milano: None
) -> None:
    key = an_item(officer(MILAN), title_it="Festa finta", reach_planned=12345)
    done(
        operations.report_reach,
        actor=officer(MILAN),
        item=key,
        held_on=date(2024, 3, 1),
        reach_achieved=54321,
        label_present=False,
        label_checked_on=date(2024, 3, 2),
        evidence_url="https://finta.example/x?a=1&b=2",
        reason="",
    )
    content = client.get(address("programme:communication")).content.decode()
    documents, office = content.split('id="office"')
    assert "Festa finta" not in documents
    for words in ("Festa finta", "12.345 persone", "54.321 persone", "mancava il 2 marzo 2024"):
        assert words in office
    assert "https://finta.example/x?a=1&amp;b=2" in office
    api = client.get("/api/programme/v1/communication").content.decode()
    assert "Festa finta" not in api
