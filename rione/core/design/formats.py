"""Money, numbers and dates as people of each language write them.

Pure functions of the value and the active language. Money is integer cents, dates are ISO 8601
strings that may be partial ("2022", "2022-01", "2022-01-31", "2014/2020") or `date` objects.
None always means "not known" and is said in words, never shown as zero or as a blank.
The space before the euro sign and between thousands words is a no-break space (U+00A0).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

from django.utils.dates import MONTHS
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from rione.core.money import format_english, format_italian

NBSP = "\N{NO-BREAK SPACE}"
LANGUAGES = ("it", "en")
_SCALES = {
    "it": (("milione", "milioni"), ("miliardo", "miliardi")),
    "en": (("million", "million"), ("billion", "billion")),
}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


def language() -> str:
    """The active language as two letters; Italian when none is active."""
    code = (get_language() or "it")[:2]
    return code if code in LANGUAGES else "it"


def _grouped(value: Decimal, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    if language() == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _money(text: str, negative: bool) -> str:
    sign = "-" if negative else ""
    return f"{sign}{text}{NBSP}€" if language() == "it" else f"{sign}€{text}"


def euro(cents: int | None) -> str:
    """`4062587325` → "40.625.873,25 €" in Italian, "€40,625,873.25" in English."""
    if cents is None:
        return gettext("amount unknown")
    written = format_italian if language() == "it" else format_english
    return _money(written(abs(cents)), cents < 0)


def euro_short(cents: int | None) -> str:
    """`4062587325` → "40,6 milioni €" / "€40.6 million"; below a million, whole euros.

    For headlines and charts only: the exact amount must stand beside it or in its table.
    """
    if cents is None:
        return gettext("amount unknown")
    euros = Decimal(cents) / 100
    whole = _rounded(euros, 0)
    if abs(whole) < 1_000_000:
        return _money(_grouped(whole, 0), whole < 0)
    billions = abs(_rounded(euros / 1_000_000, 1)) >= 1000
    scaled = _rounded(euros / (1_000_000_000 if billions else 1_000_000), 1)
    decimals = 0 if scaled == scaled.to_integral_value() else 1
    one, many = _SCALES[language()][billions]
    word = one if abs(scaled) == 1 else many
    amount = _grouped(scaled, decimals)
    sign = "-" if cents < 0 else ""
    if language() == "it":
        return f"{sign}{amount}{NBSP}{word}{NBSP}€"
    return f"{sign}€{amount}{NBSP}{word}"


def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """`12345.5` → "12.345,5" / "12,345.5"; `decimals` fixes how many digits follow the point.

    Without `decimals` the value's own digits are kept, up to six.
    """
    if value is None:
        return gettext("not known")
    exact = Decimal(str(value))
    if decimals is None:
        exponent = _rounded(exact, 6).normalize().as_tuple().exponent
        decimals = max(0, -int(exponent))
    exact = _rounded(exact, decimals)
    return ("-" if exact < 0 else "") + _grouped(exact, decimals)


def percent(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """`42.5` → "42,5 %" in Italian, "42.5%" in English: the value is already in percent."""
    if value is None:
        return gettext("not known")
    text = number(value, decimals)
    return f"{text}{NBSP}%" if language() == "it" else f"{text}%"


def partial_date(value: str | date | None) -> str:
    """'2022-01' → "gennaio 2022" / "January 2022"; '2014/2020' → "2014 – 2020".

    What is not an ISO date is returned as it is: it is a source's own wording.
    """
    if value is None or value == "":
        return gettext("date unknown")
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    if text.count("/") == 1:
        begin, end = text.split("/")
        if _DATE.match(begin) and _DATE.match(end):
            return f"{partial_date(begin)} – {partial_date(end)}"
    found = _DATE.match(text)
    if not found:
        return text
    year, month, day = (int(part) if part else None for part in found.groups())
    if month is None:
        return str(year)
    if not 1 <= month <= 12:
        return text
    name = str(MONTHS[month])
    words = f"{name.lower() if language() == 'it' else name} {year}"
    if day is None:
        return words
    try:
        date(int(year or 0), month, day)
    except ValueError:
        return text
    ordinal = "1º" if day == 1 and language() == "it" else str(day)
    return f"{ordinal} {words}"


def iso_date(value: str | date | None) -> SafeString | str:
    """The same words inside `<time datetime="…">`, for machines too."""
    words = partial_date(value)
    text = value.isoformat()[:10] if isinstance(value, date) else str(value or "")
    if (_DATE.match(text) and words != text) or re.fullmatch(r"\d{4}", text):
        return format_html('<time datetime="{}">{}</time>', text, words)
    return words


def moment(value: datetime | None) -> SafeString | str:
    """An instant as day and time of the platform's zone: "31 gennaio 2022, 14:05"."""
    if value is None:
        return gettext("date unknown")
    here = localtime(value)
    words = f"{partial_date(here.date())}, {here:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), words)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and the language it is in; `fallback` when that is not the reader's language."""

    text: str
    lang: str
    fallback: bool

    def __str__(self) -> str:
        """Markup, already escaped: templates turn values into text before they escape them."""
        if self.fallback:
            return format_html('<span lang="{}">{}</span>', self.lang, self.text)
        return format_html("{}", self.text)

    __html__ = __str__


def bilingual(obj: Any, stem: str) -> Wording:
    """The text `<stem>_it` or `<stem>_en` of an object or mapping, in the reader's language.

    When that one is empty the other is given, marked with its language. Both empty: "".
    """

    def text_in(code: str) -> str:
        name = f"{stem}_{code}"
        value = obj.get(name) if isinstance(obj, dict) else getattr(obj, name, "")
        return str(value or "")

    wanted = language()
    if text_in(wanted):
        return Wording(text_in(wanted), wanted, False)
    for code in LANGUAGES:
        if text_in(code):
            return Wording(text_in(code), code, True)
    return Wording("", wanted, False)


def plain(text: Any) -> str:
    """Text for attributes and data: the markup of safe strings is taken away."""
    if isinstance(text, Wording):
        return text.text
    words = str(text)
    return unescape(strip_tags(words)) if isinstance(words, SafeString) else words


def safe_url(url: Any) -> str:
    """The address if it is a path of this host, http(s), mailto or tel; else ""."""
    text = str(url or "").strip()
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.\-]*):", text)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
        return ""
    return "" if any(ord(character) < 32 for character in text) else text
