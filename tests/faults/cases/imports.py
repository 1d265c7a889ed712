"""Files with many rows: taken in, their columns named, their rows stored."""

from typing import Any
from uuid import UUID

from rione.core.office.models import StagedImport
from rione.core.scope import scope
from rione.programme.tests.office.imports.factories import as_base64, sent, trial
from rione.programme.tests.office.money_factories import Office, an_office

from . import Situation, case

HEADINGS = "Operazione;Impegno;Numero;Data;Importo\n"


def content(one: Office) -> str:
    """Two payments on a commitment that is made for them."""
    one.grant(10_000)
    one.commit(10_000, number="I-1")
    rows = (f"{one.operation.code};I-1;P-{n};15/03/2021;40,00\n" for n in (1, 2))
    return HEADINGS + "".join(rows)


def being_tried(one: Office) -> UUID:
    return sent(one.officer, "payments", content(one))


@case("stage_import")
def a_file() -> Situation:
    one = an_office()
    given = {"name": "payments", "file_name": "finto.csv", "content": as_base64(content(one))}
    return one.officer, given


@case("map_import")
def columns_of_a_file() -> Situation:
    one = an_office()
    file = being_tried(one)
    with scope(one.officer):
        mapping: dict[str, Any] = StagedImport.objects.get(pk=file).mapping
    return one.officer, {"staged_import": file, "mapping": mapping}


@case("import_rows")
def rows_of_a_file() -> Situation:
    one = an_office()
    file = being_tried(one)
    return one.officer, {"staged_import": file, "digest": trial(one.officer, file).digest}
