"""Who may use an address: every view says it, none is open because nobody thought of it.

    @public
    @require_safe
    def action_list(request): ...

`tests/architecture/test_access.py` walks all addresses of the project and fails on one that
declares nothing. The mark survives `functools.wraps`; put the decorator outermost all the same.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
"""Anybody, without logging in; only rows that are public."""

DECLARATIONS = frozenset({PUBLIC})


def declares(access: str) -> Callable[[View], View]:
    """Mark a view with one of DECLARATIONS; ValueError on any other word."""
    if access not in DECLARATIONS:
        raise ValueError(
            f"“{access}” is no declaration of access: {', '.join(sorted(DECLARATIONS))}"
        )

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view (function or class) that anybody may use."""
    return declares(PUBLIC)(view)


def declared_by(view: Callable[..., Any]) -> str:
    """What a view declares; for a class-based view, what its class does; "" when nothing."""
    found = getattr(view, "access", "") or getattr(getattr(view, "view_class", None), "access", "")
    return found if isinstance(found, str) else ""
