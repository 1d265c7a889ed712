"""Files as offices send them, tried and confirmed as a request does it."""

from base64 import b64encode
from uuid import UUID

from rione.core.identity.rules.actors import Actor
from rione.core.office.imports import operations
from rione.core.office.imports.definitions import import_called
from rione.core.office.imports.queries import staged
from rione.core.office.imports.trying import Trial, tried
from rione.core.scope import scope

from ..factories import done


def as_base64(content: str | bytes) -> str:
    """A file as the operation takes it."""
    data = content if isinstance(content, bytes) else content.encode()
    return b64encode(data).decode()


def sent(actor: Actor, name: str, content: str | bytes, *, key: str = "") -> UUID:
    """A file that is taken in to be tried."""
    return UUID(
        done(
            operations.stage_import,
            actor=actor,
            key=key,
            name=name,
            file_name="dati inventati.csv",
            content=as_base64(content),
        )
    )


def trial(actor: Actor, file: UUID) -> Trial:
    """What the page of the trial shows."""
    with scope(actor):
        found = staged(actor, file)
        assert found is not None
        definition = import_called(actor, found.name)
        assert definition is not None
        return tried(actor, definition, found)


def wrong(actor: Actor, name: str, content: str) -> list[tuple[int, str]]:
    """Row and column of all that is wrong with a file."""
    found = trial(actor, sent(actor, name, content))
    return [(problem.row, problem.column) for problem in found.problems]


def confirmed(actor: Actor, file: UUID, *, digest: str = "", key: str = "") -> str:
    """Store the rows of a file as its trial showed them."""
    digest = digest or trial(actor, file).digest
    return str(
        done(operations.import_rows, actor=actor, key=key, staged_import=file, digest=digest)
    )


def imported(actor: Actor, name: str, content: str) -> str:
    """A file sent, tried and confirmed."""
    return confirmed(actor, sent(actor, name, content))
