"""Invented operations and the people who work on them, in two municipalities that look alike."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.models import Membership, Organisation
from rione.core.identity.operations import put_organisation
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, actor_of, member
from rione.core.identity.web.middleware import CHOSEN, PAST_FACTOR
from rione.core.scope import scope
from rione.core.scope.extent import Extent
from rione.programme.models import Operation

_number = count(1)


def beneficiary(municipality: str = ALTO) -> Organisation:
    """The body that a member with the role of a beneficiary belongs to."""
    return put_organisation(kind="third_sector", name="Officina Finta", municipality=municipality)


def an_operation(
    municipality: str = ALTO, *, code: str = "", body: Organisation | None = None
) -> Operation:
    """An operation that is stored as it is, without the operation that opens it."""
    body = body or beneficiary(municipality)
    with within(municipality):
        return Operation.objects.create(
            municipality=municipality,
            code=code or f"MI1.1.1.A-{next(_number):02d}",
            action_code="MI1.1.1.a",
            title="Operazione inventata",
            beneficiary=body,
            shared_with=[body.pk],
        )


def within(municipality: str = ALTO) -> AbstractContextManager[Extent]:
    """The scope of a municipality: outside of it its rows do not exist, also for tests."""
    return scope(Extent(municipality))


def done(operation: Callable[..., Any], /, *, actor: Actor, key: str = "", **arguments: Any) -> Any:
    """Do an operation in the scope of whoever does it, with a key of its own unless given."""
    with acting(in_trail(actor)), scope(actor):
        return operation(actor=actor, key=key or str(uuid4()), **arguments)


def acting_as(role: Role, municipality: str = ALTO) -> Actor:
    """Somebody with a role and a second factor."""
    return actor_of(member(role, municipality, factor=True))


def in_trail(actor: Actor) -> AuditActor:
    """Somebody as the audit trail names them."""
    return AuditActor(
        "account",
        actor.account,
        role=actor.role,
        organisation=actor.organisation,
        municipality=actor.municipality,
    )


def logged_in(client: Client, membership: Membership) -> Client:
    """The client, logged in under a membership and past the second factor."""
    client.force_login(membership.user)
    session = client.session
    session[CHOSEN] = str(membership.pk)
    session[PAST_FACTOR] = True
    session.save()
    return client
