"""`rione import-operations` as an operator calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from rione.cli import main

HEAD = "codice;nome_operazione;sintesi_operazione;spesa_ammissibile_totale\r\n"


def test_command__into_a_folder_with_files__leaves_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "x.csv", tmp_path / "city"
    file.write_text(HEAD + "BA1.1.1.a;Opera;Si fa;2\r\n")
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    arguments = ["import-operations", str(file), "--out", str(out), "--municipality", "072006"]
    assert main(arguments) == 2
    assert "not empty" in capsys.readouterr().err
    assert [one.name for one in out.iterdir()] == ["mine.txt"]
    (out / "mine.txt").unlink()
    assert main(arguments) == 0
    assert {one.name for one in out.iterdir()} == {
        "programme.yaml",
        "documents.yaml",
        "vocabulary.yaml",
        "projects",
    }


def test_command__without_a_database__names_the_problems(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(HEAD + "BA1.1.1.a;;Si fa;2\r\n")
    run = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "rione.cli",
            "import-operations",
            str(file),
            "--out",
            str(tmp_path / "city"),
            "--municipality",
            "072006",
        ],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.returncode == 4
    assert "x.csv:2: nome_operazione: is empty" in run.stderr
