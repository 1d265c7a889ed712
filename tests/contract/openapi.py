"""Holding answers against the published OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from django.http.response import HttpResponseBase
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from rione.config.api import api

BASE = "urn:rione:openapi"


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(api.document)
    return found


def operations() -> list[tuple[str, dict[str, Any]]]:
    """Every address with its GET operation."""
    return [(address, methods["get"]) for address, methods in document()["paths"].items()]


def is_private(operation: dict[str, Any]) -> bool:
    """Whether an operation asks who one is."""
    return "security" in operation


@cache
def _registry() -> Registry:
    return Registry().with_resource(BASE, Resource.from_contents(_closed(document()), DRAFT202012))


def _closed(node: Any) -> Any:
    """The document with every object of named properties closed: nothing undocumented passes."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _closed(value) for key, value in node.items()}
    if copy.get("type") == "object" and "properties" in copy:
        copy.setdefault("additionalProperties", False)
    return copy


def address_of(path: str) -> str:
    """The documented address that a path belongs to."""
    for address in sorted(document()["paths"], key=lambda a: a.count("{")):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(address))
        if re.fullmatch(pattern, path):
            return str(address)
    raise AssertionError(f"{path} is not documented")


def check(path: str, response: HttpResponseBase) -> Any:
    """The body of an answer, once status, media type and every member are as documented."""
    address = address_of(path)
    documented = document()["paths"][address]["get"]["responses"]
    status = str(response.status_code)
    assert status in documented, f"{path}: {status} is not documented"
    pointer = ["paths", address, "get", "responses", status]
    entry = documented[status]
    if "$ref" in entry:
        pointer = entry["$ref"].removeprefix("#/").split("/")
        entry = document()["components"]["responses"][pointer[-1]]
    if "content" not in entry:
        return None
    media_type = response.headers["Content-Type"].partition(";")[0]
    assert media_type in entry["content"], f"{path}: {media_type} is not documented"
    pointer += ["content", media_type, "schema"]
    fragment = "/".join(
        p.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        for p in pointer
    )
    body = json.loads(response.content)  # type: ignore[attr-defined]
    validator = Draft202012Validator({"$ref": f"{BASE}#/{fragment}"}, registry=_registry())
    errors = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]
    assert not errors, f"{path}: {errors[:5]}"
    return body
