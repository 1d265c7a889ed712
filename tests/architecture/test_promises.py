"""What docs/promises.md names as holding a promise is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.findall(r"`([^`\n]+)`", (ROOT / "docs" / "promises.md").read_text("utf-8"))


def test_promises__every_test_and_file_that_they_name__exists() -> None:
    files = [path for top in ("tests", "rione") for path in (ROOT / top).rglob("test_*.py")]
    sources = "\n".join(path.read_text("utf-8") for path in files)
    defined = set(re.findall(r"^ *def (test_\w+)", sources, re.M))
    names = {path.name for path in files}
    tests = {name for name in NAMED if name.startswith("test_")}
    assert len(tests) > 30
    assert not tests - defined - names
    paths = {name for name in NAMED if not name.startswith(("test_", "/"))}
    assert not [name for name in sorted(paths) if not (ROOT / name).exists()]
