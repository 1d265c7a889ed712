from pathlib import Path
from uuid import uuid4

import pytest

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.core.writes import KeyReused, Refused
from rione.programme import queries
from rione.programme.models import Action, Resolution, Statement
from rione.programme.operations import load_folder, resolve_conflict

from .factories import STATE, Folder, action, amount, small
from .office.factories import acting_as

pytestmark = pytest.mark.django_db
ACTION = ("action", "MI1.1.1.a")
FIELD = "financing.pon_metro"
KEY = "action/MI1.1.1.a/financing.pon_metro/values"


def disputed(other: str = "90,00") -> Folder:
    return small(
        action(
            "MI1.1.1.a",
            amount("pon_metro", "100,00"),
            amount("pon_metro", other, "slide:4"),
            STATE,
        )
    )


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    return _load(tmp_path / "a", disputed())


def _load(path: Path, folder: Folder) -> Path:
    load_folder(folder=folder.write(path))
    return path


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")):
        yield


@pytest.fixture
def officer(db: None) -> Actor:
    return acting_as(Role.PROGRAMME_OFFICER, "015146")


def choose(officer: Actor, cents: int | None, key: str = "", why: str = "Nel registro.") -> int:
    """The decision of an officer, as a request makes it."""
    statement = None
    if cents is not None:
        statement = Statement.objects.get(amount_cents=cents, retired_in=None).pk
    with scope(officer):
        return resolve_conflict(
            actor=officer,
            key=key or str(uuid4()),
            subject_kind=ACTION[0],
            subject_key=ACTION[1],
            field=FIELD,
            statement=statement,
            why=why,
        )


def shown() -> int:
    return Action.objects.get().known_cents


def test_resolve__a_persons_choice__is_shown_with_who_and_why(loaded: Path, officer: Actor) -> None:
    assert shown() == 10000
    choose(officer, 9000)
    assert shown() == 9000
    line = queries.get_conflict(KEY)
    assert line is not None
    assert line.reason == "by_person"
    assert line.resolution is not None
    assert line.resolution.why == "Nel registro."
    assert line.resolution.decided_by == "Officina Finta"
    assert line.resolution.effective
    assert len(line.values) == 2
    assert all(finding.ok for finding in queries.check_programme())


def test_resolve__again_with_the_same_key__is_the_same_decision(
    loaded: Path, officer: Actor
) -> None:
    first = choose(officer, 9000, key="decision-one")
    assert choose(officer, 9000, key="decision-one") == first
    assert Resolution.objects.count() == 1
    with pytest.raises(KeyReused):
        choose(officer, 10000, key="decision-one")


def test_resolve__undone_by_a_later_one__the_rule_decides_again(
    loaded: Path, officer: Actor
) -> None:
    choose(officer, 9000)
    choose(officer, None)
    assert shown() == 10000
    line = queries.get_conflict(KEY)
    assert line is not None
    assert line.reason == "by_rank"
    assert line.resolution is None


def test_resolve__reloads__keep_it_as_long_as_the_statement_is_current(
    loaded: Path, officer: Actor, tmp_path: Path
) -> None:
    choose(officer, 9000)
    text = disputed().replaced("projects/01-uno.yaml", "Azione", "Altra azione")
    _load(tmp_path / "b", text)
    assert shown() == 9000
    _load(tmp_path / "c", disputed("80,00"))
    line = queries.get_conflict(KEY)
    assert line is not None
    assert line.open
    assert line.reason == "choice_retired"
    assert line.resolution is not None
    assert not line.resolution.effective
    row = Action.objects.get()
    assert (row.known_cents, row.unknown_amounts) == (0, 1)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"field": "financing.private"}, "field"),
        ({"why": " "}, "why"),
        ({"why": "x" * 3000}, "why"),
        ({"statement": 0}, "statement"),
    ],
)
def test_resolve__what_cannot_be__is_refused_and_changes_nothing(
    loaded: Path, officer: Actor, change: dict[str, object], at: str
) -> None:
    given: dict[str, object] = {
        "actor": officer,
        "key": str(uuid4()),
        "subject_kind": ACTION[0],
        "subject_key": ACTION[1],
        "field": FIELD,
        "statement": Statement.objects.get(amount_cents=9000).pk,
        "why": "so",
    }
    with pytest.raises(Refused) as refused, scope(officer):
        resolve_conflict(**{**given, **change})
    assert refused.value.field == at
    assert not Resolution.objects.exists()
    assert shown() == 10000
