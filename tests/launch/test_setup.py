"""ops/setup.py: what it tells when it cannot go on, and when it has nothing to do."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rione.launch.places import ROOT


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, at work in an empty checkout."""
    spec = importlib.util.spec_from_file_location("rione_setup", ROOT / "ops" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("bootstrap", "product", "develop"):
        (tmp_path / "requirements" / f"{name}.lock").write_text("")
    (tmp_path / "rione").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_setup__an_old_python__is_told_what_to_type(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert setup.main(["product"]) == 1
    text = capsys.readouterr().err
    assert "3.11 or newer" in text
    assert "3.9.2" in text
    assert "PYTHON=" in text
    assert text.count("\n") == 1


def test_setup__a_python_without_venv__is_told_the_package(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert setup.main(["product"]) == 1
    assert "python3-venv" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["all"], ["product", "develop"]])
def test_setup__a_wrong_call__shows_the_usage(setup: ModuleType, arguments: list[str]) -> None:
    assert setup.main(arguments) == 2


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("error: Failed to fetch: dns error: failed to lookup address", "check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one in the lock"),
        ("[Errno 13] Permission denied: '/x'", "not writable"),
        ("something else\nlast line\n", "last line"),
    ],
)
def test_setup__a_failed_tool__is_explained_in_one_sentence(
    setup: ModuleType, output: str, word: str
) -> None:
    sentence = setup.explain(output, "installing")
    assert word in sentence
    assert "\n" not in sentence


def test_setup__an_interrupted_environment__is_made_again_and_then_left_alone(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    def build(kind: str, folder: Path) -> None:
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()
        built.append(folder)

    monkeypatch.setattr(setup, "build", build)
    (tmp_path / ".venv").mkdir()
    assert setup.main(["product"]) == 0
    assert setup.main(["product"]) == 0
    assert len(built) == 1
    (tmp_path / "requirements" / "product.lock").write_text("another==1\n")
    assert setup.main(["product"]) == 0
    assert len(built) == 2
    stamp = json.loads((tmp_path / ".venv" / "rione-stamp.json").read_text())
    assert set(stamp) == {"fingerprint", "megabytes"}
