"""What the programme publishes of money, procurements, indicators and works."""

from rione.core.opendata.datasets import register

from .office import OFFICE
from .record import RECORD
from .standards import STANDARDS


def register_figures() -> None:
    """Make all of them known; when the app starts."""
    for dataset in (*OFFICE, *RECORD, *STANDARDS):
        register(dataset)
