"""The programme office: an operation of the city and what belongs to it."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.core.signing import Signer

from rione.core import clock
from rione.core.identity.rules.roles import Role
from rione.programme import operations as do
from rione.programme.models import Conflict, LegalCommitment, Statement
from rione.programme.operations import procurement
from rione.programme.queries.deadlines import SALT
from rione.programme.tests.office import desk_things as desk
from rione.programme.tests.office.check_factories import by, days_ago
from rione.programme.tests.office.factories import done, within
from rione.programme.tests.office.imports import factories as imports
from rione.programme.tests.office.money_factories import DAY

from ..city import City

CENTS = 100_000_00


def once(make: Callable[[City], object]) -> Callable[[City], tuple[object, ...]]:
    """The arguments of a thing that is made at the first call for a city."""

    @wraps(make)
    def arguments(city: City) -> tuple[object, ...]:
        kept = city.__dict__.setdefault("things", {})
        if make.__name__ not in kept:
            made = make(city)
            kept[make.__name__] = made if isinstance(made, tuple) else (made,)
        found: tuple[object, ...] = kept[make.__name__]
        return found

    return arguments


def operation(city: City) -> tuple[object, ...]:
    return (city.office.operation.code,)


@once
def financing(city: City) -> object:
    return city.money.grant(CENTS)


@once
def saving(city: City) -> object:
    financing(city)
    return done(
        do.record_saving,
        actor=city.money.officer,
        operation=city.office.operation.pk,
        fund="pon_metro",
        amount_cents=5_00,
        day=DAY,
        decision="Determina inventata 2",
    )


@once
def commitment(city: City) -> object:
    financing(city)
    return city.money.commit(50_000_00)


@once
def payee(city: City) -> object:
    return city.money.payee()


@once
def payment(city: City) -> object:
    (found,) = commitment(city)
    assert isinstance(found, UUID)
    return city.money.pay(found, 40_000_00)


@once
def expense(city: City) -> object:
    (found,) = payment(city)
    assert isinstance(found, UUID)
    return city.money.enter(found, 10_000_00)


@once
def certification(city: City) -> object:
    return city.money.claim()


@once
def procedure(city: City) -> object:
    return city.office.procedure()


@once
def party(city: City) -> object:
    (key,) = procedure(city)
    made = by(
        city.office.officer,
        procurement.add_party,
        procedure=key,
        role="responsible_officer",
        name="Ugo Finto",
        tax_code="",
        since=days_ago(50),
    )
    return key, made


def phase(city: City) -> tuple[object, ...]:
    return (*procedure(city), "award")


@once
def contract(city: City) -> object:
    return city.office.contract()


@once
def variation(city: City) -> object:
    (key,) = contract(city)
    assert isinstance(key, UUID)
    return key, city.office.vary(key, 1_000_00)


@once
def template(city: City) -> object:
    return city.office.draft()


@once
def check(city: City) -> object:
    return city.office.check()


@once
def finding(city: City) -> object:
    return city.office.finding()


@once
def irregularity(city: City) -> object:
    return city.office.irregularity()


@once
def recovery(city: City) -> object:
    return city.office.recovery()


@once
def movement(city: City) -> object:
    (key,) = recovery(city)
    assert isinstance(key, UUID)
    return key, city.office.receive(key)


@once
def sample(city: City) -> object:
    contract(city)
    return city.office.sample()


@once
def monitoring_run(city: City) -> object:
    from rione.programme.tasks import make_monitoring_run

    key = done(do.run_monitoring, actor=city.office.officer)
    make_monitoring_run(run=key, municipality=city.municipality)
    return UUID(key)


@once
def question(city: City) -> object:
    return desk.a_question(city.office.operation, city.office.beneficiary)


@once
def missing(city: City) -> object:
    from rione.programme.models import MissingItem

    done(
        do.request_missing,
        actor=city.office.officer,
        operation=city.office.operation.pk,
        items=(("Ricevuta inventata", days_ago(-30)),),
    )
    with within(city.municipality):
        return MissingItem.objects.latest("pk").pk


@once
def deadline(city: City) -> object:
    return desk.a_deadline(
        city.office.operation, city.office.officer, due=clock.today().replace(day=28)
    )


@once
def item(city: City) -> object:
    return desk.an_item(city.office.officer)


@once
def secret(city: City) -> object:
    made = done(do.renew_calendar_address, actor=city.actor(Role.PROGRAMME_OFFICER))
    return Signer(salt=SALT, sep=".").sign(UUID(made).hex)


@once
def tried(city: City) -> object:
    (found,) = commitment(city)
    number = LegalCommitment.objects.values_list("number", flat=True)
    with within(city.municipality):
        row = f"{city.office.operation.code};{number.get(pk=found)};P-FILE;15/03/2021;1,00"
    heading = "Operazione;Impegno;Numero;Data;Importo\n"
    return imports.sent(city.actor(Role.PROGRAMME_OFFICER), "payments", f"{heading}{row}\n")


@once
def imported(city: City) -> object:
    heading = "Tipo;Titolo;Entro;Responsabile\n"
    row = f"report;Relazione inventata;{clock.today().year + 1}-03-01;Certificatore\n"
    return imports.imported(city.actor(Role.PROGRAMME_OFFICER), "deadlines", heading + row)


def statement(city: City) -> tuple[object, ...]:
    return (Statement.objects.values_list("pk", flat=True).earliest("pk"),)


def conflict(city: City) -> tuple[object, ...]:
    found = Conflict.objects.order_by("pk").first()
    assert found is not None
    return (f"{found.subject_kind}/{found.subject_key}/{found.field}/{found.about}",)


def named(make: Callable[[City], tuple[object, ...]], *names: str):
    return {f"office:{name}": make for name in names}


ARGUMENTS = {
    **named(
        operation,
        *("operation", "change_operation", "operation_money", "operation_expenses"),
        *("grant_financing", "record_saving", "plan_year", "add_payee", "commit"),
        *("operation_procurements", "open_procedure", "operation_checks", "begin_check"),
        *("report_irregularity", "operation_questions", "question_ask", "missing_request"),
        *("operation_deadlines", "operation_history"),
    ),
    "office:operation_account": lambda city: (*operation(city), "available"),
    **named(financing, "reverse_financing"),
    **named(saving, "reverse_saving"),
    **named(commitment, "commitment", "pay", "decommit", "undo_commitment"),
    **named(payee, "correct_payee"),
    **named(payment, "payment", "enter_expense", "recover", "undo_payment"),
    **named(
        expense,
        *("expense", "verify_expense", "send_back_expense", "withdraw_expense"),
        *("reverse_certification", "correct_expense", "recover_expense", "reverse_correction"),
    ),
    **named(certification, "certification", "send_certification"),
    **named(
        procedure,
        *("procurement", "change_procedure", "withdraw_procedure", "add_party", "sign_contract"),
    ),
    **named(phase, "set_phase"),
    **named(party, "end_party"),
    **named(
        contract,
        *("contract", "vary_contract", "record_delivery", "close_contract", "reopen_contract"),
    ),
    **named(variation, "undo_variation"),
    **named(
        template,
        *("check_template", "draft_check_template", "write_check_items"),
        "publish_check_template",
    ),
    **named(
        check,
        *("check", "answer_items", "record_visit", "finish_check", "reopen_check"),
        "raise_finding",
    ),
    **named(monitoring_run, "monitoring_run", "monitoring_archive"),
    **named(sample, "sample"),
    **named(finding, "finding", "answer_finding", "extend_finding", "settle_finding"),
    **named(
        irregularity,
        *("irregularity", "classify_irregularity", "notify_irregularity", "order_recovery"),
    ),
    **named(recovery, "recovery", "record_recovery", "write_off"),
    **named(movement, "undo_movement"),
    **named(
        question,
        *("question", "question_answer", "question_follow_up", "question_note"),
        *("question_assign", "question_close", "question_reopen", "question_publish"),
        "question_withdraw",
    ),
    **named(missing, "missing_provided"),
    **named(deadline, "deadline", "deadline_postpone", "deadline_complete", "deadline_undo"),
    **named(item, "communication_item", "communication_report", "communication_cancel"),
    **named(secret, "calendar_feed"),
    **named(tried, "import_columns", "import_check"),
    **named(imported, "import_record"),
    **named(statement, "statement", "retire_statement"),
    **named(conflict, "conflict"),
    "office:subject_history": lambda city: ("action", "MI4.2.1.a"),
}
