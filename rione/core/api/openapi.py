"""What the OpenAPI document says beyond parameters and bodies: problems, headers, media types."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from .problems import KINDS, MEANINGS, MEDIA_TYPE, ProblemBody
from .routes import Spec

NAMES = {
    400: "Unreadable",
    401: "Unknown",
    403: "Closed",
    404: "NotFound",
    422: "Refused",
    500: "Fault",
    503: "Unavailable",
}

HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Send it back in `If-None-Match`; 304 says that nothing has changed.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {"schema": {"type": "string"}},
    "Link": {
        "description": "RFC 8288: `first`, `prev`, `next`, `last` page of the same question.",
        "schema": {"type": "string"},
    },
}


def complete(schema: dict[str, Any], specs: Mapping[str | None, Spec | None]) -> dict[str, Any]:
    """Add to each operation what its Spec says, and the problems; nothing refers elsewhere."""
    components = schema["components"]
    components["securitySchemes"] = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of whoever has logged in; the role acted under decides.",
        }
    }
    components["responses"] = {name: _problem(status) for status, name in NAMES.items()}
    components["responses"]["NotModified"] = {
        "description": "Nothing has changed since the `ETag` sent in `If-None-Match`.",
        "headers": {name: HEADERS[name] for name in ("ETag", "Cache-Control")},
    }
    problem = TypeAdapter(ProblemBody).json_schema(
        ref_template="#/components/schemas/{model}", mode="validation"
    )
    components["schemas"].update(problem.pop("$defs", {}))
    components["schemas"]["Problem"] = problem
    components["schemas"] = dict(sorted(components["schemas"].items()))
    for operations in schema["paths"].values():
        for operation in operations.values():
            spec = specs.get(operation["operationId"])
            if spec is not None:
                _operation(operation, spec)
    schema.pop("servers", None)
    return schema


def _operation(operation: dict[str, Any], spec: Spec) -> None:
    responses: dict[str, Any] = {str(key): value for key, value in operation["responses"].items()}
    good = responses["200"]
    names = ["Cache-Control", *(["Link"] if spec.paged else [])]
    good["headers"] = {name: HEADERS[name] for name in ([] if spec.private else ["ETag"]) + names}
    (content,) = good["content"].values()
    good["content"] = {spec.media_type: content}
    if spec.private:
        operation["security"] = [{"session": []}]
    else:
        responses["304"] = {"$ref": "#/components/responses/NotModified"}
    if spec.redirects:
        responses["308"] = {
            "description": "The code in its one spelling is at `Location`.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }
    for status in spec.problems:
        responses[str(status)] = {"$ref": f"#/components/responses/{NAMES[status]}"}
    operation["responses"] = dict(sorted(responses.items()))


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": MEANINGS[status],
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {
                    "type": KINDS[status],
                    "title": NAMES[status],
                    "status": status,
                    "detail": MEANINGS[status],
                },
            }
        },
    }
