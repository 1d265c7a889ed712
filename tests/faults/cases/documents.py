"""Documents: their files are stored before the write begins."""

from typing import Any

from rione.core.documents import access
from rione.core.documents.rules.references import Direction, Visibility
from rione.core.documents.tests.factories import THING, about, actor, stored, upload
from rione.core.identity.rules.actors import Actor
from rione.core.identity.tests.factories import ALTO, body
from rione.core.scope import scope

from . import Situation, case


def officer() -> Actor:
    access.register(THING)
    return actor()


def with_a_document(**arguments: Any) -> Situation:
    who = officer()
    with scope(who):
        return who, {"document": stored(who), **arguments}


@case("store_document")
def store_document() -> Situation:
    return officer(), {"about": about(), "title": "F", "kind": "invoice", "upload": upload()}


@case("add_document_version")
def add_document_version() -> Situation:
    return with_a_document(upload=upload())


@case("withdraw_document")
def withdraw_document() -> Situation:
    return with_a_document(reason="Sbagliata")


@case("share_document")
def share_document() -> Situation:
    return with_a_document(visibility=Visibility.SHARED, organisations=(body(ALTO).pk,))


@case("register_document")
def register_document() -> Situation:
    return with_a_document(direction=Direction.IN)
