"""What holds of the programme's rules whatever the data."""

from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules.conflicts import Claim, settle
from rione.programme.rules.files import parse_file
from rione.programme.rules.states import ORDER
from rione.programme.rules.totals import (
    ActionMoney,
    by_axis,
    by_municipality,
    by_project,
    by_state,
    net,
    partition,
    total,
)

FUNDS = ("pon_metro", "other_public", "private")
ACTIONS = st.lists(
    st.builds(
        ActionMoney,
        code=st.text("abc", min_size=1, max_size=3),
        axis=st.sampled_from("12345"),
        project=st.sampled_from(("one", "two", "three")),
        state=st.sampled_from(ORDER),
        amounts=st.dictionaries(
            st.sampled_from(FUNDS), st.none() | st.integers(0, 10**12), max_size=3
        ),
        municipalities=st.frozensets(st.sampled_from(("015146", "015077", "015192"))),
    ),
    max_size=30,
)


def _claim(ref: int, value: int, source: tuple[str, int], as_of: str | None) -> Claim:
    return Claim(
        ref=ref,
        subject=("action", "MI1.1.1.a"),
        field="quantity.areas",
        kind="quantity",
        value=str(value),
        document=source[0],
        rank=source[1],
        as_of=as_of,
        own_as_of=as_of,
    )


SOURCES = st.sampled_from((("a", 1), ("b", 1), ("c", 2), ("d", 3)))
DATES = st.sampled_from((None, "2021", "2022", "2022-01", "2022-06-30", "2023"))
CLAIMS = st.lists(st.tuples(st.integers(1, 3), SOURCES, DATES), min_size=1, max_size=7).map(
    lambda given: [_claim(ref, *one) for ref, one in enumerate(given, start=1)]
)


@given(ACTIONS)
def test_totals__by_anything__sum_to_the_whole(actions: list[ActionMoney]) -> None:
    for chosen in (actions, net(actions)):
        whole = total(chosen)
        assert sum(whole.by_fund.values()) == whole.total_cents
        for key in (by_axis, by_project, by_state, by_municipality):
            parts = partition(chosen, key).values()
            assert sum(part.total_cents for part in parts) == whole.total_cents
            assert sum(part.actions for part in parts) == whole.actions
            assert sum(part.unknown for part in parts) == whole.unknown


@given(ACTIONS)
def test_totals__net__is_never_more_than_printed(actions: list[ActionMoney]) -> None:
    assert total(net(actions)).total_cents <= total(actions).total_cents


@given(CLAIMS, st.randoms(use_true_random=False))
def test_settle__in_any_order__is_the_same_and_total(claims: list[Claim], random) -> None:  # type: ignore[no-untyped-def]
    expected = settle(claims, {})
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert settle(shuffled, {}) == expected
    assert set(expected.shown) == {(claim.subject, claim.field) for claim in claims}
    refs = {claim.ref for claim in claims}
    for ref in expected.shown.values():
        assert ref is None or ref in refs
    for found in expected.disagreements:
        assert len(found.options) > 1
        shown = found.decision.shown
        assert shown is None or any(shown in option.refs for option in found.options)


@given(CLAIMS)
def test_settle__the_value_shown__has_the_best_rank(claims: list[Claim]) -> None:
    ranks = {claim.ref: claim.rank for claim in claims}
    for ref in settle(claims, {}).shown.values():
        assert ref is None or ranks[ref] == min(ranks.values())


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_files__any_bytes__are_read_or_refused_with_a_line(content: bytes) -> None:
    parsed = parse_file("x.yaml", content)
    for problem in parsed.problems:
        assert problem.message
        assert problem.remedy
        assert str(problem).startswith("x.yaml")
