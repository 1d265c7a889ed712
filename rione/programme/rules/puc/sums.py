"""Checks that compare sums. One function each."""

from collections.abc import Callable, Iterator

from .coherence import (
    ORDINARY,
    PAYMENT,
    TRANSFER,
    Project,
    Tables,
    by,
    group_of,
    level,
    net,
    parent,
    public_financing,
    signed,
    total,
)
from .layouts import Record
from .rule import Body, Finding, Rule


def _over(rule: Rule, project: Project, found: int, allowed: int, **more: str) -> Iterator[Finding]:
    if found > allowed:
        yield rule.of(project, found=found, allowed=allowed, **more)  # type: ignore[arg-type]


def cost_over_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    cost = total(project.rows("FN01"), "IMPORTO_AMMESSO")
    yield from _over(rule, project, cost, public_financing(project, tables), code="FN01")


def bound_over_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = net(project.rows("FN04"), "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO")
    yield from _over(rule, project, bound, public_financing(project, tables), code="FN04")


def eligible_over(
    parents: str, amount: str, names: tuple[str, ...], eligible: str, kind: str, part: str
) -> Body:
    """What is eligible of one commitment or payment is more than that itself."""

    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        def cents(row: Record) -> int:
            # What goes the other way than its parent is taken off again.
            same = row.text(kind)[:1] == row.text(names[1])[:1]
            return row.cents(part) if same else -row.cents(part)

        sums = by(project.rows(eligible), lambda row: parent(row, *names), cents)
        for row in project.rows(parents):
            found = sums.get(parent(row, *names), 0)
            if found > row.cents(amount):
                yield rule.about(row, amount, found=found, allowed=row.cents(amount))

    return body


def net_paid_over_bound(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for group in (ORDINARY, TRANSFER):
        paid = net(project.rows("FN06"), "TIPOLOGIA_PAG", "IMPORTO_PAG", group)
        bound = net(project.rows("FN04"), "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO", group)
        key = f"{project.code}/P{group}"
        yield from _over(rule, project, paid, bound, code="FN06", key=key)


def _by_level(project: Project, code: str, kind: str, amount: str) -> dict[tuple[str, str], int]:
    rows = (row for row in project.rows(code) if group_of(row.text(kind)) == ORDINARY)
    return by(rows, level, lambda row: signed(row.text(kind), row.cents(amount)))


def bound_over_cost(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    costs = by(project.rows("FN01"), level, lambda row: row.cents("IMPORTO_AMMESSO"))
    bound = _by_level(project, "FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
    for at, found in sorted(bound.items()):
        key = "/".join((project.code, *at))
        yield from _over(rule, project, found, costs.get(at, 0), code="FN05", key=key)


def paid_over_bound(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = _by_level(project, "FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
    paid = _by_level(project, "FN07", "TIPOLOGIA_PAG_AMM", "IMPORTO_PAG_AMM")
    for at, found in sorted(paid.items()):
        key = "/".join((project.code, *at))
        yield from _over(rule, project, found, bound.get(at, 0), code="FN07", key=key)


def payees_over(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    sums = by(
        project.rows("FN08"), lambda row: parent(row, *PAYMENT), lambda row: row.cents("IMPORTO")
    )
    for row in project.rows("FN06"):
        found = sums.get(parent(row, *PAYMENT), 0)
        if found > row.cents("IMPORTO_PAG"):
            yield rule.about(row, "IMPORTO_PAG", found=found, allowed=row.cents("IMPORTO_PAG"))


def saved_all(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    fund: Callable[[Record], str] = lambda row: row.text("COD_FONDO")  # noqa: E731
    cents: Callable[[Record], int] = lambda row: row.cents("IMPORTO")  # noqa: E731
    given = by(project.rows("FN00"), fund, cents)
    for name, saved in sorted(by(project.rows("FN10"), fund, cents).items()):
        if saved >= given.get(name, 0):
            key = f"{project.code}/{name}"
            yield rule.of(
                project, key=key, code="FN10", field="IMPORTO",
                found=saved, allowed=given.get(name, 0),
            )  # fmt: skip


def plan_is_not_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    plan = project.rows("FN03")
    if not plan:
        return  # 011 says so
    planned = total(plan, "IMP_REALIZZATO") + total(plan, "IMP_DA_REALIZZARE")
    found = planned + total(project.rows("FN10"), "IMPORTO")
    financing = total(project.rows("FN00"), "IMPORTO")
    if found != financing:
        yield rule.of(project, code="FN03", found=found, allowed=financing)


def below_zero(kind: str, amount: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        for group in (ORDINARY, TRANSFER):
            found = net(project.rows(rule.codes[0]), kind, amount, group)
            if found < 0:
                yield rule.of(project, field=amount, found=found, allowed=0)

    return body


def below_zero_by_level(kind: str, amount: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        sums = by(
            project.rows(rule.codes[0]),
            lambda row: (*level(row), group_of(row.text(kind))),
            lambda row: signed(row.text(kind), row.cents(amount)),
        )
        for (programme, at, _group), found in sorted(sums.items()):
            if found < 0:
                key = f"{project.code}/{programme}/{at}"
                yield rule.of(project, key=key, field=amount, found=found, allowed=0)

    return body


def eligible_in_all(whole: tuple[str, str, str], part: tuple[str, str, str]) -> Body:
    """Everything eligible is more than everything committed, or paid; net, transfers included."""

    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        (code, kind, amount), (eligible, admitted, part_of) = whole, part
        found = net(project.rows(eligible), admitted, part_of, None)
        allowed = net(project.rows(code), kind, amount, None)
        yield from _over(rule, project, found, allowed, code=eligible)

    return body
