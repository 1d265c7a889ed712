"""What bounds the rows that are seen: a municipality, an organisation, an account; each or none."""

import re
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

_ISTAT = re.compile(r"^[0-9]{6}$", re.ASCII)


class Bounded(Protocol):
    """Anything that says whose rows it may see; "" where it has none."""

    @property
    def municipality(self) -> str: ...

    @property
    def organisation(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Extent:
    """`municipality`: its ISTAT code; `organisation` and `account`: their UUIDs. ValueError on
    anything else."""

    municipality: str = ""
    organisation: str = ""
    account: str = ""

    def __post_init__(self) -> None:
        if self.municipality and not _ISTAT.match(self.municipality):
            raise ValueError("a municipality is named by its six-figure ISTAT code")
        for what, key in (("an organisation", self.organisation), ("an account", self.account)):
            try:
                if key:
                    UUID(key)
            except ValueError:
                raise ValueError(f"{what} is named by its UUID") from None

    @classmethod
    def of(cls, bounded: Bounded) -> "Extent":
        """The extent of an actor; without an account for what has none, such as a job."""
        return cls(bounded.municipality, bounded.organisation, str(getattr(bounded, "account", "")))


NOWHERE = Extent()
"""None: only public rows."""
