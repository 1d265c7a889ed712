"""What people want to be mailed."""

from rione.core.identity.rules.roles import Role
from rione.core.notices.rules import Mail
from rione.programme.tests.office.factories import acting_as

from . import Situation, case


@case("choose_notice_mails")
def choose_notice_mails() -> Situation:
    return acting_as(Role.PROGRAMME_OFFICER), {"choices": {"welcome": Mail.DIGEST}}
