"""Opening operations and saying who is responsible for them."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.access import REASONS, Thing, may
from rione.core.identity.models import Organisation
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import Action, Operation
from ..queries.operations import operation_by_id
from ..rules import codes


@operation("open_operation")
def open_operation(
    *, actor: Actor, key: str, code: str, action_code: str, title: str, cup: str, beneficiary: UUID
) -> str:
    """Open an operation in the municipality acted for; its id.

    Refused at `code` (form, taken), `cup` (form), `action_code` (no such action), `beneficiary`
    (no such organisation here). What is opened in a demo is a demonstration.
    """
    decision = may(actor, "open_operation", Thing("operation", municipality=actor.municipality))
    if not decision:
        raise Refused(REASONS[decision.reason])
    code, cup = codes.tidy(code), codes.tidy(cup)
    _check(code=code, cup=cup, title=title)
    if not Action.objects.filter(code=action_code).exists():
        raise Refused(_("The programme has no action with this code."), field="action_code")
    body = _body(actor, beneficiary)
    try:
        with transaction.atomic():
            made = Operation.objects.create(
                municipality=actor.municipality,
                code=code,
                action_code=action_code,
                title=title.strip(),
                cup=cup,
                beneficiary=body,
                shared_with=[body.pk],
                demonstration=getattr(settings, "IS_DEMO", False),
            )
    except IntegrityError as error:
        if "operation_code_once" in str(error):
            raise Refused(
                _("An operation with this code exists already; choose another code."), field="code"
            ) from None
        raise
    record(
        verb="open_operation",
        subjects=[Subject("operation", str(made.pk)), Subject("organisation", str(body.pk))],
        details={"code": code, "action": action_code},
    )
    return str(made.pk)


@operation("change_operation")
def change_operation(*, actor: Actor, key: str, operation: UUID, title: str, cup: str) -> str:
    """Change title and CUP of an operation; its id. Refused as `open_operation`."""
    found = operation_by_id(actor, operation)
    refuse_unless(actor, "change_operation", found)
    cup = codes.tidy(cup)
    _check(code=found.code, cup=cup, title=title)
    Operation.objects.filter(pk=found.pk).update(title=title.strip(), cup=cup)
    record(
        verb="change_operation",
        subjects=[Subject("operation", str(found.pk))],
        details={"code": found.code, "cup": cup},
    )
    return str(found.pk)


def _check(*, code: str, cup: str, title: str) -> None:
    if not codes.is_local_code(code):
        raise Refused(
            _("Write the code with capitals, digits, dots or hyphens, such as MI1.1.1.A-01."),
            field="code",
        )
    if cup and not codes.is_cup(cup):
        raise Refused(
            _("A CUP has 15 characters, such as B41B17000000006; check it or leave it empty."),
            field="cup",
        )
    if not title.strip():
        raise Refused(_("Give the operation a title."), field="title")


def _body(actor: Actor, key: UUID) -> Organisation:
    found = Organisation.objects.filter(pk=key, municipality__in=["", actor.municipality]).first()
    if found is None:
        raise Refused(_("Choose an organisation of this municipality."), field="beneficiary")
    return found
