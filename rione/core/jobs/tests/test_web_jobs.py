"""The pages of background jobs, and what administrators decide there."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, actor_of, add_factor, member
from rione.core.jobs import queries
from rione.core.jobs.operations import give_up_job, retry_job
from rione.core.writes import KeyReused, Refused

from .factories import a_failure, a_job, a_worker, state_of

pytestmark = pytest.mark.django_db


def official(client: Client, role: Role = Role.ADMINISTRATOR, place: str = ALTO) -> Client:
    made = member(role, place)
    add_factor(made.user)
    client.force_login(made.user)
    return client


def address(name: str, *arguments: int, language: str = "it") -> str:
    with override(language):
        return reverse(f"jobs:{name}", args=arguments)


def key() -> str:
    return str(uuid4())


@pytest.fixture
def administrator(client: Client) -> Client:
    return official(client)


@pytest.mark.parametrize("language", ["it", "en"])
def test_page__with_nothing_at_all__says_so_in_both_languages(administrator, language) -> None:
    answer = administrator.get(address("jobs", language=language))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}">' in text
    assert ("Nessun lavoro non riuscito" if language == "it" else "No job has failed") in text
    assert ("Nessun processo" if language == "it" else "No worker is running") in text
    assert "*/10 * * * *" in text
    assert address("jobs") == "/it/ufficio/lavori/"


def test_page__shows_queues_failures_and_workers__and_never_an_argument(administrator) -> None:
    a_worker(silent_for=300)
    job = a_job("failed", task="rione.core.letters.write")
    a_job("todo", queue="mail")
    text = administrator.get(address("jobs")).content.decode()
    for words in ("rione.core.letters.write", "ValueError", "mail", "nessun segnale", str(job)):
        assert words in text
    detail = administrator.get(address("job", job)).content.decode()
    assert "core/letters.py:7 write" in detail
    for page in (text, detail):
        assert "Anna" not in page
        assert " style=" not in page
    for form in ("csv", "json", "xlsx"):
        answer = administrator.get(address("jobs"), {"format": form})
        assert answer.status_code == 200
        assert b"Anna" not in b"".join(answer.streaming_content)


def test_queues__are_counted_by_state__and_the_oldest_due_is_told() -> None:
    for state in ("todo", "todo", "doing", "failed", "succeeded"):
        a_job(state, queue="probe")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
            " WHERE id = (SELECT max(id) FROM procrastinate_jobs"
            " WHERE queue_name = 'probe' AND status = 'todo')"
        )
    found = {shape.name: shape for shape in queries.queues()}
    probe = found["probe"]
    assert (probe.waiting, probe.later, probe.running, probe.failed) == (1, 1, 1, 1)
    assert probe.oldest is not None
    assert "upkeep" in found


def test_list__sorted_filtered_and_paged(administrator) -> None:
    for number in range(55):
        a_job("failed", task=f"rione.task_{number:02}", queue="audit" if number < 3 else "upkeep")
    first = administrator.get(address("jobs"), {"sort": "task"}).content.decode()
    assert "rione.task_00" in first
    assert "rione.task_54" not in first
    second = administrator.get(address("jobs"), {"sort": "task", "page": "2"}).content.decode()
    assert "rione.task_54" in second
    audit = administrator.get(address("jobs"), {"queue": "audit"}).content.decode()
    assert "rione.task_02" in audit
    assert "rione.task_03" not in audit
    searched = administrator.get(address("jobs"), {"q": "task_17"}).content.decode()
    assert "rione.task_17" in searched
    assert "rione.task_18" not in searched


def test_page__ten_times_as_many_jobs__takes_as_many_statements(administrator) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            administrator.get(address("jobs"))
        return len(seen)

    a_job("failed")
    one = statements()
    for _ in range(10):
        a_job("failed")
    assert statements() == one


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_page__for_other_roles__is_closed(client, role) -> None:
    job = a_job("failed")
    official(client, role)
    for method, url in (
        (client.get, address("jobs")),
        (client.get, address("job", job)),
        (client.post, address("retry", job)),
        (client.post, address("give_up", job)),
    ):
        assert method(url).status_code == 403
    assert state_of(job) == "failed"


def test_page__for_nobody__leads_to_the_log_in(client) -> None:
    assert client.get(address("jobs")).status_code == 302


@pytest.mark.parametrize(("name", "after"), [("retry", "todo"), ("give_up", "cancelled")])
def test_decision__on_a_failed_job__is_done_once_and_audited(administrator, name, after) -> None:
    job = a_job("failed")
    sent = {"key": key()}
    for _ in range(2):
        answer = administrator.post(address(name, job), sent, follow=True)
        assert answer.status_code == 200
        assert "notice-negative" not in answer.content.decode()
    assert state_of(job) == after
    entry = Entry.objects.get(verb=f"{name}_job")
    assert entry.subjects == [f"job:{job}"]
    assert (entry.municipality, entry.actor_role) == (ALTO, "administrator")


def test_decision__on_a_job_that_is_not_failed_any_more__is_refused(administrator) -> None:
    job = a_job("succeeded")
    answer = administrator.post(address("retry", job), {"key": key()}, follow=True)
    assert "qualcuno è già intervenuto" in answer.content.decode()
    assert state_of(job) == "succeeded"
    assert "Ripeti" not in answer.content.decode()


def test_retry__while_an_equal_one_waits__is_refused_with_the_remedy(administrator) -> None:
    job = a_job("failed", lock="letters")
    a_job("todo", lock="letters")
    answer = administrator.post(address("retry", job), {"key": key()}, follow=True)
    assert "Un lavoro uguale è già in attesa" in answer.content.decode()
    assert state_of(job) == "failed"


@pytest.mark.parametrize("sent", [{}, {"key": ""}, {"key": "\x00"}, {"key": "a b"}])
def test_decision__without_a_key__is_refused(administrator, sent) -> None:
    job = a_job("failed")
    administrator.post(address("retry", job), sent, follow=True)
    assert state_of(job) == "failed"


@pytest.mark.parametrize("name", ["job", "retry", "give_up"])
def test_job__of_another_municipality__does_not_exist(administrator, name) -> None:
    job = a_job("failed", municipality=BASSO)
    own = a_job("failed", municipality=ALTO)
    method = administrator.get if name == "job" else administrator.post
    assert method(address(name, job), {"key": key()}).status_code == 404
    assert state_of(job) == "failed"
    page = administrator.get(address("jobs")).content.decode()
    assert f"/lavori/{job}/" not in page
    assert f"/lavori/{own}/" in page


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_job__that_there_is_not__is_404(administrator, number) -> None:
    assert administrator.get(address("job", number)).status_code == 404


def test_operation__by_whoever_may_not__is_refused() -> None:
    job = a_job("failed", municipality=ALTO)
    for actor in (
        actor_of(member(Role.ADMINISTRATOR, BASSO, factor=True)),
        actor_of(member(Role.PROGRAMME_OFFICER, ALTO, factor=True)),
    ):
        for decide in (retry_job, give_up_job):
            with pytest.raises(Refused, match="non esiste"):
                decide(actor=actor, key=key(), job=job)
    assert state_of(job) == "failed"


def test_operation__one_key_for_two_jobs__is_refused() -> None:
    actor = actor_of(member(Role.ADMINISTRATOR, ALTO, factor=True))
    first, second, used = a_job("failed"), a_job("failed"), key()
    retry_job(actor=actor, key=used, job=first)
    with pytest.raises(KeyReused):
        retry_job(actor=actor, key=used, job=second)
    assert state_of(second) == "failed"


def test_job__its_failures__are_shown_newest_first() -> None:
    job = a_job("failed")
    a_failure(job, attempt=2)
    found = queries.job(job, "")
    assert found is not None
    assert [failure.attempt for failure in found.failures] == [2, 1]
