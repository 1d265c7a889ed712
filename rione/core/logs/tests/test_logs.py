"""What is written down, and that nothing of anybody's is."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import PASSWORD, add_factor, code_of, member, person
from rione.core.logs import Plain, describe
from rione.core.logs.configuration import ACCESS, logging_settings
from rione.core.logs.context import about_job
from rione.core.logs.formatters import JsonLine, PlainLine

MARK = "zanzibar"
"""Stands in every place of the requests below."""


class Written(io.StringIO):
    """All that was logged, in both forms."""

    def lines(self) -> list[dict[str, object]]:
        """The lines of JSON."""
        return [json.loads(line) for line in self.getvalue().splitlines() if line.startswith("{")]

    def access(self) -> list[dict[str, object]]:
        return [line for line in self.lines() if line["logger"] == ACCESS]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Everything from DEBUG on, by both formatters."""
    stream = Written()
    root = logging.getLogger()
    handlers = []
    for formatter in (JsonLine(), PlainLine()):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        handlers.append(handler)
        root.addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "django", ACCESS)}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


@pytest.mark.django_db
def test_request__with_personal_data_in_every_place__leaves_none_in_the_log(
    client: Client, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person()
    secret = add_factor(user)
    member(Role.ADMINISTRATOR, user=user)
    client.cookies["favourite"] = MARK
    headers = {
        "HTTP_USER_AGENT": MARK,
        "HTTP_REFERER": f"http://testserver/{MARK}",
        "HTTP_X_FORWARDED_FOR": MARK,
        "HTTP_ACCEPT_LANGUAGE": MARK,
        "HTTP_X_REQUEST_ID": MARK,
    }
    # Path, token in a path, query, header, cookie.
    client.get(f"/it/{MARK}/", **headers)
    client.get(reverse("identity:invitation", args=[MARK]), {"q": MARK}, **headers)
    client.get("/it/", {MARK: MARK}, **headers)
    client.get(f"/api/programme/v1/actions/{MARK}", **headers)
    client.get("/status", HTTP_HOST=f"{MARK}.example")
    # Forms: a log-in that fails, with an address; one that succeeds; a form without its token.
    login = reverse("account_login")
    client.post(login, {"login": f"{MARK}@finta.example", "password": MARK}, **headers)
    client.post(login, {"login": user.email, "password": PASSWORD}, **headers)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}, **headers)
    Client(enforce_csrf_checks=True).post(login, {"login": MARK}, **headers)
    client.post(reverse("identity:members"), {"email": f"{MARK}@finta.example", "role": MARK})
    # Methods and exceptions.
    client.generic(MARK.upper(), "/status", **headers)
    client.raise_request_exception = False

    def fail(*args: object, **kwargs: object) -> None:
        try:
            raise KeyError(MARK)
        except KeyError as error:
            raise ValueError(f"{MARK} lives in Via Roma") from error

    monkeypatch.setattr("rione.programme.queries.summary", fail)
    monkeypatch.setattr("rione.core.identity.web.views.account_by_email", fail)
    monkeypatch.setattr("rione.core.identity.web.views.invitation_for", fail)
    for path in ("/it/", "/api/programme/v1/summary", f"/it/inviti/{MARK}/"):
        assert client.get(path, **headers).status_code == 500

    text = written.getvalue()
    assert MARK not in text.lower()
    assert user.email not in text
    assert user.name not in text
    assert PASSWORD not in text
    assert "Via Roma" not in text
    access = written.access()
    assert len(access) == 14
    assert {"identity:invitation", "account_login", "status", "-"} <= {
        str(line["route"]) for line in access
    }
    assert [line["method"] for line in access].count("OTHER") == 1
    failed = [line for line in written.lines() if line.get("error")]
    kinds = {error["type"] for line in failed for error in line["error"]}  # type: ignore[attr-defined]
    assert {"ValueError", "KeyError"} <= kinds
    assert all("message" not in error for line in failed for error in line["error"])  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_request__as_an_administrator__is_one_line_of_who_in_general_and_how_long(
    client: Client, written: Written
) -> None:
    user = person()
    secret = add_factor(user)
    member(Role.ADMINISTRATOR, user=user)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    answer = client.get(reverse("identity:members"))
    line = written.access()[-1]
    assert list(line) == [
        *("time", "level", "logger", "message", "request_id", "role", "municipality", "route"),
        *("method", "status", "duration_ms", "sql"),
    ]
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["role"], line["municipality"]) == ("administrator", "099001")
    assert (line["route"], line["method"], line["status"]) == ("identity:members", "GET", 200)
    assert isinstance(line["duration_ms"], float)
    assert isinstance(line["sql"], int)
    assert line["sql"] > 3
    assert str(user.pk) not in written.getvalue()


