"""Who may use an address: every view says it, none is open because nobody thought of it.

    @public
    @require_safe
    def action_list(request): ...

    @declares("certifier", "auditor")
    def certificates(request): ...

`tests/architecture/test_access.py` walks all addresses of the project and fails on one that
declares nothing; `identity.web.middleware` refuses it. The mark survives `functools.wraps`; put
the decorator outermost all the same. An address lets a role in; which rows it sees there is for
the context's own rules (`identity.access.may`) and for the scope.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from rione.core.identity.rules.roles import Role

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
"""Anybody, without logging in; only rows that are public."""
ACCOUNT = "account"
"""Anybody who has logged in, under any membership or none: one's own account."""
ROLES = "roles"
"""Whoever acts under one of the roles that are declared with it."""

DECLARATIONS = frozenset({PUBLIC, ACCOUNT, ROLES})
"""What a view may have declared (`declared_by`)."""
WORDS = frozenset({PUBLIC, ACCOUNT}) | frozenset(role.value for role in Role)
"""What `declares` takes."""


def declares(access: str, *others: str) -> Callable[[View], View]:
    """Mark a view with PUBLIC, with ACCOUNT, or with one or more roles; ValueError otherwise."""
    words = frozenset({access, *others})
    for word in sorted(words - WORDS):
        raise ValueError(f"“{word}” is no declaration of access: {', '.join(sorted(WORDS))}")
    roles = words - {PUBLIC, ACCOUNT}
    if roles != words and len(words) > 1:
        raise ValueError("a declaration of access is public, account, or roles; not a mixture")

    def mark(view: View) -> View:
        view.access = ROLES if roles else access  # type: ignore[attr-defined]
        view.access_roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view (function or class) that anybody may use."""
    return declares(PUBLIC)(view)


def account_only(view: View) -> View:
    """Mark a view that anybody who has logged in may use."""
    return declares(ACCOUNT)(view)


def declared_by(view: Callable[..., Any]) -> str:
    """What a view declares; for a class-based view, what its class does; "" when nothing."""
    found = getattr(view, "access", "") or getattr(getattr(view, "view_class", None), "access", "")
    return found if isinstance(found, str) else ""


def roles_declared_by(view: Callable[..., Any]) -> frozenset[str]:
    """The roles a view declares; none unless it declares roles."""
    if declared_by(view) != ROLES:
        return frozenset()
    marked = view if getattr(view, "access", "") else getattr(view, "view_class", view)
    found: object = getattr(marked, "access_roles", None)
    return found if isinstance(found, frozenset) else frozenset()


def without_database(view: View) -> View:
    """Mark a view that asks nothing of the database: it gets no scope, answers also when there is
    no database, and is refused a query that it makes all the same."""
    view.without_database = True  # type: ignore[attr-defined]
    return view


def asks_no_database(view: Callable[..., Any]) -> bool:
    """Whether a view is marked with `without_database`."""
    return bool(getattr(view, "without_database", False))
