"""Every table has a class of rows, and the database holds it to that.

`python -m tests.walls.write` writes the lines anew, for review in the diff.
"""

import os

import pytest

from rione.core.scope import WEB, WORKER
from rione.core.scope.policies import Kept, Municipal, RowClass, policies

from .catalogue import (
    BY_ROWS,
    CLASSES,
    Policy,
    Table,
    ask,
    line_of,
    lines,
    open_to_all_roles,
    tables,
    write,
)

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
FOLLOWS = "(EXISTS ( SELECT"


def test_row_classes__every_table__is_as_its_line_says() -> None:
    """Owner, rights of requests and rights of jobs, and a reason for each."""
    known, found = lines(), tables()
    wanted = {name: line_of(table, known.get(name)) for name, table in found.items()}
    if os.environ.get("RIONE_WRITE_ROW_CLASSES"):
        write(wanted.values())
        return
    assert not set(known) - set(found), "lines of tables that do not exist"
    assert not set(found) - set(known), "tables without a line: python -m tests.walls.write"
    assert known == wanted
    for name, line in known.items():
        assert line["class"] in CLASSES, name
        assert len(line["why"]) > 10, f"say why the rows of {name} are of that class"


def test_row_classes__no_table__is_open_to_roles_that_nobody_named() -> None:
    assert open_to_all_roles() == []


def test_row_classes__neither_role__empties_tables_or_makes_triggers() -> None:
    for table in tables().values():
        for role in (WEB, WORKER):
            for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
                assert not table.may(role, right), f"{role}: {right} on {table.name}"


def test_row_classes__policies_of_each_table__are_those_of_its_class() -> None:
    found = tables()
    for name, line in lines().items():
        problem = mismatch(found[name], line["class"])
        assert not problem, f"{name} is no {line['class']} table: {problem}"


def test_row_classes__a_table_that_is_not_what_it_says__is_noticed() -> None:
    """The control: each class refuses tables of the others."""
    found = tables()
    wrong = [
        ("ledger_account", "shared"),
        ("ledger_account", "own"),
        ("ledger_account", "platform"),
        ("programme_operation", "municipal"),
        ("programme_operation", "public"),
        ("identity_membership", "municipal"),
        ("django_session", "public"),
        ("django_session", "closed"),
        ("programme_statement", "municipal"),
        ("auth_group", "public"),
    ]
    for name, other in wrong:
        assert mismatch(found[name], other), (name, other)
    for statement in (
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY {0}_read ON {0}",
        "DROP POLICY {0}_change ON {0}; CREATE POLICY {0}_change ON {0} FOR UPDATE USING (true)",
        "CREATE POLICY {0}_more ON {0} USING (true)",
    ):
        ask("SAVEPOINT before")
        ask(statement.format("programme_operation"))
        assert mismatch(tables()["programme_operation"], "shared"), statement
        ask("ROLLBACK TO before")


def test_row_classes__views__see_what_whoever_asks_may_see() -> None:
    """A view with its owner's eyes would show the rows of all."""
    views = ask(
        """SELECT relname, coalesce(array_to_string(reloptions, ' '), '') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"""
    )
    open_ones = {name for name, options in views if "security_invoker=true" not in str(options)}
    assert open_ones == set(WINDOWS)


TOLD_OTHERWISE = {"procrastinate_jobs"}
"""No column of these says whose a row is, but an argument."""
WINDOWS = {"jobs_queued": "that a job is there, without what it is about, for whoever watches"}


DOORS = {
    "procrastinate_defer_jobs_v1": "puts a job on the queue that whoever defers it may not read",
    "audit_add": "adds an entry that whoever adds it may not read",
    "identity_acts_for_all": "says whether the account in force looks after members everywhere",
    "identity_memberships_of": "what an account may act under, asked before it acts",
    "programme_published_operations": "published columns of operations, see 0060 of programme",
    "programme_published_financing": "published sums of operations by fund",
    "programme_published_payments": "published sums of operations by month; nobody is named",
    "programme_published_procurements": "what is bought; natural persons are not named",
    "programme_published_mark": "a digest that changes with every write, and when the last was",
}
"""Functions with the owner's rights, which see past all policies; those of a search besides, whose
test is in tests/concurrency/test_scope.py."""


def test_doors__functions_with_the_owners_rights__are_known_and_look_up_no_callers_table() -> None:
    made = ask(
        """SELECT proname, coalesce(array_to_string(proconfig, ' '), '') FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prosecdef"""
    )
    assert made
    for name, settings in made:
        assert "search_path=public, pg_temp" in str(settings), name
    callable_by_requests = ask(
        """SELECT proname FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prosecdef
              AND prorettype <> 'trigger'::regtype
              AND (has_function_privilege('rione_web', oid, 'EXECUTE')
                OR has_function_privilege('rione_worker', oid, 'EXECUTE'))"""
    )
    names = {str(name) for (name,) in callable_by_requests if not str(name).endswith("_search")}
    assert names == set(DOORS)


