"""One list of operations, however it is written down, says the same."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rione.core import money
from rione.programme.rules.importing import Plan, imported
from rione.programme.rules.loading import read_programme

PLAN = Plan(municipality="072006")
HEADINGS = {
    "it": ("Codice azione", "Titolo", "Sintesi", "Data di inizio", "Spesa ammissibile"),
    "en": ("Code", "Operation name", "Summary", "Start date", "Total eligible expenditure"),
}
words = st.text(
    st.characters(codec="cp1252", categories=["L", "N", "P", "Zs"], exclude_characters="\xad"),
    min_size=1,
    max_size=40,
).filter(lambda text: re.search(r"\w", text) is not None)
rows = st.lists(
    st.tuples(words, words, st.dates(), st.one_of(st.none(), st.integers(0, 10**13))),
    min_size=1,
    max_size=5,
)


def written(found: list[Any], language: str, delimiter: str, encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(HEADINGS[language])
    for number, (title, summary, day, cents) in enumerate(found, 1):
        when = f"{day:%d}/{day:%m}/{day.year:04d}" if language == "it" else day.isoformat()
        amount = (
            {
                "it": money.format_italian,
                "en": money.format_english,
            }[language](cents)
            if cents is not None
            else ""
        )
        writer.writerow([f"BA1.1.{number}.a", title, summary, when, amount])
    return stream.getvalue().encode(encoding)


@settings(max_examples=40, deadline=None)
@given(rows, st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_list__in_any_form__says_the_same(found: list[Any], delimiter: str, encoding: str) -> None:
    italian, english = (
        read_programme(
            imported(
                "x.csv",
                written(found, language, delimiter, form),
                PLAN,
                today="2026-01-01",
            ),
            today="2026-01-01",
        ).statements
        for language, form in (("it", encoding), ("en", "utf-8"))
    )
    assert [one.identity for one in italian] == [one.identity for one in english]
    amounts = {
        one.subject_key: one.value.number
        for one in italian
        if one.field == "quantity.eligible_expenditure"
    }
    assert amounts == {
        f"BA1.1.{number}.a": Decimal(cents) / 100
        for number, (_title, _summary, _day, cents) in enumerate(found, 1)
        if cents is not None
    }
