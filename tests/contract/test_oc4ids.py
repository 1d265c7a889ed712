"""Works against the standard of infrastructure: its schema, and its closed codelists as closed."""

import copy
import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db.models import Sum
from referencing import Registry, Resource

from rione.core.opendata import exporting
from rione.programme.models import Action, Financing, Operation
from rione.programme.tests.office.check_factories import World, somebody_acts  # noqa: F401
from rione.programme.tests.office.factories import within

STANDARD = Path(__file__).parents[3] / "shared" / "standards" / "oc4ids-0.9.5"
REQUIRED = os.environ.get("RIONE_REQUIRE_SHARED") == "1"

pytestmark = [
    pytest.mark.usefixtures("milano"),
    pytest.mark.skipif(
        not STANDARD.exists() and not REQUIRED, reason="the schemas of OC4IDS are not beside us"
    ),
]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STANDARD / name).read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def project_schema() -> dict[str, Any]:
    return schema("project-schema.json")


@pytest.fixture
def package() -> dict[str, Any]:
    return exported()


def exported() -> dict[str, Any]:
    stream = io.BytesIO()
    exporting.write("oc4ids.json", stream)
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def mistakes(package: Any, project_schema: dict[str, Any]) -> list[str]:
    """What schema and closed codelists find wrong."""
    registry: Any = Registry().with_resource(
        project_schema["id"], Resource.from_contents(project_schema, _draft())
    )
    validator = jsonschema.Draft4Validator(
        schema("project-package-schema.json"),
        registry=registry,
        format_checker=jsonschema.FormatChecker(),
    )
    found = [error.message for error in validator.iter_errors(package)]
    for project in package["projects"]:
        found += _outside(project, project_schema, project_schema)
    ids = [project.get("id") for project in package["projects"]]
    return found + [f"{one} twice" for one in set(ids) if ids.count(one) > 1]


def _draft() -> Any:
    from referencing.jsonschema import DRAFT4

    return DRAFT4


def _outside(value: Any, part: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    """Codes that a closed codelist does not have, and names that the schema does not know."""
    if "$ref" in part:
        part = part | whole["definitions"][part["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, list):
        for one in value:
            yield from _outside(one, part.get("items", {}), whole)
            yield from _code(one, part)
    elif isinstance(value, dict):
        known = part.get("properties", {})
        for name, one in value.items():
            if known and name not in known:
                yield f"there is no field {name}"
            yield from _outside(one, known.get(name, {}), whole)
    else:
        yield from _code(value, part)


def _code(value: Any, part: dict[str, Any]) -> Iterator[str]:
    if isinstance(value, str) and part.get("codelist") and part.get("openCodelist") is False:
        with (STANDARD / "codelists" / part["codelist"]).open(encoding="utf-8") as lines:
            if value not in {row["Code"] for row in csv.DictReader(lines)}:
                yield f"{value} is not in {part['codelist']}"


def test_package__of_milan__is_valid_with_closed_codelists(
    package: dict[str, Any], project_schema: dict[str, Any]
) -> None:
    assert len(package["projects"]) == Action.objects.filter(kinds__contains=["works"]).count() > 9
    assert mistakes(package, project_schema) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda project: project.update(status="done"),
        lambda project: project.update(type="repair"),
        lambda project: project.pop("id"),
        lambda project: project.update(title=""),
        lambda project: project.update(locations=[]),
        lambda project: project.update(invented="x"),
        lambda project: project["budget"]["amount"].update(currency="LIRA"),
        lambda project: project["contractingProcesses"][0]["summary"].update(nature=["paint"]),
        lambda project: project["contractingProcesses"][0].pop("id"),
        lambda project: project["locations"][0]["geometry"].update(type="Circle"),
    ],
)
def test_package__with_a_mistake__is_caught(
    package: dict[str, Any], project_schema: dict[str, Any], spoil: Any
) -> None:
    spoiled = copy.deepcopy(package)
    project = next(
        one
        for one in spoiled["projects"]
        if {"budget", "contractingProcesses", "locations"} <= set(one)
    )
    spoil(project)
    assert mistakes(spoiled, project_schema)


def test_package__with_a_project_twice__is_caught(
    package: dict[str, Any], project_schema: dict[str, Any]
) -> None:
    package["projects"].append(package["projects"][0])
    assert mistakes(package, project_schema)


def test_budgets__of_all_works__are_the_known_sums_of_the_record(package: dict[str, Any]) -> None:
    for project in package["projects"]:
        code = project["id"].removeprefix("unregistered-")
        known = Financing.objects.filter(action__code=code).aggregate(all=Sum("amount_cents"))
        shown = project.get("budget", {}).get("amount", {}).get("amount")
        assert known["all"] == (None if shown is None else round(shown * 100)), code
        if shown is not None:
            parts = project["budget"]["budgetBreakdowns"][0]["budgetBreakdown"]
            assert sum(round(one["amount"]["amount"] * 100) for one in parts) == known["all"]


def test_contracts__of_an_operation__are_there_unless_it_is_a_demonstration(
    project_schema: dict[str, Any],
) -> None:
    world = World()
    world.contract(contractor="Ditta Palese", amount_cents=12_345_67)
    with within(world.place):
        Operation.objects.update(action_code="MI2.2.3.a")
    found = exported()
    assert mistakes(found, project_schema) == []
    project = next(one for one in found["projects"] if one["id"].endswith("-MI2.2.3.a"))
    process = project["contractingProcesses"][-1]["summary"]
    assert process["contractValue"] == {"amount": 12345.67, "currency": "EUR"}
    assert process["tender"]["procurementMethod"] == "direct"
    assert process["status"] == "active"
    assert [one["name"] for one in process["suppliers"]] == ["Ditta Palese"]
    with within(world.place):
        Operation.objects.update(demonstration=True)
    assert "Ditta Palese" not in json.dumps(exported())
