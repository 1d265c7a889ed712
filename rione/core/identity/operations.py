"""Writes of identity: accounts, memberships, invitations, second factors and sessions."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from rione.core import clock

from .models import FactorReset, Invitation, Membership, Organisation, User
from .ports import Wired
from .queries import account_by_email, in_force, show_token
from .rules.actors import Actor, Decision
from .rules.permissions import may_invite
from .rules.roles import Role
from .rules.tokens import digest, new_token

INVITATION_LASTS = timedelta(days=14)


class Refused(Exception):
    """What was asked is not done; `code` says why (one of those named by each operation)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the token for its link, which is kept nowhere else."""

    invitation: Invitation
    token: str


@transaction.atomic
def create_account(
    *, email: str, name: str, language: str = "it", password: str | None = None
) -> User:
    """Store an account whose address counts as proved. Refused: `email_taken`."""
    if account_by_email(email) is not None:
        raise Refused("email_taken")
    user = User.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Wired.record(
        verb="create_account",
        subjects=[("account", str(user.pk))],
        municipality="",
        details={},
    )
    return user


@transaction.atomic
def put_organisation(*, kind: str, name: str, municipality: str = "") -> Organisation:
    """Store an organisation unless it is there; it is known by kind, name and municipality."""
    found, made = Organisation.objects.get_or_create(
        kind=kind, name=name, municipality=municipality
    )
    if made:
        Wired.record(
            verb="put_organisation",
            subjects=[("organisation", str(found.pk))],
            municipality=municipality,
            details={"kind": kind},
        )
    return found


@transaction.atomic
def grant_membership(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    municipality: str,
    since: date | None = None,
    until: date | None = None,
    invited_by: User | None = None,
) -> Membership:
    """Make somebody a member. Refused: `already_member` when the role would be held twice."""
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                user=user,
                organisation=organisation,
                municipality=municipality,
                role=role.value,
                since=since or clock.today(),
                until=until,
                invited_by=invited_by,
            )
    except IntegrityError as error:
        if "membership_role_once_at_a_time" in str(error):
            raise Refused("already_member") from error
        raise
    Wired.record(
        verb="grant_membership",
        subjects=_about(made),
        municipality=municipality,
        details={"role": role.value},
    )
    return made


@transaction.atomic
def end_membership(*, membership: UUID) -> Membership:
    """End a membership today: it is no longer in force. Refused: `not_in_force`."""
    found = (
        Membership.objects.select_for_update()
        .filter(in_force(clock.today()), pk=membership)
        .first()
    )
    if found is None:
        raise Refused("not_in_force")
    found.until = clock.today()
    found.save(update_fields=["until"])
    Wired.record(
        verb="end_membership",
        subjects=_about(found),
        municipality=found.municipality,
        details={"role": found.role},
    )
    return found


def _about(membership: Membership) -> list[tuple[str, str]]:
    return [
        ("membership", str(membership.pk)),
        ("account", str(membership.user_id)),
        ("organisation", str(membership.organisation_id)),
    ]


@transaction.atomic
def invite(
    *,
    actor: Actor,
    email: str,
    organisation: Organisation,
    role: Role,
    municipality: str,
    language: str = "it",
    until: date | None = None,
) -> Invited:
    """Offer a membership by e-mail; an open offer of the same is replaced, its link then dead.

    Refused: the reasons of `may`; `organisation_elsewhere` for one of another municipality.
    """
    _unless(may_invite(actor, role, municipality))
    if organisation.municipality not in ("", municipality):
        raise Refused("organisation_elsewhere")
    address = email.strip().lower()
    now = clock.now()
    Invitation.objects.filter(
        email=address,
        organisation=organisation,
        municipality=municipality,
        role=role.value,
        accepted_at=None,
        withdrawn_at=None,
    ).update(withdrawn_at=now)
    token = new_token()
    made = Invitation.objects.create(
        email=address,
        organisation=organisation,
        municipality=municipality,
        role=role.value,
        language=language,
        until=until,
        token_digest=digest(token),
        invited_by_id=UUID(actor.account),
        made_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    Wired.record(
        verb="invite_member",
        subjects=[("invitation", str(made.pk)), ("organisation", str(organisation.pk))],
        municipality=municipality,
        details={"role": role.value},
    )
    return Invited(made, token)


@transaction.atomic
def accept_invitation(
    *, token: str, account: User | None = None, name: str = "", password: str | None = None
) -> Membership:
    """Take up an invitation, once; whoever has no account gets one.

    Refused: `invitation_closed` (unknown, used, withdrawn, expired), `other_account` (the account
    is not the invited address's), `log_in` (the address has an account), `already_member`.
    """
    show_token(token)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .filter(
            token_digest=digest(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=clock.now(),
        )
        .first()
    )
    if invitation is None:
        raise Refused("invitation_closed")
    if account is None:
        if account_by_email(invitation.email) is not None:
            raise Refused("log_in")
        account = create_account(
            email=invitation.email, name=name, language=invitation.language, password=password
        )
    elif account.email != invitation.email:
        raise Refused("other_account")
    invitation.accepted_at = clock.now()
    invitation.accepted_by = account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return grant_membership(
        user=account,
        organisation=invitation.organisation,
        role=Role(invitation.role),
        municipality=invitation.municipality,
        until=invitation.until,
        invited_by=invitation.invited_by,
    )


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: UUID) -> None:
    """Close an open invitation.

    Refused: `no_invitation` (none that exists for the actor), the reasons of `may`,
    `invitation_closed`.
    """
    found = Invitation.objects.select_for_update().filter(pk=invitation).first()
    if found is None:
        raise Refused("no_invitation")
    _unless(may_invite(actor, Role(found.role), found.municipality))
    if found.accepted_at or found.withdrawn_at:
        raise Refused("invitation_closed")
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    Wired.record(
        verb="withdraw_invitation",
        subjects=[("invitation", str(found.pk))],
        municipality=found.municipality,
        details={},
    )


@transaction.atomic
def reset_factor(*, actor: Actor, user: User, municipality: str, reason: str) -> None:
    """Take away somebody's second factors and end their sessions; office work waits for new ones.

    For a lost telephone. The reason stays with the account; the audit trail holds that it was
    done. Refused: `own_factor`, `no_reason`, `no_factor`.
    """
    if str(user.pk) == actor.account:
        raise Refused("own_factor")
    if not reason.strip():
        raise Refused("no_reason")
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused("no_factor")
    reset = FactorReset.objects.create(
        user=user, reset_by_id=UUID(actor.account), reason=reason.strip()
    )
    end_sessions(user=user)
    Wired.record(
        verb="reset_factor",
        subjects=[("account", str(user.pk)), ("factor_reset", str(reset.pk))],
        municipality=municipality,
        details={},
    )


@transaction.atomic
def end_sessions(*, user: User, key: int | None = None, but: str | None = None) -> int:
    """Log an account out: everywhere, of one session (`key`), or of all `but` one; how many."""
    rows = UserSession.objects.filter(user=user)
    if key is not None:
        rows = rows.filter(pk=key)
    if but is not None:
        rows = rows.exclude(session_key=but)
    ended = list(rows)
    for session in ended:
        session.end()
    if ended:
        Wired.record(
            verb="end_sessions",
            subjects=[("account", str(user.pk))],
            municipality="",
            details={"count": len(ended)},
        )
    return len(ended)


def forget_expired_sessions() -> None:
    """Delete sessions that open nothing any more. For a job once a day. One SQL."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()


def _unless(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)
