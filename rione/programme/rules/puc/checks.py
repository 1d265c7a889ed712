"""The 55 checks before transmission, one entry each: what is violated, on which record.

Numbers are those of the national controls; the words that explain them stand in `lists`, in both
languages. Commitments and payments of transfers (…-TR) are compared with each other, apart from
the ordinary ones (019, 028, 050, 052); 027, 029, 030 look at the ordinary ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..codes import is_cup
from .coherence import (
    ORDINARY,
    TRANSFER,
    Project,
    Tables,
    by,
    group_of,
    level,
    net,
    parent,
    projects,
    public_financing,
    signed,
    total,
)
from .layouts import PROGRAMME, Record

COMMITMENT = ("COD_IMPEGNO", "TIPOLOGIA_IMPEGNO", "DATA_IMPEGNO")
PAYMENT = ("COD_PAGAMENTO", "TIPOLOGIA_PAG", "DATA_PAGAMENTO")
EXECUTION = frozenset({"0102", "0202", "0306", "0602", "0702", "0802"})
"""The phases in which a project is carried out, one for each nature."""
WORKS, INCENTIVES = "03", "07"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a record violates. `key` tells the record apart (a project's code where a
    record is missing); `found` and `allowed` are the two sides in cents, where it compares sums."""

    rule: str
    code: str
    project: str
    key: str
    field: str = ""
    found: int | None = None
    allowed: int | None = None


