"""The ledger under whatever is thrown at it: pure rules, and the database against a model."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rione.core.ledger import checks, operations, queries
from rione.core.ledger.rules import problems
from rione.core.ledger.rules.amounts import MAX_AMOUNT, split
from rione.core.ledger.rules.entries import (
    Leg,
    Nature,
    Reference,
    changes,
    left_over,
    mirror,
)
from rione.core.ledger.rules.periods import PeriodAction, PeriodData, any_closed, closed_ranges

totals = st.integers(-MAX_AMOUNT, MAX_AMOUNT)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(12)]
days = st.sampled_from(DAYS)


@given(totals, weights)
def test_split__any_total_and_weights__loses_nothing_and_is_fair(
    total: int, shares: list[int]
) -> None:
    parts = split(total, shares)
    assert sum(parts) == total
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total * weight, sum(shares))) < 1
        assert weight or not part
    ordered = sorted(zip(shares, (abs(part) for part in parts), strict=True))
    assert [part for _, part in ordered] == sorted(abs(part) for part in parts)


@given(totals, weights)
def test_split__of_parts_already_exact__changes_nothing(factor: int, shares: list[int]) -> None:
    factor %= 1000
    assert split(factor * sum(shares), shares) == [factor * weight for weight in shares]


legs = st.lists(
    st.builds(
        Leg, st.sampled_from("abcd"), st.integers(-MAX_AMOUNT, MAX_AMOUNT).filter(lambda a: a != 0)
    ),
    max_size=12,
)
UNITS = {"a": "EUR", "b": "EUR", "c": "MIN", "d": "MIN"}


@given(legs)
def test_mirror__with_its_original__leaves_nothing_in_any_account(some: list[Leg]) -> None:
    both = [*some, *mirror(some)]
    assert not any(changes(both).values())
    assert left_over(both, UNITS) == {}
    assert mirror(mirror(some)) == tuple(some)
    assert left_over(mirror(some), UNITS) == {
        unit: -amount for unit, amount in left_over(some, UNITS).items()
    }


@st.composite
def period_events(draw: st.DrawFn) -> PeriodData:
    first, last = sorted([draw(days), draw(days)])
    return PeriodData(draw(st.sampled_from(PeriodAction)), first, last)


def closed_by_last_word(events: list[PeriodData]) -> set[date]:
    closed: set[date] = set()
    for event in events:
        within = {day for day in DAYS if event.first_day <= day <= event.last_day}
        closed = closed | within if event.action is PeriodAction.CLOSE else closed - within
    return closed


@given(st.lists(period_events(), max_size=12))
def test_closed_ranges__any_history__are_the_days_whose_last_word_is_closed(
    events: list[PeriodData],
) -> None:
    ranges = closed_ranges(events)
    assert {day for day in DAYS if any_closed(ranges, day, day)} == closed_by_last_word(events)
    for (_, last), (first, _) in pairwise(ranges):
        assert first - last > timedelta(days=1)


def test_closed_ranges__to_the_last_day_of_the_calendar__do_not_overflow() -> None:
    whole = PeriodData(PeriodAction.CLOSE, date.min, date.max)
    hole = PeriodData(PeriodAction.REOPEN, date(2024, 1, 1), date.max)
    assert closed_ranges([whole, whole, hole]) == [(date.min, date(2023, 12, 31))]


CITY, COOP = Reference("body", "city"), Reference("body", "coop")
OWNERS: list[Reference | None] = [None, CITY, COOP]
ACCOUNTS: dict[str, tuple[Reference, str, Nature, int | None]] = {
    "line": (CITY, "EUR", Nature.ASSET, 0),
    "spent": (CITY, "EUR", Nature.EXPENSE, None),
    "source": (CITY, "EUR", Nature.INCOME, None),
    "owed": (COOP, "EUR", Nature.LIABILITY, 0),
    "hours": (COOP, "MIN", Nature.ASSET, -60),
    "given": (COOP, "MIN", Nature.EQUITY, None),
}
Content = tuple[date, tuple[Leg, ...], str]
amounts = st.integers(1, 120)
keys = st.sampled_from([f"k{n}" for n in range(8)])


@st.composite
def entry_legs(draw: st.DrawFn) -> tuple[Leg, ...]:
    """Mostly balanced legs between accounts of one unit, sometimes with a slip."""
    found: list[Leg] = []
    for _ in range(draw(st.integers(1, 2))):
        unit = draw(st.sampled_from(["EUR", "EUR", "MIN"]))
        codes = [code for code, terms in ACCOUNTS.items() if terms[1] == unit]
        amount = draw(amounts)
        one, other = draw(st.permutations(codes))[:2]
        found += [Leg(one, amount), Leg(other, -amount)]
    if draw(st.integers(0, 9)) == 0:
        found.append(Leg(draw(st.sampled_from(sorted(ACCOUNTS))), draw(amounts)))
    return tuple(found)


class LedgerMachine(RuleBasedStateMachine):
    """Every operation's outcome is foretold by a model of dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.balances = dict.fromkeys(ACCOUNTS, 0)
        self.floors = {code: terms[3] for code, terms in ACCOUNTS.items()}
        self.posted: dict[str, tuple[Content, int]] = {}
        self.reversed: dict[str, str] = {}
        self.events: dict[Reference | None, list[PeriodData]] = {owner: [] for owner in OWNERS}
        self.event_count = 0
        operations.open_unit(code="EUR", scale=2, title="Euro")
        operations.open_unit(code="MIN", scale=0, title="Minutes")
        for code, (owner, unit, nature, floor) in ACCOUNTS.items():
            operations.open_account(
                code=code, title=code, owner=owner, unit=unit, nature=nature, floor=floor
            )

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def expected(self, content: Content) -> type[Exception] | None:
        at, some, _ = content
        if left_over(some, {code: terms[1] for code, terms in ACCOUNTS.items()}):
            return problems.UnbalancedError
        for code, change in changes(some).items():
            sign, floor = ACCOUNTS[code][2].sign, self.floors[code]
            if floor is not None and sign * change < 0:
                left = sign * (self.balances[code] + change)
                if left < floor:
                    return problems.NotEnoughError
        owners = {None} | {ACCOUNTS[leg.account][0] for leg in some}
        if any(at in closed_by_last_word(self.events[owner]) for owner in owners):
            return problems.ClosedPeriodError
        return None

    def book(self, key: str, content: Content, posted: queries.Transaction) -> None:
        self.posted[key] = content, posted.id
        for code, change in changes(content[1]).items():
            self.balances[code] += change

    @rule(key=keys, at=days, some=entry_legs(), memo=st.sampled_from(["", "x"]))
    def post(self, key: str, at: date, some: tuple[Leg, ...], memo: str) -> None:
        content = (at, some, memo)
        error = problems.KeyReusedError if key in self.posted else self.expected(content)
        if key in self.posted and self.same(content, self.posted[key][0]):
            error = None
        if error is not None:
            with pytest.raises(error):
                operations.post(key=key, at=at, legs=some, memo=memo)
            return
        posted = operations.post(key=key, at=at, legs=some, memo=memo)
        if key in self.posted:
            assert posted.id == self.posted[key][1]
        else:
            self.book(key, content, posted)

    @staticmethod
    def same(one: Content, other: Content) -> bool:
        return (one[0], sorted(one[1]), one[2]) == (other[0], sorted(other[1]), other[2])

    @rule(key=keys)
    def repeat(self, key: str) -> None:
        if key in self.posted and key not in self.reversed.values():
            (at, some, memo), number = self.posted[key]
            again = operations.post(key=key, at=at, legs=some[::-1], memo=memo)
            assert (again.id, again.legs) == (number, some)

    @rule(of=keys, at=days)
    def reverse(self, of: str, at: date) -> None:
        if of not in self.posted:
            return
        (was_at, some, _), _ = self.posted[of]
        key = f"undo {of} {len(self.posted)}"
        content = (at, mirror(some), "undone")
        error: type[Exception] | None
        if at < was_at:
            error = problems.NotReversibleError
        else:
            # What the accounts hold is looked at before the database says "once only".
            error = self.expected(content)
            if error is not problems.NotEnoughError and of in self.reversed:
                error = problems.AlreadyReversedError
        if error is not None:
            with pytest.raises(error):
                operations.reverse(key=key, of=of, at=at, memo="undone")
            return
        undone = operations.reverse(key=key, of=of, at=at, memo="undone")
        self.book(key, content, undone)
        self.reversed[of] = key
        assert operations.reverse(key=key, of=of, at=at, memo="undone") == undone
        with pytest.raises(problems.NotReversibleError):
            operations.reverse(key=f"{key} again", of=key, at=DAYS[-1], memo="")

    @rule(event=period_events(), owner=st.sampled_from(OWNERS))
    def close_or_reopen(self, event: PeriodData, owner: Reference | None) -> None:
        self.event_count += 1
        closed = closed_by_last_word(self.events[owner])
        values = {
            "key": f"event {self.event_count}",
            "first_day": event.first_day,
            "last_day": event.last_day,
            "reason": "because",
            "owner": owner,
        }
        if event.action is PeriodAction.CLOSE:
            # Few days at a time, or soon nothing could be posted.
            values["last_day"] = event.first_day
            event = PeriodData(event.action, event.first_day, event.first_day)
            operations.close_period(**values)  # type: ignore[arg-type]
        elif any(event.first_day <= day <= event.last_day for day in closed):
            operations.reopen_period(**values)  # type: ignore[arg-type]
        else:
            with pytest.raises(problems.NotClosedError):
                operations.reopen_period(**values)  # type: ignore[arg-type]
            return
        self.events[owner].append(event)

    @rule(code=st.sampled_from(["line", "owed", "hours"]), floor=st.integers(-60, 60))
    def set_floor(self, code: str, floor: int) -> None:
        if ACCOUNTS[code][2].sign * self.balances[code] < floor:
            with pytest.raises(problems.FloorTooHighError):
                operations.set_floor(account=code, floor=floor)
        else:
            operations.set_floor(account=code, floor=floor)
            self.floors[code] = floor

    @invariant()
    def database_agrees(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert [found for found in checks.all_sums_agree() if not found.ok] == []
        for unit in ("EUR", "MIN"):
            lines = queries.trial_balance(unit)
            assert sum(line.balance for line in lines) == 0
            for line in lines:
                assert line.balance == self.balances[line.account]
        for owner in OWNERS:
            ranges = queries.closed_ranges(owner)
            closed = {day for day in DAYS if any_closed(ranges, day, day)}
            assert closed == closed_by_last_word(self.events[owner])

    @rule(code=st.sampled_from(sorted(ACCOUNTS)), span=st.tuples(days, days))
    def statement(self, code: str, span: tuple[date, date]) -> None:
        since, until = sorted(span)
        found = queries.statement(code, since, until, size=1000)
        sign = ACCOUNTS[code][2].sign
        sums = [
            sign * sum(change for at, change in self.moves(code) if at < since),
            sign * sum(change for at, change in self.moves(code) if at <= until),
        ]
        assert [found.opening, found.closing] == sums
        running = found.opening
        for line in found.lines:
            running += sign * (line.debit - line.credit)
            assert line.balance == running
        assert running == found.closing

    def moves(self, code: str) -> Iterator[tuple[date, int]]:
        for (at, some, _), _ in self.posted.values():
            yield from ((at, leg.amount) for leg in some if leg.account == code)


@pytest.mark.django_db
def test_ledger__any_sequence_of_operations__agrees_with_its_model() -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