@pytest.mark.django_db
def test_request__its_records__share_one_id(
    client: Client, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError

    monkeypatch.setattr("rione.core.identity.web.views.invitation_for", fail)
    client.raise_request_exception = False
    answer = client.get("/it/inviti/x/")
    of_it = [line for line in written.lines() if line.get("route") == "identity:invitation"]
    assert len(of_it) == 2
    assert {line["request_id"] for line in of_it} == {answer["X-Request-ID"]}


@pytest.mark.django_db
def test_mail__that_cannot_leave__is_logged_without_its_address(
    written: Written, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    message = EmailMessage("s", "t", "from@rione.example", [f"{MARK}@finta.example"])

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(f"{MARK}@finta.example is unknown here")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        transaction.on_commit(message.send, robust=True)
    assert "OSError" in written.getvalue()
    assert MARK not in written.getvalue()


def test_record__of_ours__keeps_numbers_and_codes_and_nothing_else(written: Written) -> None:
    log = logging.getLogger("rione.test")
    log.warning(
        "%s did %s to %d in %s: %s", "Anna", "assign_bed", 7, Plain("Room 1"), ValueError("x")
    )
    log.warning(ValueError("of Anna"))
    found = [line["message"] for line in written.lines()]
    assert found == ["… did assign_bed to 7 in Room 1: ValueError", "ValueError"]


def test_record__of_others__keeps_only_what_surrounds_its_arguments(written: Written) -> None:
    log = logging.getLogger("library")
    log.warning("Anna was here")
    log.warning("seen: %(who)s", {"who": "Anna"})
    log.warning("%s: %s", "Not Found", "/it/anna/", extra={"status_code": 404})
    found = [line["message"] for line in written.lines()]
    assert found == ["…", "seen: …", "Not Found"]
    assert all(line["place"].startswith("test_logs:") for line in written.lines())  # type: ignore[union-attr]


def test_record__of_the_queue__names_the_task_and_not_its_arguments(written: Written) -> None:
    job = {"id": 5, "task_name": "letters.write", "attempts": 1, "task_kwargs": {"to": "Anna"}}
    with about_job("letters.write", 5):
        logging.getLogger("procrastinate.worker").error(
            "Job letters.write[5](to='Anna') ended", extra={"action": "job_error", "job": job}
        )
    (line,) = written.lines()
    assert (line["message"], line["task"], line["job"], line["tries"]) == (
        *("job_error", "letters.write", 5),
        1,
    )
    assert line["request_id"] == "job-5"
    assert "Anna" not in written.getvalue()


def test_record__with_line_breaks__is_one_line(written: Written) -> None:
    logging.getLogger("rione.test").warning("one\ntwo\r\x00%s", Plain("three\n{"))
    assert len(written.getvalue().splitlines()) == 2


class OurProblem(Exception):
    """An exception of the product's own."""

    __module__ = "rione.test"


def test_describe__an_exception__is_type_and_place_and_words_only_of_ours() -> None:
    try:
        try:
            json.loads("{Anna")
        except ValueError as error:
            raise OurProblem("nothing is stored") from error
    except OurProblem as error:
        ours, theirs = describe(error)
    assert ours["message"] == "nothing is stored"
    assert ours["place"].startswith("core/logs/tests/test_logs.py:")
    assert set(theirs) == {"type", "place"}
    assert theirs["type"] == "json.decoder.JSONDecodeError"


def test_describe__a_chain_without_end__ends() -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert len(describe(first)) == 5
    assert describe(ValueError())[0]["place"] == ""


class Broken(Exception):
    """Not even its words can be read."""

    __module__ = "rione.test"

    def __str__(self) -> str:
        raise RuntimeError("Anna")


@pytest.mark.parametrize(
    ("template", "arguments", "error"),
    [
        ("%s and %s", ("Anna",), None),
        ("%d", ("Anna",), None),
        ("%(a)s", ({"b": "Anna"},), None),
        ("said", (), Broken()),
    ],
)
def test_record__that_cannot_be_formatted__is_written_all_the_same(
    template: str, arguments: tuple[object, ...], error: Exception | None
) -> None:
    """Otherwise logging itself would say why, and repeat it whole."""
    raised = (type(error), error, None) if error else None
    record = logging.LogRecord("rione.x", logging.ERROR, "x.py", 1, template, arguments, raised)
    for formatter in (JsonLine(), PlainLine()):
        line = formatter.format(record)
        assert "rione.x" in line
        assert "Anna" not in line


def test_whole_lines__are_for_developers() -> None:
    record = logging.LogRecord("rione.x", logging.ERROR, "x.py", 1, "of %s", ("Anna",), None)
    assert PlainLine(whole=True).format(record).endswith("ERROR rione.x: of Anna")
    assert PlainLine().format(record).endswith("ERROR rione.x: of … place=x:1")


def test_format__that_is_none__is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="RIONE_LOG_FORMAT is 'xml'"):
        logging_settings("xml", access=True)


def test_log__of_ours__is_called_with_a_constant_template() -> None:
    """A template that is put together first would pass what stands in it."""
    package = Path(__file__).resolve().parents[3]
    wrong = []
    for path in package.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("log", "logger", "logging")
                and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
                and not (isinstance(node.args[0], ast.Constant))
            ):
                wrong.append(f"{path}:{node.lineno}")
    assert not wrong


@pytest.mark.django_db
def test_access__counts_every_statement(client: Client, written: Written) -> None:
    client.get("/status")
    with_database = written.access()[-1]["sql"]
    client.get("/it/design/")
    assert with_database == 3
    assert written.access()[-1]["sql"] == 0
    assert not connection.execute_wrappers
