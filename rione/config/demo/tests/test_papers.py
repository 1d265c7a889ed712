"""What the demo shows of papers is put once, and some expenses lack theirs."""

from pathlib import Path

import pytest
from pytest_django import Settings

from rione.config.demo import money, papers
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.documents.models import Document
from rione.core.identity.demo import MILAN, put_people
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.factories import within

pytestmark = pytest.mark.django_db


def test_put__twice__puts_them_once(tmp_path: Path, settings: Settings) -> None:
    settings.RIONE_DOCUMENTS_DIR = str(tmp_path)
    with acting(AuditActor("job", "tests")):
        put_people()
        load_folder(folder=MILANO)
        money.put()
        assert papers.put() == "papers of 3 operations and 42 expenses"
        assert papers.put() == "all there"
        settings.RIONE_DOCUMENTS_DIR = ""
        assert papers.put() == "no folder, no papers"
    with within(MILAN):
        kinds = list(Document.objects.values_list("kind", flat=True))
        titles = list(Document.objects.values_list("title", flat=True))
    assert kinds.count("agreement") == 3
    assert 0 < kinds.count("invoice") < 42
    assert all("inventat" in title for title in titles)
