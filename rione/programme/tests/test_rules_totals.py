from rione.programme.rules.totals import ActionMoney, by_municipality, net, partition, total


def money(code: str, state: str, places: frozenset[str] = frozenset(), **amounts: int | None):  # type: ignore[no-untyped-def]
    return ActionMoney(code, code[2], "p", state, amounts, places)


def test_total__unknown_amounts__are_counted_and_never_zero() -> None:
    found = total([money("MI1", "running", pon=100, private=None), money("MI2", "running", pon=1)])
    assert (found.actions, found.total_cents, found.unknown) == (2, 101, 1)
    assert found.by_fund == {"pon": 101, "private": 0}


def test_net__postponed_and_moved__are_left_out() -> None:
    actions = [money("MI1", s, pon=1) for s in ("running", "postponed", "moved", "unknown")]
    assert total(net(actions)).actions == 2


def test_partition__an_action_in_several_municipalities__is_counted_once_apart() -> None:
    actions = [
        money("MI1", "running", frozenset({"015146"}), pon=1),
        money("MI2", "running", frozenset({"015146", "015077"}), pon=2),
        money("MI3", "running", pon=4),
    ]
    sums = {name: one.total_cents for name, one in partition(actions, by_municipality).items()}
    assert sums == {"015146": 1, "none": 4, "several": 2}
