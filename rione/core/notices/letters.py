"""E-mails that a demo writes into a folder instead of sending them."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

# What Django's file backend writes after each message of a file.
END = b"\n" + b"-" * 79 + b"\n"
MOST_FILES = 60


@dataclass(frozen=True)
class Letter:
    """An e-mail as its reader sees it; `text` is its plain form."""

    to: str
    subject: str
    at: datetime | None
    text: str


def letters(folder: Path, to: str = "", most: int = 30) -> list[Letter]:
    """The latest e-mails of a folder, newest first, those to an address if it is given."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found: list[Letter] = []
    for file in files[:MOST_FILES]:
        pieces = [piece for piece in file.read_bytes().split(END) if piece.strip()]
        read = [read_letter(piece) for piece in reversed(pieces)]
        found += [letter for letter in read if not to or letter.to == to]
        if len(found) >= most:
            break
    return found[:most]


def read_letter(content: bytes) -> Letter:
    """One message."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 — by the policy
    body = message.get_body(("plain",))
    date = str(message["Date"] or "")
    return Letter(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(date) if date else None,
        text=body.get_content() if body is not None else "",
    )
