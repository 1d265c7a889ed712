"""The city's programme multiplied: the same facts under other codes, as many times as asked.

Copies are loaded by the platform's own loader, so that every table holds what it would hold in
a programme of that size: disagreements, gaps, dependencies and links in the same proportion.
"""

import re
import shutil
import tempfile
from pathlib import Path

from bench.scratch import FACTS

CODE = re.compile(r"\b([A-Z]{2}\d+\.\d+)\.(\d+)\.([a-z]+)\b")
NUMBER = re.compile(r"^number: (\d+)$", re.MULTILINE)
SLUG = re.compile(r"^slug: ([\w-]+)$", re.MULTILINE)
PROJECT = re.compile(r"\bproject:(\d+|[a-z][\w-]+)")
APART = 20
ACTIONS = 30


def copied(text: str, copy: int) -> str:
    """The same project under codes, number and slug of its own (numbers end at 9999)."""
    text = CODE.sub(lambda m: f"{m[1]}.{int(m[2]) + APART * copy}.{m[3]}", text)
    text = NUMBER.sub(lambda m: f"number: {int(m[1]) + APART * copy}", text)
    text = PROJECT.sub(
        lambda m: (
            f"project:{int(m[1]) + APART * copy}" if m[1].isdigit() else f"project:{m[1]}-{copy}"
        ),
        text,
    )
    return SLUG.sub(lambda m: f"slug: {m[1]}-{copy}", text)


def folder_of(actions: int, folder: Path) -> Path:
    """Write a folder with that many actions (a multiple of 30); returns it."""
    copies, rest = divmod(actions, ACTIONS)
    if rest:
        raise ValueError(f"{actions} is no multiple of {ACTIONS}")
    target = folder / "programme"
    shutil.copytree(FACTS, target)
    for path in sorted((FACTS / "projects").glob("*.yaml")):
        text = path.read_text("utf-8")
        for copy in range(1, copies):
            (target / "projects" / f"{path.stem}-{copy:04d}.yaml").write_text(
                copied(text, copy), "utf-8"
            )
    return target


def multiplied(actions: int) -> None:
    """Load a programme of that many actions into the database."""
    from rione.programme.operations import load_folder

    with tempfile.TemporaryDirectory() as temporary:
        load_folder(folder=folder_of(actions, Path(temporary)))
