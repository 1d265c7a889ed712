"""What other contexts, the command line and the journal of links may call of the programme."""

import csv
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TextIO

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from rione.core.sheets import harmless, json_lines
from rione.core.thread.queries import Node

from . import queries
from .models import Action, Indicator
from .queries.feeds import IndicatorQuery, register


@dataclass(frozen=True)
class Export:
    """A file that the programme can write: its media type and how it is written."""

    media_type: str
    write: Callable[[TextIO], None]


def feed_indicator(query: IndicatorQuery) -> None:
    """Register a query that gives achieved values of an indicator; when an app starts."""
    register(query)


def export(name: str, stream: TextIO) -> None:
    """Write the named file (see EXPORTS) to a text stream; KeyError for an unknown name."""
    EXPORTS[name].write(stream)


def action_title(code: str) -> dict[str, str] | None:
    """What an action is called, by language; None when there is none of this code. One SQL."""
    row = Action.objects.filter(code=code).values_list("title_it", "title_en").first()
    return {"it": row[0], "en": row[1]} if row else None


def action_nodes(codes: Collection[str]) -> dict[str, Node]:
    """Actions as ends of links, in the active language. One SQL."""
    found = Action.objects.filter(code__in=codes).only("code", "title_it", "title_en")
    return {
        row.code: Node(
            kind="action",
            key=row.code,
            title=row.title_en if get_language() == "en" else row.title_it,
            url=_url("programme:action", row.code),
            detail=row.code,
        )
        for row in found
    }


def indicator_nodes(codes: Collection[str]) -> dict[str, Node]:
    """Indicators as ends of links, in the active language; they share a page. One SQL."""
    page = _url("programme:indicators")
    found = Indicator.objects.filter(code__in=codes)
    return {
        row.code: Node(
            kind="indicator",
            key=row.code,
            title=row.name_en if get_language() == "en" else row.name_it,
            url=page,
            detail=row.code,
        )
        for row in found
    }


def _url(name: str, *arguments: str) -> str:
    """The address of a page; empty where the pages are not served."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _csv(name: str) -> Callable[[TextIO], None]:
    def write(stream: TextIO) -> None:
        columns = queries.export_columns(name)
        writer = csv.DictWriter(stream, columns, lineterminator="\r\n")
        writer.writeheader()
        for row in queries.export_rows(name):
            writer.writerow({column: harmless(cell) for column, cell in row.items()})

    return write


def _json(name: str) -> Callable[[TextIO], None]:
    def write(stream: TextIO) -> None:
        stream.writelines(json_lines(queries.export_rows(name)))

    return write


def _sites(stream: TextIO) -> None:
    features = []
    for row in queries.export_rows("sites"):
        properties = {key: value for key, value in row.items() if key not in ("lon", "lat")}
        properties["actions"] = str(row["actions"]).split()
        point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        features.append(
            {"type": "Feature", "id": row["slug"], "geometry": point, "properties": properties}
        )
    json.dump({"type": "FeatureCollection", "features": features}, stream, ensure_ascii=False)
    stream.write("\n")


def _summary(stream: TextIO) -> None:
    json.dump(asdict(queries.summary()), stream, ensure_ascii=False, default=str)
    stream.write("\n")


EXPORTS: Mapping[str, Export] = {
    "list-of-operations.csv": Export("text/csv", _csv("list-of-operations")),
    "list-of-operations.json": Export("application/json", _json("list-of-operations")),
    "conflicts.csv": Export("text/csv", _csv("conflicts")),
    "gaps.csv": Export("text/csv", _csv("gaps")),
    "statements.csv": Export("text/csv", _csv("statements")),
    "sites.geojson": Export("application/geo+json", _sites),
    "summary.json": Export("application/json", _summary),
}
