"""Documents that are read along, with a version in the register."""

from rione.core.audit.acting import Actor, acting
from rione.core.documents import access, operations
from rione.core.documents.rules.references import Direction, Visibility
from rione.core.documents.tests.factories import THING, about, key, stored

from . import Place


def document(place: Place) -> None:
    access.register(THING)
    with acting(Actor("account", place.account, municipality=place.municipality)):
        made = stored(
            place.actor,
            thing=about("t-walls"),
            visibility=Visibility.SHARED,
            shared_with=(place.body.pk, place.reader),
        )
        with place.scope():
            operations.register_document(
                actor=place.actor, key=key(), document=made, direction=Direction.IN
            )


ROWS = {
    "documents_document": document,
    "documents_version": document,
    "documents_registerentry": document,
}
