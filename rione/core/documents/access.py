"""Who may see and add documents: said by the contexts whose things they are about.

    access.register(
        Subject(
            "expense",
            rights=expense_rights,
            kinds={"invoice": _("Invoice"), "payment_proof": _("Proof of payment")},
            address=lambda key: reverse("office:expense", args=[key]),
        )
    )

A kind of thing that nobody registered is closed: nobody sees or adds anything about it, but for
documents that are public.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rione.core.audit.rules import Subject as Named
from rione.core.identity.rules.actors import Actor

from .models import Document
from .rules.references import Visibility

OTHER = "other"
"""A kind of document that everything has."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with the documents about one thing.

    `see`: those shared with the organisation they act for; `see_all`: all of the municipality's.
    `add`: hand in documents, and new versions of those they see. `manage`: withdraw, share and
    register. `shared_with`: the organisations that read along unless somebody says otherwise.
    """

    see: bool = False
    see_all: bool = False
    add: bool = False
    manage: bool = False
    shared_with: tuple[UUID, ...] = ()


CLOSED = Rights()


class RightsOf(Protocol):
    """Decides for several things of a kind at once, by their keys; what it leaves out is closed.

    It is asked with whoever acts, anonymous people included, in as few SQL statements as it can.
    """

    def __call__(self, actor: Actor, keys: Collection[str]) -> Mapping[str, Rights]: ...


class NamedOf(Protocol):
    """What the audit trail names beside a thing, by its key: the larger things it belongs to."""

    def __call__(self, key: str) -> Sequence[Named]: ...


class AddressOf(Protocol):
    """The page of a thing, by its key."""

    def __call__(self, key: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that documents are about. `kinds`: the kinds of documents it knows, by
    code, with their words; `label`: what such a thing is called; `confined`: its documents stay
    within the municipality, whoever would share them; `named`: what entries about its documents
    name, too."""

    name: str
    rights: RightsOf
    kinds: Mapping[str, Any] = field(default_factory=dict)
    label: Any = ""
    address: AddressOf | None = None
    confined: bool = False
    named: NamedOf | None = None

    def kinds_known(self) -> Mapping[str, Any]:
        """The kinds of documents and “other”."""
        return {**self.kinds, OTHER: _("Other document")}


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Open a kind of thing for documents; twice the same name is an error."""
    if _subjects.setdefault(subject.name, subject) != subject:
        raise ValueError(f"two kinds of things are called {subject.name}")


def subject(name: str) -> Subject | None:
    """A registered kind of thing."""
    return _subjects.get(name)


def kind_label(about_kind: str, kind: str) -> str:
    """What a kind of document is called; its code when nobody knows it any more."""
    found = _subjects.get(about_kind)
    known = found.kinds_known() if found else {OTHER: _("Other document")}
    return str(known.get(kind, kind))


def rights_of(actor: Actor, about_kind: str, keys: Collection[str]) -> dict[str, Rights]:
    """The rights over each of some things; closed where nobody gave any."""
    found = _subjects.get(about_kind)
    given = found.rights(actor, keys) if found and keys else {}
    return {key: given.get(key, CLOSED) for key in keys}


def is_inside(actor: Actor, municipality: str) -> bool:
    """Whether somebody acts in a municipality, with a role."""
    return bool(actor.role) and actor.municipality == municipality != ""


def sees(actor: Actor, document: Document, rights: Rights) -> bool:
    """Whether a document exists for somebody."""
    if document.visibility == Visibility.PUBLIC and not document.is_withdrawn:
        return True
    if rights.see_all and is_inside(actor, document.municipality):
        return True
    organisations = {str(key) for key in document.shared_with}
    return rights.see and bool(actor.organisation) and actor.organisation in organisations
