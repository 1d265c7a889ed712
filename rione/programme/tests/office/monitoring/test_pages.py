"""Pages of national monitoring."""

import io
import zipfile
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.programme.lists.monitoring_words import RECORDS, RULES
from rione.programme.models import MonitoringRun
from rione.programme.rules.puc import checks, layouts
from rione.programme.tasks import make_monitoring_run
from rione.programme.tests.office.factories import logged_in, within
from rione.programme.tests.office.money_factories import an_office

from .test_runs import a_programme, made_run

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"office:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def officer(client: Client) -> Client:
    return logged_in(client, member(Role.PROGRAMME_OFFICER, ALTO, factor=True))


def test_words__all_rules_and_records__are_named() -> None:
    assert list(RULES) == list(checks.RULES)
    assert set(RECORDS) == set(layouts.LAYOUTS)


def test_new_run__asked_for_and_made__is_shown_with_what_it_found(officer: Client) -> None:
    a_programme()
    office = an_office()
    office.grant(100_000)
    form = officer.get(reverse("office:run_monitoring"))
    key = form.context["form"]["key"].value()
    sent = officer.post(reverse("office:run_monitoring"), {"key": key})
    assert sent.status_code == 302
    with within():
        run = MonitoringRun.objects.get()
    assert "Riaprire questa pagina" in page(officer, "monitoring_run", run.pk)
    make_monitoring_run(run=str(run.pk), municipality=ALTO)
    shown = page(officer, "monitoring_run", run.pk)
    assert "Ci sono errori" in shown
    assert reverse("office:change_operation", args=[office.operation.code]) in shown
    assert reverse("office:operation_money", args=[office.operation.code]) in shown
    assert "incerte" in shown
    assert "014, 015, 016, 017" in shown
    answer = officer.get(reverse("office:monitoring_archive", args=[run.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert "AP00.txt" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    with within(ALTO):
        assert Entry.objects.filter(subjects=[f"monitoring_run:{run.pk}"]).count() == 1
    assert "012" in page(officer, "monitoring_findings")
    assert "Conclusa" in page(officer, "monitoring")


def test_run__of_another_municipality__is_not_found(client: Client) -> None:
    run = made_run(an_office())
    logged_in(client, member(Role.PROGRAMME_OFFICER, BASSO, factor=True))
    for name in ("monitoring_run", "monitoring_archive"):
        assert client.get(reverse(f"office:{name}", args=[run.pk])).status_code == 404


def test_archive__of_a_run_that_is_not_done__is_not_found(officer: Client) -> None:
    with within():
        run = MonitoringRun.objects.create(municipality=ALTO, asked_by=UUID(int=1))
    answer = officer.get(reverse("office:monitoring_archive", args=[run.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.BENEFICIARY, Role.CERTIFIER])
def test_new_run__page_of_others__is_closed(client: Client, role: Role) -> None:
    logged_in(client, member(role, ALTO, factor=True))
    assert client.get(reverse("office:run_monitoring")).status_code == 403
