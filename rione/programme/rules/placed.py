"""Things read from files together with where they stand, for messages that lead there."""

from dataclasses import dataclass, field
from typing import Any

from .files import ParsedFile, Path, written
from .problems import Problem


@dataclass
class Placed:
    """A thing of a file with where it stands, for messages."""

    entry: Any
    file: ParsedFile
    path: Path = ()

    def problem(self, message: str, remedy: str, *inner: str | int) -> Problem:
        path = (*self.path, *inner)
        return Problem(self.file.name, self.file.line(path), written(path), message, remedy)

    def within(self, entry: Any, *inner: str | int) -> "Placed":
        """A part of this thing."""
        return Placed(entry, self.file, (*self.path, *inner))

    @property
    def where(self) -> str:
        return f"{self.file.name}:{self.file.line(self.path)}"


@dataclass
class Reading:
    """What has been read so far, and what was wrong with it."""

    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Placed] = field(default_factory=dict)
    projects: list[Placed] = field(default_factory=list)

    def entries(self, name: str) -> list[Placed]:
        """The entries of a file that is a list."""
        placed = self.files.get(name)
        return [placed.within(e, i) for i, e in enumerate(placed.entry)] if placed else []

    def sites(self) -> list[Placed]:
        placed = self.files.get("places.yaml")
        sites = placed.entry.sites if placed else []
        return [placed.within(e, "sites", i) for i, e in enumerate(sites)] if placed else []

    def actions(self) -> list[Placed]:
        return [
            project.within(action, "actions", index)
            for project in self.projects
            for index, action in enumerate(project.entry.actions)
        ]
