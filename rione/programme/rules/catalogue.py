"""The files' own content beside statements: what there is, and our words for it.

`Catalogue` is what a load keeps as JSON; the projection is rebuilt from it and the statements.
"""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from . import values
from .values import ValueRefused

KINDS = (
    "works",
    "services",
    "digital",
    "call",
    "grants",
    "crowdfunding",
    "supply",
    "assistance",
    "communication",
)
DOCUMENT_KINDS = ("official", "web_page", "slides", "translation", "letter", "count")
RELATIONS = ("paid_for_by", "served_by", "contributes_to", "run_by")


def refused(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("refused", "{message}", {"message": message, "remedy": remedy})


def _checked(check: Callable[[str], Any]) -> AfterValidator:
    """A check of `values` as a validator."""

    def run(text: str) -> Any:
        try:
            return check(text)
        except ValueRefused as error:
            raise refused(error.message, error.remedy) from None

    return AfterValidator(run)


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueRefused("is empty", "write a value or delete the key")
    return values.clean(text)


def _matching(pattern: str, message: str, remedy: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueRefused(f"“{text[:60]}” {message}", remedy)
        return text

    return _checked(check)


def _one_of(choices: Iterable[str]) -> AfterValidator:
    allowed = tuple(choices)

    def check(text: str) -> str:
        if text not in allowed:
            raise ValueRefused(f"“{text[:60]}” is not known", f"write one of {', '.join(allowed)}")
        return text

    return _checked(check)


def _kinds(text: Any) -> Any:
    return [part.strip() for part in text.split(",")] if isinstance(text, str) else text


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/<>\"']+(/[^\s<>\"']*)?", text) or len(text) > 500:
        raise ValueRefused(f"“{text[:60]}” is no web address", "write it from https:// on")
    return text


def _known_date(text: str) -> str | None:
    return None if text == values.UNKNOWN else str(values.partial_date(text))


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueRefused(f"“{text[:20]}” is neither", "write yes or no")
    return text == "yes"


def _number(low: float, high: float) -> BeforeValidator:
    def check(text: Any) -> float:
        try:
            number = float(text)
        except (TypeError, ValueError):
            raise refused("is not a number", "write it with a decimal point") from None
        if not low <= number <= high:
            raise refused(f"{text} is out of range", f"write {low:g} to {high:g}")
        return number

    return BeforeValidator(check)


def _integer(low: int, high: int) -> BeforeValidator:
    def check(text: Any) -> int | None:
        if text in (None, "none"):
            return None
        if not re.fullmatch(r"\d{1,6}", str(text)) or not low <= int(text) <= high:
            raise refused(f"“{str(text)[:20]}” is no such number", f"write {low} to {high}")
        return int(text)

    return BeforeValidator(check)


Filled = Annotated[str, _checked(_filled)]
Slug = Annotated[
    str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "is no short name", "use a-z, 0-9 and hyphens")
]
Code = Annotated[str, _matching(r"[a-z][a-z0-9_]*", "is no code", "use a-z, 0-9 and underscores")]
ActionCode = Annotated[str, _checked(values.action_code)]
Citation = Annotated[
    str,
    _matching(
        r"[a-z0-9-]+:[1-9]\d{0,5}(-[1-9]\d{0,5})?",
        "names no place in a document",
        "write document:line or document:line-line",
    ),
]
Istat = Annotated[str, _matching(r"\d{6}", "is no ISTAT code", "write its six digits in quotes")]
MaybeDate = Annotated[str, _checked(_known_date)]
Url = Annotated[str, _checked(_url)]


