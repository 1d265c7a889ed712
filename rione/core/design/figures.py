"""What a page says about figures: their source, their disagreements, their history.

All are frozen and hold text ready to show in the reader's language (see `formats`); texts of
sources carry `lang`. Every text is escaped on output; a `SafeString` or `Wording` keeps its mark.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Tone = Literal["neutral", "info", "positive", "warning", "negative"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure comes from.

    `document`: title as printed. `place`: page, table, row ("p. 12, table 3"). `printed`: ISO
    date, may be partial, of the document; `as_of`: of its content, when different. `words`: the
    document's own words, in language `lang`. `url`: where to read it. `publisher`: who says so.
    """

    document: str
    place: str = ""
    printed: str = ""
    words: str = ""
    lang: str = "it"
    url: str = ""
    as_of: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a few words; the tone adds a colour and a shape, never the meaning alone."""

    label: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class CitedValue:
    """One value of a disagreement: ready text (None: unknown), its source, whether it is shown."""

    value: Any
    source: Citation | None = None
    shown: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more sources that disagree about `label`.

    `reason`: why the marked one is shown. `decided_by`/`decided_on` (ISO date): who chose, if a
    person did. No value marked `shown` means that nobody has chosen yet, and the page says so.
    """

    label: str
    values: tuple[CitedValue, ...]
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""

    @property
    def decided(self) -> bool:
        return any(value.shown for value in self.values)


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One big number. `value`: ready text, None = unknown; `exact`: the full amount under it.

    `url` leads to the page about it; `source` and `comparison` open below the number.
    """

    value: Any
    label: str
    exact: str = ""
    note: str = ""
    url: str = ""
    source: Citation | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dated change. `date`: ISO, may be partial, "" = unknown; `current` marks today's state.

    `wording` are the source's own words in language `lang`, shown as a quotation.
    """

    date: str
    title: str
    text: str = ""
    badge: Badge | None = None
    actor: str = ""
    wording: str = ""
    lang: str = "it"
    source: Citation | None = None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path; the last one, this page, has no address."""

    label: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Nothing here: what is missing, why, and one thing to do."""

    title: Any
    text: Any = ""
    action_url: str = ""
    action_label: Any = ""
    icon: str = field(default="info-circle")
