"""The e-mails of the demo, which are read on a page instead of being sent."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

pytestmark = pytest.mark.django_db
BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RIONE_DEMO_SWITCHER, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    return tmp_path


def put(folder: Path, *to: str) -> None:
    mails = [
        EmailMessage(f"È per {name}", f"<b> {name}: https://a.example/{name}/", to=[name])
        for name in to
    ]
    get_connection(BACKEND, file_path=str(folder)).send_messages(mails)


def test_letters__written_by_the_demo__are_read_and_followed(client: Client, folder: Path) -> None:
    put(folder, "a@x.example", "b@x.example")
    put(folder, "c@x.example")
    page = client.get(reverse("notices:letters")).content.decode()
    assert page.index("È per c@x") < page.index("È per b@x") < page.index("È per a@x")
    assert "&lt;b&gt;" in page
    assert 'href="https://a.example/a@x.example/"' in page
    one = client.get(reverse("notices:letters"), {"to": "b@x.example"}).content.decode()
    assert "È per b@x" in one
    assert "È per a@x" not in one


def test_letters__none_or_no_folder__says_so(client: Client, folder: Path) -> None:
    assert "card-box" not in client.get(reverse("notices:letters")).content.decode()
    folder.rmdir()
    assert client.get(reverse("notices:letters")).status_code == 200


def test_letters__outside_a_demo__do_not_exist(client: Client, settings: Settings) -> None:
    settings.RIONE_DEMO_SWITCHER = False
    assert client.get(reverse("notices:letters")).status_code == 404
