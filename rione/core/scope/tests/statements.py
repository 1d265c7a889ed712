"""Statements of a page, without those that open and close the scope of the request around it."""

from collections.abc import Iterable, Mapping

from rione.core.scope.transactions import _SET, POWERFUL

_SETS = _SET.partition("%s")[0]


def own_statements(captured: Iterable[Mapping[str, str]]) -> list[str]:
    """What was asked beside the scope itself: in a test a savepoint, its settings, its release and
    the settings of before; in production BEGIN, the settings and COMMIT. Other savepoints count."""
    statements = [query["sql"] for query in captured]
    opened = set()
    own: list[str] = []
    for statement in statements:
        if statement.startswith(_SETS):
            if own and own[-1].startswith("SAVEPOINT "):
                opened.add(own.pop().removeprefix("SAVEPOINT "))
        elif statement == POWERFUL or (
            statement.startswith("RELEASE SAVEPOINT ")
            and statement.removeprefix("RELEASE SAVEPOINT ") in opened
        ):
            continue
        else:
            own.append(statement)
    return own
