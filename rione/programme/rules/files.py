"""YAML text to plain data: mappings, lists and the text that stands there, with line numbers.

Nothing is typed implicitly, so `1.000`, `no` and `2022-01-31` stay text. Anchors, aliases, tags,
merge keys, duplicate keys, several documents, deep nesting, large files and control characters
are refused, each with its line.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .problems import Problem

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_SCALAR = 20_000
MAX_DEPTH = 12
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, and those that reverse the direction of what follows.
_HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

Path = tuple[str | int, ...]


@dataclass(slots=True)
class ParsedFile:
    """Plain data with the line of every key and element, by its path."""

    name: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Stop(Exception):
    """What is wrong makes the rest of the file unreadable."""

    def __init__(self, line: int, path: Path, message: str, remedy: str) -> None:
        self.problem = (line, path, message, remedy)


def written(path: Path) -> str:
    """A path as people write it: `actions[0].statements[2].value`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def invisible(text: str) -> str:
    """The first character that nobody can see, such as `U+0000`; "" when there is none."""
    found = _HOSTILE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def parse_file(name: str, content: bytes) -> ParsedFile:
    """Read one file; what is wrong is in `problems`, and `data` is then not to be used."""
    parsed = ParsedFile(name)
    try:
        parsed.data = _Builder(parsed).build(_decoded(content))
    except _Stop as stop:
        line, path, message, remedy = stop.problem
        parsed.problems.append(Problem(name, line, written(path), message, remedy))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
        parsed.problems.append(
            Problem(name, line, "", f"not YAML: {what}", "check indentation, quotes and colons")
        )
    return parsed


def _decoded(content: bytes) -> str:
    if len(content) > MAX_FILE_BYTES:
        raise _Stop(0, (), f"larger than {MAX_FILE_BYTES // 2**20} MB", "split it into files")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Stop(1, (), "is not UTF-8 but UTF-16", "save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Stop(line, (), "is not UTF-8", "save it as UTF-8, not Latin-1 or cp1252") from None
    text = text.replace("\r\n", "\n")
    hostile = _HOSTILE.search(text)
    if hostile is not None:
        line = text.count("\n", 0, hostile.start()) + 1
        code = f"U+{ord(hostile[0]):04X}"
        raise _Stop(line, (), f"holds the invisible character {code}", "delete it")
    return text


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    def __init__(self, parsed: ParsedFile) -> None:
        self.parsed = parsed
        self.events: Iterator[Event] = iter(())

    def build(self, text: str) -> Any:
        self.events = yaml.parse(text, Loader=_Loader)
        data: Any = None
        seen = False
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if seen:
                    line = _line(event)
                    raise _Stop(line, (), "a second YAML document", "keep one per file")
                seen = True
                data = self.node(next(self.events), ())
        return data

    def node(self, event: Event, path: Path) -> Any:
        line = _line(event)
        self.parsed.lines.setdefault(path, line)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise _Stop(line, path, "uses an anchor or alias", "write the value out")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _Stop(line, path, f"uses the tag {tag}", "delete the tag")
        if len(path) > MAX_DEPTH:
            raise _Stop(line, path, "is nested too deeply", "check the indentation")
        if isinstance(event, ScalarEvent):
            return self.scalar(event.value, line, path)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(path)
        if isinstance(event, MappingStartEvent):
            return self.mapping(path)
        raise _Stop(line, path, "is empty", "write a value or delete the key")

    def scalar(self, text: str, line: int, path: Path) -> str:
        if len(text) > MAX_SCALAR:
            self.problem(line, path, f"is longer than {MAX_SCALAR} characters", "shorten it")
            return ""
        if code := invisible(text):
            self.problem(line, path, f"holds the invisible character {code}", "delete it")
            return ""
        return unicodedata.normalize("NFC", text)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
                raise _Stop(line, path, "has a key that is not plain text", "write a plain key")
            key = self.scalar(event.value, line, path)
            if key == "<<":
                raise _Stop(line, path, "uses a merge key", "write the keys out")
            inner = (*path, key)
            if key in found:
                self.problem(line, inner, "stands twice", "keep one of the two")
            self.parsed.lines[inner] = line
            found[key] = self.node(next(self.events), inner)
        return found

    def problem(self, line: int, path: Path, message: str, remedy: str) -> None:
        self.parsed.problems.append(Problem(self.parsed.name, line, written(path), message, remedy))
