"""The closed list of roles, and what is asked of each."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to an organisation. The values are stored, declared and audited."""

    RESIDENT = "resident"
    COMMITTEE = "committee"
    PROVIDER = "provider"
    SOCIAL_WORKER = "social_worker"
    PROGRAMME_OFFICER = "programme_officer"
    CERTIFIER = "certifier"
    AUDITOR = "auditor"
    BENEFICIARY = "beneficiary"
    MUNICIPALITY_OFFICER = "municipality_officer"
    ADMINISTRATOR = "administrator"


OFFICE_ROLES = frozenset(
    {
        Role.PROVIDER,
        Role.SOCIAL_WORKER,
        Role.PROGRAMME_OFFICER,
        Role.CERTIFIER,
        Role.AUDITOR,
        Role.MUNICIPALITY_OFFICER,
        Role.ADMINISTRATOR,
    }
)
"""Those who handle other people's data or public money: they need a second factor."""

INVITED_BY: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.MUNICIPALITY_OFFICER: frozenset(
        {Role.RESIDENT, Role.COMMITTEE, Role.PROVIDER, Role.BENEFICIARY}
    ),
    Role.PROGRAMME_OFFICER: frozenset({Role.BENEFICIARY}),
}
"""Who may invite whom; roles not named here invite nobody."""


def needs_second_factor(role: str) -> bool:
    """Whether a role is an office role."""
    return role in OFFICE_ROLES