Check = Callable[[Project, Tables], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`codes` are the record types that it looks at; `needs` the table without which it cannot be
    checked; `unowned`: about records that belong to no project."""

    number: str
    codes: tuple[str, ...]
    check: Callable[["Rule", Project, Tables], Iterator[Finding]]
    needs: str = ""
    unowned: bool = False

    def about(self, row: Record, field: str = "", **sides: int) -> Finding:
        return Finding(self.number, row.code, row.project, row.key, field, **sides)

    def of(self, project: Project, key: str = "", code: str = "", field: str = "", **sides: int) -> Finding:
        named = key or project.code
        return Finding(self.number, code or self.codes[0], project.code, named, field, **sides)


Body = Callable[[Rule, Project, Tables], Iterator[Finding]]


def check(records: Iterable[Record], tables: Tables) -> Iterator[Finding]:
    """All findings, by project and rule."""
    for project in projects(records):
        yield from check_project(project, tables)


def check_project(project: Project, tables: Tables) -> Iterator[Finding]:
    """The findings of one project, by rule."""
    for rule in RULES.values():
        if rule.unowned == (not project.code) and is_checked(rule, tables):
            yield from rule.check(rule, project, tables)


def is_checked(rule: Rule, tables: Tables) -> bool:
    """Whether what a rule needs to know is known."""
    return not rule.needs or getattr(tables, rule.needs) is not None


def unchecked(tables: Tables) -> tuple[str, ...]:
    """The rules that cannot be checked with these tables."""
    return tuple(number for number, rule in RULES.items() if not is_checked(rule, tables))


def _missing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if not project.rows(rule.codes[0]):
        yield rule.of(project)


def _no_expected_result(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if not any(row.text("TIPO_CLASS") == tables.expected_result for row in project.rows("AP03")):
        yield rule.of(project, field="TIPO_CLASS")


def _bodies(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    roles = {row.text("COD_RUOLO_SOG").lstrip("0") for row in project.rows("SC00")}
    for role in (tables.programmer, tables.beneficiary):
        if role not in roles:
            yield rule.of(project, key=f"{project.code}/{role}", field="COD_RUOLO_SOG")


def _phases_there(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    there = {row.text("COD_FASE") for row in project.rows("PR00")}
    if not there:
        yield rule.of(project)
        return
    for phase in tables.phases.get(project.nature, ()):
        if phase not in there:
            yield rule.of(project, key=f"{project.code}/{phase}", field="COD_FASE")


def _cup(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("AP00"):
        cup = row.text("CUP")
        if not is_cup(cup) or cup in (tables.revoked or ()):
            yield rule.about(row, "CUP")


def _activated(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    originating = any(row.text("CODICE_PROC_ATT_ORIG") for row in project.rows("AP00"))
    if not originating and not project.rows("AP01"):
        yield rule.of(project)


def _classified(fund: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        needed = (tables.classifications or {}).get(fund, frozenset())
        for programme in sorted(project.active):
            if fund not in (tables.funds_of or {}).get(programme, ()):
                continue
            there = {
                row.text("TIPO_CLASS")
                for row in project.rows("AP03")
                if row.text(PROGRAMME) == programme
            }
            for kind in sorted(needed - there):
                key = f"{project.code}/{programme}/{kind}"
                yield rule.of(project, key=key, field="TIPO_CLASS")

    return body


def _breakdown(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if project.nature in (WORKS, INCENTIVES) and not project.rows("FN02"):
        yield rule.of(project)


def _paid_uncommitted(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = {group_of(row.text("TIPOLOGIA_IMPEGNO")) for row in project.rows("FN04")}
    for row in project.rows("FN06"):
        if group_of(row.text("TIPOLOGIA_PAG")) not in bound:
            yield rule.about(row, "TIPOLOGIA_PAG")


def _inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows(rule.codes[0]):
        if row.text(PROGRAMME) not in project.active:
            yield rule.about(row, PROGRAMME)


def _certified_inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    # A certified expense names a level and no programme: any active one lets it be.
    if not project.active:
        for row in project.rows("FN09"):
            yield rule.about(row)


def _indicator_inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows(rule.codes[0]):
        if (tables.indicators or {}).get(row.text("COD_INDICATORE")) not in project.active:
            yield rule.about(row, "COD_INDICATORE")


def _over(rule: Rule, project: Project, found: int, allowed: int, **more: str) -> Iterator[Finding]:
    if found > allowed:
        yield rule.of(project, found=found, allowed=allowed, **more)  # type: ignore[arg-type]


def _cost_over_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    cost = total(project.rows("FN01"), "IMPORTO_AMMESSO")
    yield from _over(rule, project, cost, public_financing(project, tables), code="FN01")


def _bound_over_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = net(project.rows("FN04"), "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO")
    yield from _over(rule, project, bound, public_financing(project, tables), code="FN04")


def _eligible_over(
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


def _net_paid_over_bound(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for group in (ORDINARY, TRANSFER):
        paid = net(project.rows("FN06"), "TIPOLOGIA_PAG", "IMPORTO_PAG", group)
        bound = net(project.rows("FN04"), "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO", group)
        key = f"{project.code}/P{group}"
        yield from _over(rule, project, paid, bound, code="FN06", key=key)


def _by_level(project: Project, code: str, kind: str, amount: str) -> dict[tuple[str, str], int]:
    rows = (row for row in project.rows(code) if group_of(row.text(kind)) == ORDINARY)
    return by(rows, level, lambda row: signed(row.text(kind), row.cents(amount)))


def _bound_over_cost(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    costs = by(project.rows("FN01"), level, lambda row: row.cents("IMPORTO_AMMESSO"))
    bound = _by_level(project, "FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
    for at, found in sorted(bound.items()):
        key = "/".join((project.code, *at))
        yield from _over(rule, project, found, costs.get(at, 0), code="FN05", key=key)


def _paid_over_bound(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = _by_level(project, "FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
    paid = _by_level(project, "FN07", "TIPOLOGIA_PAG_AMM", "IMPORTO_PAG_AMM")
    for at, found in sorted(paid.items()):
        key = "/".join((project.code, *at))
        yield from _over(rule, project, found, bound.get(at, 0), code="FN07", key=key)


def _in_future(field: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        for row in project.rows(rule.codes[0]):
            day = row.day(field)
            if day is not None and day > tables.today:
                yield rule.about(row, field)

    return body


def _payees_over(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    sums = by(
        project.rows("FN08"), lambda row: parent(row, *PAYMENT), lambda row: row.cents("IMPORTO")
    )
    for row in project.rows("FN06"):
        found = sums.get(parent(row, *PAYMENT), 0)
        if found > row.cents("IMPORTO_PAG"):
            yield rule.about(row, "IMPORTO_PAG", found=found, allowed=row.cents("IMPORTO_PAG"))


def _saved_all(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
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


def _plan_is_not_financing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    plan = project.rows("FN03")
    if not plan:
        return  # 011 says so
    planned = total(plan, "IMP_REALIZZATO") + total(plan, "IMP_DA_REALIZZARE")
    found = planned + total(project.rows("FN10"), "IMPORTO")
    financing = total(project.rows("FN00"), "IMPORTO")
    if found != financing:
        yield rule.of(project, code="FN03", found=found, allowed=financing)


def _nothing_achieved(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    ended = any(
        row.text("COD_FASE") in EXECUTION and row.day("DATA_FINE_EFFETTIVA")
        for row in project.rows("PR00")
    )
    for row in project.rows("IN01") if ended else ():
        if row["VALORE_REALIZZATO"] is None:
            yield rule.about(row, "VALORE_REALIZZATO")


def _out_of_order(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    undated = False
    for row in sorted(project.rows("PR00"), key=lambda row: row.text("COD_FASE")):
        if undated and row.day("DATA_FINE_EFFETTIVA"):
            yield rule.about(row, "DATA_FINE_EFFETTIVA")
        undated = undated or not (row.day("DATA_INIZIO_EFFETTIVA") and row.day("DATA_FINE_EFFETTIVA"))


def _ended_without_start(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("PR00"):
        if row.day("DATA_FINE_EFFETTIVA") and not row.day("DATA_INIZIO_EFFETTIVA"):
            yield rule.about(row, "DATA_INIZIO_EFFETTIVA")


def _item_not_allowed(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    allowed = (tables.cost_items or {}).get(project.nature)
    for row in project.rows("FN02") if allowed is not None else ():
        if row.text("VOCE_SPESA") not in allowed:
            yield rule.about(row, "VOCE_SPESA")


def _phase_not_allowed(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("PR00") if project.nature else ():
        if row.text("COD_FASE")[:2] != project.nature:
            yield rule.about(row, "COD_FASE")


def _parent_cancelled(parents: str, names: tuple[str, ...]) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        standing = {parent(row, *names) for row in project.rows(parents)}
        gone = {parent(row, *names) for row in project.every(parents) if row.cancelled} - standing
        for row in project.rows(rule.codes[1]):
            if parent(row, *names) in gone:
                yield rule.about(row)

    return body


def _below_zero(kind: str, amount: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        for group in (ORDINARY, TRANSFER):
            found = net(project.rows(rule.codes[0]), kind, amount, group)
            if found < 0:
                yield rule.of(project, field=amount, found=found, allowed=0)

    return body


def _below_zero_by_level(kind: str, amount: str) -> Body:
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


def _eligible_in_all(whole: tuple[str, str, str], part: tuple[str, str, str]) -> Body:
    """Everything eligible is more than everything committed, or paid; net, transfers included."""

    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        (code, *of), (eligible, *admitted) = whole, part
        found = net(project.rows(eligible), *admitted, None)
        yield from _over(rule, project, found, net(project.rows(code), *of, None), code=eligible)

    return body


_FN04 = ("FN04", "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO")
_FN05 = ("FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
_FN06 = ("FN06", "TIPOLOGIA_PAG", "IMPORTO_PAG")
_FN07 = ("FN07", "TIPOLOGIA_PAG_AMM", "IMPORTO_PAG_AMM")
_ALL = (
    Rule("001", ("AP03",), _no_expected_result),
    *(
        Rule(number, (code,), _missing)
        for number, code in (("002", "AP05"), ("003", "AP06"))
    ),
    Rule("004", ("SC00",), _bodies),
    *(
        Rule(number, (code,), _missing)
        for number, code in (("005", "FN00"), ("006", "FN01"), ("007", "IN00"), ("008", "IN01"))
    ),
    Rule("009", ("PR00",), _phases_there),
    Rule("010", ("PR01",), _missing),
    Rule("011", ("FN03",), _missing),
    Rule("012", ("AP00",), _cup),
    Rule("013", ("AP01",), _activated),
    *(
        Rule(number, ("AP03",), _classified(fund), needs="classifications")
        for number, fund in (("014", "FESR"), ("015", "FSE"), ("016", "YEI"), ("017", "FEASR"))
    ),
    Rule("018", ("FN02", "AP00"), _breakdown),
    Rule("019", ("FN06", "FN04"), _paid_uncommitted),
    *(
        Rule(number, (code, "AP04"), _inactive)
        for number, code in (("020", "FN01"), ("021", "FN05"), ("022", "FN07"))
    ),
    Rule("023", ("FN09", "AP04"), _certified_inactive),
    Rule("024", ("FN00", "FN01", "FN10"), _cost_over_financing),
    Rule(
        "025",
        ("FN04", "FN05"),
        _eligible_over("FN04", "IMPORTO_IMPEGNO", COMMITMENT, *_FN05),
    ),
    Rule("026", ("FN06", "FN07"), _eligible_over("FN06", "IMPORTO_PAG", PAYMENT, *_FN07)),
    Rule("027", ("FN00", "FN04", "FN10"), _bound_over_financing),
    Rule("028", ("FN04", "FN06"), _net_paid_over_bound),
    Rule("029", ("FN01", "FN05"), _bound_over_cost),
    Rule("030", ("FN05", "FN07"), _paid_over_bound),
    Rule("031", ("TR00",), _in_future("DATA_TRASFERIMENTO"), unowned=True),
    *(
        Rule(number, (code,), _in_future(field))
        for number, code, field in (
            ("032", "FN04", "DATA_IMPEGNO"),
            ("033", "FN06", "DATA_PAGAMENTO"),
            ("034", "FN05", "DATA_IMP_AMM"),
            ("035", "FN07", "DATA_PAG_AMM"),
            ("036", "PR01", "DATA_RIFERIMENTO"),
        )
    ),
    Rule("037", ("FN06", "FN08"), _payees_over),
    Rule("038", ("FN00", "FN10"), _saved_all),
    Rule("039", ("FN00", "FN03", "FN10"), _plan_is_not_financing),
    Rule("040", ("PR00", "IN01"), _nothing_achieved),
    Rule("041", ("PR00",), _out_of_order),
    Rule("042", ("PR00",), _ended_without_start),
    *(
        Rule(number, (code, "AP04"), _indicator_inactive, needs="indicators")
        for number, code in (("043", "IN00"), ("044", "IN01"))
    ),
    Rule("045", ("FN02", "AP00"), _item_not_allowed, needs="cost_items"),
    Rule("046", ("PR00", "AP00"), _phase_not_allowed),
    Rule("047", ("FN04", "FN05"), _parent_cancelled("FN04", COMMITMENT)),
    Rule("048", ("FN06", "FN07"), _parent_cancelled("FN06", PAYMENT)),
    Rule("049", ("FN06", "FN08"), _parent_cancelled("FN06", PAYMENT)),
    Rule("050", ("FN04",), _below_zero(*_FN04[1:])),
    Rule("051", ("FN05",), _below_zero_by_level(*_FN05[1:])),
    Rule("052", ("FN06",), _below_zero(*_FN06[1:])),
    Rule("053", ("FN07",), _below_zero_by_level(*_FN07[1:])),
    Rule("054", ("FN04", "FN05"), _eligible_in_all(_FN04, _FN05)),
    Rule("055", ("FN06", "FN07"), _eligible_in_all(_FN06, _FN07)),
)
RULES: Mapping[str, Rule] = {rule.number: rule for rule in _ALL}
"""All rules by number."""
