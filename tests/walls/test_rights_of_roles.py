"""What opens accounts is not for jobs, what is on the queue not for requests; and the doors that
log-in and invitations need."""

import pytest
from django.db import transaction

from rione.core.audit.acting import Actor, acting
from rione.core.identity.operations import create_account, grant_membership, put_organisation
from rione.core.identity.rules.roles import Role
from rione.core.identity.rules.tokens import digest
from rione.core.scope import NOWHERE, WORKER, Extent, scope

from .catalogue import ask
from .world import MILAN, REFUSED, SESTO, STRANGER, World, attempt, seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password FROM identity_user",
        "SELECT last_login FROM identity_user",
        "SELECT * FROM identity_user",
        "UPDATE identity_user SET password = ''",
        "SELECT data FROM mfa_authenticator",
        "SELECT session_data FROM django_session",
        "SELECT session_key FROM django_session",
        "SELECT token_digest FROM identity_invitation",
        "SELECT session_key FROM usersessions_usersession",
        "SELECT email FROM account_emailaddress",
        "SELECT account FROM identity_loginfailure",
        "INSERT INTO identity_membership (role) VALUES ('administrator')",
        "UPDATE identity_membership SET role = 'administrator'",
    ],
)
def test_job__what_opens_an_account__is_not_for_it(world: World, statement: str) -> None:
    with scope(NOWHERE, role=WORKER):
        assert attempt(statement)[0] == REFUSED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procrastinate_jobs SET args = '{}'",
        "DELETE FROM procrastinate_jobs",
        "INSERT INTO procrastinate_jobs (task_name, status) VALUES ('x', 'succeeded')",
        "DELETE FROM procrastinate_workers",
        "SELECT findings FROM jobs_selfcheckrun",
        "SELECT FROM auth_permission",
        "SELECT FROM django_content_type",
        "DELETE FROM identity_user",
        "UPDATE identity_membership SET role = 'administrator'",
        "UPDATE identity_membership SET municipality = '015146'",
        "DELETE FROM identity_membership",
        "UPDATE identity_invitation SET role = 'administrator'",
        "INSERT INTO identity_organisation (name) VALUES ('x')",
        "UPDATE identity_organisation SET municipality = '015146'",
        "UPDATE identity_factorreset SET reason = 'x'",
        "UPDATE writes_request SET account = ''",
        "DELETE FROM writes_request",
        "UPDATE ledger_account SET municipality = '015209'",
    ],
)
def test_request__past_its_rights__is_refused(world: World, statement: str) -> None:
    with scope(world.extents["officer of milan"]):
        assert attempt(statement)[0] == REFUSED


def test_invitation__its_token__shows_it_and_lets_its_account_become_what_it_says(
    world: World,
) -> None:
    place = world.places[MILAN]
    (((invited,),),) = (world.rows["identity_invitation"][MILAN],)
    become = """
        INSERT INTO identity_membership (id, user_id, organisation_id, municipality, role, since,
                                         made_at)
        SELECT gen_random_uuid(), %s, organisation_id, municipality, {}, current_date, now()
        FROM identity_invitation WHERE id = %s
    """
    taken = "UPDATE identity_invitation SET accepted_at = now(), accepted_by_id = %s WHERE id = %s"
    account = world.places[SESTO].account
    with transaction.atomic(), scope(Extent(account=account)):
        assert attempt(taken, account, invited)[1] == 0
        ask("SELECT set_config('app.invitation', %s, true)", digest(f"token of {MILAN}"))
        assert seen(world.tables["identity_invitation"]) == {(invited,)}
        assert attempt(become.format("role"), account, invited)[0] == REFUSED
        ask(taken, account, invited)
        assert attempt(become.format("role"), account, invited) == ("", 1)
        assert attempt(become.format("'administrator'"), account, invited)[0] == REFUSED
        assert attempt(become.format("role"), place.account, invited)[0] == REFUSED
        transaction.set_rollback(True)


def test_members__for_whoever_acts_for_the_whole_city__are_those_of_all(world: World) -> None:
    with transaction.atomic(), acting(Actor("job", "tests")):
        body = put_organisation(kind="metropolitan_city", name="Città inventata")
        user = create_account(email="tutta@finta.example", name="Tina Finta")
        role = {"organisation": body, "municipality": "", "user": user}
        grant_membership(role=Role.AUDITOR, **role)  # type: ignore[arg-type]
        whole = Extent(organisation=str(body.pk), account=str(user.pk))
        with scope(whole):
            assert len(seen(world.tables["identity_membership"])) == 1
        grant_membership(role=Role.ADMINISTRATOR, **role)  # type: ignore[arg-type]
        with scope(whole):
            assert len(seen(world.tables["identity_membership"])) >= 4
            assert len(seen(world.tables["identity_invitation"])) == 2
        for other in (
            Extent(organisation=STRANGER, account=str(user.pk)),
            Extent(organisation=str(body.pk)),
            Extent(MILAN, str(body.pk), str(user.pk)),
        ):
            with scope(other):
                shown = seen(world.tables["identity_invitation"])
                assert not shown & set(world.rows["identity_invitation"][SESTO])
        transaction.set_rollback(True)
