"""100 of 200,000 expenses of an office as JSON: ours with all middleware and row scope, as the
role of requests, against bare Django without either.

The floor is a view without middleware that sends the same statements about the same rows as the
owner of the tables with no row policy in force, and writes the same body with JsonResponse: what
nobody can leave out. A quarter of the rows belongs to another municipality. Goal: at most 3 times
the floor, and at most 10 statements.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import alternate, tell
from bench.scratch import analyze, backend, captured, replay, scratch_platform, server

ADDRESS = "/api/programme/v1/office/expenses?page_size=100"
EXPENSES = 200_000
ABROAD = 50_000
GOAL, MOST = 3.0, 10

# Rows beside all checks of their lives: the list reads them, nobody steps further with them.
ROWS = """
INSERT INTO programme_expense (id, operation_id, municipality, shared_with, document_kind,
    document_number, document_day, supplier_id, payment_id, state, declared_cents, cut_reason,
    corrected_cents, recovered_cents, entered_by, entered_at)
SELECT gen_random_uuid(), model.operation_id, model.municipality, model.shared_with, 'invoice',
       'B-' || number, date '2019-01-01' + number %% 1500, model.supplier_id, model.payment_id,
       'entered', 100 + number %% 100000, '', 0, 0, model.entered_by,
       timestamptz '2019-01-01' + number * interval '7 minutes'
  FROM programme_expense model, generate_series(1, %s) AS number
 WHERE model.id = %s
"""


def fill(office: Any, rows: int) -> None:
    """Many copies of one expense of an office."""
    from django.db import connection

    from rione.programme.tests.office.factories import within

    payment = office.paid(1_000)
    model = office.enter(payment, 1_000)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_expense DISABLE TRIGGER USER")
    with within(office.operation.municipality), connection.cursor() as cursor:
        cursor.execute(ROWS, [rows, model])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_expense ENABLE TRIGGER USER")


def main() -> int:
    with scratch_platform():
        from django.db import connection
        from django.http import HttpRequest, JsonResponse
        from django.test import Client, RequestFactory
        from django.urls import path

        from rione.core.audit.acting import Actor, acting
        from rione.core.identity.models import Membership
        from rione.core.identity.tests.factories import BASSO
        from rione.programme.tests.office.factories import logged_in
        from rione.programme.tests.office.money_factories import an_office

        with acting(Actor("job", "bench")):
            office, abroad = an_office(), an_office(BASSO)
            fill(office, EXPENSES - 1)
            fill(abroad, ABROAD)
        analyze()
        client = Client()
        logged_in(client, Membership.objects.get(pk=office.officer.membership))
        request = RequestFactory()
        request.cookies = client.cookies
        get = server()

        def ours() -> Any:
            answer = get(request.get(ADDRESS))
            assert answer.status_code == 200
            return answer

        sent = captured(ours)
        body = json.loads(ours().content)
        assert len(body["items"]) == 100
        assert body["total"] == EXPENSES
        # The statements about the rows, less those that open the scope and say who asks.
        about = [(sql, values) for sql, values in sent if "programme_expense" in sql]
        assert len(about) == 2, about

        def floor(request: HttpRequest) -> JsonResponse:
            replay(about)
            return JsonResponse(body)

        bare = server(middleware=False)
        urls = type("urls", (), {"urlpatterns": [path("floor", floor)]})

        def reference() -> Any:
            asked = request.get("/floor")
            asked.urlconf = urls
            return bare(asked)

        def without_policies(on: bool) -> None:
            with connection.cursor() as cursor:
                for table in ("programme_expense", "programme_operation"):
                    verb = "NO FORCE" if on else "FORCE"
                    cursor.execute(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY")

        # The owner is bound by the policies only where they are forced; requests always are.
        without_policies(True)
        assert json.loads(reference().content) == body
        assert json.loads(ours().content) == body
        measured = alternate(ours, reference, rounds=10, runs=5, backend=backend())
        ok = tell(
            "office_list",
            measured,
            GOAL,
            sql=len(sent),
            expenses=EXPENSES,
            items=100,
        )
        if len(sent) > MOST:
            print(f"office_list: {len(sent)} statements, at most {MOST}.")
    return 0 if ok and len(sent) <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
