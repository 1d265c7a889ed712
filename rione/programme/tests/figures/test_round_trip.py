"""The list of operations as we publish it, taken in by an installation of its own."""

import csv
import io
from pathlib import Path

import pytest
from django.db import transaction

from rione.core.opendata import exporting
from rione.launch.importing import import_operations
from rione.programme.models import Action
from rione.programme.operations import load_folder
from rione.programme.rules.problems import LoadRefused
from rione.programme.tests.factories import MILANO

HEAD = "codice;nome_operazione;sintesi_operazione;spesa_ammissibile_totale\r\n"


def listed() -> bytes:
    stream = io.BytesIO()
    exporting.write("list-of-operations.csv", stream)
    return stream.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    return sorted(found, key=lambda row: row["codice"])


@pytest.mark.django_db
def test_list__exported_and_imported_and_loaded__gives_the_same_rows(tmp_path: Path) -> None:
    file, out = tmp_path / "milano.csv", tmp_path / "city"
    with transaction.atomic():
        load_folder(folder=MILANO)
        before = listed()
        transaction.set_rollback(True)
    assert not Action.objects.exists()
    file.write_bytes(before)
    assert "30 operations" in import_operations(file, out, municipality="015146")
    load_folder(folder=out)
    after = listed()
    assert rows(after) == rows(before)
    assert len(rows(after)) == 30


@pytest.mark.django_db
def test_list__with_all_that_the_regulation_asks_for__comes_back_with_it(tmp_path: Path) -> None:
    file = tmp_path / "bari.csv"
    file.write_text(
        "Beneficiario;Operazione;Sintesi;Data di inizio;Data di fine;Spesa ammissibile;"
        "Tasso di cofinanziamento;CAP;Paese;Categoria di intervento;Codice azione\r\n"
        "Città finta; Opera ;Si fa;01/02/2019;31/12/2020;1.234,50;66,67%;00121;IT;054;BA2.1.1.a\r\n"
    )
    import_operations(file, tmp_path / "city", municipality="072006")
    load_folder(folder=tmp_path / "city")
    [row] = rows(listed())
    assert row | {"data_ultimo_aggiornamento": ""} == {
        "nome_beneficiario": "Città finta",
        "nome_operazione": "Opera",
        "sintesi_operazione": "Si fa",
        "data_inizio": "2019-02-01",
        "data_fine": "2020-12-31",
        "spesa_ammissibile_totale": "1234.50",
        "tasso_cofinanziamento_ue": "66.67",
        "codice_postale": "00121",
        "paese": "IT",
        "categoria_intervento": "054",
        "data_ultimo_aggiornamento": "",
        "codice": "BA2.1.1.a",
        "asse": "2",
        "progetto": "Operazioni dell'asse 2",
        "stato": "unknown",
        "stato_proprio": "unknown",
        "risorse_eligible": "1234.50",
        "totale_importi_noti": "1234.50",
        "importi_ignoti": "0",
        "fondi_senza_importo": "",
    }


def test_import__of_something_wrong__writes_nothing(tmp_path: Path) -> None:
    file, out = tmp_path / "x.csv", tmp_path / "city"
    file.write_text(HEAD + "BA1.1.1.a;Opera;Si fa;due\r\n")
    with pytest.raises(LoadRefused, match=r"x\.csv:2: spesa_ammissibile_totale: "):
        import_operations(file, out, municipality="072006")
    with pytest.raises(LoadRefused, match="six digits"):
        import_operations(file, out, municipality="Bari")
    assert list(tmp_path.iterdir()) == [file]


def test_import__tried__writes_nothing_and_says_what_it_would(tmp_path: Path) -> None:
    file, out = tmp_path / "x.csv", tmp_path / "city"
    file.write_text(HEAD + "BA1.1.1.a;Opera;Si fa;2\r\n")
    said = import_operations(file, out, municipality="072006", dry_run=True)
    assert said == "1 operations in 4 files; nothing was written"
    assert list(tmp_path.iterdir()) == [file]
