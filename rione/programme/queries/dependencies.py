"""What waits for what."""

from ..models import Dependency
from . import facts
from .reading import sources
from .shapes import DependencyLine
from .words import Words


def list_dependencies() -> tuple[DependencyLine, ...]:
    """All dependencies in the order of the waiting actions. Three SQL."""
    found = facts.dependency_rows(Dependency.objects.all())
    return facts.dependencies(found, sources((row.statement_id for row in found), Words()))
