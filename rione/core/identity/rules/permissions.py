"""Who may do what to which thing. Pure: the things and the verbs are given.

A verb lists grants: a role, and how far it reaches. The first grant that reaches decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from .actors import Actor, Decision
from .roles import INVITED_BY, Role


class Reach(StrEnum):
    """How far a grant reaches, from near to far."""

    OWN = "own"
    """Things that belong to the account itself."""
    ORGANISATION = "organisation"
    """Things of the organisation acted for, in the municipality acted in."""
    SHARED = "shared"
    """Things that list the organisation among those they are shared with."""
    MUNICIPALITY = "municipality"
    """All things of the municipality acted in."""
    PLATFORM = "platform"
    """All things of the platform, for whoever acts for the whole metropolitan city."""
    EVERYWHERE = "everywhere"
    """All things of the platform."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role may, as far as `reach`."""

    role: Role
    reach: Reach


@dataclass(frozen=True, slots=True)
class Verb:
    """Something people do, named as they say it: `assign_bed`.

    `label` says it in the reader's language on the page “who sees what”. `reads_public`: it only
    reads, and things that are public need neither role nor log-in.
    """

    name: str
    label: object
    grants: tuple[Grant, ...] = ()
    reads_public: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """What a verb is applied to, by reference; "" or () where it does not apply."""

    kind: str
    municipality: str = ""
    organisation: str = ""
    owner: str = ""
    shared_with: tuple[str, ...] = ()
    public: bool = False


def reaches(actor: Actor, reach: Reach, thing: Thing) -> bool:
    """Whether a thing lies within the reach of an actor."""
    match reach:
        case Reach.EVERYWHERE:
            return True
        case Reach.PLATFORM:
            return bool(actor.role) and not actor.municipality
        case Reach.MUNICIPALITY:
            return bool(actor.municipality) and thing.municipality == actor.municipality
        case Reach.ORGANISATION:
            return (
                bool(actor.organisation)
                and thing.organisation == actor.organisation
                and thing.municipality in ("", actor.municipality)
            )
        case Reach.SHARED:
            return bool(actor.organisation) and actor.organisation in thing.shared_with
        case Reach.OWN:
            return bool(actor.account) and thing.owner == actor.account


def may(actor: Actor, verb: Verb, thing: Thing) -> Decision:
    """Whether an actor may do `verb` to `thing`; the reason is one of the codes below.

    Allowed: `public`, or the reach that decided. Refused: `log_in`, `no_membership`,
    `second_factor`, `role`, `out_of_reach`.
    """
    if verb.reads_public and thing.public:
        return Decision(True, "public")
    if not actor.is_known:
        return Decision(False, "log_in")
    if not actor.role:
        return Decision(False, "no_membership")
    if actor.lacks_second_factor:
        return Decision(False, "second_factor")
    granted = [grant.reach for grant in verb.grants if grant.role == actor.role]
    if not granted:
        return Decision(False, "role")
    for reach in granted:
        if reaches(actor, reach, thing):
            return Decision(True, reach.value)
    return Decision(False, "out_of_reach")


def may_invite(actor: Actor, role: Role, municipality: str) -> Decision:
    """Whether an actor may offer a role in a municipality; the reasons are those of `may`."""
    invited = INVITED_BY.get(Role(actor.role), frozenset()) if actor.role else frozenset()
    verb = Verb(
        "invite_member",
        "",
        tuple(
            Grant(Role(actor.role), reach)
            for reach in (Reach.MUNICIPALITY, Reach.PLATFORM)
            if role in invited
        ),
    )
    return may(actor, verb, Thing("membership", municipality=municipality))
