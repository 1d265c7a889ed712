from rione.programme.rules.dependencies import find_cycle


def test_cycle__none__is_empty() -> None:
    assert find_cycle([]) == ()
    assert find_cycle([("a", "b"), ("b", "c"), ("a", "c")]) == ()


def test_cycle__of_three__is_printed_from_its_first_code() -> None:
    assert find_cycle([("b", "c"), ("c", "a"), ("a", "b"), ("x", "a")]) == ("a", "b", "c", "a")


def test_cycle__a_long_chain__needs_no_deep_stack() -> None:
    chain = [(str(i), str(i + 1)) for i in range(50_000)]
    assert find_cycle(chain) == ()
