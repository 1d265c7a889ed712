"""The city's programme multiplied: the same facts under other codes, as many times as asked.

Copies are loaded by the platform's own loader, so that every table holds what it would hold in
a programme of that size: disagreements, gaps and dependencies in the same proportion.
"""

import tempfile
from pathlib import Path

from rione.programme.tests import factories

ACTIONS = 30


def folder_of(actions: int, folder: Path) -> Path:
    """Write a folder with that many actions (a multiple of 30); returns it."""
    times, rest = divmod(actions, ACTIONS)
    if rest:
        raise ValueError(f"{actions} is no multiple of {ACTIONS}")
    return factories.multiplied(folder / "programme", times)


def multiplied(actions: int) -> None:
    """Load a programme of that many actions into the database."""
    from rione.programme.operations import load_folder

    with tempfile.TemporaryDirectory() as temporary:
        load_folder(folder=folder_of(actions, Path(temporary)))
