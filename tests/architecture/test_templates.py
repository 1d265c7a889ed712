"""Every template of the project can be compiled, also those that only rare states show."""

from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "rione").rglob("templates/**/*.html"))


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=[str(path.relative_to(ROOT / "rione")) for path in TEMPLATES]
)
def test_template__each__compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text("utf-8"))
