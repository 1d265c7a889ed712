"""What is settled together: a project and its actions, any other subject on its own."""

from collections.abc import Iterable

from .catalogue import Catalogue
from .conflicts import Subject


def family(catalogue: Catalogue, about: Iterable[Subject]) -> tuple[Catalogue, frozenset[Subject]]:
    """The subjects whose statements decide together with those given, and the catalogue with only
    the projects and indicators among them.

    A project's state covers its actions, and an action lacks an amount or a state only if its
    project has none either; nothing else reaches from one subject to another.
    """
    wanted = set(about)
    projects = [
        project
        for project in catalogue.projects
        if ("project", project.key) in wanted
        or any(("action", action.code) in wanted for action in project.actions)
    ]
    for project in projects:
        wanted.add(("project", project.key))
        wanted |= {("action", action.code) for action in project.actions}
    indicators = [one for one in catalogue.indicators if ("indicator", one.code) in wanted]
    part = catalogue.model_copy(update={"projects": projects, "indicators": indicators})
    return part, frozenset(wanted)
