"""Accounts, members, notices and jobs."""

from functools import cache

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from rione.core import clock
from rione.core.identity import operations
from rione.core.identity.queries import organisations
from rione.core.identity.rules.roles import Role
from rione.core.jobs.tests.factories import a_job
from rione.core.notices.models import Notice
from rione.core.notices.tokens import Stop, stop_token
from rione.core.scope import Extent, scope

from ..city import City


def membership(city: City) -> tuple[object, ...]:
    return (city.people[Role.PROVIDER].pk,)


def _invite(city: City) -> operations.Invited:
    body = next(row for row in organisations(city.municipality) if row.municipality)
    return operations.invite(
        actor=city.actor(Role.ADMINISTRATOR),
        email="invitata@finta.example",
        organisation=body,
        role=Role.BENEFICIARY,
        municipality=city.municipality,
    )


def invitation(city: City) -> tuple[object, ...]:
    return (_invite(city).invitation.pk,)


def token(city: City) -> tuple[object, ...]:
    return (_invite(city).token,)


def confirmation(city: City) -> tuple[object, ...]:
    address = EmailAddress.objects.get(user=city.people[Role.RESIDENT].user, primary=True)
    return (EmailConfirmationHMAC(address).key,)


def _credential() -> dict[str, object]:
    """What a browser sends of a key that nobody holds."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(bytes(16), b"invented", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    stated = AuthenticatorData.create(bytes(32), flags, 0, attested)
    response = {
        "clientDataJSON": websafe_encode(
            b'{"type": "webauthn.create", "challenge": "AA", "origin": "https://finta.example"}'
        ),
        "attestationObject": websafe_encode(AttestationObject.create("none", stated, {})),
    }
    name = websafe_encode(b"invented")
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


def key(city: City) -> tuple[object, ...]:
    made, _ = Authenticator.objects.get_or_create(
        user=city.people[Role.PROGRAMME_OFFICER].user,
        type=Authenticator.Type.WEBAUTHN,
        defaults={"data": {"name": "Chiave finta", "credential": _credential()}},
    )
    return (made.pk,)


def notice(city: City) -> tuple[object, ...]:
    account = city.people[Role.PROGRAMME_OFFICER].user_id
    with scope(Extent(account=str(account))):
        made, _ = Notice.objects.get_or_create(
            account_id=account,
            dedupe="one",
            defaults={"kind": "question_answered", "made_at": clock.now()},
        )
    return (made.pk,)


def stop(city: City) -> tuple[object, ...]:
    return (stop_token(Stop(account=city.people[Role.RESIDENT].user_id)),)


@cache
def _job(municipality: str) -> int:
    return a_job(municipality=municipality)


def job(city: City) -> tuple[object, ...]:
    return (_job(city.municipality),)


ARGUMENTS = {
    **dict.fromkeys(("identity:end", "identity:reset_factor"), membership),
    "identity:withdraw": invitation,
    "identity:invitation": token,
    "account_confirm_email": confirmation,
    "account_reset_password_from_key": lambda city: ("0", "set-password"),
    **dict.fromkeys(("mfa_remove_webauthn", "mfa_edit_webauthn"), key),
    "notices:open": notice,
    "notices:confirm": lambda city: ("unknown-token",),
    "notices:stop": stop,
    **dict.fromkeys(("jobs:job", "jobs:retry", "jobs:give_up"), job),
}
