"""Two invented cities alike: in each somebody in every role, and one thing of every kind.

Things are made when an address first asks for them, by the operations themselves.
"""

from dataclasses import dataclass
from functools import cached_property

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.models import Membership, User
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import actor_of, member, person
from rione.programme.tests.office.check_factories import World
from rione.programme.tests.office.money_factories import Office, funds

MILAN, SESTO = "015146", "015209"


@dataclass
class City:
    """`outsider` has an account and no membership; the same for both cities."""

    municipality: str
    outsider: User

    @cached_property
    def people(self) -> dict[Role, Membership]:
        return {role: member(role, self.municipality, factor=True) for role in Role}

    def actor(self, role: Role) -> Actor:
        return actor_of(self.people[role])

    @cached_property
    def office(self) -> World:
        """Operations, procedures, checks and what follows on them."""
        made = World(self.municipality)
        made.__dict__.update(
            officer=self.actor(Role.PROGRAMME_OFFICER),
            auditor=self.actor(Role.AUDITOR),
            certifier=self.actor(Role.CERTIFIER),
            beneficiary=self.actor(Role.BENEFICIARY),
        )
        return made

    @cached_property
    def money(self) -> Office:
        """The same operation's money."""
        funds()
        world = self.office
        return Office(
            world.operation,
            world.officer,
            world.colleague,
            world.certifier,
            actor_of(member(Role.CERTIFIER, self.municipality, factor=True)),
            world.beneficiary,
        )


def cities() -> tuple[City, City]:
    """Milan and Sesto San Giovanni."""
    with acting(AuditActor("job", "tests")):
        outsider = person()
        found = City(MILAN, outsider), City(SESTO, outsider)
        for city in found:
            assert len(city.people) == len(Role)
    return found
