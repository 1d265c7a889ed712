"""Documents over HTTP: pages, downloads, uploads, and what strangers get."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.documents import access, contents
from rione.core.documents.access import Subject
from rione.core.documents.models import Content, Document, RegisterEntry, Version
from rione.core.documents.operations import add_version, register_document, withdraw_document
from rione.core.documents.queries import documents_of
from rione.core.documents.rules.kinds import MOST_BYTES
from rione.core.documents.rules.references import Direction, Visibility
from rione.core.documents.web import middleware
from rione.core.documents.web.uploads import BoundedUpload
from rione.core.identity.models import Membership, User
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, actor_of, body, member
from rione.core.scope import NOWHERE, scope

from .factories import PDF, docx, key, rights, stored, upload

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any, language: str = "it") -> str:
    with override(language):
        return reverse(f"documents:{name}", args=args)


def logged_in(role: Role, municipality: str = ALTO) -> tuple[Client, Membership]:
    """A browser of somebody with one membership and, where it is needed, a second factor."""
    made = member(role, municipality, factor=True)
    client = Client()
    client.force_login(made.user)
    return client, made


@pytest.fixture
def officer() -> tuple[Client, Actor]:
    client, made = logged_in(Role.PROGRAMME_OFFICER)
    return client, actor_of(made)


def put(who: Actor, **values: Any) -> UUID:
    with scope(who):
        return stored(who, **values)


def scanned(scan: str) -> None:
    with scope(NOWHERE, role="rione_worker"):
        finding = "X" if scan == "infected" else ""
        Content.objects.filter(scan="pending").update(
            scan=scan, finding=finding, scanned_at=clock.now()
        )


def file(content: bytes = PDF, name: str = "nuova.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


# Downloads


def test_download__clean_file__comes_whole_to_be_saved_and_is_recorded(officer) -> None:
    client, who = officer
    made = put(who, content=PDF, name="Città “finta”.pdf")
    scanned("clean")
    answer = client.get(page("download", made, 1))
    assert answer.status_code == 200
    assert body_of(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Citt%C3%A0%20%E2%80%9Cfinta%E2%80%9D.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    (entry,) = Entry.objects.filter(verb="download_document")
    assert (entry.action, entry.purpose) == ("read", "document.download")
    assert entry.subjects[0] == f"document:{made}"
    assert entry.actor_key == who.account


def test_download__older_version__is_that_version(officer) -> None:
    client, who = officer
    made = put(who, content=PDF)
    with scope(who):
        add_version(actor=who, key=key(), document=made, upload=upload())
    assert body_of(client.get(page("download", made, 1))) == PDF
    assert body_of(client.get(page("download", made, 2))) != PDF
    for number in (0, 3):
        assert client.get(page("download", made, number)).status_code == 404


def test_download__public_and_clean__is_anybodys_and_is_not_recorded(officer) -> None:
    _client, who = officer
    made = put(who, visibility=Visibility.PUBLIC, content=PDF)
    scanned("clean")
    anonymous = Client()
    for language in ("it", "en"):
        assert anonymous.get(page("document", made, language=language)).status_code == 200
        assert body_of(anonymous.get(page("download", made, 1, language=language))) == PDF
    assert not Entry.objects.filter(verb="download_document").exists()
    assert not anonymous.cookies


def test_public_page__for_strangers__names_nobody_and_tells_no_note(officer) -> None:
    client, who = officer
    made = put(who, visibility=Visibility.PUBLIC)
    with scope(who):
        add_version(actor=who, key=key(), document=made, upload=upload(), note="Solo per l’ufficio")
    name = User.objects.get(pk=who.account).name
    inside, outside = (
        some.get(page("document", made)).content.decode() for some in (client, Client())
    )
    assert name in inside
    assert "Solo per l’ufficio" in inside
    assert "Protocollo" in inside
    for secret in (name, "Solo per l’ufficio", "Protocollo", "Aggiunta da"):
        assert secret not in outside


def test_download__not_scanned_yet__is_for_its_municipality_with_a_warning(officer) -> None:
    client, who = officer
    made = put(who, visibility=Visibility.PUBLIC, content=PDF)
    text = client.get(page("document", made)).content.decode()
    assert "Non ancora controllato" in text
    assert "aprilo con prudenza" in text
    assert body_of(client.get(page("download", made, 1))) == PDF
    stranger, _made = logged_in(Role.PROGRAMME_OFFICER, BASSO)
    for other in (Client(), stranger):
        answer = other.get(page("download", made, 1))
        assert answer.status_code == 403
        assert "Riprova tra qualche minuto" in answer.content.decode()
        assert page("download", made, 1) not in other.get(page("document", made)).content.decode()


def test_download__with_malware__is_nobodys(officer) -> None:
    client, who = officer
    made = put(who, visibility=Visibility.PUBLIC)
    scanned("infected")
    for some in (client, Client()):
        answer = some.get(page("download", made, 1))
        assert answer.status_code == 403
        assert "nessuno può scaricarlo" in answer.content.decode()
    text = client.get(page("document", made)).content.decode()
    assert "Programma dannoso" in text
    assert page("download", made, 1) not in text


def test_download__withdrawn__is_its_offices(officer) -> None:
    client, who = officer
    made = put(who, visibility=Visibility.SHARED, shared_with=(UUID(who.organisation),))
    scanned("clean")
    with scope(who):
        withdraw_document(actor=who, key=key(), document=made, reason="Errata")
    assert client.get(page("download", made, 1)).status_code == 200
    text = client.get(page("document", made)).content.decode()
    assert "Errata" in text
    assert "Ritira</a>" not in text


def test_download__whose_file_is_gone__is_unavailable_and_not_recorded(officer) -> None:
    client, who = officer
    made = put(who, content=PDF)
    contents.path_of(Content.objects.get().pk).unlink()
    answer = client.get(page("download", made, 1))
    assert answer.status_code == 503
    assert not Entry.objects.filter(verb="download_document").exists()


# Strangers

PAGES = ["document", "new_version", "withdraw", "share", "register"]


@pytest.mark.parametrize("name", [*PAGES, "download"])
def test_page__of_a_foreign_document__does_not_exist(officer, name: str) -> None:
    client, who = officer
    arguments = (1,) if name == "download" else ()
    made = put(who, visibility=Visibility.SHARED, shared_with=(UUID(who.organisation),))
    assert client.get(page(name, made, *arguments)).status_code == 200
    assert client.get(page(name, uuid4(), *arguments)).status_code == 404
    for role in (Role.PROGRAMME_OFFICER, Role.BENEFICIARY, Role.RESIDENT):
        twin, _made = logged_in(role, BASSO)
        assert twin.get(page(name, made, *arguments)).status_code == 404, role
        assert twin.post(page(name, made, *arguments), {"key": key()}).status_code in (404, 405)


@pytest.mark.parametrize("name", ["document", "download"])
def test_page__for_anonymous_people__does_not_exist(officer, name: str) -> None:
    _client, who = officer
    made = put(who, visibility=Visibility.SHARED)
    arguments = (1,) if name == "download" else ()
    assert Client().get(page(name, made, *arguments)).status_code == 404


@pytest.mark.parametrize("name", PAGES[1:])
def test_form__for_anonymous_people__leads_to_the_log_in(name: str) -> None:
    answer = Client().get(page(name, uuid4()))
    assert answer.status_code == 302
    with override("it"):
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["withdraw", "share", "register"])
def test_form__for_somebody_who_only_adds__does_not_exist(officer, name: str) -> None:
    _client, who = officer
    client, made = logged_in(Role.BENEFICIARY)
    document = put(who, visibility=Visibility.SHARED, shared_with=(made.organisation_id,))
    assert client.get(page("document", document)).status_code == 200
    assert client.get(page("new_version", document)).status_code == 200
    assert client.get(page(name, document)).status_code == 404


@pytest.mark.parametrize("about", ["closed-1", "a b", "-x", "è", "x" * 101])
def test_new__about_a_thing_that_is_closed_or_none__does_not_exist(officer, about: str) -> None:
    client, _who = officer
    assert client.get(page("new", "thing", about)).status_code == 404
    assert client.get(page("new", "nothing", "1")).status_code == 404


# Forms


def test_new__good_file__is_added_and_shown(officer) -> None:
    client, who = officer
    address = page("new", "thing", "t-1")
    form = client.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert 'accept=".pdf,' in form
    assert "Al massimo 20 MB" in form
    sent = {
        "key": key(),
        "title": "Contratto inventato",
        "kind": "invoice",
        "visibility": "office",
        "note": "",
    }
    answer = client.post(address, {**sent, "file": file(docx(), "..\\Contratto finto.docx")})
    assert answer.status_code == 302
    text = client.get(answer["Location"]).content.decode()
    assert "Contratto inventato" in text
    assert "Contratto finto.docx" in text
    again = client.post(address, {**sent, "file": file(docx(), "Contratto finto.docx")})
    assert again["Location"] == answer["Location"]
    with scope(who):
        assert Document.objects.count() == 1


def test_new__by_a_beneficiary__asks_not_who_sees_it_and_is_shared() -> None:
    client, made = logged_in(Role.BENEFICIARY)
    address = page("new", "thing", "t-1")
    assert "Chi lo vede" not in client.get(address).content.decode()
    sent = {"key": key(), "title": "F", "kind": "other", "visibility": "public", "file": file()}
    assert client.post(address, sent).status_code == 302
    with scope(actor_of(made)):
        row = Document.objects.get()
        assert row.visibility == "shared"
        assert made.organisation_id in row.shared_with


def test_new__about_a_thing_that_has_a_page__leads_back_to_it(
    officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _who = officer
    known = Subject("thing", rights=rights, label="Cosa", address=lambda key: f"/it/?cosa={key}")
    monkeypatch.setattr(access, "_subjects", {"thing": known})
    sent = {"key": key(), "title": "F", "kind": "other", "visibility": "office", "file": file()}
    answer = client.post(page("new", "thing", "t-1"), sent)
    assert answer["Location"] == "/it/?cosa=t-1"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (None, "Scegli un file."),
        (file(b""), "Il file è vuoto"),
        (file(b"MZ\x90\0", "fattura.pdf"), "Il contenuto non corrisponde"),
        (file(PDF, "fattura.pdf.exe"), "non sono accettati"),
        (file(PDF, "fattura\u202efdp.exe"), "non sono accettati"),
        (file(PDF, "x.zip"), "Estrai i file"),
        (file(PDF, "a" * 5_000 + ".exe"), "non sono accettati"),
        (file(b"PK\3\4" + bytes(99), "x.docx"), "danneggiato"),
        (file(b"<!DOCTYPE a><a/>", "x.xml"), "DOCTYPE"),
    ],
)
def test_version__hostile_or_empty_file__is_an_error_at_the_field(
    officer, sent: SimpleUploadedFile | None, says: str
) -> None:
    client, who = officer
    made = put(who)
    data: dict[str, Any] = {"key": key(), "note": "resta scritto"}
    if sent is not None:
        sent.seek(0)
        data["file"] = sent
    answer = client.post(page("new_version", made), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert 'href="#id_file"' in text
    assert "resta scritto" in text
    with scope(who):
        assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["nota\0.pdf", "no\u2028X-Injected: 1.pdf", "<script>.pdf", "a'b;c.pdf"]
)
def test_version__hostile_name__is_cleaned_and_harms_no_header(officer, name: str) -> None:
    client, who = officer
    made = put(who)
    assert (
        client.post(
            page("new_version", made), {"key": key(), "file": file(PDF + b"2", name)}
        ).status_code
        == 302
    )
    answer = client.get(page("download", made, 2))
    assert answer.status_code == 200
    assert "X-Injected" not in answer.headers
    assert "<script>" not in client.get(page("document", made)).content.decode()


@pytest.mark.parametrize("field", ["note", "key"])
def test_version__with_a_nul_in_a_text__is_an_error(officer, field: str) -> None:
    client, who = officer
    made = put(who)
    data = {"key": key(), "note": "", "file": file(PDF + b"3")} | {field: "a\0b" * 5}
    assert client.post(page("new_version", made), data).status_code == 422


def test_forms__of_managing__do_what_they_say(officer) -> None:
    client, who = officer
    made, reader = put(who), body(ALTO, kind="company")
    chosen = {"key": key(), "visibility": "shared", "organisations": [str(reader.pk)]}
    for name, data in (
        ("share", chosen),
        ("register", {"key": key(), "direction": "in"}),
        ("withdraw", {"key": key(), "reason": "Sostituito"}),
    ):
        answer = client.post(page(name, made), data)
        assert (answer.status_code, answer.get("Location")) == (302, page("document", made)), name
    text = client.get(page("document", made)).content.decode()
    assert "Sostituito" in text
    with scope(who):
        assert Document.objects.get().shared_with == [reader.pk]
        assert RegisterEntry.objects.get().number == 1
        assert f"{RegisterEntry.objects.get().year}/1" in text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("share", {"visibility": "shared"}),
        ("share", {"visibility": "shared", "organisations": ["x"]}),
        ("share", {"visibility": "nobody"}),
        ("register", {"direction": "up"}),
        ("withdraw", {"reason": " "}),
        ("withdraw", {"reason": "x" * 600}),
    ],
)
def test_forms__of_managing__refuse_with_the_field(
    officer, name: str, data: dict[str, Any]
) -> None:
    client, who = officer
    answer = client.post(page(name, put(who)), {"key": key(), **data})
    assert answer.status_code == 422
    assert 'href="#id_' in answer.content.decode()


# Uploads that are too large


def test_upload__just_too_large__is_said_at_the_field_and_is_not_kept(officer) -> None:
    client, who = officer
    made = put(who)
    sent = file(PDF + bytes(MOST_BYTES), "grande.pdf")
    answer = client.post(page("new_version", made), {"key": key(), "note": "qui", "file": sent})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Il file supera 20 MB" in text
    assert ">qui<" in text.replace("\r\n", "").replace("\n", "")


class Unread(io.BytesIO):
    """A body that fails when it is read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("announced", [str(middleware.MOST_SENT + 1), "9" * 30, "-1", "x"])
