"""What documents check on themselves, and what `check --deploy` says of their settings."""

import secrets

from django.core.checks import CheckMessage, Error, Warning

from rione.core.selfcheck import Finding

from . import contents
from .models import Content
from .ports import Wired
from .queries import all_named

SAMPLE = 5
NAMED = 5


def contents_agree() -> list[Finding]:
    """Every content that a row names has its file, and some of them, chosen anew each time, have
    the digest that they are named by."""
    gone = contents.missing(all_named())
    damaged = [
        sha256 for sha256 in _sample() if sha256 not in gone and not contents.is_whole(sha256)
    ]
    return [
        _finding("documents: every content has its file", gone, "no file for"),
        _finding("documents: a sample of contents is as it was stored", damaged, "damaged:"),
    ]


def _sample() -> list[str]:
    """Digests that follow on a random one; those at the end are followed by the first."""
    rows = Content.objects.order_by("pk").values_list("pk", flat=True)
    return list(rows.filter(pk__gte=secrets.token_hex(32))[:SAMPLE]) or list(rows[:SAMPLE])


def _finding(name: str, off: "tuple[str, ...] | list[str]", what: str) -> Finding:
    shown = ", ".join(off[:NAMED])
    return Finding(name, ok=not off, detail=f"{len(off)} {what} {shown}" if off else "all agree")


def settings_are_whole(**_: object) -> list[CheckMessage]:
    """For `check --deploy`."""
    found: list[CheckMessage] = []
    if not contents.is_configured():
        hint = "Set it to a folder that is backed up with the database."
        found.append(Error("RIONE_DOCUMENTS_DIR is not set.", hint=hint, id="documents.E001"))
    if Wired.scanner is None:
        hint = "Set it to the address of a ClamAV daemon; until then no file is called clean."
        found.append(Warning("RIONE_CLAMD is not set.", hint=hint, id="documents.W001"))
    return found
