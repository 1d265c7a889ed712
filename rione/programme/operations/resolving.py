"""A person decides what is shown where documents disagree."""

from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject as Named
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.records import refuse_unless
from ..models import Conflict, ConflictValue, Resolution, Statement
from ..rules.conflicts import Subject
from .locking import take_turn
from .news import announce_change, states_shown
from .refreshing import refresh
from .stating import LONGEST_REASON, office_name


@operation("resolve_conflict")
def resolve_conflict(
    *,
    actor: Actor,
    key: str,
    subject_kind: str,
    subject_key: str,
    field: str,
    statement: int | None,
    why: str,
) -> int:
    """Show the chosen statement about `field` of a subject; the id of the decision.

    None gives the field back to the declared rule: that is how a decision is undone. The decision
    survives loads as long as the statement is current; otherwise the conflict is open again and
    says so. Refused at `field` (documents do not disagree about it), `statement` (it takes no
    part, or is about another field), `why` (nothing said).
    """
    refuse_unless(actor, "resolve_conflict")
    if not why.strip() or len(why) > LONGEST_REASON:
        raise Refused(_("Say in a few words why."), field="why")
    take_turn()
    subject = (subject_kind, subject_key)
    _check(subject, field, statement)
    before = states_shown([subject])
    made = Resolution.objects.create(
        subject_kind=subject_kind,
        subject_key=subject_key,
        field=field,
        statement_id=statement,
        decided_by=office_name(actor),
        decided_at=clock.now(),
        account=UUID(actor.account),
        why=why.strip(),
    )
    refresh([subject])
    announce_change([subject], before, dedupe=f"decision:{made.pk}")
    record(
        verb="resolve_conflict",
        subjects=[Named(*subject)],
        details={"field": field, "statement": statement or 0, "decision": made.pk},
    )
    return made.pk


def _check(subject: Subject, field: str, statement: int | None) -> None:
    conflicts = Conflict.objects.filter(
        subject_kind=subject[0], subject_key=subject[1], field=field
    )
    if not conflicts.exists():
        raise Refused(_("Documents do not disagree about this any more."), field="field")
    if statement is None:
        return
    takes_part = ConflictValue.objects.filter(
        conflict__in=conflicts, statement_id=statement
    ).exists()
    about = Statement.objects.filter(
        pk=statement, subject_kind=subject[0], subject_key=subject[1], field=field
    )
    if not (takes_part and about.exists()):
        raise Refused(_("Choose one of the statements about this field."), field="statement")
