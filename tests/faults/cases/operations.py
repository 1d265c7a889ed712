"""Operations of the programme office."""

from itertools import count

from rione.core.identity.rules.roles import Role
from rione.programme.tests.office.factories import acting_as, an_operation, beneficiary

from . import Situation, case

_number = count(1)


@case("open_operation")
def open_operation() -> Situation:
    return acting_as(Role.PROGRAMME_OFFICER), {
        "code": f"MI1.1.1.A-F{next(_number)}",
        "action_code": "MI1.1.1.a",
        "title": "Operazione inventata",
        "cup": "",
        "beneficiary": beneficiary().pk,
    }


@case("change_operation")
def change_operation() -> Situation:
    row = an_operation(code=f"MI1.1.1.A-C{next(_number)}")
    return acting_as(Role.PROGRAMME_OFFICER), {
        "operation": row.pk,
        "title": "Altro titolo",
        "cup": "",
    }
