"""Check-lists as text: `/*.yaml` to plain shapes, every problem with its line. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..checks import KINDS
from ..files import ParsedFile, parse_file
from ..problems import LoadRefused, Problem

CODE = re.compile(r"[a-z][a-z0-9_-]{1,38}[a-z0-9]")
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A question in both languages; `reference` is the law that asks it, or ""."""

    number: str
    question_it: str
    question_en: str
    reference: str


@dataclass(frozen=True, slots=True)
class CheckList:
    """A check-list as it is written down."""

    code: str
    kind: str
    title_it: str
    title_en: str
    items: tuple[Item, ...]


def read_checklist(name: str, content: bytes) -> CheckList:
    """Read one file; LoadRefused with all that is wrong."""
    parsed = parse_file(name, content)
    found = list(parsed.problems)
    if not found:
        found = _problems(parsed)
    if found:
        raise LoadRefused(found)
    data = parsed.data
    return CheckList(
        data["code"],
        data["kind"],
        data["title"]["it"].strip(),
        data["title"]["en"].strip(),
        tuple(
            Item(one["number"], one["it"].strip(), one["en"].strip(), one.get("law", "").strip())
            for one in data["items"]
        ),
    )


def _problems(parsed: ParsedFile) -> list[Problem]:
    data, found = parsed.data, []

    def wrong(path: tuple[str | int, ...], message: str, remedy: str) -> None:
        field = ".".join(str(part) for part in path)
        found.append(Problem(parsed.name, parsed.line(path), field, message, remedy))

    if not isinstance(data, Mapping):
        wrong((), "is no check-list", "write code, kind, title and items")
        return found
    if not CODE.fullmatch(_text(data.get("code"))):
        wrong(("code",), "is no code", "write a lower-case word")
    if data.get("kind") not in KINDS:
        wrong(("kind",), "is no kind of check", "write one of " + ", ".join(KINDS))
    title = data.get("title")
    if not (isinstance(title, Mapping) and _text(title.get("it")) and _text(title.get("en"))):
        wrong(("title",), "lacks a language", "write it: and en:")
    items = data.get("items")
    if not (isinstance(items, list) and 0 < len(items) <= MOST_ITEMS):
        wrong(("items",), "are none or too many", f"ask 1 to {MOST_ITEMS} questions")
        return found
    seen: set[str] = set()
    for at, item in enumerate(items):
        entry = item if isinstance(item, Mapping) else {}
        number = _text(entry.get("number"))
        if not NUMBER.fullmatch(number) or number in seen:
            wrong(("items", at, "number"), "is no number, or one used twice", "write 1 or 1.2")
        seen.add(number)
        if not (_text(entry.get("it")) and _text(entry.get("en"))):
            wrong(("items", at), "lacks a language", "write the question as it: and en:")
        if not isinstance(entry.get("law", ""), str):
            wrong(("items", at, "law"), "is no text", "name the law, or leave it out")
        for key in set(entry) - {"number", "it", "en", "law"}:
            wrong(("items", at, key), "is not known", "write number, it, en and law")
    return found


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
