"""Pages of identity over HTTP: logging in, second factor, whom one acts for, members."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rione.core.identity.checks import switcher_is_the_demos
from rione.core.identity.demo import PEOPLE, put_people
from rione.core.identity.models import Invitation, LoginFailure, Membership, User
from rione.core.identity.rules.roles import Role
from rione.core.notices.operations.delivering import deliver

from .factories import ALTO, BASSO, PASSWORD, add_factor, body, code_of, member, person

pytestmark = pytest.mark.django_db
SPEAKING = [
    *("account_login", "account_reset_password", "account_signup", "identity:rights"),
    *("account_reset_password_done", "account_reset_password_from_key_done", "account_inactive"),
]
OWN = [
    *("identity:home", "identity:second_factor", "usersessions_list", "account_change_password"),
    *("account_email", "mfa_index", "mfa_list_webauthn", "account_logout"),
]
SENSITIVE = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]


def page(name: str, *args: Any, language: str = "it") -> str:
    with override(language):
        return reverse(name, args=args)


def log_in(client: Client, user: User, secret: str = "", password: str = PASSWORD) -> Any:
    """As a person does it; the answer to the last form."""
    answer = client.post(page("account_login"), {"login": user.email, "password": password})
    if secret:
        assert answer["Location"] == page("mfa_authenticate")
        answer = client.post(page("mfa_authenticate"), {"code": code_of(secret)})
    return answer


def confirm(client: Client) -> None:
    """Prove again who one is, as is asked before sensitive things."""
    answer = client.post(page("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


@pytest.fixture
def official(client: Client) -> Membership:
    """An administrator of Alto, logged in with both factors."""
    user = person()
    secret = add_factor(user)
    made = member(Role.ADMINISTRATOR, user=user)
    log_in(client, user, secret)
    return made


# Pages in both languages


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", SPEAKING)
def test_page__for_everybody__speaks_both_languages(client, name, language) -> None:
    answer = client.get(page(name, language=language))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.content.decode().count("<h1>") == 1


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", [*OWN, *SENSITIVE])
def test_page__of_ones_account__speaks_both_languages(client, name, language) -> None:
    user = member(Role.RESIDENT).user
    log_in(client, user, add_factor(user) if "codes" in name else "")
    confirm(client)
    answer = client.get(page(name, language=language))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert ("Agisci come" if language == "it" else "Acting as") in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "no-cache" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("name", [*OWN, *SENSITIVE])
def test_page__of_ones_account__leads_a_stranger_to_log_in(client, name) -> None:
    answer = client.get(page(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(page("account_login"))


def test_form__with_errors__lists_them_with_links_to_the_fields(client) -> None:
    text = client.post(page("account_login"), {"login": "x", "password": ""}).content.decode()
    assert 'role="alert"' in text
    assert 'href="#id_login"' in text
    assert 'href="#id_password"' in text
    assert 'aria-invalid="true"' in text
    assert 'autocomplete="current-password"' in text
    assert 'autocomplete="username"' in text
    assert "placeholder" not in text


# Logging in


def test_log_in__resident_with_password__is_in(client) -> None:
    made = member(Role.RESIDENT)
    answer = log_in(client, made.user)
    assert answer["Location"] == page("identity:home")
    assert "Residente" in client.get(page("identity:home")).content.decode()


def test_log_in__unknown_and_known_address__are_answered_alike(client) -> None:
    known = person()
    answers = [
        client.post(page("account_login"), {"login": address, "password": "wrong"})
        for address in (known.email, "nobody@finta.example")
    ]
    first, second = (
        re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]+"|value="[^"]*@[^"]*"', "", a.content.decode()
        )
        for a in answers
    )
    assert first == second


def test_reset__unknown_address__is_answered_as_a_known_one_and_mailed_nothing(client) -> None:
    known = person()
    answers = [
        client.post(page("account_reset_password"), {"email": address})
        for address in (known.email, "nobody@finta.example")
    ]
    assert {a["Location"] for a in answers} == {page("account_reset_password_done")}


def test_sign_up__without_an_invitation__is_closed(client) -> None:
    data = {"email": "x@finta.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "su invito" in client.post(page("account_signup"), data).content.decode()
    assert not User.objects.exists()


def test_log_in__failing_again_and_again__has_to_wait_even_with_the_right_password(client) -> None:
    user = person()
    for _ in range(4):
        log_in(client, user, password="wrong")  # noqa: S106
    answer = log_in(client, user)
    assert answer.status_code == 200
    assert "Riprova tra" in answer.content.decode()
    assert LoginFailure.objects.get().failures == 4


def test_log_in__stranger_failing_elsewhere__locks_no_official_out(client) -> None:
    user = person()
    stranger = Client(REMOTE_ADDR="198.51.100.9")
    for _ in range(12):
        log_in(stranger, user, password="wrong")  # noqa: S106
    assert "Riprova tra" in log_in(stranger, user).content.decode()
    assert log_in(client, user).status_code == 302


def test_log_in__success__forgets_the_failures(client) -> None:
    user = person()
    for _ in range(3):
        log_in(client, user, password="wrong")  # noqa: S106
    assert log_in(client, user).status_code == 302
    assert not LoginFailure.objects.exists()


def test_code__wrong_again_and_again__has_to_wait(client) -> None:
    user = person()
    secret = add_factor(user)
    client.post(page("account_login"), {"login": user.email, "password": PASSWORD})
    for _ in range(4):
        client.post(page("mfa_authenticate"), {"code": "000000"})
    answer = client.post(page("mfa_authenticate"), {"code": code_of(secret)})
    assert "Riprova tra" in answer.content.decode()


def test_code__the_same_twice__is_refused(client) -> None:
    user = person()
    secret = add_factor(user)
    assert log_in(client, user, secret).status_code == 302
    assert log_in(Client(), user, secret).status_code == 200


def test_code__recovery_code__opens_once(client) -> None:
    user = person()
    add_factor(user)
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    for expected in (302, 200):
        fresh = Client()
        fresh.post(page("account_login"), {"login": user.email, "password": PASSWORD})
        answer = fresh.post(page("mfa_authenticate"), {"code": codes[0]})
        assert answer.status_code == expected


def test_log_in__leads_back_but_only_to_our_own_pages(client) -> None:
    user = person()
    for wanted, expected in (
        (page("identity:rights"), page("identity:rights")),
        ("https://evil.example/", page("identity:home")),
    ):
        data = {"login": user.email, "password": PASSWORD, "next": wanted}
        assert Client().post(page("account_login"), data)["Location"] == expected


# Second factor


@pytest.mark.parametrize("role", sorted(Role))
def test_second_factor__membership_without_one__is_led_to_set_it_up_if_it_is_an_office(
    client, role: Role
) -> None:
    log_in(client, member(role).user)
    answer = client.get(page("identity:members"))
    if role in (Role.RESIDENT, Role.COMMITTEE, Role.BENEFICIARY):
        assert answer.status_code == 403
    else:
        assert answer["Location"].startswith(page("identity:second_factor"))


def test_second_factor__waiting_membership__gives_no_scope(client, settings) -> None:
    made = member(Role.ADMINISTRATOR)
    log_in(client, made.user)
    request = client.get(page("identity:home")).wsgi_request
    assert request.actor.account == str(made.user_id)
    assert (request.actor.role, request.actor.municipality, request.actor.organisation) == ("",) * 3
    assert "manca il secondo fattore" in client.get(page("identity:rights")).content.decode()


def test_second_factor__app_set_up__opens_the_office(client) -> None:
    made = member(Role.ADMINISTRATOR)
    log_in(client, made.user)
    confirm(client)
    text = client.get(page("mfa_activate_totp")).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in text
    answer = client.post(page("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == page("mfa_view_recovery_codes")
    assert client.get(page("mfa_view_recovery_codes")).status_code == 200
    assert client.get(page("identity:members")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_second_factor__set_up_with_a_real_commit__is_told_by_mail(client) -> None:
    """What the log-in library does after the commit has its request."""
    made = member(Role.RESIDENT)
    log_in(client, made.user)
    confirm(client)
    client.get(page("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"])
    assert client.post(page("mfa_activate_totp"), {"code": code}).status_code == 302
    deliver()
    assert mail.outbox[-1].to == [made.user.email]


def test_second_factor__removed_by_an_officer__stays(client, official) -> None:
    confirm(client)
    client.post(page("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=official.user, type="totp").exists()


def test_sensitive__long_after_logging_in__asks_again_who_it_is(client, official) -> None:
    made = member(Role.AUDITOR, factor=True)
    asked = page("identity:reset_factor", made.pk)
    assert client.post(asked, {"reason": "x"})["Location"].startswith(
        page("account_reauthenticate")
    )
    confirm(client)
    assert client.get(asked).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.post(asked, {"reason": "x"})["Location"].startswith(
        page("account_reauthenticate")
    )
    assert Authenticator.objects.filter(user=made.user).exists()


# Whom one acts for


def test_acting__several_memberships__none_until_chosen(client) -> None:
    user = person()
    first = member(Role.RESIDENT, ALTO, user=user)
    second = member(Role.RESIDENT, BASSO, user=user)
    log_in(client, user)
    assert client.get(page("identity:home")).wsgi_request.actor.municipality == ""
    for made in (first, second):
        client.post(page("identity:act_as"), {"membership": str(made.pk)})
        answer = client.get(page("identity:rights"))
        assert answer.wsgi_request.actor.municipality == made.municipality
        assert "account-bar-role" in answer.content.decode()


def test_acting__membership_of_somebody_else_or_ended__is_not_taken(client) -> None:
    mine = member(Role.RESIDENT)
    foreign = member(Role.COMMITTEE)
    log_in(client, mine.user)
    client.post(page("identity:act_as"), {"membership": str(foreign.pk)})
    assert client.get(page("identity:home")).wsgi_request.actor.role == "resident"
    Membership.objects.filter(pk=mine.pk).update(until=mine.since)
    assert client.get(page("identity:home")).wsgi_request.actor.role == ""


def test_acting__nobody_logged_in__costs_no_sql(client, django_assert_num_queries) -> None:
    client.get(page("identity:rights"))
    with django_assert_num_queries(4):  # the scope alone: a savepoint, set and given back
        client.get(page("identity:rights"))


# Sessions


def test_sessions__another_one__is_listed_and_ended(client) -> None:
    user = member(Role.RESIDENT).user
    other = Client(HTTP_USER_AGENT="Altro Browser")
    log_in(client, user)
    log_in(other, user)
    assert "Altro Browser" in client.get(page("usersessions_list")).content.decode()
    key = UserSession.objects.get(user_agent="Altro Browser").pk
    client.post(page("usersessions_list"), {"session": str(key)})
    assert other.get(page("identity:home")).status_code == 302
    assert client.get(page("identity:home")).status_code == 200


def test_sessions__all_others__end_and_this_one_stays(client) -> None:
    user = member(Role.RESIDENT).user
    others = [Client(), Client()]
    for one in (client, *others):
        log_in(one, user)
    client.post(page("usersessions_list"), {"session": "others"})
    assert [one.get(page("identity:home")).status_code for one in (client, *others)] == [
        200,
        302,
        302,
    ]


def test_sessions__of_somebody_else__cannot_be_ended(client) -> None:
    victim = Client()
    log_in(victim, person())
    log_in(client, person())
    key = UserSession.objects.order_by("pk").first().pk
    client.post(page("usersessions_list"), {"session": str(key)})
    assert victim.get(page("identity:home")).status_code == 200


# Members


def test_members__of_another_municipality__do_not_exist(client, official) -> None:
    member(Role.RESIDENT, BASSO, user=person("vicina@finta.example"))
    own = member(Role.RESIDENT, ALTO, user=person("nostra@finta.example"))
    text = client.get(page("identity:members")).content.decode()
    assert own.user.email in text
    assert "vicina@finta.example" not in text


@pytest.mark.parametrize("name", ["identity:end", "identity:reset_factor"])
def test_members__foreign_twin__answers_404(client, official, name) -> None:
    confirm(client)
    foreign = member(Role.AUDITOR, BASSO, factor=True)
    post = client.post(page(name, foreign.pk), {"reason": "x"})
    assert post.status_code == 404
    assert client.get(page("identity:reset_factor", foreign.pk)).status_code == 404
    assert Membership.objects.get(pk=foreign.pk).until is None
    assert Authenticator.objects.filter(user=foreign.user).exists()


def test_members__ended__is_gone(client, official) -> None:
    made = member(Role.RESIDENT)
    client.post(page("identity:end", made.pk))
    assert Membership.objects.get(pk=made.pk).until is not None


def test_members__factor_reset_with_a_reason__logs_them_out(client, official) -> None:
    user = person()
    secret = add_factor(user)
    made = member(Role.AUDITOR, user=user)
    theirs = Client()
    log_in(theirs, user, secret)
    confirm(client)
    assert client.get(page("identity:reset_factor", made.pk)).status_code == 200
    client.post(page("identity:reset_factor", made.pk), {"reason": "Telefono perso"})
    assert not Authenticator.objects.filter(user=user).exists()
    assert theirs.get(page("identity:home")).status_code == 302


def test_invitation__mailed_and_accepted__leads_to_log_in(client, official) -> None:
    client.post(
        page("identity:members"),
        {
            "email": "nuova@finta.example",
            "role": "social_worker",
            "organisation": str(body().pk),
            "language": "en",
        },
    )
    deliver()
    found = re.search(r"http://testserver(/en/invitations/\S+/)", str(mail.outbox[-1].body))
    assert found
    link = found.group(1)
    assert mail.outbox[-1].to == ["nuova@finta.example"]
    assert "Social worker" in mail.outbox[-1].body
    guest = Client()
    assert "Social worker" in guest.get(link).content.decode()
    weak = guest.post(link, {"name": "Nuova", "password": "short"})
    assert 'href="#id_password"' in weak.content.decode()
    answer = guest.post(link, {"name": "Nuova Finta", "password": PASSWORD})
    assert answer["Location"] == page("account_login", language="en")
    assert guest.get(link).status_code == 410
    made = User.objects.get(email="nuova@finta.example")
    assert made.language == "en"
    log_in(guest, made)
    assert guest.get(page("identity:members"))["Location"].startswith(
        page("identity:second_factor")
    )


def test_invitation__open__is_withdrawn_by_its_own_municipality_alone(client, official) -> None:
    client.post(
        page("identity:members"),
        {
            "email": "nuova@finta.example",
            "role": "resident",
            "organisation": str(body().pk),
            "language": "it",
        },
    )
    made = Invitation.objects.get()
    user = person()
    secret = add_factor(user)
    member(Role.ADMINISTRATOR, BASSO, user=user)
    other = Client()
    log_in(other, user, secret)
    assert other.post(page("identity:withdraw", made.pk)).status_code == 404
    client.post(page("identity:withdraw", made.pk))
    made.refresh_from_db()
    assert made.withdrawn_at is not None


def test_invitation__to_a_role_or_body_not_offered__is_refused(client) -> None:
    user = person()
    secret = add_factor(user)
    member(Role.MUNICIPALITY_OFFICER, user=user)
    log_in(client, user, secret)
    for change in ({"role": "administrator"}, {"organisation": str(body(BASSO).pk)}):
        data = {
            "email": "x@finta.example",
            "role": "resident",
            "organisation": str(body().pk),
            "language": "it",
            **change,
        }
        assert client.post(page("identity:members"), data).status_code == 200
    assert not Invitation.objects.exists()


# Who sees what


def test_rights__page__names_every_role_its_verbs_and_its_pages(client) -> None:
    text = client.get(page("identity:rights", language="en")).content.decode()
    for role in ("Resident", "Auditor", "Administrator"):
        assert role in text
    assert "Take away a lost second factor" in text
    assert page("identity:members", language="en") in text


def test_membership__that_one_acts_under__is_not_ended_by_oneself(client, official) -> None:
    assert (
        page("identity:end", official.pk)
        not in client.get(page("identity:members")).content.decode()
    )
    client.post(page("identity:end", official.pk))
    assert "altro amministratore" in client.get(page("identity:members")).content.decode()
    official.refresh_from_db()
    assert official.until is None


# The demo's switcher


def test_switcher__in_the_demo__becomes_each_person_past_the_second_factor(client) -> None:
    put_people()
    text = client.get(page("identity:demo")).content.decode()
    assert text.index("Milano</h2>") < text.index("Sesto San Giovanni</h2>")
    for one in PEOPLE:
        client.post(page("identity:demo"), {"account": one.email})
        actor = client.get(page("identity:home")).wsgi_request.actor
        assert (actor.role, actor.municipality) == (one.role, one.municipality)


def test_switcher__off__does_not_exist(client, settings) -> None:
    put_people()
    settings.RIONE_DEMO_SWITCHER = False
    assert client.get(page("identity:demo")).status_code == 404
    assert client.post(page("identity:demo"), {"account": PEOPLE[0].email}).status_code == 404


def test_switcher__session_from_it_when_it_is_off__is_not_past_the_second_factor(
    client, settings
) -> None:
    put_people()
    client.post(page("identity:demo"), {"account": "amministra@finta.example"})
    settings.RIONE_DEMO_SWITCHER = False
    assert client.get(page("identity:home")).wsgi_request.actor.role == ""


def test_switcher__account_that_is_not_the_demos__cannot_be_become(client) -> None:
    real = person()
    assert client.post(page("identity:demo"), {"account": real.email}).status_code == 404


def test_switcher__outside_of_the_demo__is_an_error_of_the_configuration(settings) -> None:
    settings.RIONE_DEMO_SWITCHER, settings.IS_DEMO = True, False
    assert [error.id for error in switcher_is_the_demos()] == ["identity.E001"]
    settings.IS_DEMO = True
    assert switcher_is_the_demos() == []
