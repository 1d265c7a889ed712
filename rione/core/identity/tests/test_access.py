"""The gate in front of every view: who is let in, who is led on, who is turned away."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from rione.core.access import (
    ACCOUNT,
    PUBLIC,
    ROLES,
    account_only,
    declared_by,
    declares,
    public,
    roles_declared_by,
)
from rione.core.identity.access import may, register, registered
from rione.core.identity.rules.actors import ANONYMOUS, Actor
from rione.core.identity.rules.permissions import Thing, Verb
from rione.core.identity.rules.roles import Role
from rione.core.identity.web.middleware import AccessMiddleware

KNOWN = Actor("a")
AUDITOR = Actor("a", "m", Role.AUDITOR, "o", "099001", second_factor=True)


def view(request):
    return HttpResponse("in")


def pass_through(view, actor: Actor, path: str = "/x", *, waiting=None, memberships=()):
    request = RequestFactory().get(path)
    request.actor, request.waiting, request.memberships = actor, waiting, memberships
    return AccessMiddleware(view).process_view(request, view, (), {})


@pytest.mark.parametrize("actor", [ANONYMOUS, KNOWN, AUDITOR])
def test_gate__public_view__lets_everybody_in(actor: Actor) -> None:
    assert pass_through(public(lambda request: None), actor) is None


@pytest.mark.parametrize("actor", [ANONYMOUS, KNOWN, AUDITOR])
def test_gate__undeclared_view__lets_nobody_in(actor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        pass_through(lambda request: None, actor)


def test_gate__view_for_accounts__lets_in_whoever_logged_in() -> None:
    marked = account_only(lambda request: None)
    assert pass_through(marked, KNOWN) is None
    assert pass_through(marked, ANONYMOUS).status_code == 302


@pytest.mark.parametrize("role", sorted(Role))
def test_gate__view_for_roles__lets_those_in_and_turns_others_away(role: Role) -> None:
    marked = declares("auditor", "certifier")(lambda request: None)
    actor = Actor("a", "m", role, "o", "099001", second_factor=True)
    if role in (Role.AUDITOR, Role.CERTIFIER):
        assert pass_through(marked, actor) is None
    else:
        with pytest.raises(PermissionDenied):
            pass_through(marked, actor)


def test_gate__role_waiting_for_a_second_factor__is_led_to_it() -> None:
    marked = declares("auditor")(lambda request: None)
    answer = pass_through(marked, KNOWN, waiting=SimpleNamespace())
    assert "secondo-fattore" in answer["Location"]


@pytest.mark.parametrize(("actor", "status"), [(ANONYMOUS, 401), (KNOWN, 403)])
def test_gate__machine__gets_a_problem_instead_of_a_page(actor: Actor, status: int) -> None:
    marked = declares("auditor")(lambda request: None)
    answer = pass_through(marked, actor, "/api/x", waiting=SimpleNamespace())
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_declaration__of_several_roles__keeps_them_all() -> None:
    marked = declares("auditor", Role.CERTIFIER)(view)
    assert declared_by(marked) == ROLES
    assert roles_declared_by(marked) == {"auditor", "certifier"}
    assert roles_declared_by(public(lambda request: None)) == frozenset()


@pytest.mark.parametrize("words", [(PUBLIC, "auditor"), (ACCOUNT, "auditor"), (PUBLIC, ACCOUNT)])
def test_declaration__mixture__is_refused(words: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="not a mixture"):
        declares(*words)


def test_verbs__unknown_or_twice__are_refused() -> None:
    with pytest.raises(KeyError):
        may(AUDITOR, "never_registered", Thing("x"))
    first = registered()[0]
    register(first)
    with pytest.raises(ValueError, match="two verbs"):
        register(Verb(first.name, "another"))