def mismatch(table: Table, name: str) -> str:
    """What keeps a table from being of a class; "" when nothing does."""
    if name not in BY_ROWS:
        return _without_rows(table, name)
    if not table.secured:
        return "it has no policies"
    ours = [policy for policy in table.policies if not _is_for_jobs(policy)]
    if name == "shared" and all(FOLLOWS in policy.using for policy in ours):
        return "" if table.forced else "the owner is not bound"
    if odd := [policy.name for policy in ours if policy.roles not in ("", WEB)]:
        return f"{odd} are for other roles"
    if name == "own":
        return _own(table, ours)
    if table.name in TOLD_OTHERWISE:
        bound = all("app.municipality" in policy.using for policy in ours)
        return "" if ours and bound and name == "municipal" else "it is municipal"
    if "app.account" in str(ours):
        return "rows of an account are own"
    if name == "shared" and not table.forced:
        return "the owner is not bound"
    wanted = _made(table, Municipal(_place(table)) if table.forced else Kept())
    got = {_short(table, policy): policy for policy in table.policies}
    if set(got) != set(wanted):
        return f"it has the policies {sorted(got)} and not {sorted(wanted)}"
    for short, policy in got.items():
        if short == "read" and name == "shared":
            if not ("app.organisation" in policy.using or policy.using.startswith(FOLLOWS)):
                return "no organisation reads along"
        elif (policy.using, policy.check) != (wanted[short].using, wanted[short].check) and not (
            name == "shared" and (policy.using or policy.check).startswith(FOLLOWS)
        ):
            return f"{policy.name} is {policy.using or policy.check}"
    return ""


def _is_for_jobs(policy: Policy) -> bool:
    conditions = f"CURRENT_USER = '{WORKER}'", f"(CURRENT_USER <> '{WEB}'::name)"
    return (
        policy.roles == WORKER
        or conditions[0] in policy.using
        or policy.using == conditions[1] == (policy.check or policy.using)
    )


def _without_rows(table: Table, name: str) -> str:
    text = " ".join(f"{policy.using} {policy.check}" for policy in table.policies)
    match name:
        case "closed":
            return "it is open" if any(table.rights.values()) else ""
        case "platform":
            return "it has policies" if table.secured else ""
    if not table.may(WEB, "SELECT"):
        return "nobody reads it"
    if not table.secured:
        written = [right for right in WRITES if table.may(WEB, right)]
        return f"requests may {written} the rows of all" if written else ""
    loose = [
        policy.name
        for policy in table.policies
        if policy.command not in ("SELECT",)
        and not _is_for_jobs(policy)
        and "app.municipality" not in policy.using + policy.check
    ]
    reads = [p for p in table.policies if p.command == "SELECT" and not _is_for_jobs(p)]
    if any("app.organisation" in policy.using for policy in reads):
        return "organisations read along"
    return f"{loose} do not ask for the municipality" if loose or not text else ""


def _own(table: Table, ours: list[Policy]) -> str:
    reads = [policy for policy in ours if policy.command in ("SELECT", "ALL")]
    if not reads:
        return "nobody reads it"
    for policy in reads:
        if not any(setting in policy.using for setting in ("app.account", "app.invitation")):
            return f"{policy.name} does not ask for the account"
    for policy in ours:
        right = "UPDATE" if policy.command == "ALL" else policy.command
        text = policy.using + policy.check
        asks = "app.account" in text or "app.municipality" in text
        # Whoever acts may tell others something, or add to the record: but not read or change it.
        if not asks and policy.command != "INSERT" and table.may(WEB, right):
            return f"{policy.name} asks for nothing"
    return ""


def _place(table: Table) -> str:
    return "municipality" if "municipality" in table.columns else "municipality_id"


def _short(table: Table, policy: Policy) -> str:
    return policy.name.removeprefix(f"{table.name}_")


def _made(table: Table, rows: RowClass) -> dict[str, Policy]:
    """The policies that a class makes, as the database writes them down."""
    ask(f"CREATE TABLE walls_probe ({rows.municipality} varchar(6))")  # type: ignore[union-attr]
    for statement in policies("walls_probe", rows):
        ask(statement)
    probe = tables()["walls_probe"]
    ask("DROP TABLE walls_probe")
    return {_short(probe, policy): policy for policy in probe.policies}
