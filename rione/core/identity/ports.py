"""What identity asks of others; `config` wires it, and until then the answer is a harmless one."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from django.core.mail import EmailMessage
from django.db import transaction

from .rules.actors import Actor

log = logging.getLogger(__name__)


class Record(Protocol):
    """Writes an entry of the audit trail in the operation's own transaction.

    `verb` is a code, `subjects` are pairs of kind and key, the first one being what it is about;
    `details` holds codes and references, never a name, an address or what somebody typed. Who
    did it is whoever acts (`Acting`).
    """

    def __call__(
        self,
        *,
        verb: str,
        subjects: Sequence[tuple[str, str]],
        municipality: str,
        details: Mapping[str, object],
    ) -> None: ...


class Acting(Protocol):
    """Says who acts for the length of a `with`."""

    def __call__(self, actor: Actor, *, request_id: str) -> AbstractContextManager[object]: ...


class Send(Protocol):
    """Sends a message if, and only if, the transaction is committed.

    Called inside that transaction; one recipient, no attachment.
    """

    def __call__(self, message: EmailMessage) -> None: ...


def _log(
    *,
    verb: str,
    subjects: Sequence[tuple[str, str]],
    municipality: str,
    details: Mapping[str, object],
) -> None:
    log.info("%s %s", verb, " ".join(f"{kind}:{key}" for kind, key in subjects))


def _nobody(actor: Actor, *, request_id: str) -> AbstractContextManager[object]:
    return nullcontext()


def _send_at_commit(message: EmailMessage) -> None:
    # What was stored is stored, also when no mail can leave: that is logged, not answered.
    transaction.on_commit(message.send, robust=True)


class Wired:
    """The ports in use."""

    record: Record = staticmethod(_log)
    acting: Acting = staticmethod(_nobody)
    send: Send = staticmethod(_send_at_commit)


def wire(
    *, record: Record | None = None, acting: Acting | None = None, send: Send | None = None
) -> None:
    """Put adapters in the place of the harmless answers; called once, when the platform starts."""
    if record is not None:
        Wired.record = staticmethod(record)
    if acting is not None:
        Wired.acting = staticmethod(acting)
    if send is not None:
        Wired.send = staticmethod(send)
