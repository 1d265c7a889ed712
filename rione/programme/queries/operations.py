"""Reads of operations: those that an actor may see."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.operations import theirs
from ..models import Action, Operation
from .shapes import Text


def operations_of(actor: Actor) -> QuerySet[Operation]:
    """The operations that an actor may see."""
    return Operation.objects.filter(theirs(actor))


def find_operation(actor: Actor, code: str) -> Operation | None:
    """The operation of a code, None unless the actor may see it. One SQL statement."""
    return operations_of(actor).select_related("beneficiary").filter(code=code).first()


def operation_by_id(actor: Actor, key: UUID) -> Operation:
    """The operation of an id; Refused unless the actor may see it. One SQL statement."""
    found = operations_of(actor).filter(pk=key).first()
    if found is None:
        raise Refused(_("There is no such operation."), field="operation")
    return found


def codes_of(actor: Actor) -> dict[str, str]:
    """Code → code and title of the operations an actor may see, for filters. One SQL statement."""
    rows = operations_of(actor).order_by("code").values_list("code", "title")
    return {code: f"{code} {title}"[:80] for code, title in rows}


def action_titles(codes: Sequence[str] | None = None) -> dict[str, Text]:
    """Titles by code, of some actions or of all, in order of code. One SQL statement."""
    rows = Action.objects.order_by("code").values_list("code", "title_it", "title_en")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return {code: Text(it, en) for code, it, en in rows}
