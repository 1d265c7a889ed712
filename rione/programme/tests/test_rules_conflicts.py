import itertools
from dataclasses import replace

import pytest

from rione.programme.rules.conflicts import TOTAL, Claim, cover, decide, settle

ACTION = ("action", "MI1.1.1.a")


def claim(ref: int, value: str, document: str = "a", rank: int = 1, **more: object) -> Claim:
    given = {"subject": ACTION, "field": "quantity.areas", "kind": "quantity", **more}
    return Claim(ref=ref, value=value, document=document, rank=rank, **given)  # type: ignore[arg-type]


def money(ref: int, field: str, cents: int | None, document: str = "a", rank: int = 1) -> Claim:
    kind = "unknown" if cents is None else "money"
    return claim(ref, f'{{"cents":{cents}}}', document, rank, field=field, kind=kind, cents=cents)


def state(ref: int, name: str, as_of: str | None = None, **more: object) -> Claim:
    return claim(
        ref, name, field="state", kind="state", state=name, as_of=as_of, own_as_of=as_of, **more
    )


def test_settle__statements_that_agree__show_the_one_that_ranks_first() -> None:
    found = settle([claim(1, "40", "b", 2), claim(2, "40", "a", 1)], {})
    assert not found.disagreements
    assert found.shown[ACTION, "quantity.areas"] == 2


def test_settle__different_ranks__are_decided_by_rank_with_reason() -> None:
    found = settle([claim(1, "33", "b", 3), claim(2, "40", "a", 1)], {})
    decision = found.disagreements[0].decision
    assert (decision.shown, decision.reason) == (2, "by_rank")
    assert decision.params == {"rank": 1, "other_rank": 3}


@pytest.mark.parametrize(
    ("one", "other", "shown", "reason"),
    [
        ("2022-01", "2021", 1, "by_date"),
        ("2021", "2022-01", 2, "by_date"),
        ("2022", "2022-01", None, "equal_date"),
        ("2022-01", "2022-01", None, "equal_date"),
        (None, "2022-01", None, "unknown_date"),
    ],
)
def test_settle__equal_ranks__go_by_date_or_to_a_person(
    one: str | None, other: str | None, shown: int | None, reason: str
) -> None:
    found = settle([claim(1, "40", "a", as_of=one), claim(2, "33", "b", as_of=other)], {})
    decision = found.disagreements[0].decision
    assert (decision.shown, decision.reason) == (shown, reason)
    assert found.shown[ACTION, "quantity.areas"] == shown


def test_settle__an_unknown_beside_a_number__is_no_disagreement() -> None:
    found = settle([claim(1, "{}", "a", kind="unknown"), claim(2, "40", "b", 5)], {})
    assert not found.disagreements
    assert found.shown[ACTION, "quantity.areas"] == 2


def test_settle__a_persons_choice__stands_above_the_rule() -> None:
    claims = [claim(1, "33", "b", 3), claim(2, "40", "a", 1)]
    found = settle(claims, {(ACTION, "quantity.areas"): 1})
    assert found.disagreements[0].decision.reason == "by_person"
    assert found.shown[ACTION, "quantity.areas"] == 1


def test_settle__a_choice_no_longer_current__is_open_again_and_says_so() -> None:
    claims = [claim(1, "33", "b", 3), claim(2, "40", "a", 1)]
    found = settle(claims, {(ACTION, "quantity.areas"): 77})
    assert found.disagreements[0].decision.reason == "choice_retired"
    assert found.shown[ACTION, "quantity.areas"] is None


def test_settle__one_documents_own_history__is_no_disagreement() -> None:
    claims = [state(1, "contracted", "2020"), state(2, "running", "2022")]
    found = settle(claims, {})
    assert not found.disagreements
    assert found.shown[ACTION, "state"] == 2


def test_settle__an_impossible_history__is_a_disagreement() -> None:
    found = settle([state(1, "closed", "2020"), state(2, "planned", "2022")], {})
    assert len(found.disagreements) == 1


def test_decide__a_notice_in_the_same_document__stands_over_its_states() -> None:
    decision = decide([state(1, "procurement"), state(2, "moved")])
    assert (decision.shown, decision.reason) == (2, "by_notice")
    other = decide([state(1, "procurement"), state(2, "moved", document="b")])
    assert other.reason == "unknown_date"


@pytest.mark.parametrize(
    ("claims", "difference"),
    [
        ([("pon", 100), ("other", 50), ("total", 150)], None),
        ([("pon", 100), ("other", 50), ("total", 160)], 10),
        ([("pon", 100), ("other", 50), ("total", 140)], -10),
        ([("pon", 100), ("private", None), ("total", 160)], None),
        ([("pon", 100), ("private", None), ("total", 90)], -10),
        ([("pon", 100), ("total", 101)], 1),
    ],
)
def test_settle__a_total_and_its_parts__disagree_only_if_they_must(
    claims: list[tuple[str, int | None]], difference: int | None
) -> None:
    made = [money(i, f"financing.{fund}", cents) for i, (fund, cents) in enumerate(claims)]
    found = [d for d in settle(made, {}).disagreements if d.about == "parts"]
    if difference is None:
        assert not found
    else:
        assert found[0].decision.params["difference_cents"] == difference
        assert found[0].decision.shown is None


def test_settle__a_document_without_all_parts__may_print_a_larger_total() -> None:
    made = [
        money(1, "financing.pon", 100),
        money(2, "financing.other", 50),
        money(3, "financing.pon", 100, "slides", 2),
        money(4, TOTAL, 155, "slides", 2),
    ]
    assert not [d for d in settle(made, {}).disagreements if d.about == "parts"]


def test_cover__a_moved_project__stands_over_a_different_own_state() -> None:
    project = replace(state(9, "moved"), subject=("project", "1"))
    found = cover([state(1, "procurement")], 1, project, None)
    assert found is not None
    assert (found.decision.shown, found.decision.reason) == (9, "covered_by_project")
    assert cover([state(1, "moved")], 1, project, None) is None
    assert cover([], None, project, None) is None
    chosen = cover([state(1, "procurement")], 1, project, 1)
    assert chosen is not None
    assert chosen.decision.reason == "by_person"


def test_settle__any_order__is_the_same() -> None:
    claims = [
        claim(1, "33", "b", 3),
        claim(2, "40", "a", 1, as_of="2022"),
        claim(3, "41", "c", 1, as_of="2023"),
        claim(4, "40", "d", 1, as_of="2021"),
    ]
    expected = settle(claims, {})
    assert all(settle(order, {}) == expected for order in itertools.permutations(claims))
