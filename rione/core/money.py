"""Money is an integer number of euro cents; text is Italian notation unless said otherwise."""

import re

# Digits in groups of three or not grouped at all, and either no cents or exactly two.
_ITALIAN = re.compile(r"^(?P<euro>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{2}))?$", re.ASCII)

# Whole euros in groups of three or not grouped, and perhaps one or two digits of cents.
_WRITTEN = re.compile(
    r"^(?:(?P<plain>\d+)|\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*)"
    r"(?:(?P<point>[.,])(?P<cents>\d{1,2}))?$",
    re.ASCII,
)

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


def parse_written(text: str) -> int:
    """Read what a person typed, in either notation: `1.234,56`, `1,234.56`, `1234.5`, `€ 1234`.

    A mark before three digits groups, one before one or two digits at the end begins the cents;
    so nothing has two meanings. Raises ValueError for anything else, signs included.
    """
    bare = text.replace("\u00a0", " ").strip().removeprefix("€").removesuffix("€").strip()
    match = _WRITTEN.match(bare)
    if match is None or (match["point"] and match["point"] == match["mark"]):
        raise ValueError(f"“{text[:40]}” is not an amount: write euros, such as 1234.56")
    whole, _, _rest = bare.rpartition(match["point"]) if match["point"] else (bare, "", "")
    cents = int(re.sub(r"\D", "", whole)) * 100 + int((match["cents"] or "0").ljust(2, "0"))
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
