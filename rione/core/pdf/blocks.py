"""What a paper is made of: frozen blocks of text, drawn by `paper.typ`.

Every text is plain, in the language of the paper, and is set as it is: nothing in it is markup.
Quotations say in which language they are.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence or two. `strong` puts it into a box, for what must not be missed."""

    text: str
    strong: bool = False
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, what is said of it, and where that comes from; `quote` in language `lang`."""

    name: str
    value: str
    source: str = ""
    quote: str = ""
    lang: str = "it"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one below the other."""

    rows: tuple[Fact, ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts. `numeric`: positions of columns that are set right; `foot`: the sums."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    foot: tuple[str, ...] = ()
    kind: str = "table"

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.foot,) if self.foot else ())):
            if len(row) != len(self.columns):
                raise ValueError("a row has not one text per column")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length from 0 to 1 (None: unknown, not drawn), its value in words."""

    name: str
    share: float | None
    value: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale. `spoken` says the same in a sentence, for those who cannot see them."""

    rows: tuple[Bar, ...]
    spoken: str
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated state, with the words of the source and where they stand."""

    when: str
    title: str
    quote: str = ""
    lang: str = "it"
    source: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """States in order; `now` is the mark of the one that counts."""

    rows: tuple[Moment, ...]
    now: str
    kind: str = "timeline"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a text and a smaller text beside it."""

    items: tuple[tuple[str, str], ...]
    kind: str = "bullets"


Block = Note | Facts | Table | Bars | Timeline | Bullets


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its blocks."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `language`: "it" or "en"; `dated`: the day of its data, also of the file.

    `head` and `page` stand on every page: the name of the platform, and “page {n} of {total}”.
    `lead`: a sentence under the title. `link`: the address of the page it was made of.
    """

    language: str
    title: str
    kicker: str
    head: str
    page: str
    dated: date
    sections: tuple[Section, ...]
    lead: str = ""
    state: str = ""
    notice: str = ""
    link: str = ""
    link_label: str = ""
    data_of: str = ""
