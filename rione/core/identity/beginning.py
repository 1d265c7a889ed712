"""The first administrator of a municipality, whom nobody can have invited."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from rione.core import clock

from .models import Invitation, Membership, Organisation, User
from .operations import INVITATION_LASTS, Refused, put_organisation
from .ports import Wired
from .queries import in_force
from .rules.roles import Role
from .rules.tokens import digest, new_token


@dataclass(frozen=True, slots=True)
class Offer:
    """`token` opens the invitation; "" when it was given out before, and when there is nothing to
    offer since the person is an administrator already (`until` is None then)."""

    token: str
    until: datetime | None


@transaction.atomic
def invite_administrator(
    *,
    email: str,
    name: str,
    organisation: str,
    kind: str,
    municipality: str,
    language: str = "it",
    again: bool = False,
) -> Offer:
    """Make the organisation unless it is there, and offer its administration to an address.

    Repeated, it does nothing more: an open invitation stays, its link is not told a second time.
    `again` closes it and makes another. Refused: `email`, `name`, `kind`, `municipality`,
    `organisation`, `language` when that is not one; `organisation_other_name` when the
    municipality's own body is there under another name.
    """
    address = email.strip().lower()
    _check(address, name.strip(), organisation.strip(), kind, municipality, language)
    body = _body(kind, organisation.strip(), municipality)
    now = clock.now()
    offered = {"organisation": body, "municipality": municipality, "role": Role.ADMINISTRATOR.value}
    if Membership.objects.filter(in_force(clock.today()), user__email=address, **offered).exists():
        return Offer("", None)
    # Two at once: the second waits here, and finds what the first has made.
    Organisation.objects.select_for_update().get(pk=body.pk)
    earlier = Invitation.objects.filter(
        email=address, accepted_at=None, withdrawn_at=None, **offered
    ).first()
    if earlier is not None:
        if earlier.expires_at > now and not again:
            return Offer("", earlier.expires_at)
        earlier.withdrawn_at = now
        earlier.save(update_fields=["withdrawn_at"])
    token = new_token()
    made = Invitation.objects.create(
        email=address,
        name=name.strip(),
        language=language,
        token_digest=digest(token),
        made_at=now,
        expires_at=now + INVITATION_LASTS,
        **offered,
    )
    Wired.record(
        verb="invite_member",
        subjects=[("invitation", str(made.pk)), ("organisation", str(body.pk))],
        municipality=municipality,
        details={"role": Role.ADMINISTRATOR.value},
    )
    return Offer(token, made.expires_at)


def _check(
    address: str, name: str, organisation: str, kind: str, municipality: str, language: str
) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("email") from None
    if not _is_text(name, 120):
        raise Refused("name")
    if not _is_text(organisation, 200):
        raise Refused("organisation")
    if kind not in Organisation.Kind.values:
        raise Refused("kind")
    if not (len(municipality) == 6 and municipality.isascii() and municipality.isdigit()):
        raise Refused("municipality")
    if language not in User.Language.values:
        raise Refused("language")


def _is_text(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text.isprintable()


def _body(kind: str, name: str, municipality: str) -> Organisation:
    try:
        with transaction.atomic():
            return put_organisation(kind=kind, name=name, municipality=municipality)
    except IntegrityError as error:
        if "organisation_one_per_municipality" in str(error):
            raise Refused("organisation_other_name") from None
        raise
