"""What holds of the records of the monitoring protocol whatever is in them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules.problems import Problem
from rione.programme.rules.puc.checks import check
from rione.programme.rules.puc.layouts import LAYOUTS, Field, Kind, Record, tidy
from rione.programme.rules.puc.reading import read
from rione.programme.rules.puc.writing import lines, number
from rione.programme.tests.puc_records import TABLES, bound, coherent, of_rules, paid, row

CENTS = st.integers(1, 10**9)
TEXTS = st.text(st.characters(exclude_characters="|"), min_size=1, max_size=40)


def beside(*others: Record) -> list[Record]:
    """Records beside what a coherent project has of other types than commitments, payments,
    plans — and of financing and savings, when there are any among them."""
    ours = {"FN04", "FN06"} if any(one.code in ("FN04", "FN06") for one in others) else {
        "FN00", "FN03", "FN10"
    }  # fmt: skip
    return [*(one for one in coherent() if one.code not in ours), *others]


def values_of(field: Field) -> st.SearchStrategy[object]:
    """Values that a field can have."""
    if field.values:
        some: st.SearchStrategy[object] = st.sampled_from(field.values)
    elif field.kind == Kind.DATE:
        some = st.dates(date(2014, 1, 1), date(2099, 12, 31))
    elif field.kind == Kind.YEAR:
        some = st.integers(1900, 2099)
    elif field.kind == Kind.NUMBER:
        some = st.integers(-(10**15), 10**15)
    else:
        some = TEXTS.map(lambda text: tidy(text, field.length)).filter(bool)
    return some if field.mandatory else st.none() | some


def records(code: str) -> st.SearchStrategy[Record]:
    parts = [values_of(field) for field in LAYOUTS[code].fields]
    return st.tuples(*parts).map(lambda values: Record(code, values))


@given(
    st.sampled_from(sorted(LAYOUTS)).flatmap(
        lambda code: st.lists(records(code), max_size=4, unique_by=lambda one: one.key)
    )
)
def test_read__what_was_written__is_the_same(written: list[Record]) -> None:
    layout = LAYOUTS[written[0].code] if written else LAYOUTS["AP00"]
    assert list(read(layout, lines(written))) == written


@given(st.sampled_from(sorted(LAYOUTS)), st.lists(st.binary(max_size=80), max_size=4))
def test_read__any_bytes__are_records_or_problems(code: str, rows: list[bytes]) -> None:
    layout = LAYOUTS[code]
    for found in read(layout, rows):
        assert isinstance(found, Problem) or len(found.values) == len(layout.fields)
        assert not isinstance(found, Problem) or (found.message and found.remedy and found.line)


@given(st.integers(-(10**15), 10**15))
def test_number__any_hundredths__are_in_two_decimals(cents: int) -> None:
    whole, _comma, part = number(cents).partition(",")
    assert len(part) == 2
    assert int(whole + part) == cents


@given(
    st.lists(CENTS, min_size=1, max_size=4),
    st.lists(CENTS, max_size=3),
    st.lists(CENTS, max_size=4),
    st.lists(CENTS, max_size=3),
)
def test_check__any_commitments_and_payments__compares_each_sum_taken_once(
    committed: list[int], taken: list[int], payments: list[int], recovered: list[int]
) -> None:
    found = of_rules(
        check(
            beside(
                *(bound(cents, f"I-{n}") for n, cents in enumerate(committed)),
                *(bound(cents, f"D-{n}", "D") for n, cents in enumerate(taken)),
                *(paid(cents, f"P-{n}") for n, cents in enumerate(payments)),
                *(paid(cents, f"R-{n}", "R") for n, cents in enumerate(recovered)),
            ),
            TABLES,
        )
    )
    held, gone = sum(committed) - sum(taken), sum(payments) - sum(recovered)
    assert ("027" in found) == (held > 90_000)
    assert ("028" in found) == (gone > held)
    assert ("050" in found) == (held < 0)
    assert ("052" in found) == (gone < 0)
    assert ("054" in found) == (held < 80_000)
    assert ("055" in found) == (gone < 40_000)


@given(st.lists(CENTS, min_size=1, max_size=3), st.lists(CENTS, max_size=2), st.lists(CENTS))
def test_check__any_plan__is_compared_with_the_financing_as_a_whole(
    granted: list[int], saved: list[int], planned: list[int]
) -> None:
    found = of_rules(
        check(
            beside(
                *(row("FN00", COD_FONDO=f"F{n}", IMPORTO=cents) for n, cents in enumerate(granted)),
                *(row("FN10", COD_FONDO=f"F{n}", IMPORTO=cents) for n, cents in enumerate(saved)),
                row("FN03", ANNO_PIANO=2020, IMP_REALIZZATO=0, IMP_DA_REALIZZARE=0),
                *(
                    row("FN03", ANNO_PIANO=2021 + n, IMP_REALIZZATO=cents, IMP_DA_REALIZZARE=0)
                    for n, cents in enumerate(planned)
                ),
            ),
            TABLES,
        )
    )
    given_of = dict(enumerate(granted))
    assert ("039" in found) == (sum(planned) + sum(saved) != sum(granted))
    assert ("038" in found) == any(cents >= given_of.get(n, 0) for n, cents in enumerate(saved))
    assert ("024" in found) == (sum(granted) - sum(saved) < 90_000)


@given(CENTS)
def test_check__coherent_project__finds_nothing_at_any_scale(factor: int) -> None:
    scaled = [
        Record(
            one.code,
            tuple(
                value * factor if field.kind == Kind.NUMBER and isinstance(value, int) else value
                for field, value in zip(LAYOUTS[one.code].fields, one.values, strict=True)
            ),
        )
        for one in coherent()
    ]
    assert list(check(scaled, TABLES)) == []
