"""What documents ask of others; `config` wires it when the platform starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .rules.references import Direction, Reference

PATIENCE = 5.0
"""Seconds that an outside system is waited for."""


class OutsideUnavailable(Exception):
    """An outside system is slow, dead, or answers with what is no answer: ask again later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`finding` is what the scanner calls what it found; "" when the content is clean."""

    finding: str = ""


class Scanner(Protocol):
    """Looks for malware. OutsideUnavailable when it gives no verdict within PATIENCE."""

    name: str

    def scan(self, content: Iterable[bytes]) -> Verdict:
        """The verdict over a content that is given in pieces."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What is to be registered outside. `own` is our number ("2024/17"), once per entry and
    municipality: whoever is asked again with it answers with the same number."""

    own: str
    municipality: str
    direction: Direction
    about: Reference
    sha256: str


class ProtocolRegister(Protocol):
    """Numbers registered documents (protocollo)."""

    name: str

    def number_for(self, registration: Registration) -> str:
        """The number of a registration; OutsideUnavailable when there is none yet."""


class Wired:
    """The ports in use; without a scanner contents stay unscanned, without an outside register
    our own number is the only one."""

    scanner: Scanner | None = None
    register: ProtocolRegister | None = None


def wire(*, scanner: Scanner | None = None, register: ProtocolRegister | None = None) -> None:
    """Put adapters in; called once, when the platform starts."""
    if scanner is not None:
        Wired.scanner = scanner
    if register is not None:
        Wired.register = register
