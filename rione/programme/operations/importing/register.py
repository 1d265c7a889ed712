"""Statements of documents and values of indicators from a file.

All rows become one load of the register, and each subject is settled anew once.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rione.core import clock, money
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject as Named
from rione.core.identity.rules.actors import Actor
from rione.core.office.imports.definitions import Problem, Row, RowRefused
from rione.core.writes import Refused

from ...access.records import refuse_unless
from ...models import Statement
from ...rules.catalogue import Catalogue
from ...rules.conflicts import Subject
from ...rules.statements import StatementData
from ..folders import current_catalogue
from ..locking import take_turn
from ..refreshing import refresh
from ..stating import put_statements, read, refuse_circles
from .finding import Findings

Said = Callable[[Row], tuple[Subject, dict[str, Any]]]
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
# Where a refusal at a part of a statement is said in a file.
_COLUMNS = {"from": "place"}


def check_statements(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with statements. At most six SQL statements."""
    return _check(actor, rows, "add_statement", _statement)[0]


def store_statements(actor: Actor, rows: Sequence[Row]) -> None:
    """State each as `add_statement` does."""
    _store(actor, rows, "add_statement", _statement)


def check_values(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with achieved values. At most six SQL statements."""
    return _check(actor, rows, "state_indicator_value", _value)[0]


def store_values(actor: Actor, rows: Sequence[Row]) -> None:
    """State each as `state_indicator_value` does."""
    _store(actor, rows, "state_indicator_value", _value)


def _check(
    actor: Actor, rows: Sequence[Row], verb: str, say: Said
) -> tuple[list[Problem], list[StatementData]]:
    """What is wrong, and what all rows that are well state."""
    found = Findings()
    if not rows:
        return [], []
    try:
        refuse_unless(actor, verb)
        catalogue = current_catalogue()
    except Refused as refused:
        return [Problem(rows[0].number, "", str(refused))], []
    except LookupError:
        return [Problem(rows[0].number, "", _("No programme is loaded yet."))], []
    stated: list[tuple[Row, StatementData]] = []
    for row in rows:
        with found.at(row):
            data = _read(catalogue, row, say)
            found.once(row, data.identity, field="field")
            stated.append((row, data))
    identities = [data.identity for _row, data in stated]
    current = set(
        Statement.objects.filter(identity__in=identities, retired_in=None).values_list(
            "identity", flat=True
        )
    )
    for row, data in stated:
        with found.at(row):
            if data.identity in current:
                raise Refused(_("This is stated already, word for word."), field="field")
    waiting = [(row, data) for row, data in stated if data.field.startswith("waits_for.")]
    if waiting:
        with found.at(waiting[0][0]):
            refuse_circles([data for _row, data in waiting])
    return found.problems, [data for _row, data in stated]


def _store(actor: Actor, rows: Sequence[Row], verb: str, say: Said) -> None:
    take_turn()
    problems, stated = _check(actor, rows, verb, say)
    if problems:
        first = problems[0]
        raise RowRefused(first.row, Refused(first.message, field=first.column))
    made = put_statements(actor, stated, reason=_("Imported from a file by the office."))
    refresh({(data.subject_kind, data.subject_key) for data in stated})
    for row, data in zip(made, stated, strict=True):
        record(
            verb=verb,
            subjects=[Named(data.subject_kind, data.subject_key), Named("document", data.document)],
            details={"statement": row.pk, "field": data.field},
        )


def _read(catalogue: Catalogue, row: Row, say: Said) -> StatementData:
    subject, said = say(row)
    try:
        return read(catalogue, subject, said)
    except Refused as refused:
        field = _COLUMNS.get(refused.field, refused.field)
        raise Refused(refused.message, field=field if field in row.values else "") from None


def _statement(row: Row) -> tuple[Subject, dict[str, Any]]:
    kind, _sign, key = row.text("subject").partition(":")
    value: Any = row.text("value")
    if row["value_en"]:
        value = {"it": value, "en": row["value_en"]}
    elif row.text("field").startswith(("financing.", "complement.")):
        value = _italian(value)
    said = {"field": row.text("field"), "value": value, **_source(row)}
    if row["unit"]:
        said["unit"] = row["unit"]
    if row["as_of"]:
        said["as_of"] = _iso(row["as_of"])
    return (kind.strip(), key.strip()), said


def _value(row: Row) -> tuple[Subject, dict[str, Any]]:
    if row["day"] > clock.today():
        raise Refused(_("Write the day of the value, not later than today."), field="day")
    said = {"field": f"achieved.{row['day'].isoformat()}", "value": row.text("value")}
    return ("indicator", row.text("indicator")), {**said, **_source(row)}


def _source(row: Row) -> dict[str, Any]:
    source = {"from": f"{row.text('document')}:{row.text('place')}"}
    return {**source, "quote": row["quote"]} if row["quote"] else source


def _italian(text: str) -> str:
    """An amount in either notation as statements write it; anything else as it is."""
    try:
        return money.format_italian(money.parse_written(text))
    except ValueError:
        return text


def _iso(text: str) -> str:
    """31/01/2022 as statements write it; anything else as it is."""
    found = _DAY_FIRST.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text
