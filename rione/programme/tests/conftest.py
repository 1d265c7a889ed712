"""A small programme on disk, and the facts of the city, for tests that read."""

from pathlib import Path

import pytest

from .factories import MILANO, small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small programme on disk."""
    return small().write(tmp_path / "programme")


@pytest.fixture
def milano(db: None) -> None:
    """Milan's programme, loaded."""
    from rione.programme.operations import load_folder

    load_folder(folder=MILANO)
