"""What changes whenever the programme does; entity tags are made of it."""

from rione.core.marks import row_marks
from rione.programme.models import Axis, Load, Programme, Resolution


def version() -> str:
    """Changes with every load, every decision and every rebuild of what they lead to. One SQL.

    A load or a decision adds its row; a rebuild writes the programme and its axes anew.
    """
    return row_marks(Programme, Axis, last=(Load, Resolution))
