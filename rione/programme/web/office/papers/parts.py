"""The papers of one thing, as its page shows them."""

from dataclasses import dataclass
from typing import Any

from rione.core.documents.public import DocumentView, documents_of
from rione.core.identity.rules.actors import Actor

from ....queries.papers import rights_of_row


@dataclass(frozen=True, slots=True)
class ShownPapers:
    """Documents about a thing; `kind` and `key` name it for those who may add one, else ""."""

    documents: tuple[DocumentView, ...]
    kind: str
    key: str


def papers_about(actor: Actor, kind: str, row: Any) -> ShownPapers:
    """The papers of a thing that whoever asks may see. One SQL statement."""
    key, rights = str(row.pk), rights_of_row(actor, kind, row)
    found = documents_of(kind, [key], actor=actor, rights={key: rights})
    return ShownPapers(found[key], kind if rights.add else "", key if rights.add else "")
