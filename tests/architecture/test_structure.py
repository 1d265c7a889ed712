"""The shape of the code that import contracts cannot say."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for path in (ROOT / "rione").rglob("*.py")
    if "migrations" not in path.parts and "tests" not in path.parts
)
CONTEXTS = {path.parent.name for path in (ROOT / "rione").glob("*/models")}
ROOMS = {
    "README.md", "__init__.py", "access", "access.py", "adapters", "api", "apps.py",
    "lists", "locale",
    "migrations",
    "models", "operations.py", "operations", "ports.py", "public.py", "queries.py", "queries",
    "rules", "static", "tasks.py", "templates", "tests", "web",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "helper.py", "common.py", "misc.py", "signals.py"}


def test_modules__none__is_longer_than_four_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := _lines(p)) > 400}
    assert not long


def test_modules__none__is_a_catch_all() -> None:
    assert not [p for p in MODULES if p.name in FORBIDDEN_NAMES]


@pytest.mark.parametrize("context", sorted(CONTEXTS))
def test_context__its_rooms__are_those_of_every_context(context: str) -> None:
    folder = ROOT / "rione" / context
    rooms = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    assert rooms <= ROOMS
    assert (folder / "README.md").exists(), f"{context} needs its one page"


def test_contexts__not_built_yet__do_not_exist() -> None:
    empty = [
        path.relative_to(ROOT)
        for path in (ROOT / "rione").iterdir()
        if path.is_dir()
        and path.name != "__pycache__"
        and not any(file.read_text("utf-8").strip() for file in path.rglob("*.py"))
    ]
    assert not empty


def test_time__outside_the_clock__is_never_read() -> None:
    pattern = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|localdate\(\)")
    offenders = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.name != "clock.py"
        and "launch" not in path.parts
        and pattern.search(path.read_text("utf-8"))
    ]
    assert not offenders


def test_models__saving__is_never_overridden_and_signals_are_not_used() -> None:
    pattern = re.compile(r"def save\(|django\.db\.models\.signals|@receiver")
    assert not [str(p) for p in MODULES if pattern.search(p.read_text("utf-8"))]


def test_files__of_the_project__name_no_private_path_and_no_registry() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\n")
    paths = re.compile(r"(?<![\w.])/(?:work|root/(?!`)|home/\w)[\w./-]*")
    registries = re.compile(r"pypi\.org|files\.pythonhosted|registry\.npmjs|--index-url")
    offenders = []
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in {".png", ".webp", ".jpg", ".geojson"} or not path.is_file():
            continue
        if name in {"tests/architecture/test_structure.py", "LICENSE"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        offenders += [f"{name}: {m.group()}" for m in paths.finditer(text)]
        offenders += [f"{name}: {m.group()}" for m in registries.finditer(text)]
    assert not offenders


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
