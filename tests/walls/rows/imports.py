"""Files that are being tried: an account's own."""

from hashlib import sha256
from uuid import UUID

from rione.core.office.models import StagedImport

from . import Place

CONTENT = b"Numero\nFINTO-1\n"


def tried(place: Place) -> object:
    with place.scope():
        return StagedImport.objects.create(
            account_id=UUID(place.account),
            membership=place.officer.pk,
            name="payments",
            file_name="finto.csv",
            content=CONTENT,
            sha256=sha256(CONTENT).hexdigest(),
            headings=["Numero"],
            lines=[[2, ["FINTO-1"]]],
            mapping={"number": 0},
        )


ROWS = {"office_stagedimport": tried}
