"""Money, numbers, dates and wordings, in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rione.core.design import formats
from rione.core.money import parse_italian

NBSP = formats.NBSP
CENTS = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("language", "cents", "written"),
    [
        ("it", 4_062_587_325, f"40.625.873,25{NBSP}€"),
        ("en", 4_062_587_325, "€40,625,873.25"),
        ("it", 0, f"0,00{NBSP}€"),
        ("en", 5, "€0.05"),
        ("it", -123_456, f"-1.234,56{NBSP}€"),
        ("en", -123_456, "-€1,234.56"),
        ("it", None, "importo non noto"),
        ("en", None, "amount unknown"),
    ],
)
def test_euro__cents__are_written_as_the_language_does(language, cents, written):
    with override(language):
        assert formats.euro(cents) == written


@pytest.mark.parametrize(
    ("language", "cents", "written"),
    [
        ("it", 4_062_587_325, "40,6 milioni €"),
        ("en", 4_062_587_325, "€40.6 million"),
        ("it", 100_000_000, "1 milione €"),
        ("it", 99_999_999, "1 milione €"),
        ("en", 150_000_000, "€1.5 million"),
        ("it", 84_564_077, "845.641 €"),
        ("en", 49, "€0"),
        ("it", 99_999_999_999, "1 miliardo €"),
        ("en", 250_000_000_000, "€2.5 billion"),
        ("it", -100_000_000, "-1 milione €"),
        ("it", None, "importo non noto"),
    ],
)
def test_euro_short__cents__are_rounded_to_what_a_headline_needs(language, cents, written):
    with override(language):
        assert formats.euro_short(cents).replace(NBSP, " ") == written


@given(cents=st.integers(min_value=0, max_value=10**15))
def test_euro__any_amount__reads_back_to_the_same_cents(cents):
    with override("it"):
        assert parse_italian(formats.euro(cents).replace(NBSP, " ")) == cents
    with override("en"):
        english = formats.euro(cents).removeprefix("€").replace(",", "").replace(".", "")
        assert int(english) == cents


@given(cents=CENTS)
def test_euro_short__any_amount__keeps_its_sign_and_never_breaks(cents):
    for code in ("it", "en"):
        with override(code):
            text = formats.euro_short(cents)
        assert text.count("€") == 1
        assert " " not in text
        if cents <= -50:
            assert text.startswith("-")


@pytest.mark.parametrize(
    ("language", "value", "decimals", "written"),
    [
        ("it", 12345.5, None, "12.345,5"),
        ("en", 12345.5, None, "12,345.5"),
        ("it", 1_000_000, None, "1.000.000"),
        ("en", Decimal("0.125"), 2, "0.13"),
        ("it", -0.001, 1, "0,0"),
        ("it", 1e20, None, "100.000.000.000.000.000.000"),
        ("it", None, None, "non noto"),
        ("en", None, 1, "not known"),
    ],
)
def test_number__value__has_the_marks_of_the_language(language, value, decimals, written):
    with override(language):
        assert formats.number(value, decimals) == written


@given(value=st.integers(min_value=-(10**18), max_value=10**18))
def test_number__any_integer__reads_back(value):
    with override("it"):
        assert int(formats.number(value).replace(".", "")) == value
    with override("en"):
        assert int(formats.number(value).replace(",", "")) == value


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("it", "2022", "2022"),
        ("it", "2022-01", "gennaio 2022"),
        ("en", "2022-01", "January 2022"),
        ("it", "2022-01-31", "31 gennaio 2022"),
        ("it", "2022-08-01", "1º agosto 2022"),
        ("en", date(2022, 8, 1), "1 August 2022"),
        ("it", "2014/2020", "2014 – 2020"),
        ("it", "2022-13", "2022-13"),
        ("it", "2022-02-30", "2022-02-30"),
        ("it", "entro l’estate", "entro l’estate"),
        ("it", "", "data non nota"),
        ("en", None, "date unknown"),
    ],
)
def test_partial_date__what_is_known__is_said_and_no_more(language, value, written):
    with override(language):
        assert formats.partial_date(value) == written


@given(text=st.text(max_size=30))
def test_partial_date__any_text__never_fails(text):
    with override("it"):
        assert formats.partial_date(text)
        formats.iso_date(text)


def test_iso_date__partial_date__is_machine_readable():
    with override("en"):
        assert formats.iso_date("2022-01") == '<time datetime="2022-01">January 2022</time>'
        assert formats.iso_date("<b>") == "<b>"


def show(source, **context):
    return Template(source).render(Context(context))


def test_iso_date__hostile_text__is_escaped_in_a_page():
    with override("en"):
        assert show("{{ x|iso_date }}", x="<b>") == "&lt;b&gt;"


def test_bilingual__missing_language__falls_back_and_is_marked():
    thing = {"title_it": "Casa & <b>", "title_en": ""}
    with override("it"):
        assert show('{{ x|bilingual:"title" }}', x=thing) == "Casa &amp; &lt;b&gt;"
    with override("en"):
        marked = '<span lang="it">Casa &amp; &lt;b&gt;</span>'
        assert show('{{ x|bilingual:"title" }}', x=thing) == marked
        assert show("{{ x }}", x=formats.bilingual(thing, "title")) == marked
        assert show('{{ x|bilingual:"title"|plain }}', x=thing) == "Casa &amp; &lt;b&gt;"
        assert show('{{ x|bilingual:"title" }}', x={}) == ""


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("/it/", True),
        ("?page=2", True),
        ("#top", True),
        ("https://example.org/a:b", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("", False),
        (None, False),
    ],
)
def test_safe_url__only_paths_and_web_addresses__pass(given_url, kept):
    assert bool(formats.safe_url(given_url)) is kept
