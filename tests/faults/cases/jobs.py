"""Decisions about failed jobs."""

from rione.core.identity.rules.roles import Role
from rione.core.jobs.tests.factories import a_job
from rione.programme.tests.office.factories import acting_as

from . import Situation, case


@case("retry_job")
def retry_job() -> Situation:
    return acting_as(Role.ADMINISTRATOR), {"job": a_job("failed")}


@case("give_up_job")
def give_up_job() -> Situation:
    return acting_as(Role.ADMINISTRATOR), {"job": a_job("failed")}
