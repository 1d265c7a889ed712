"""100 of 3,000 actions as JSON: ours with all middleware, against bare Django.

The floor is a view without middleware that sends the same SQL, fetches the same rows and writes
the same body with JsonResponse: what nobody can leave out. Goal: at most 3 times the floor.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import alternate, tell
from bench.scratch import analyze, backend, captured, replay, scratch_platform, server

ADDRESS = "/api/programme/v1/actions?page_size=100"
ACTIONS = 3_000
GOAL = 3.0


def main() -> int:
    with scratch_platform():
        from django.http import HttpRequest, JsonResponse
        from django.test import RequestFactory
        from django.urls import path

        from bench.programme import multiplied

        multiplied(ACTIONS)
        analyze()
        request = RequestFactory()
        get = server()
        statements = captured(lambda: get(request.get(ADDRESS)))
        body = json.loads(get(request.get(ADDRESS)).content)
        assert len(body["items"]) == 100
        assert body["total"] == ACTIONS

        def floor(request: HttpRequest) -> JsonResponse:
            replay(statements)
            return JsonResponse(body)

        bare = server(middleware=False)
        urls = type("urls", (), {"urlpatterns": [path("floor", floor)]})

        def reference() -> Any:
            asked = request.get("/floor")
            asked.urlconf = urls
            return bare(asked)

        assert json.loads(reference().content) == body
        measured = alternate(
            lambda: get(request.get(ADDRESS)), reference, runs=10, backend=backend()
        )
        ok = tell("api_list", measured, GOAL, sql=len(statements), actions=ACTIONS, items=100)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
