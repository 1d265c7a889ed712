"""Checks of what has to be there, in order, and not later than today. One function each."""

from collections.abc import Iterator

from ..codes import is_cup
from .coherence import Project, Tables, group_of, parent
from .layouts import PROGRAMME
from .rule import Body, Finding, Rule

EXECUTION = frozenset({"0102", "0202", "0306", "0602", "0702", "0802"})
"""The phases in which a project is carried out, one for each nature."""
WORKS, INCENTIVES = "03", "07"


def missing(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if not project.rows(rule.codes[0]):
        yield rule.of(project)


def no_expected_result(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if not any(row.text("TIPO_CLASS") == tables.expected_result for row in project.rows("AP03")):
        yield rule.of(project, field="TIPO_CLASS")


def bodies(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    roles = {row.text("COD_RUOLO_SOG").lstrip("0") for row in project.rows("SC00")}
    for role in (tables.programmer, tables.beneficiary):
        if role not in roles:
            yield rule.of(project, key=f"{project.code}/{role}", field="COD_RUOLO_SOG")


def phases_there(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    there = {row.text("COD_FASE") for row in project.rows("PR00")}
    if not there:
        yield rule.of(project)
        return
    for phase in tables.phases.get(project.nature, ()):
        if phase not in there:
            yield rule.of(project, key=f"{project.code}/{phase}", field="COD_FASE")


def cup(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("AP00"):
        cup = row.text("CUP")
        if not is_cup(cup) or cup in (tables.revoked or ()):
            yield rule.about(row, "CUP")


def activated(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    originating = any(row.text("CODICE_PROC_ATT_ORIG") for row in project.rows("AP00"))
    if not originating and not project.rows("AP01"):
        yield rule.of(project)


def classified(fund: str) -> Body:
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


def breakdown(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    if project.nature in (WORKS, INCENTIVES) and not project.rows("FN02"):
        yield rule.of(project)


def paid_uncommitted(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    bound = {group_of(row.text("TIPOLOGIA_IMPEGNO")) for row in project.rows("FN04")}
    for row in project.rows("FN06"):
        if group_of(row.text("TIPOLOGIA_PAG")) not in bound:
            yield rule.about(row, "TIPOLOGIA_PAG")


def inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows(rule.codes[0]):
        if row.text(PROGRAMME) not in project.active:
            yield rule.about(row, PROGRAMME)


def certified_inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    # A certified expense names a level and no programme: any active one lets it be.
    if not project.active:
        for row in project.rows("FN09"):
            yield rule.about(row)


def indicator_inactive(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows(rule.codes[0]):
        if (tables.indicators or {}).get(row.text("COD_INDICATORE")) not in project.active:
            yield rule.about(row, "COD_INDICATORE")


def in_future(field: str) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        for row in project.rows(rule.codes[0]):
            day = row.day(field)
            if day is not None and day > tables.today:
                yield rule.about(row, field)

    return body


def nothing_achieved(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    ended = any(
        row.text("COD_FASE") in EXECUTION and row.day("DATA_FINE_EFFETTIVA")
        for row in project.rows("PR00")
    )
    for row in project.rows("IN01") if ended else ():
        if row["VALORE_REALIZZATO"] is None:
            yield rule.about(row, "VALORE_REALIZZATO")


def out_of_order(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    undated = False
    for row in sorted(project.rows("PR00"), key=lambda row: row.text("COD_FASE")):
        if undated and row.day("DATA_FINE_EFFETTIVA"):
            yield rule.about(row, "DATA_FINE_EFFETTIVA")
        undated = undated or not (
            row.day("DATA_INIZIO_EFFETTIVA") and row.day("DATA_FINE_EFFETTIVA")
        )


def ended_without_start(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("PR00"):
        if row.day("DATA_FINE_EFFETTIVA") and not row.day("DATA_INIZIO_EFFETTIVA"):
            yield rule.about(row, "DATA_INIZIO_EFFETTIVA")


def item_not_allowed(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    allowed = (tables.cost_items or {}).get(project.nature)
    if allowed is None:
        return
    for row in project.rows("FN02"):
        if row.text("VOCE_SPESA") not in allowed:
            yield rule.about(row, "VOCE_SPESA")


def phase_not_allowed(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
    for row in project.rows("PR00") if project.nature else ():
        if row.text("COD_FASE")[:2] != project.nature:
            yield rule.about(row, "COD_FASE")


def parent_cancelled(parents: str, names: tuple[str, ...]) -> Body:
    def body(rule: Rule, project: Project, tables: Tables) -> Iterator[Finding]:
        standing = {parent(row, *names) for row in project.rows(parents)}
        gone = {parent(row, *names) for row in project.every(parents) if row.cancelled} - standing
        for row in project.rows(rule.codes[1]):
            if parent(row, *names) in gone:
                yield rule.about(row)

    return body
