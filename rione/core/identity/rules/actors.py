"""Who asks: the account and the membership it acts under."""

from dataclasses import dataclass, field

from .roles import needs_second_factor


@dataclass(frozen=True, slots=True)
class Actor:
    """All by reference: `account`, `membership` and `organisation` are UUIDs, `municipality` an
    ISTAT code, `role` one of Role; "" where there is none. `second_factor`: the account has one.

    It bounds a scope (`rione.core.scope`) and is whom decisions are about (`may`).
    """

    account: str = ""
    membership: str = ""
    role: str = ""
    organisation: str = ""
    municipality: str = ""
    second_factor: bool = field(default=False, compare=False)

    @property
    def is_known(self) -> bool:
        """Whether somebody has logged in."""
        return bool(self.account)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether this membership may not be used before a second factor is set up."""
        return needs_second_factor(self.role) and not self.second_factor


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and why; the reason is a code (see `identity.access`)."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed
