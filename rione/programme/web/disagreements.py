"""Disagreements and gaps as the design's comparisons: all values, which is shown, and why."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Badge, Citation, CitedValue, Comparison

from ..queries.shapes import ConflictLine, ConflictValueLine, GapLine, SubjectRef
from . import sentences, values, words


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A conflict ready for `parts/disagreement.html`. `anchor` is unique in a page."""

    anchor: str
    subject: str
    subject_url: str
    code: str
    name: str
    kind: str
    comparison: Comparison
    explanation: str
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the documents leave open."""

    subject: str
    subject_url: str
    code: str
    name: str
    badge: Badge
    sentence: str
    explanation: str
    source: Citation | None


def anchor(key: str) -> str:
    """The key of a conflict as an identifier in the page."""
    return "c-" + "".join(c if c.isalnum() or c in ".-_" else "-" for c in key)


def disagreement(line: ConflictLine) -> Disagreement:
    """One conflict in the reader's language."""
    resolution = line.resolution if line.resolution and line.resolution.effective else None
    return Disagreement(
        anchor=anchor(line.key),
        subject=words.text(line.subject.title) or line.subject.key,
        subject_url=subject_url(line.subject, line.action, line.project),
        code=code_of(line.subject),
        name=words.text(line.name),
        kind=words.value_kind(line.kind),
        comparison=Comparison(
            label=words.text(line.name),
            values=tuple(_cited(value) for value in line.values),
            reason=sentences.shown_because(line.reason, line.params) if not line.open else "",
            decided_by=resolution.decided_by if resolution else "",
            decided_on=resolution.decided_at.date().isoformat() if resolution else "",
        ),
        explanation=words.text(line.explanation),
        why=_why(line),
    )


def gap(line: GapLine) -> Gap:
    """One gap in the reader's language."""
    return Gap(
        subject=words.text(line.subject.title) or line.subject.key,
        subject_url=subject_url(line.subject, line.action, line.project),
        code=code_of(line.subject),
        name=words.text(line.name),
        badge=Badge(words.gap_name(line.reason), "neutral"),
        sentence=sentences.gap(line.reason),
        explanation=words.text(line.explanation),
        source=values.citation(line.source),
    )


def code_of(subject: SubjectRef) -> str:
    """What people call the subject by, where its title alone does not say: codes of actions."""
    return subject.key if subject.kind in ("action", "indicator") else ""


def subject_url(subject: SubjectRef, action: str | None = None, project: str | None = None) -> str:
    """The page that shows the subject; "" where there is none."""
    if subject.kind == "action":
        return reverse("programme:action", args=[subject.key])
    if subject.kind == "indicator":
        return reverse("programme:indicators") + f"#indicator-{subject.key}"
    if subject.kind == "document":
        return reverse("programme:document", args=[subject.key])
    if subject.kind == "programme":
        return reverse("programme:glance")
    if action:
        return reverse("programme:action", args=[action])
    if project:
        return reverse("programme:project", args=[project])
    return ""


def _why(line: ConflictLine) -> str:
    """For an open conflict, why nobody has chosen; for a person's choice, that person's reason."""
    if line.resolution and line.resolution.effective:
        return line.resolution.why
    return sentences.shown_because(line.reason, line.params) if line.open else ""


def _cited(value: ConflictValueLine) -> CitedValue:
    if value.computed_cents is not None:
        return CitedValue(
            value=formats.euro(value.computed_cents),
            source=values.citation(value.statements[0]) if value.statements else None,
            shown=value.shown,
            note=_("Our sum of the parts that the document prints."),
        )
    first = value.statements[0] if value.statements else None
    return CitedValue(
        value=values.value(first) if first else None,
        source=values.citation(first),
        shown=value.shown,
        note=_note(value),
    )


def _note(value: ConflictValueLine) -> SafeString | str:
    """Our remark on the first statement, and the other documents that say the same."""
    notes: list[Any] = []
    first = value.statements[0] if value.statements else None
    if first is not None and first.note:
        notes.append(words.text(first.note))
    others = value.statements[1:]
    if others:
        notes.append(format_html(_("Also in: {}."), values.sources(others)))
    if not notes:
        return ""
    return format_html("{}" + " {}" * (len(notes) - 1), *notes)
