"""A scanner for demo and tests: it knows one malware, the harmless test file of EICAR."""

from collections.abc import Iterable

from ..ports import Verdict

# Written in two parts, so that scanners leave this file alone.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class EicarScanner:
    """Finds the test file anywhere in a content."""

    name = "eicar"

    def scan(self, content: Iterable[bytes]) -> Verdict:
        tail = b""
        for piece in content:
            if EICAR in tail + piece:
                return Verdict("Eicar-Test-Signature")
            tail = (tail + piece)[-len(EICAR) :]
        return Verdict()
