"""A person decides what is shown where documents disagree."""

from uuid import UUID

from django.db import transaction

from rione.core import clock

from ..models import Conflict, ConflictValue, Resolution, Statement
from .folders import current_catalogue
from .locking import take_turn
from .rebuilding import rebuild

Subject = tuple[str, str]


class ResolutionRefused(ValueError):
    """A decision that cannot be taken; the message says why and what to do."""


def resolve_conflict(
    *,
    subject: Subject,
    field: str,
    statement_id: int | None,
    decided_by: str,
    why: str,
    idempotency_key: str,
    account: UUID | None = None,
) -> Resolution:
    """Show the chosen statement about `field` of `subject` ("action", "MI3.2.2.a").

    None gives the field back to the declared rule: that is how a decision is undone. The decision
    survives loads as long as the statement is current; otherwise the conflict is open again and
    says so. Repeating a key gives back the first decision, and ResolutionRefused if it was
    another one. ResolutionRefused too for an unknown conflict or a statement that takes no part.
    """
    if not (decided_by.strip() and why.strip() and idempotency_key.strip()):
        raise ResolutionRefused("say who decides, why, and give an idempotency key")
    with transaction.atomic():
        take_turn()
        earlier = Resolution.objects.filter(idempotency_key=idempotency_key).first()
        if earlier is not None:
            same = (earlier.subject_kind, earlier.subject_key) == subject
            if same and (earlier.field, earlier.statement_id) == (field, statement_id):
                return earlier
            raise ResolutionRefused(
                "this idempotency key belongs to another decision: use a new one"
            )
        _check(subject, field, statement_id)
        resolution = Resolution.objects.create(
            subject_kind=subject[0],
            subject_key=subject[1],
            field=field,
            statement_id=statement_id,
            decided_by=decided_by.strip(),
            decided_at=clock.now(),
            account=account,
            why=why.strip(),
            idempotency_key=idempotency_key,
        )
        rebuild(current_catalogue())
    return resolution


def _check(subject: Subject, field: str, statement_id: int | None) -> None:
    conflicts = Conflict.objects.filter(
        subject_kind=subject[0], subject_key=subject[1], field=field
    )
    if not conflicts.exists():
        raise ResolutionRefused(f"documents do not disagree about {field} of {subject[1]}")
    if statement_id is None:
        return
    takes_part = ConflictValue.objects.filter(
        conflict__in=conflicts, statement_id=statement_id
    ).exists()
    if not takes_part:
        raise ResolutionRefused("choose one of the statements that disagree")
    about = Statement.objects.filter(
        pk=statement_id, subject_kind=subject[0], subject_key=subject[1], field=field
    )
    if not about.exists():
        raise ResolutionRefused("choose a statement about this field itself, not about another")