class Entry(BaseModel):
    """No key but the declared ones; text only."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Both(Entry):
    """A text of ours: both languages are required."""

    it: Filled
    en: Filled


class Period(Entry):
    start: Annotated[int | None, _integer(1950, 2200)]
    end: Annotated[int | None, _integer(1950, 2200)]


class FundEntry(Entry):
    code: Code
    name: Both
    public: Annotated[str | bool, _checked(lambda t: t if isinstance(t, bool) else _yes(t))]
    note: Both | None = None


class AxisEntry(Entry):
    code: Annotated[str, _matching(r"\d{1,2}", "is no axis", "write its number in quotes")]
    title: Both
    source: Citation | Literal["none"] = Field(alias="from")
    note: Both | None = None
    statements: list[Any] = Field(default_factory=list, exclude=True)


class FieldEntry(Entry):
    code: Code
    name: Both
    source: Citation = Field(alias="from")
    quote: str = ""
    note: Both | None = None


class ProgrammeFile(Entry):
    code: Slug
    title: Both
    period: Period
    cci: Filled
    cci_note: Both | None = None
    municipality: Istat
    funds: list[FundEntry] = Field(min_length=1)
    axes: list[AxisEntry] = Field(min_length=1)
    fields_of_intervention: list[FieldEntry] = []
    fields_note: Both | None = None
    statements: list[Any] = Field(default_factory=list, exclude=True)


class DocumentEntry(Entry):
    code: Slug
    title: Filled
    kind: Annotated[str, _one_of(DOCUMENT_KINDS)]
    language: Annotated[str, _matching(r"[a-z]{2}", "is no language", "write it, en, …")]
    printed_date: MaybeDate | None
    content_date: MaybeDate | None
    rank: Annotated[int | None, _integer(1, 99)]
    ranks: dict[str, Annotated[int | None, _integer(1, 99)]] = {}
    note: Both | None = None
    statements: list[Any] = Field(default_factory=list, exclude=True)


class VocabularyFile(Entry):
    units: dict[Code, Both] = {}
    quantities: dict[Code, Both] = {}
    texts: dict[Code, Both] = {}
    addresses: dict[Code, Both] = {}
    dates: dict[Code, Both] = {}


class LinkEntry(Entry):
    relation: Annotated[str, _one_of(RELATIONS)]
    to: Annotated[
        str,
        _matching(
            r"(action|indicator|body|project|site|space):.{1,100}",
            "names nothing that a link can reach",
            "write action:CODE, indicator:CODE or body:NAME",
        ),
    ]
    source: Citation | None = Field(alias="from", default=None)
    since: Annotated[str, _checked(values.partial_date), _checked(str)] | None = None
    until: Annotated[str, _checked(values.partial_date), _checked(str)] | None = None
    note: Both | None = None


class ActionEntry(Entry):
    code: ActionCode
    title: Both
    kind: Annotated[list[Annotated[str, _one_of(KINDS)]], BeforeValidator(_kinds)]
    summary: Both
    fields: list[str] = []
    statements: list[Any] = Field(default_factory=list, exclude=True)
    links: list[LinkEntry] = []


class ProjectFile(Entry):
    number: Annotated[int | None, _integer(1, 9999)]
    slug: Slug
    title: Both
    statements: list[Any] = Field(default_factory=list, exclude=True)
    actions: list[ActionEntry] = []

    @property
    def key(self) -> str:
        """How statements name it: its number, or its slug when it has none."""
        return self.slug if self.number is None else str(self.number)


class IndicatorEntry(Entry):
    code: Annotated[
        str, _matching(r"\d+(\.\d+)*[a-z]?", "is no indicator code", 'write it like "4.2"')
    ]
    axis: str
    name: Both
    statements: list[Any] = Field(default_factory=list, exclude=True)


class ExplanationEntry(Entry):
    subject: Filled
    field: Filled
    ref: str = ""
    it: Filled
    en: Filled


class CommunicationEntry(Entry):
    slug: Slug
    title: Both
    kind: Annotated[str, _one_of(("event", "product", "page"))]
    audience: Both | None = None
    channel: Both
    date: MaybeDate | None
    reach: Filled
    reach_unit: str = ""
    url: Url | None = None
    actions: list[ActionCode] = []
    plan: ActionCode | None = None
    source: Citation = Field(alias="from")
    quote: str = ""
    note: Both | None = None


class UnitEntry(Entry):
    slug: Slug
    label: Filled
    source: Citation | None = Field(alias="from", default=None)


class SpaceEntry(Entry):
    slug: Slug
    name: Both
    vocation: (
        Annotated[str, _one_of(("social_concierge", "services_animation", "enterprise_community"))]
        | None
    ) = None
    source: Citation | None = Field(alias="from", default=None)
    note: Both | None = None
    units: list[UnitEntry] = []


class ComplexEntry(Entry):
    slug: Slug
    name: Both


class PictureEntry(Entry):
    file: Annotated[
        str,
        _matching(
            r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.(jpe?g|png|webp)",
            "is no photograph of this folder",
            "write a path such as photos/x-before.jpg",
        ),
    ]
    taken: MaybeDate | None
    credit: Filled
    alt: Both


class PairEntry(Entry):
    before: PictureEntry | None = None
    after: PictureEntry | None = None


class SiteEntry(Entry):
    slug: Slug
    name: Both
    address: Filled
    municipality: Istat
    district: Annotated[int | None, _integer(1, 99)] = None
    neighbourhood: str = ""
    lon: Annotated[float, _number(-180, 180)]
    lat: Annotated[float, _number(-90, 90)]
    precision: Annotated[str, _one_of(("civic", "street", "area", "point"))]
    coordinates_from: Filled
    source: Citation | None = Field(alias="from", default=None)
    note: Both | None = None
    building_complex: ComplexEntry | None = Field(alias="complex", default=None)
    spaces: list[SpaceEntry] = []
    units: list[UnitEntry] = []
    photographs: list[PairEntry] = []
    links: list[LinkEntry] = []
    statements: list[Any] = Field(default_factory=list, exclude=True)


class PlacesFile(Entry):
    sites: list[SiteEntry] = []


class Catalogue(BaseModel):
    """All files together, statements left out."""

    programme: ProgrammeFile
    documents: list[DocumentEntry]
    vocabulary: VocabularyFile
    projects: list[ProjectFile]
    indicators: list[IndicatorEntry] = []
    explanations: list[ExplanationEntry] = []
    communication: list[CommunicationEntry] = []
    places: PlacesFile = PlacesFile()
