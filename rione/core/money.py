"""Money is an integer number of euro cents; text is Italian notation unless said otherwise."""

import re

# Digits in groups of three or not grouped at all, and either no cents or exactly two.
_ITALIAN = re.compile(r"^(?P<euro>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{2}))?$", re.ASCII)

# Larger than any budget of a city: a slip of the pen, not an amount.
MAX_CENTS = 10**15


def parse_italian(text: str) -> int:
    """Read `2.531.250,00`, `2531250` or `€ 2.531.250,00` as cents.

    Raises ValueError with a remedy for anything else, English notation and signs included.
    """
    bare = text.strip().removeprefix("€").removesuffix("€").strip()
    match = _ITALIAN.match(bare)
    if match is None:
        raise ValueError(
            f"“{text[:40]}” is not an amount: write euro in Italian notation, such as 2.531.250,00"
        )
    cents = int(match["euro"].replace(".", "")) * 100 + int(match["cents"] or 0)
    if cents > MAX_CENTS:
        raise ValueError(f"“{text[:40]}” is larger than any budget: check the digits")
    return cents


def format_italian(cents: int) -> str:
    """`253125000` as `2.531.250,00`; the inverse of `parse_italian` for cents ≥ 0."""
    sign = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    return f"{sign}{euro:,}".replace(",", ".") + f",{rest:02d}"


def format_english(cents: int) -> str:
    """`253125000` as `2,531,250.00`."""
    sign = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    return f"{sign}{euro:,}.{rest:02d}"


def format_plain(cents: int) -> str:
    """`253125000` as `2531250.00`, for files that programs read."""
    sign = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    return f"{sign}{euro}.{rest:02d}"
