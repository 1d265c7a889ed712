"""The interface explained on a page: no script, no style of its own, nothing from elsewhere."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .problems import MEANINGS

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} {version} – interface for programs</title>
</head>
<body>
<main>
<h1>{title} {version}: interface for programs</h1>
<p>{description}</p>
<p>The same for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.
<a href="/it/" lang="it">Le pagine in italiano</a> · <a href="/en/">The pages in English</a></p>
<h2>Addresses</h2>
{operations}
<h2>Errors</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457).</p>
<dl>{problems}</dl>
</main>
</body>
</html>
"""


def documentation(schema: dict[str, Any]) -> HttpResponse:
    """A page that lists every operation of an OpenAPI document with its parameters."""
    page = HttpResponse(
        format_html(
            PAGE,
            title=schema["info"]["title"],
            version=schema["info"]["version"],
            description=schema["info"]["description"],
            operations=format_html_join(
                "\n",
                "{}",
                (
                    (_operation(address, operation),)
                    for address, operations in schema["paths"].items()
                    for operation in operations.values()
                ),
            ),
            problems=format_html_join(
                "\n",
                '<dt id="problem-{}"><code>{}</code></dt><dd>{}</dd>',
                ((status, status, text) for status, text in MEANINGS.items()),
            ),
        )
    )
    page["Content-Language"] = "en"
    return page


def _operation(address: str, operation: dict[str, Any]) -> SafeString:
    heading: SafeString = format_html("<code>GET {}</code>", address)
    if "{" not in address:
        heading = format_html('<a href="{}">{}</a>', address, heading)
    parts = format_html(
        '<section id="{}"><h3>{}</h3><p>{}</p>{}',
        operation["operationId"],
        heading,
        operation["summary"],
        format_html("<p>{}</p>", operation["description"]) if "description" in operation else "",
    )
    parameters = list(_parameters(operation))
    if parameters:
        parts += format_html(
            "<dl>{}</dl>", format_html_join("\n", "<dt><code>{}</code></dt><dd>{}</dd>", parameters)
        )
    return parts + SafeString("</section>")


def _parameters(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        words = [parameter.get("description", "")]
        if "enum" in schema:
            words.append("One of " + ", ".join(str(value) for value in schema["enum"]) + ".")
        if schema.get("type") == "array":
            words.append("May be repeated.")
        if "maximum" in schema:
            words.append(f"{schema.get('minimum', 0)} to {schema['maximum']}.")
        if schema.get("default") not in (None, [], ""):
            words.append(f"Without it: {schema['default']}.")
        yield parameter["name"], " ".join(word for word in words if word)
