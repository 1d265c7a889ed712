"""What changes whenever places do; entity tags are made of it."""

from rione.core.marks import row_marks
from rione.core.thread.models import Link
from rione.territory.models import Complex, Municipality, Photograph, Site, Space, Unit


def outlines_version() -> str:
    """Changes when an outline of a municipality does. One SQL."""
    return row_marks(Municipality)


def sites_version() -> str:
    """Changes when a site, anything on it, its municipality or a link does. One SQL."""
    return row_marks(Municipality, Site, Complex, Space, Unit, Photograph, Link)
