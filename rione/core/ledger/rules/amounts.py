"""Whole amounts in a unit's smallest part: cents, minutes, tokens. Never a fraction."""

from collections.abc import Sequence

from rione.core.money import MAX_CENTS

MAX_AMOUNT = MAX_CENTS


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` in proportion to whole weights, losing nothing (largest remainder).

    The parts sum to the total, each is its exact share rounded down or up, a weight of nought
    gets nothing, and a larger weight never gets less. What rounding leaves over goes, one each,
    to the largest remainders; among equal remainders to the first. A negative total is shared
    as its opposite. ValueError without a positive weight or with a negative one.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("shares need weights of nought or more, and at least one above nought")
    if total < 0:
        return [-part for part in split(-total, weights)]
    whole = sum(weights)
    shares = [divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def in_words(amount: int, unit: str, scale: int) -> str:
    """`125050` in EUR of scale 2 as `1250.50 EUR`; for messages and files, not for pages."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**scale)
    decimals = f".{rest:0{scale}d}" if scale else ""
    return f"{sign}{whole}{decimals} {unit}"
