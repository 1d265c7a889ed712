"""One statement of a file: who says what, about which field, where."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import values
from .fields import (
    FIELDS,
    Known,
    PartRefused,
    both_part,
    checked_part,
    field_names,
    listed,
    text_part,
)
from .values import UNKNOWN, Value

COMMON = frozenset({"field", "from", "quote", "as_of", "note"})
_CITATION = re.compile(r"([a-z0-9-]+):(?:[pr]\.)?([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?")


@dataclass(frozen=True)
class StatementData:
    """A statement in canonical form; equal statements have equal identities."""

    subject_kind: str
    subject_key: str
    field: str
    value: Value
    document: str
    locator: str
    quote: str = ""
    as_of: str | None = None
    note_it: str = ""
    note_en: str = ""

    @cached_property
    def canonical_value(self) -> str:
        return canonical(self.value.canonical)

    @cached_property
    def identity(self) -> str:
        content = [
            self.subject_kind,
            self.subject_key,
            self.field,
            self.value.kind,
            self.value.canonical,
            self.document,
            self.locator,
            self.quote,
            self.as_of,
            self.note_it,
            self.note_en,
        ]
        return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values are equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_statement(kind: str, key: str, raw: Any, known: Known) -> StatementData:
    """Read one statement about a subject; PartRefused says which key is wrong and why."""
    if not isinstance(raw, Mapping):
        raise PartRefused("", "is not a statement", "write field, value and from")
    name = text_part(raw, "field")
    prefix, _, rest = name.partition(".")
    spec = FIELDS.get(prefix)
    if spec is None or spec.keyed != bool(rest):
        raise PartRefused("field", f"“{name[:60]}” is no field", f"write one of {field_names()}")
    if spec.subjects and kind not in spec.subjects:
        raise PartRefused(
            "field", f"{prefix} cannot be stated about a {kind}", f"only {listed(spec.subjects)}"
        )
    extra = set(raw) - COMMON - spec.parts
    if extra:
        first = min(extra)
        if first.isdigit():
            remedy = "put a value with a comma in quotes when it stands between braces"
            raise PartRefused(first, "stands alone after a comma", remedy)
        allowed = listed(sorted(COMMON | spec.parts))
        raise PartRefused(str(first), f"is no key of {prefix}", f"the keys are {allowed}")
    missing = sorted(spec.required - set(raw))
    if missing:
        raise PartRefused(missing[0], "is missing", f"{prefix} needs {listed(spec.required)}")
    canonical_rest, value = spec.read(raw, rest, known)
    document, locator = citation(text_part(raw, "from", "say document:line"), known.documents)
    quote = values.clean(text_part(raw, "quote")) if "quote" in raw else ""
    if not quote and (spec.quoted or value.kind == UNKNOWN):
        what = "an unknown value" if value.kind == UNKNOWN else prefix
        raise PartRefused("quote", "is missing", f"{what} needs the document's own words")
    as_of = None
    if "as_of" in raw:
        as_of = checked_part(
            "as_of", lambda: values.past(text_part(raw, "as_of"), known.today, "as_of")
        )
    note = both_part(raw, "note") if "note" in raw else {"it": "", "en": ""}
    return StatementData(
        subject_kind=kind,
        subject_key=key,
        field=f"{prefix}.{canonical_rest}" if rest else prefix,
        value=value,
        document=document,
        locator=locator,
        quote=quote,
        as_of=as_of,
        note_it=note["it"],
        note_en=note["en"],
    )


def citation(text: str, documents: Collection[str]) -> tuple[str, str]:
    """`document:line` or `document:line-line`, pages (`document:p.12`) or rows of a table
    (`document:r.7`), as document and locator."""
    match = _CITATION.fullmatch(text)
    if match is None:
        raise PartRefused("from", f"“{text[:60]}” names no place", "write document:line")
    if match[1] not in documents:
        raise PartRefused(
            "from", f"document “{match[1]}” is unknown", "add it to documents.yaml or correct it"
        )
    if match[3] and int(match[3]) < int(match[2]):
        raise PartRefused("from", f"“{text[:60]}” ends before it begins", "exchange the lines")
    return match[1], text.partition(":")[2]
