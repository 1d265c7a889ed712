"""Reads of identity. Each function says how many SQL statements it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from rione.core import clock

from .models import Invitation, Membership, Organisation, User
from .rules.actors import Actor
from .rules.browsers import browser_name
from .rules.tokens import digest

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class MembershipShape:
    """A membership in force or past; ids are UUIDs, `municipality` an ISTAT code or ""."""

    id: UUID
    user: UUID
    name: str
    email: str
    role: str
    organisation: UUID
    organisation_name: str
    municipality: str
    since: date
    until: date | None
    second_factor: bool

    def actor(self) -> Actor:
        """Whoever acts under it."""
        return Actor(
            account=str(self.user),
            membership=str(self.id),
            role=self.role,
            organisation=str(self.organisation),
            municipality=self.municipality,
            second_factor=self.second_factor,
        )


@dataclass(frozen=True, slots=True)
class SessionShape:
    """A log-in somewhere; `key` names it to its owner and opens nothing. `browser` as people call
    it (“Firefox 128, Windows”)."""

    key: int
    address: str
    browser: str
    since: datetime
    current: bool


def in_force(on: date) -> Q:
    """Memberships in force on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def _shapes(rows: QuerySet[Membership]) -> tuple[MembershipShape, ...]:
    factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=SECOND_FACTORS)
    values = rows.annotate(second_factor=Exists(factor)).values_list(
        "id",
        "user_id",
        "user__name",
        "user__email",
        "role",
        "organisation_id",
        "organisation__name",
        "municipality",
        "since",
        "until",
        "second_factor",
    )
    return tuple(MembershipShape(*row) for row in values)


def memberships_of(account: UUID) -> tuple[MembershipShape, ...]:
    """The memberships of an account in force today, oldest first. One SQL.

    Asked before anybody acts, when no row of a municipality exists: the database's own function
    answers it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_memberships_of(%s, %s)", [account, clock.today()])
        return tuple(MembershipShape(*row) for row in cursor.fetchall())


def members(municipality: str | None) -> tuple[MembershipShape, ...]:
    """All memberships in force in a municipality (None: everywhere), by name. One SQL."""
    rows = Membership.objects.filter(in_force(clock.today()))
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    return _shapes(rows.order_by("user__name", "role", "id"))


def accounts_with_roles(municipality: str, roles: Iterable[str]) -> tuple[UUID, ...]:
    """The accounts that hold one of the roles in a municipality today ("": for the whole
    metropolitan city), each once. One SQL."""
    rows = Membership.objects.filter(
        in_force(clock.today()),
        municipality=municipality,
        role__in=[str(role) for role in roles],
        user__is_active=True,
    )
    return tuple(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def accounts_of_organisations(municipality: str, organisations: Iterable[UUID]) -> tuple[UUID, ...]:
    """The accounts that act for one of the organisations in a municipality today, each once. One
    SQL."""
    rows = Membership.objects.filter(
        in_force(clock.today()),
        municipality=municipality,
        organisation__in=list(organisations),
        user__is_active=True,
    )
    return tuple(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def membership(key: UUID) -> MembershipShape | None:
    """A membership by its id, in force or not. One SQL."""
    found = _shapes(Membership.objects.filter(pk=key))
    return found[0] if found else None


def open_invitations(municipality: str | None) -> Sequence[Invitation]:
    """Invitations that can still be accepted, newest first. One SQL."""
    rows = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    return list(rows.select_related("organisation").order_by("-made_at"))


def show_token(token: str) -> None:
    """Let the invitation that a token opens exist until the transaction ends. One SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.invitation', %s, true)", [digest(token)])


def invitation_for(token: str) -> Invitation | None:
    """The invitation that a token opens, unless it is used up, withdrawn or expired. Two SQL."""
    show_token(token)
    return (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(
            token_digest=digest(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=clock.now(),
        )
        .first()
    )


def organisations(municipality: str | None) -> Sequence[Organisation]:
    """Organisations of a municipality and those of none (None: all), by name. One SQL."""
    rows = Organisation.objects.all()
    if municipality is not None:
        rows = rows.filter(municipality__in=["", municipality])
    return list(rows.order_by("name"))


def organisation_names(keys: Sequence[UUID]) -> dict[str, str]:
    """The names of organisations by their id as text. One SQL, none for none."""
    if not keys:
        return {}
    found = Organisation.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(key): name for key, name in found}


def account_by_email(email: str) -> User | None:
    """The account with an address. One SQL."""
    return User.objects.filter(email=email.strip().lower()).first()


def has_second_factor(account: UUID) -> bool:
    """Whether an account has an app or a key. One SQL."""
    return Authenticator.objects.filter(user_id=account, type__in=SECOND_FACTORS).exists()


def sessions_of(user: User, current_key: str | None) -> tuple[SessionShape, ...]:
    """Where an account is logged in, newest first; those that ended are forgotten on the way.
    Two SQL and two for each session."""
    found = sorted(
        UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True
    )
    return tuple(
        SessionShape(
            row.pk,
            row.ip,
            browser_name(row.user_agent),
            row.created_at,
            row.session_key == current_key,
        )
        for row in found
    )
