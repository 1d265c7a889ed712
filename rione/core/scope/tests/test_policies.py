"""What migrations are given, without a database."""

from pathlib import Path

import pytest

from rione.core.scope.policies import (
    Following,
    Kept,
    Municipal,
    Personal,
    Public,
    Shared,
    allow_only,
    no_policies,
    policies,
    protect,
)
from rione.core.scope.roles import STATEMENTS, ensure_roles
from rione.core.scope.search import search_of

ROOT = Path(__file__).resolve().parents[4]


LEADS = Following("housing_bed", "housing_unit", "unit_id")


@pytest.mark.parametrize(
    "rows", [Municipal(), Public(), Shared(), Shared(public="shown"), LEADS, Personal(), Kept()]
)
def test_protect__every_class__forces_the_policies_and_can_be_undone(rows) -> None:
    statements = policies("housing_bed", rows)
    forced = "ALTER TABLE housing_bed FORCE ROW LEVEL SECURITY" in statements
    assert forced is not isinstance(rows, Kept)
    made = {s.split()[2] for s in statements if s.startswith("CREATE POLICY")}
    undone = {s.split()[2] for s in no_policies("housing_bed", rows) if s.startswith("DROP POLICY")}
    assert made == undone
    assert len(made) == (6 if isinstance(rows, Kept) else 5)
    assert protect("housing_bed", rows).reversible


def test_protect__public_rows__put_no_barrier_before_indexes() -> None:
    assert Public().visible() == "true"
    assert "published" in Public(when="published").visible()


def test_protect__shared_rows__are_open_to_all_only_when_it_is_said() -> None:
    assert Shared(public="shown").visible() == f"{Shared().visible()[:-1]} OR (shown))"
    assert "shown" not in Shared(public="shown").owned()


def test_protect__following_rows__are_read_and_written_as_their_parent() -> None:
    assert "parent.id = housing_bed.unit_id" in LEADS.visible()
    assert "app.municipality" not in LEADS.visible()
    assert "parent.municipality = (SELECT nullif" in LEADS.owned()


@pytest.mark.parametrize("name", ["a b", 'x"', "x;--", "X", ""])
def test_protect__name_that_is_not_plain__is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        protect(name, Municipal())
    with pytest.raises(ValueError, match="plain name"):
        policies("fine", Municipal(municipality=name))
    with pytest.raises(ValueError, match="plain name"):
        policies("fine", Following("fine", name, "id"))
    with pytest.raises(ValueError, match="plain name"):
        search_of("fine", Shared(), columns=[name])


@pytest.mark.parametrize("rows", [Public(), Shared(public="shown"), LEADS])
def test_search__of_rows_that_others_see_too__is_refused(rows) -> None:
    with pytest.raises(ValueError, match="where they are"):
        search_of("fine", rows, columns=["name"])


def test_allow_only__named_rights__are_all_that_is_left() -> None:
    statements = allow_only("audit_entry", web="INSERT").sql
    assert statements == (
        "REVOKE ALL ON audit_entry FROM rione_web, rione_worker",
        "GRANT INSERT ON audit_entry TO rione_web",
    )


def test_roles__file_for_operators__holds_the_statements_of_the_launcher() -> None:
    text = " ".join((ROOT / "ops/roles.sql").read_text("utf-8").split())
    for statement in STATEMENTS:
        assert " ".join(statement.split()) in text


class Server:
    """A connection that answers whether the roles are complete."""

    def __init__(self, complete: bool) -> None:
        self.complete, self.executed = complete, 0

    def execute(self, query: str, params: object = None) -> "Server":
        self.executed += 1
        return self

    def fetchone(self) -> tuple[bool]:
        return (self.complete,)


@pytest.mark.parametrize(("complete", "executed"), [(True, 1), (False, 1 + len(STATEMENTS))])
def test_roles__made__only_when_they_are_missing(complete: bool, executed: int) -> None:
    server = Server(complete)
    assert ensure_roles(server) is not complete
    assert server.executed == executed
