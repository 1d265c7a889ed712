"""The people of the demo, in two municipalities: all of them invented, none with a password.

Milan has somebody in every role, and two where one may not do both halves of a task; Sesto San
Giovanni has its own office and a body of the same name as one of Milan's.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from .models import Membership, User
from .operations import create_account, grant_membership, put_organisation
from .queries import account_by_email
from .rules.roles import Role

MILAN, SESTO = "015146", "015209"
PLACES = {MILAN: "Milano", SESTO: "Sesto San Giovanni"}
SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the demo."""

    kind: str
    name: str
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demo, with the one membership it has."""

    email: str
    name: str
    role: Role
    body: Body
    municipality: str = MILAN


CITY = Body("city", "Comune di Milano (dimostrazione)", MILAN)
WORKSHOP = Body("third_sector", "Officina Finta", MILAN)
BUILDERS = Body("company", "Costruzioni Inventate", MILAN)
COOPERATIVE = Body("third_sector", "Cooperativa Fittizia", MILAN)
COMMITTEE = Body("tenant_committee", "Comitato di Cortile Immaginario", MILAN)
AUTHORITY = Body("authority", "Autorità di audit (dimostrazione)")
SESTO_CITY = Body("city", "Comune di Sesto San Giovanni (dimostrazione)", SESTO)
SESTO_BUILDERS = Body("company", "Costruzioni Inventate", SESTO)
PEOPLE = (
    Person("residente@finta.example", "Ada Residente", Role.RESIDENT, CITY),
    Person("comitato@finta.example", "Bruno Comitato", Role.COMMITTEE, COMMITTEE),
    Person("gestore@finta.example", "Carla Officina", Role.PROVIDER, WORKSHOP),
    Person("assistente@finta.example", "Dario Assistente", Role.SOCIAL_WORKER, CITY),
    Person("programma@finta.example", "Elena Programma", Role.PROGRAMME_OFFICER, CITY),
    Person("certificatore@finta.example", "Fabio Certifica", Role.CERTIFIER, AUTHORITY),
    Person("revisore@finta.example", "Gaia Revisione", Role.AUDITOR, AUTHORITY),
    Person("beneficiario@finta.example", "Ivo Beneficiario", Role.BENEFICIARY, BUILDERS),
    Person("comune@finta.example", "Lia Comune", Role.MUNICIPALITY_OFFICER, CITY),
    Person("amministra@finta.example", "Mino Amministra", Role.ADMINISTRATOR, CITY),
    # The second pair of eyes, and a second body that asks for money.
    Person("programma2@finta.example", "Nora Programma", Role.PROGRAMME_OFFICER, CITY),
    Person("certificatore2@finta.example", "Olmo Certifica", Role.CERTIFIER, AUTHORITY),
    Person("beneficiario2@finta.example", "Pia Beneficiaria", Role.BENEFICIARY, COOPERATIVE),
    *(
        Person(f"{mailbox}.sesto@finta.example", name, role, body, SESTO)
        for mailbox, name, role, body in (
            ("programma", "Quinto Programma", Role.PROGRAMME_OFFICER, SESTO_CITY),
            ("beneficiario", "Rita Beneficiaria", Role.BENEFICIARY, SESTO_BUILDERS),
            ("comune", "Sante Comune", Role.MUNICIPALITY_OFFICER, SESTO_CITY),
            ("amministra", "Tea Amministra", Role.ADMINISTRATOR, SESTO_CITY),
        )
    ),
)


@transaction.atomic
def put_people() -> int:
    """Store the demo's accounts unless they are there; how many were made. They have no password:
    only the role switcher logs in as them."""
    made = 0
    for person in PEOPLE:
        user = account_by_email(person.email)
        if user is None:
            user = create_account(email=person.email, name=person.name)
            made += 1
        body = put_organisation(
            kind=person.body.kind, name=person.body.name, municipality=person.body.municipality
        )
        if not _has_role(user, person.role):
            grant_membership(
                user=user,
                organisation=body,
                role=person.role,
                municipality=person.municipality,
                since=SINCE,
            )
    return made


def _has_role(user: User, role: Role) -> bool:
    return Membership.objects.filter(user=user, role=role.value).exists()
