"""Where what the core asks for is given to it: only here is everybody known."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from django.apps import AppConfig
from django.core.mail import EmailMessage
from django.db import transaction

from rione.core.identity.rules.actors import Actor


class PlatformConfig(AppConfig):
    name = "rione.config"
    label = "platform"

    def ready(self) -> None:
        from django.conf import settings

        from rione.config.words import VERBS
        from rione.core.audit import words
        from rione.core.documents import ports as documents
        from rione.core.documents.adapters.clamd import Clamd
        from rione.core.documents.adapters.eicar import EicarScanner
        from rione.core.identity import ports
        from rione.core.metrics import gauges
        from rione.core.metrics.own import OWN

        ports.wire(record=record, acting=acting, send=send)
        if settings.RIONE_CLAMD:
            documents.wire(scanner=Clamd(settings.RIONE_CLAMD))
        elif getattr(settings, "IS_DEMO", False):
            documents.wire(scanner=EicarScanner())
        gauges.register(*OWN)
        words.register(verbs=VERBS)


def record(
    *,
    verb: str,
    subjects: Sequence[tuple[str, str]],
    municipality: str,
    details: Mapping[str, object],
) -> None:
    """What identity does stands in the audit trail."""
    from rione.core.audit.operations import record as add
    from rione.core.audit.rules import Subject

    add(
        verb=verb,
        subjects=[Subject(kind, key) for kind, key in subjects],
        municipality=municipality,
        details=details,
    )


def acting(actor: Actor, *, request_id: str) -> AbstractContextManager[object]:
    """Whoever acts in a request is who stands in its entries."""
    from rione.core.audit import acting as audit

    who = audit.Actor("anonymous")
    if actor.is_known:
        who = audit.Actor(
            "account",
            actor.account,
            role=actor.role,
            organisation=actor.organisation,
            municipality=actor.municipality,
        )
    return audit.acting(who, request_id=request_id)


def send(message: EmailMessage) -> None:
    """Mails of identity wait in the outbox of notices, stored with what they are about. Those that
    the log-in library writes after the commit are stored by themselves."""
    from rione.core.notices.operations import post

    with transaction.atomic():
        post(message)
