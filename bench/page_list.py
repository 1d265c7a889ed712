"""The public page that lists 3,000 actions, against a bare view and template of the same table.

The floor has no middleware, no header, no filters and no words to translate: it sends the same
SQL, fetches the same rows and puts the cells of the same table, already in words, into a plain
template. Goal: at most twice the floor.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import alternate, tell
from bench.scratch import analyze, backend, captured, replay, scratch_platform, server

ACTIONS = 3_000
GOAL = 2.0
PLAIN = """<!doctype html><title>{{ title }}</title><table><thead><tr>
{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr>{% for cell in row %}<td>{% if cell.href %}
<a href="{{ cell.href }}">{{ cell.text }}</a>{% else %}{{ cell.text }}{% endif %}</td>
{% endfor %}</tr>{% endfor %}</tbody></table>"""


class Table(HTMLParser):
    """The headings and cells of the first table of a page, as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.rows: list[list[dict[str, str]]] = []
        self.inside = self.body = self.done = False
        self.cell: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and not self.done:
            self.inside = True
        elif self.inside and tag == "tbody":
            self.body = True
        elif self.inside and tag == "tr" and self.body:
            self.rows.append([])
        elif self.inside and tag in ("td", "th"):
            self.cell = {"text": "", "href": ""}
        elif self.cell is not None and tag == "a":
            self.cell["href"] = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.inside:
            self.inside, self.done = False, True
        elif tag in ("td", "th") and self.cell is not None:
            self.cell["text"] = " ".join(self.cell["text"].split())
            if self.body:
                self.rows[-1].append(self.cell)
            else:
                self.names.append(self.cell["text"])
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell["text"] += data


def main() -> int:
    with scratch_platform():
        from django.http import HttpRequest, HttpResponse
        from django.template import Context, Engine
        from django.test import RequestFactory
        from django.urls import path, reverse
        from django.utils.translation import override

        from bench.programme import multiplied

        multiplied(ACTIONS)
        analyze()
        with override("it"):
            address = reverse("programme:actions")
        request = RequestFactory()
        get = server()
        statements = captured(lambda: get(request.get(address)))
        table = Table()
        table.feed(get(request.get(address)).content.decode())
        assert len(table.rows) >= 30, "the page lists no actions"
        template = Engine(autoescape=True).from_string(PLAIN)

        def floor(request: HttpRequest) -> HttpResponse:
            replay(statements)
            context = {"title": "Azioni", "names": table.names, "rows": table.rows}
            return HttpResponse(template.render(Context(context)))

        bare = server(middleware=False)
        urls = type("urls", (), {"urlpatterns": [path("floor", floor)]})

        def reference() -> Any:
            asked = request.get("/floor")
            asked.urlconf = urls
            return bare(asked)

        assert reference().status_code == 200
        measured = alternate(
            lambda: get(request.get(address)), reference, runs=10, backend=backend()
        )
        ok = tell(
            "page_list",
            measured,
            GOAL,
            sql=len(statements),
            actions=ACTIONS,
            rows=len(table.rows),
            bytes=len(get(request.get(address)).content),
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
