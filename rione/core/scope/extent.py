"""What bounds the rows that are seen: a municipality, an organisation, both or neither."""

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
    """`municipality`: its ISTAT code; `organisation`: its UUID. ValueError on anything else."""

    municipality: str = ""
    organisation: str = ""

    def __post_init__(self) -> None:
        if self.municipality and not _ISTAT.match(self.municipality):
            raise ValueError("a municipality is named by its six-figure ISTAT code")
        if self.organisation:
            try:
                UUID(self.organisation)
            except ValueError:
                raise ValueError("an organisation is named by its UUID") from None

    @classmethod
    def of(cls, bounded: Bounded) -> "Extent":
        """The extent of an actor."""
        return cls(bounded.municipality, bounded.organisation)


NOWHERE = Extent()
"""Neither: only public rows."""