def test_upload__that_announces_too_much__is_refused_before_it_is_read(
    announced: str, django_assert_num_queries
) -> None:
    request = RequestFactory().generic("POST", "/it/x/", content_type="multipart/form-data")
    request.META["CONTENT_LENGTH"] = announced
    request._stream = Unread()  # type: ignore[attr-defined]
    with django_assert_num_queries(0):
        answer = middleware.Uploads(lambda _: pytest.fail("was let in"))(request)
    assert answer.status_code == 413
    assert "troppo grande" in answer.content.decode()  # type: ignore[attr-defined]


def test_upload__handler__keeps_no_more_than_the_largest_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rione.core.documents.web.uploads.MOST_BYTES", 10)
    handler = BoundedUpload()
    handler.new_file("file", "x" * 300 + ".pdf", "a/b", None)
    for start in range(0, 40, 8):
        assert handler.receive_data_chunk(b"12345678", start) is None
    received = handler.file_complete(40)
    assert received is not None
    assert (received.size, received.read()) == (40, b"12345678")
    received.close()


def test_upload__without_room_for_it__is_unavailable_and_nothing_is_written(
    officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, who = officer
    made = put(who)

    def full(*_: object, **__: object) -> Iterator[None]:
        raise OSError(28, "No space left on device")

    for name in ("rione.core.documents.contents.os.fsync",):
        with monkeypatch.context() as without:
            without.setattr(name, full)
            answer = client.post(page("new_version", made), {"key": key(), "file": file()})
        assert answer.status_code == 503
        assert answer["Retry-After"]
    with scope(who):
        assert Version.objects.count() == 1
    assert client.post(page("new_version", made), {"key": key(), "file": file()}).status_code == 302


def test_upload__cut_off_by_the_sender__is_no_error_of_ours(officer) -> None:
    client, who = officer
    made = put(who)
    sent = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
    answer = client.post(
        page("new_version", made), sent, content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code in (400, 422)
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=" + "x" * 300):
        answer = client.post(page("new_version", made), b"x", content_type=content_type)
        assert answer.status_code in (400, 422)


# The list that other contexts draw


def drawn(template: str, **context: Any) -> str:
    source = "{% load documents %}" + template
    return engines["django"].from_string(source).template.render(Context(context))


def test_list__of_documents__shows_files_to_get_and_what_is_to_be_known(officer) -> None:
    _client, who = officer
    with scope(who):
        made = stored(who, name="preventivo.pdf")
        key_of = Document.objects.get().about_key
        found = documents_of("thing", [key_of], actor=who)[key_of]
        text = drawn("{% document_list found 'thing' 't-1' %}", found=found)
    for part in (
        page("document", made),
        page("download", made, 1),
        "Scarica preventivo.pdf",
        "Non ancora controllato",
        "Fattura inventata",
        page("new", "thing", "t-1"),
    ):
        assert part in text


def test_list__without_documents__says_so_and_offers_to_add_one() -> None:
    assert "Ancora nessun documento" in drawn("{% document_list found %}", found=())
    assert "/allegati/" not in drawn("{% document_list found %}", found=())
    assert page("new", "thing", "1") in drawn("{% document_list found 'thing' 1 %}", found=())


# Pages


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page__each__speaks_both_languages_and_needs_nothing_inline(
    officer, name: str, language: str
) -> None:
    client, who = officer
    answer = client.get(page(name, put(who), language=language))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert " style=" not in text
    assert "no-store" in answer["Cache-Control"]


def test_page__with_many_versions__takes_as_many_statements_as_with_one(officer) -> None:
    client, who = officer
    made = put(who)
    client.get(page("document", made))

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page("document", made)).status_code == 200
        # A request of its own has a transaction instead of a savepoint.
        return sum("SAVEPOINT" not in query["sql"] for query in asked)

    with scope(who):
        register_document(actor=who, key=key(), document=made, direction=Direction.IN)
    one = statements()
    with scope(who):
        for _ in range(9):
            add_version(actor=who, key=key(), document=made, upload=upload())
            register_document(actor=who, key=key(), document=made, direction=Direction.IN)
    assert statements() == one
    # Session, account, memberships, scope (set and given back); document, versions, entries, names.
    assert one <= 10


def test_settings__of_uploads__keep_forms_small_and_files_on_the_disk(settings: Settings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["rione.core.documents.web.uploads.BoundedUpload"]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 2_500_000
    order = settings.MIDDLEWARE
    reads = order.index("rione.core.documents.web.middleware.Uploads")
    assert reads < order.index("rione.core.scope.middleware.ScopeMiddleware")
