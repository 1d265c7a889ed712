"""The chart of accounts of an operation, and the forms of what is written into its books. Pure."""

import re

PREFIXED = "{municipality}/{operation}/{account}"
NUMBER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$"
"""The number of a commitment or payment: 1 to 20 characters, part of an account's code."""
FUND = r"^[a-z][a-z0-9_]{0,19}$"
COMPANY_CODE = r"^[0-9]{11}$"
PERSON_CODE = (
    r"^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$"
)
FIRST_DAY, LAST_DAY = "2014-01-01", "2099-12-31"

AVAILABLE, PAID, CLAIMABLE, REFUSED = "available", "paid", "claimable", "refused"
OF_EXPENSES = ("declared", "accepted", "cut", "certified", "corrected", "recovered")
ASSETS = (AVAILABLE, PAID, *OF_EXPENSES)
LIABILITIES = (CLAIMABLE, REFUSED)
_NAMED = re.compile(r"(financing|committed|undeclared)/[A-Za-z0-9_.-]{1,20}", re.ASCII)


def account(municipality: str, operation: str, name: str) -> str:
    """The code of an account in the ledger."""
    return PREFIXED.format(municipality=municipality, operation=operation, account=name)


def financing(fund: str) -> str:
    """What a fund has granted, less what was saved of it."""
    return f"financing/{fund}"


def committed(number: str) -> str:
    """What of a commitment is not paid yet."""
    return f"committed/{number}"


def undeclared(number: str) -> str:
    """What of a payment is in no expense that stands."""
    return f"undeclared/{number}"


def is_account(name: str) -> bool:
    """Whether an operation may have an account of that name."""
    return name in (*ASSETS, *LIABILITIES) or _NAMED.fullmatch(name) is not None


def is_number(text: str) -> bool:
    """Whether it may name a commitment or a payment."""
    return re.fullmatch(NUMBER, text, re.ASCII) is not None


def is_tax_code(kind: str, text: str) -> bool:
    """Whether it has the form of the tax code of a natural person, or of a company or body."""
    form = PERSON_CODE if kind == "person" else COMPANY_CODE
    return re.fullmatch(form, text, re.ASCII) is not None
