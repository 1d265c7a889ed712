"""Another city's list of operations becomes the folder of a programme. Pure.

`imported` takes the bytes of a CSV file with the columns of Art. 115(2) of Regulation (EU) No
1303/2013 and gives back the files of docs/data-format.md; each row is cited as a line of the file,
which stands as their document. Either everything is right, or LoadRefused names every problem with
its row and column.
"""

from collections.abc import Mapping

from ..loading import read_programme
from ..problems import LoadRefused
from .folder import files_of
from .operations import read_operations
from .plan import Plan, read_plan
from .table import read_table

__all__ = ["Plan", "imported", "read_plan"]


def imported(name: str, content: bytes, plan: Plan, *, today: str) -> dict[str, bytes]:
    """The files of a programme by path; `name` is the file's own, `today` an ISO date."""
    table = read_table(name, content)
    found = read_operations(table, plan)
    if found.problems:
        raise LoadRefused(found.problems)
    files = files_of(table, found, plan)
    _sound(files, today)
    return files


def _sound(files: Mapping[str, bytes], today: str) -> None:
    """What is written would be loaded; LoadRefused says what stands in the way."""
    read_programme(files, today=today)
