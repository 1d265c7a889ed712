"""Invented people and bodies for tests; two municipalities whose names and codes collide."""

from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from rione.core.identity.models import Membership, Organisation, User
from rione.core.identity.operations import create_account, grant_membership, put_organisation
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role

ALTO, BASSO = "099001", "099002"
PASSWORD = "Ponte-Lungo-Finto-7"  # noqa: S105
_number = count(1)


def person(email: str = "", *, password: str | None = PASSWORD) -> User:
    return create_account(
        email=email or f"persona{next(_number)}@finta.example",
        name="Ugo Finto",
        password=password,
    )


def body(municipality: str = ALTO, kind: str = "third_sector") -> Organisation:
    """Bodies of both municipalities have the same name."""
    return put_organisation(kind=kind, name="Officina Finta", municipality=municipality)


def member(
    role: Role, municipality: str = ALTO, *, user: User | None = None, factor: bool = False
) -> Membership:
    user = user or person()
    if factor:
        add_factor(user)
    return grant_membership(
        user=user, organisation=body(municipality), role=role, municipality=municipality
    )


def add_factor(user: User) -> str:
    """An app and recovery codes; the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return str(secret)


def actor_of(membership: Membership) -> Actor:
    return Actor(
        account=str(membership.user_id),
        membership=str(membership.pk),
        role=membership.role,
        organisation=str(membership.organisation_id),
        municipality=membership.municipality,
        second_factor=Authenticator.objects.filter(user_id=membership.user_id).exists(),
    )


def code_of(secret: str) -> str:
    """The code that an app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
