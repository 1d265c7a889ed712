"""Questions, deadlines and the communication plan."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from rione.core import clock
from rione.core.identity.rules.roles import Role
from rione.programme import operations
from rione.programme.models import MissingItem
from rione.programme.tests.office.desk_things import (
    a_deadline,
    a_question,
    an_item,
    asker,
    officer,
)
from rione.programme.tests.office.factories import acting_as, an_operation, done, within

from . import Situation, case

FAQ = {
    "question_it": "Quali ricevute?",
    "question_en": "Which receipts?",
    "answer_it": "Quelle quietanzate.",
    "answer_en": "Those that were paid.",
}


def asked() -> UUID:
    return a_question(an_operation())


def answered() -> UUID:
    key = asked()
    done(operations.answer_question, actor=officer(), question=key, text="Ecco")
    return key


def due(**changes: Any) -> UUID:
    day = clock.today() + timedelta(days=30)
    return a_deadline(an_operation(), due=day, **changes)


@case("ask_question")
def ask_question() -> Situation:
    return asker(), {
        "operation": an_operation().pk,
        "topic": "reporting",
        "subject": "Oggetto",
        "text": "Testo",
    }


@case("follow_up_question")
def follow_up_question() -> Situation:
    return asker(), {"question": answered(), "text": "E poi?"}


@case("answer_question")
def answer_question() -> Situation:
    return officer(), {"question": asked(), "text": "Ecco"}


@case("note_question")
def note_question() -> Situation:
    return officer(), {"question": asked(), "text": "Nota"}


@case("assign_question")
def assign_question() -> Situation:
    office = officer()
    return office, {"question": asked(), "account": UUID(office.account)}


@case("close_question")
def close_question() -> Situation:
    return asker(), {"question": answered(), "reason": "Chiaro"}


@case("reopen_question")
def reopen_question() -> Situation:
    key = asked()
    done(operations.close_question, actor=asker(), question=key, reason="Chiaro")
    return officer(), {"question": key, "reason": "Altro"}


@case("publish_answer")
def publish_answer() -> Situation:
    return officer(), {"question": answered(), **FAQ}


@case("withdraw_answer")
def withdraw_answer() -> Situation:
    entry = done(operations.publish_answer, actor=officer(), question=answered(), **FAQ)
    return officer(), {"entry": UUID(entry), "reason": "Errata"}


@case("request_missing")
def request_missing() -> Situation:
    day = clock.today() + timedelta(days=10)
    items = (("Fattura", day), ("Contratto", day))
    return officer(), {"operation": an_operation().pk, "items": items}


@case("mark_provided")
def mark_provided() -> Situation:
    row = an_operation()
    items = (("Fattura", clock.today() + timedelta(days=10)),)
    request = done(operations.request_missing, actor=officer(), operation=row.pk, items=items)
    with within():
        item = MissingItem.objects.get(request=request).pk
    return asker(), {"item": item, "evidence": "Prot. 1"}


@case("set_deadline")
def set_deadline() -> Situation:
    return officer(), {
        "operation": an_operation().pk,
        "kind": "report",
        "title": "Relazione",
        "due": clock.today() + timedelta(days=30),
        "months": 2,
        "until": None,
        "role": "programme_officer",
        "account": None,
        "target_cents": None,
    }


@case("postpone_deadline")
def postpone_deadline() -> Situation:
    day = clock.today() + timedelta(days=60)
    return officer(), {"deadline": due(), "day": day, "reason": "Proroga"}


@case("complete_deadline")
def complete_deadline() -> Situation:
    return officer(), {"deadline": due(months=2), "day": clock.today(), "evidence": "Prot. 2"}


@case("undo_completion")
def undo_completion() -> Situation:
    key = due()
    done(
        operations.complete_deadline,
        actor=officer(),
        deadline=key,
        day=clock.today(),
        evidence="Prot. 3",
    )
    return officer(), {"deadline": key, "reason": "Errore"}


@case("renew_calendar_address")
def renew_calendar_address() -> Situation:
    who = acting_as(Role.PROGRAMME_OFFICER)
    done(operations.renew_calendar_address, actor=who)
    return who, {}


@case("plan_communication")
def plan_communication() -> Situation:
    return officer(), {
        "operation": an_operation().pk,
        "kind": "event",
        "title_it": "Festa finta",
        "title_en": "Invented fair",
        "audience_it": "Tutti",
        "audience_en": "All",
        "channel_it": "Piazza",
        "channel_en": "Square",
        "action_codes": ("MI1.1.1.a",),
        "planned_on": clock.today(),
        "reach_unit": "people",
        "reach_planned": 10,
        "budget_cents": 100,
    }


@case("report_reach")
def report_reach() -> Situation:
    return officer(), {
        "item": an_item(),
        "held_on": clock.today(),
        "reach_achieved": 5,
        "label_present": True,
        "label_checked_on": clock.today(),
        "evidence_url": "",
        "reason": "",
    }


@case("cancel_communication")
def cancel_communication() -> Situation:
    return officer(), {"item": an_item(), "reason": "Pioggia"}
