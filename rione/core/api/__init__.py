"""What every context's API needs. A context declares `Routes`; config puts them together."""

from .answers import Listing, Paging, Plain, cut, known_by
from .application import RioneAPI, new_api
from .guard import guarded
from .problems import Problem, ProblemDetail, invalid, not_found
from .routes import Routes

__all__ = [
    "Listing",
    "Paging",
    "Plain",
    "Problem",
    "ProblemDetail",
    "RioneAPI",
    "Routes",
    "cut",
    "guarded",
    "invalid",
    "known_by",
    "new_api",
    "not_found",
]
