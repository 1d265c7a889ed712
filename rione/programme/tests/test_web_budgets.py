"""SQL statements of each page: recorded, never more, the same at 30 and at 3,000 actions."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from pytest_django import DjangoDbBlocker

from rione.core.scope.tests.statements import own_statements

from .factories import MILANO, multiplied

BUDGETS = Path(__file__).resolve().parents[3] / "tests" / "sql_budgets.csv"
MOST = 12
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "programme:action": ("MI4.2.1.a",),
    "programme:action_atom": ("MI4.2.1.a",),
    "programme:action_rss": ("MI4.2.1.a",),
    "programme:action_sources": ("MI4.2.1.a",),
    "programme:embed_amounts": ("MI4.2.1.a",),
    "programme:embed_map": ("MI4.2.1.a",),
    "programme:action_sheet": ("MI4.2.1.a",),
    "programme:project_sheet": ("quartieri-connessi",),
    "programme:project": ("quartieri-connessi",),
    "open_data:dataset": ("list-of-operations",),
    "programme:document": ("progetti-2022",),
    "territory:site": ("qc-monti",),
}
PRIVATE = ("design", "office", "documents", "audit", "jobs", "notices", None)
NOT_PAGES = frozenset({"programme:actions_csv", "territory:photograph"})


def budgets() -> dict[str, int]:
    with BUDGETS.open(encoding="utf-8", newline="") as file:
        return {row["page"]: int(row["statements"]) for row in csv.DictReader(file)}


def pages() -> set[str]:
    """Every named page of ours that anybody may read; those of an office are held to ten by the
    tests of their parts."""
    found: set[str] = set()
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern).strip("/") in ("it", "en"):
            for inner in resolver.url_patterns:
                if isinstance(inner, URLResolver) and inner.app_name not in PRIVATE:
                    found |= {f"{inner.app_name}:{entry.name}" for entry in inner.url_patterns}
    return found - NOT_PAGES


def statements(client: Client, page: str) -> int:
    """SQL statements of the page itself; the scope around it costs the same for every page."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(page, args=ARGUMENTS.get(page, ())))
    assert response.status_code == 200, page
    return len(own_statements(queries.captured_queries))


@contextmanager
def loaded(folder: Path, blocker: DjangoDbBlocker) -> Iterator[None]:
    from rione.programme.operations import load_folder

    with blocker.unblock(), transaction.atomic():
        load_folder(folder=folder)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(MILANO, django_db_blocker):
        yield


@pytest.fixture
def milano(loaded_once: None, db: None) -> None:
    """The city's programme, loaded once for this module."""


def test_budgets__every_page__has_one() -> None:
    assert set(budgets()) == pages()
    assert max(budgets().values()) <= MOST


@pytest.mark.parametrize("page", sorted(budgets()))
def test_page__of_thirty_actions__takes_exactly_its_budget(
    client: Client, milano: None, page: str
) -> None:
    assert statements(client, page) == budgets()[page]


@pytest.mark.slow
@pytest.mark.django_db
def test_pages__of_three_thousand_actions__take_no_more(client: Client, tmp_path: Path) -> None:
    from rione.programme import queries
    from rione.programme.operations import load_folder

    load_folder(folder=multiplied(tmp_path / "many", 100))
    assert queries.list_actions(page_size=1).page.total == 3000
    over = {
        page: taken
        for page, budget in budgets().items()
        if (taken := statements(client, page)) > budget
    }
    assert not over
