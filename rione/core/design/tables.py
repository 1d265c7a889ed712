"""Tables that live in the address: sort and page are plain GET parameters.

Nothing needs a script. Below 576 px each row becomes a card, its cells named by `data-label`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from . import formats
from .figures import Badge
from .markup import badge_html, text_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """`key`: of the row's cell and, if sortable, of `?sort=`. `numeric`: aligned right.

    `secondary`: hidden below 768 px (never the only place of a fact: the detail page has it).
    `heading`: this cell names its row (one per table; default: the first column).
    """

    key: str
    label: Any
    numeric: bool = False
    sortable: bool = False
    secondary: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than text: link, language of the text, badge or a second, small line."""

    value: Any
    url: str = ""
    lang: str = ""
    note: Any = ""
    badge: Any = None


@dataclass(frozen=True, slots=True)
class Export:
    """A download of the same rows: "CSV", its address, its media type."""

    label: str
    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class TableState:
    """Sort and page as asked by the address, always within bounds.

    `sort`: key of a sortable column, "" for the default order; `offset`/`limit` for the query.
    Build it with `from_request`; unknown keys and impossible pages fall back, they never fail.
    """

    query: QueryDict
    sort: str = ""
    descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE
    prefix: str = ""

    @classmethod
    def from_request(
        cls,
        request: HttpRequest,
        columns: Sequence[Column],
        *,
        default: str = "",
        per_page: int = PER_PAGE,
        prefix: str = "",
    ) -> "TableState":
        """`default` is a key, with "-" before it for descending; `prefix` for a second table."""
        allowed = {column.key for column in columns if column.sortable}
        asked = request.GET.get(f"{prefix}sort", "")
        if asked.removeprefix("-") not in allowed:
            asked = default
        page = request.GET.get(f"{prefix}page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return cls(
            query=request.GET,
            sort=asked.removeprefix("-"),
            descending=asked.startswith("-"),
            page=max(1, number),
            per_page=per_page,
            prefix=prefix,
        )

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def limit(self) -> int:
        return self.per_page

    @property
    def order(self) -> str:
        """The sort as Django writes it: "title" or "-title"; "" when none."""
        return f"-{self.sort}" if self.descending and self.sort else self.sort

    def clamped(self, total: int) -> "TableState":
        """The same with a page that exists: a page past the end becomes the last one."""
        last = max(1, -(-total // self.per_page))
        if self.page <= last:
            return self
        return TableState(self.query, self.sort, self.descending, last, self.per_page, self.prefix)

    def slice(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of this page, of a sequence or an unevaluated queryset."""
        return rows[self.offset : self.offset + self.limit]

    def link(self, **changes: Any) -> str:
        """This address with some parameters changed; None takes a parameter away."""
        return changed(self.query, {self.prefix + name: value for name, value in changes.items()})


@dataclass(frozen=True, slots=True)
class DataTable:
    """`rows`: mappings from column key to text, number, SafeString or Cell; "" or None = "—".
    Numbers get thousands separators: give years and codes as text.

    `total`: rows in all pages (default: those given). Without `state` no sorting, no pages.
    `noun`: what is counted, already in the right plural ("actions"); default "results".
    """

    caption: Any
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    total: int | None = None
    state: TableState | None = None
    noun: str = ""
    exports: Sequence[Export] = ()
    empty_title: str = ""
    empty_text: str = ""
    caption_hidden: bool = False
    foot: Mapping[str, Any] | None = None
    id: str = "table"


def changed(query: QueryDict, changes: Mapping[str, Any]) -> str:
    """`?…` with `changes` made (list = several values, None = gone); "?" when nothing is left."""
    copy = query.copy()
    for name, value in changes.items():
        if value is None or value == []:
            copy.pop(name, None)
        elif isinstance(value, (list, tuple)):
            copy.setlist(name, [str(item) for item in value])
        else:
            copy[name] = str(value)
    return "?" + copy.urlencode()


def _frame(column: Column, *, heading: bool) -> tuple[str, str]:
    """The tags around the cells of a column."""
    tag, scope = ("th", ' scope="row"') if heading else ("td", "")
    classes = " ".join(
        name for name, on in (("number", column.numeric), ("secondary", column.secondary)) if on
    )
    css = f' class="{classes}"' if classes else ""
    label = escape(formats.plain(column.label))
    return f'<{tag}{scope}{css} data-label="{label}"><span class="cell-body"', f"</span></{tag}>"


def _body(value: Any, empty: str) -> str:
    """The rest of the cell's opening tag and what it holds, escaped."""
    if not isinstance(value, Cell):
        return f">{empty}" if value is None or value == "" else f">{text_of(value)}"
    lang = f' lang="{escape(value.lang)}"' if value.lang else ""
    if value.url:
        inner = f'<a href="{escape(formats.safe_url(value.url))}">{text_of(value.value)}</a>'
    elif value.value is None or value.value == "":
        inner = "" if value.badge else empty
    else:
        inner = text_of(value.value)
    if value.badge:
        badge = value.badge if isinstance(value.badge, Badge) else Badge(value.badge)
        inner += f" {badge_html(badge)}"
    if value.note:
        inner += f'<span class="cell-note">{text_of(value.note)}</span>'
    return f"{lang}>{inner}"


def _page_numbers(page: int, last: int) -> list[int | None]:
    """First, last and neighbours; None stands for a gap."""
    wanted = sorted({1, last, page - 1, page, page + 1} & set(range(1, last + 1)))
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and number - (numbers[-1] or 0) == 2:
            numbers.append(number - 1)
        elif numbers and number - (numbers[-1] or 0) > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


def table_view(table: DataTable) -> dict[str, Any]:
    """Everything the template `components/table.html` draws."""
    total = len(table.rows) if table.total is None else table.total
    state = table.state.clamped(total) if table.state else None
    named = next((c.key for c in table.columns if c.heading), "")
    heading = named or (table.columns[0].key if table.columns else "")
    headers = []
    for column in table.columns:
        active = bool(state and column.sortable and state.sort == column.key)
        url = ""
        if state and column.sortable:
            descend = active and not (state.descending)
            url = state.link(sort=f"-{column.key}" if descend else column.key, page=None)
        headers.append(
            {
                "column": column,
                "url": url,
                "active": active,
                "aria": ("descending" if state.descending else "ascending")
                if active and state
                else "",
            }
        )

    frames = [_frame(column, heading=column.key == heading) for column in table.columns]
    said = escape(gettext("no value"))
    nothing = mark_safe(  # noqa: S308 (a text of ours, escaped)
        f'<span aria-hidden="true">—</span><span class="visually-hidden">{said}</span>'
    )

    def cells(row: Mapping[str, Any], empty: str) -> SafeString:
        return mark_safe(  # noqa: S308 (every part is escaped by _body)
            "".join(
                f"{begin}{_body(row.get(column.key), empty)}{end}"
                for column, (begin, end) in zip(table.columns, frames, strict=True)
            )
        )

    view: dict[str, Any] = {
        "table": table,
        "headers": headers,
        "rows": [cells(row, nothing) for row in table.rows],
        "foot": cells(table.foot, "") if table.foot else None,
        "total": total,
        "noun": table.noun or gettext("results"),
        "first": 1 if total else 0,
        "last": total,
        "pages": [],
        "sorts": [],
    }
    if state:
        pages = max(1, -(-total // state.per_page))
        view["first"] = state.offset + 1 if total else 0
        view["last"] = min(total, state.offset + state.per_page)
        view["sorts"] = [
            {
                "label": column.label,
                "url": state.link(sort=column.key, page=None),
                "active": state.sort == column.key and not state.descending,
                "url_desc": state.link(sort=f"-{column.key}", page=None),
                "active_desc": state.sort == column.key and state.descending,
            }
            for column in table.columns
            if column.sortable
        ]
        if pages > 1:
            view["pages"] = [
                None
                if number is None
                else {
                    "number": number,
                    "url": state.link(page=number if number > 1 else None),
                    "current": number == state.page,
                }
                for number in _page_numbers(state.page, pages)
            ]
            if state.page > 1:
                view["previous"] = state.link(page=state.page - 1 if state.page > 2 else None)
            if state.page < pages:
                view["next"] = state.link(page=state.page + 1)
    return view
