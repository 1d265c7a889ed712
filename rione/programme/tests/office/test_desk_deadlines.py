"""Deadlines, to-do and calendars; the communication plan."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.models import Membership, User
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, actor_of, member
from rione.core.scope import NOWHERE, scope
from rione.core.writes import Refused
from rione.programme import operations
from rione.programme.models import (
    CalendarAddress,
    CommunicationPlanItem,
    Deadline,
    DeadlineEvent,
    Operation,
)
from rione.programme.operations import load_folder, telling
from rione.programme.queries.communication_plan import public_plan
from rione.programme.queries.deadlines import (
    address_of,
    calendar_of,
    deadlines_of,
    reader_of,
    secret_of,
)
from rione.programme.queries.todo import (
    OWN,
    Source,
    Todo,
    Todos,
    register_todo,
    sources,
    todo_of,
)

from ..factories import small
from .desk_things import a_deadline, a_question, an_item, asker, officer, on
from .factories import acting_as, an_operation, done, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")), on(2024, 3, 4):
        yield


@pytest.fixture
def row() -> Operation:
    return an_operation()


@pytest.fixture
def programme(tmp_path: Path) -> None:
    load_folder(folder=small().write(tmp_path / "programme"))


def stored(key: UUID) -> Deadline:
    with within():
        return Deadline.objects.get(pk=key)


def test_set_deadline__of_an_operation__is_shared_as_the_operation_is(row: Operation) -> None:
    found = stored(a_deadline(row))
    assert found.shared_with == row.shared_with
    assert (found.state, found.due, found.anchor) == ("open", date(2024, 4, 30), date(2024, 4, 30))
    programme_wide = stored(a_deadline(None))
    assert programme_wide.shared_with == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": "\x00"}, "title"),
        ({"due": date(2024, 3, 3)}, "due"),
        ({"due": date(9999, 12, 31)}, "due"),
        ({"months": -1}, "months"),
        ({"months": 121}, "months"),
        ({"months": 2, "until": date(2024, 4, 29)}, "until"),
        ({"role": "resident"}, "role"),
        ({"role": "administrator"}, "role"),
        ({"account": uuid4()}, "account"),
        ({"kind": "spending_target", "target_cents": 1}, "due"),
        ({"kind": "spending_target", "due": date(2027, 12, 31)}, "target_cents"),
        (
            {"kind": "spending_target", "due": date(2027, 12, 31), "target_cents": 1, "months": 12},
            "months",
        ),
    ],
)
def test_set_deadline__of_something_wrong__says_where(
    row: Operation, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        a_deadline(row, **changes)
    assert refused.value.field == field
    with within():
        assert not Deadline.objects.exists()


def test_set_deadline__of_the_programme__is_not_a_beneficiarys() -> None:
    with pytest.raises(Refused) as refused:
        a_deadline(None, role="beneficiary")
    assert refused.value.field == "role"


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY, Role.RESIDENT])
def test_set_deadline__by_another_role__is_refused(row: Operation, role: Role) -> None:
    for about in (row, None):
        with pytest.raises(Refused):
            a_deadline(about, acting_as(role))


def test_set_deadline__for_a_person_without_the_role__is_refused(row: Operation) -> None:
    with pytest.raises(Refused) as refused:
        a_deadline(row, role="certifier", account=UUID(officer().account))
    assert refused.value.field == "account"
    a_deadline(row, role="certifier", account=UUID(acting_as(Role.CERTIFIER).account))


def test_postpone_deadline__to_a_later_day__keeps_the_reason(row: Operation) -> None:
    key = a_deadline(row)
    done(
        operations.postpone_deadline,
        actor=officer(),
        deadline=key,
        day=date(2024, 5, 31),
        reason="Proroga",
    )
    found = stored(key)
    assert (found.due, found.anchor, found.sequence) == (date(2024, 5, 31), date(2024, 4, 30), 1)
    with within():
        assert DeadlineEvent.objects.get().reason == "Proroga"


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (date(2024, 4, 30), "x", "day"),
        (date(2024, 4, 1), "x", "day"),
        (date(2024, 3, 1), "x", "day"),
        (date(2024, 5, 31), " ", "reason"),
        (date(2024, 5, 31), "x" * 501, "reason"),
    ],
)
def test_postpone_deadline__wrongly__says_where(
    row: Operation, day: date, reason: str, field: str
) -> None:
    key = a_deadline(row)
    with pytest.raises(Refused) as refused:
        done(operations.postpone_deadline, actor=officer(), deadline=key, day=day, reason=reason)
    assert refused.value.field == field
    assert stored(key).sequence == 0


def completed(key: UUID, actor: Actor | None = None, **changes: Any) -> str:
    arguments = {"day": date(2024, 3, 4), "evidence": "Prot. 7"} | changes
    return str(
        done(operations.complete_deadline, actor=actor or officer(), deadline=key, **arguments)
    )


def test_complete_deadline__that_repeats__sets_the_next_until_the_last(row: Operation) -> None:
    key = a_deadline(row, due=date(2024, 8, 31), months=2, until=date(2024, 12, 31))
    for _ in range(5):
        completed(key)
        with within():
            following = Deadline.objects.filter(state="open").first()
        if following is None:
            break
        key = following.pk
    with within():
        days = list(Deadline.objects.order_by("number").values_list("due", flat=True))
        assert len(set(Deadline.objects.values_list("series", flat=True))) == 1
    assert days == [date(2024, 8, 31), date(2024, 10, 31), date(2024, 12, 31)]


def test_complete_deadline__that_was_postponed__repeats_from_its_first_day(row: Operation) -> None:
    key = a_deadline(row, months=2)
    done(
        operations.postpone_deadline,
        actor=officer(),
        deadline=key,
        day=date(2024, 5, 20),
        reason="x",
    )
    completed(key)
    with within():
        assert Deadline.objects.get(number=1).due == date(2024, 6, 30)


def test_undo_completion__and_done_again__sets_no_second_next(row: Operation) -> None:
    key = a_deadline(row, months=2)
    completed(key)
    with pytest.raises(Refused):
        completed(key)
    done(operations.undo_completion, actor=officer(), deadline=key, reason="Errore")
    assert stored(key).state == "open"
    with pytest.raises(Refused):
        done(operations.undo_completion, actor=officer(), deadline=key, reason="Errore")
    completed(key)
    with within():
        assert Deadline.objects.count() == 2
        kinds = list(DeadlineEvent.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["completed", "undone", "completed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": date(2024, 3, 5)}, "day"),
        ({"day": date(1999, 1, 1)}, "day"),
        ({"evidence": " "}, "evidence"),
    ],
)
def test_complete_deadline__wrongly__says_where(
    row: Operation, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        completed(a_deadline(row), **changes)
    assert refused.value.field == field


def test_complete_deadline__by_whoever_answers_for_it__and_nobody_else(row: Operation) -> None:
    certifier, other = acting_as(Role.CERTIFIER), acting_as(Role.CERTIFIER)
    mine = a_deadline(row, role="certifier", account=UUID(certifier.account))
    for actor in (other, asker(), acting_as(Role.AUDITOR), officer(BASSO), asker(BASSO)):
        with pytest.raises(Refused):
            completed(mine, actor)
    completed(mine, certifier)
    theirs = a_deadline(row, role="beneficiary")
    completed(theirs, asker())
    roles = a_deadline(row, role="certifier")
    completed(roles, other)


def test_deadlines__of_others__do_not_exist(row: Operation) -> None:
    a_deadline(row)
    a_deadline(None)
    for actor, count in ((asker(), 1), (officer(), 2), (officer(BASSO), 0), (asker(BASSO), 0)):
        with scope(actor):
            assert deadlines_of(actor).count() == count


# Things to do


def test_todo__of_a_programme_officer__is_what_waits_for_them(
    row: Operation, programme: None
) -> None:
    office = officer()
    a_question(row)
    late = a_deadline(row)
    a_deadline(row, role="certifier")
    a_deadline(row, role="beneficiary")
    with on(2024, 5, 1), scope(office):
        found = {source.name: todos for source, todos in todo_of(office)}
    assert set(found) == {"questions", "deadlines"}
    assert (found["deadlines"].total, found["deadlines"].late) == (1, 1)
    assert str(late) in found["deadlines"].items[0].url
    assert found["questions"].late == 1


def test_todo__of_a_beneficiary__is_what_to_hand_in_and_read(row: Operation) -> None:
    who, office = asker(), officer()
    key = a_question(row, who)
    done(operations.answer_question, actor=office, question=key, text="Ecco")
    items = (("Fattura", date(2024, 3, 20)),)
    done(operations.request_missing, actor=office, operation=row.pk, items=items)
    a_deadline(row, role="beneficiary")
    with scope(who):
        found = {source.name: todos.total for source, todos in todo_of(who)}
    assert found == {"answers": 1, "missing": 1, "deadlines": 1}
    stranger = asker(BASSO)
    with scope(stranger):
        assert todo_of(stranger) == []


def test_todo__assigned_to_another__does_not_wait_for_me(row: Operation) -> None:
    office, other = officer(), officer()
    key = a_question(row)
    done(operations.assign_question, actor=office, question=key, account=UUID(other.account))
    for actor, expected in ((office, 0), (other, 1)):
        with scope(actor):
            assert sum(todos.total for _source, todos in todo_of(actor)) == expected


def test_todo__of_many_things__takes_one_statement_for_each_source(row: Operation) -> None:
    office = officer()
    for _ in range(3):
        a_question(row)
    a_deadline(row)
    for source in OWN:
        with scope(office), CaptureQueriesContext(connection) as queries:
            source.read(office)
        assert len(queries) <= 1, source.name


def test_todo__counts_all_and_names_the_first(row: Operation) -> None:
    for _ in range(23):
        a_question(row)
    office = officer()
    with scope(office):
        ((_source, todos),) = todo_of(office)
    assert (todos.total, len(todos.items)) == (23, 20)


def test_todo__of_the_documents__is_the_office_of_that_city_alone(milano: None) -> None:
    from rione.core.identity.demo import MILAN

    here, elsewhere = officer(MILAN), officer(ALTO)
    with scope(here):
        found = {source.name: todos for source, todos in todo_of(here)}
    assert found["disagreements"].total > 0
    assert found["blocked"].total > 0
    with scope(elsewhere):
        assert todo_of(elsewhere) == []


def test_register_todo__of_another_part__is_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from rione.programme.queries import todo

    monkeypatch.setattr(todo, "_sources", dict(todo._sources))
    thing = Todo("Spesa da verificare", "/x", date(2024, 3, 1), "Nuova", "certifier")
    source = Source("test_expenses", "Spese", lambda actor: Todos(1, 1, (thing,), "/all"))
    register_todo(source)
    assert sources()[-1] is source
    with pytest.raises(ValueError, match="two sources"):
        register_todo(Source("test_expenses", "Altro", lambda actor: Todos()))
    office = officer()
    with scope(office):
        assert (source, Todos(1, 1, (thing,), "/all")) in todo_of(office)


# Calendars


def test_calendar_address__renewed__opens_the_new_one_only() -> None:
    who = actor_of(member(Role.PROGRAMME_OFFICER, factor=True))
    secrets = []
    for _ in range(2):
        done(operations.renew_calendar_address, actor=who)
        with scope(who):
            found = address_of(who)
        assert found is not None
        secrets.append(secret_of(found))
    assert secrets[0] != secrets[1]
    with scope(NOWHERE):
        assert reader_of(secrets[0]) is None
        shape = reader_of(secrets[1])
    assert shape is not None
    assert str(shape.id) == who.membership


@pytest.mark.parametrize("spoilt", ["", "x", "{}x", "x{}", "{}.", "00{}", "{}\x00"])
def test_calendar_address__that_is_not_genuine__opens_nothing(spoilt: str) -> None:
    who = officer()
    done(operations.renew_calendar_address, actor=who)
    with scope(who):
        found = address_of(who)
    assert found is not None
    with scope(NOWHERE):
        assert reader_of(spoilt.format(secret_of(found))) is None


def test_calendar_address__of_a_membership_that_ended__opens_nothing() -> None:
    membership = member(Role.PROGRAMME_OFFICER, factor=True)
    who = actor_of(membership)
    done(operations.renew_calendar_address, actor=who)
    with scope(who):
        found = address_of(who)
    assert found is not None
    secret = secret_of(found)
    with scope(NOWHERE):
        assert reader_of(secret) is not None
    Membership.objects.filter(pk=membership.pk).update(
        since=date(2024, 1, 1), until=date(2024, 3, 4)
    )
    with scope(NOWHERE):
        assert reader_of(secret) is None
    Membership.objects.filter(pk=membership.pk).update(until=None)
    User.objects.filter(pk=membership.user_id).update(is_active=False)
    with scope(NOWHERE):
        assert reader_of(secret) is None


def test_calendar__of_a_beneficiary__holds_its_own_open_deadlines(row: Operation) -> None:
    mine = a_deadline(row, role="beneficiary")
    a_deadline(row)
    a_deadline(None)
    finished = a_deadline(row, role="beneficiary")
    completed(finished)
    who = asker()
    with scope(who):
        assert [one.pk for one in calendar_of(who)] == [mine]


def test_renew_calendar_address__twice_with_one_key__makes_one() -> None:
    who, key = officer(), str(uuid4())
    first = done(operations.renew_calendar_address, actor=who, key=key)
    assert done(operations.renew_calendar_address, actor=who, key=key) == first
    with within():
        assert CalendarAddress.objects.count() == 1
    with pytest.raises(Refused):
        done(operations.renew_calendar_address, actor=acting_as(Role.RESIDENT))


# The communication plan


def reported(key: UUID, actor: Actor | None = None, **changes: Any) -> str:
    arguments: dict[str, Any] = {
        "held_on": date(2024, 3, 1),
        "reach_achieved": 80,
        "label_present": True,
        "label_checked_on": date(2024, 3, 1),
        "evidence_url": "https://finta.example/foto",
        "reason": "",
    } | changes
    return str(done(operations.report_reach, actor=actor or officer(), item=key, **arguments))


def item(key: UUID) -> CommunicationPlanItem:
    with within():
        return CommunicationPlanItem.objects.get(pk=key)


def test_plan__reported_and_corrected__says_the_last_with_its_history(programme: None) -> None:
    key = an_item()
    reported(key)
    assert (item(key).state, item(key).reach_achieved) == ("done", 80)
    with pytest.raises(Refused) as refused:
        reported(key, reach_achieved=90)
    assert refused.value.field == "reason"
    reported(key, reach_achieved=90, label_present=False, reason="Conteggio rivisto")
    assert (item(key).reach_achieved, item(key).label_present) == (90, False)
    with within():
        assert item(key).events.count() == 2
    with pytest.raises(Refused):
        done(operations.cancel_communication, actor=officer(), item=key, reason="x")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"title_it": ""}, "title_it"),
        ({"title_en": "\x00"}, "title_en"),
        ({"audience_en": " "}, "audience_en"),
        ({"channel_it": "x" * 201}, "channel_it"),
        ({"action_codes": ()}, "action_codes"),
        ({"action_codes": ("MI9.9.9.z",)}, "action_codes"),
        ({"action_codes": ("MI1.1.1.a", "'; --")}, "action_codes"),
        ({"planned_on": date(1, 1, 1)}, "planned_on"),
        ({"reach_unit": "cats"}, "reach_unit"),
        ({"reach_planned": -1}, "reach_planned"),
        ({"reach_planned": 10**10}, "reach_planned"),
        ({"budget_cents": 5}, "operation"),
    ],
)
def test_plan_communication__of_something_wrong__says_where(
    programme: None, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        an_item(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": date(2024, 3, 5)}, "held_on"),
        ({"reach_achieved": -1}, "reach_achieved"),
        ({"label_present": None}, "label_checked_on"),
        ({"label_checked_on": None}, "label_checked_on"),
        ({"label_checked_on": date(2025, 1, 1)}, "label_checked_on"),
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url"),
    ],
)
def test_report_reach__wrongly__says_where(
    programme: None, changes: dict[str, Any], field: str
) -> None:
    key = an_item()
    with pytest.raises(Refused) as refused:
        reported(key, **changes)
    assert refused.value.field == field
    assert item(key).state == "planned"


def test_plan__of_an_operation__is_its_budget_and_its_beneficiarys_to_see(
    row: Operation, programme: None
) -> None:
    from rione.programme.queries.communication_plan import plan_of

    an_item()
    paid = an_item(operation=row.pk, budget_cents=150000)
    for actor, expected in ((asker(), 1), (officer(), 2), (officer(BASSO), 0)):
        with scope(actor):
            assert plan_of(actor).count() == expected
    for actor in (asker(), acting_as(Role.AUDITOR), officer(BASSO)):
        with pytest.raises(Refused):
            an_item(actor, operation=row.pk)
        with pytest.raises(Refused):
            reported(paid, actor)
        with pytest.raises(Refused):
            done(operations.cancel_communication, actor=actor, item=paid, reason="x")


def test_public_plan__of_what_is_cancelled__says_nothing(programme: None) -> None:
    kept, gone = an_item(), an_item()
    done(operations.cancel_communication, actor=officer(), item=gone, reason="Pioggia")
    with scope(NOWHERE):
        assert [line.id for line in public_plan()] == [kept]
        assert [line.id for line in public_plan("MI1.1.1.a")] == [kept]
        assert public_plan("MI3.1.1.a") == ()
    with pytest.raises(Refused):
        reported(gone)


def test_tell__of_deadlines__goes_to_whoever_answers(row: Operation) -> None:
    told: list[telling.Told] = []
    telling.register_sender(told.append)
    try:
        certifier = acting_as(Role.CERTIFIER)
        a_deadline(row, role="certifier", account=UUID(certifier.account))
        a_deadline(row, role="beneficiary")
        a_deadline(None)
    finally:
        telling.register_sender(None)
    assert [(one.accounts, one.roles, one.organisations) for one in told] == [
        ((UUID(certifier.account),), (), ()),
        ((), (), (row.beneficiary_id,)),
        ((), ("programme_officer",), ()),
    ]
