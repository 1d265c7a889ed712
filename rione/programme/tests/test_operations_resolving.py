from pathlib import Path

import pytest

from rione.programme import queries
from rione.programme.models import Action, Resolution, Statement
from rione.programme.operations import ResolutionRefused, load_folder, resolve_conflict

from .factories import STATE, Folder, action, amount, small

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


def choose(cents: int | None, key: str = "one", **more: str) -> Resolution:
    statement = None
    if cents is not None:
        statement = Statement.objects.get(amount_cents=cents, retired_in=None).pk
    return resolve_conflict(
        subject=ACTION,
        field=FIELD,
        statement_id=statement,
        decided_by=more.get("by", "The programme office"),
        why=more.get("why", "Checked in the register."),
        idempotency_key=key,
    )


def shown() -> int:
    return Action.objects.get().known_cents


def test_resolve__a_persons_choice__is_shown_with_who_and_why(loaded: Path) -> None:
    assert shown() == 10000
    choose(9000)
    assert shown() == 9000
    line = queries.get_conflict(KEY)
    assert line is not None
    assert line.reason == "by_person"
    assert line.resolution is not None
    assert line.resolution.why == "Checked in the register."
    assert line.resolution.effective
    assert len(line.values) == 2
    assert all(finding.ok for finding in queries.check_programme())


def test_resolve__again_with_the_same_key__is_the_same_decision(loaded: Path) -> None:
    first = choose(9000)
    assert choose(9000).pk == first.pk
    assert Resolution.objects.count() == 1
    with pytest.raises(ResolutionRefused, match="another decision"):
        choose(10000)


def test_resolve__undone_by_a_later_one__the_rule_decides_again(loaded: Path) -> None:
    choose(9000)
    choose(None, key="two")
    assert shown() == 10000
    line = queries.get_conflict(KEY)
    assert line is not None
    assert line.reason == "by_rank"
    assert line.resolution is None


def test_resolve__reloads__keep_it_as_long_as_the_statement_is_current(
    loaded: Path, tmp_path: Path
) -> None:
    choose(9000)
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
    ("change", "message"),
    [
        ({"field": "financing.private"}, "do not disagree"),
        ({"decided_by": " "}, "say who decides"),
        ({"why": ""}, "say who decides"),
        ({"statement_id": 0}, "one of the statements that disagree"),
    ],
)
def test_resolve__what_cannot_be__is_refused_and_changes_nothing(
    loaded: Path, change: dict[str, object], message: str
) -> None:
    given: dict[str, object] = {
        "subject": ACTION,
        "field": FIELD,
        "statement_id": Statement.objects.get(amount_cents=9000).pk,
        "decided_by": "me",
        "why": "so",
        "idempotency_key": "k",
    }
    with pytest.raises(ResolutionRefused, match=message):
        resolve_conflict(**{**given, **change})  # type: ignore[arg-type]
    assert not Resolution.objects.exists()
    assert shown() == 10000
