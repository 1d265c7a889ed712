"""Do the rows of money agree with the ledger, and expenses with their events?"""

from django.db import connection

from rione.core.ledger.models import Account
from rione.core.scope import WORKER, scope
from rione.core.scope.extent import Extent
from rione.core.selfcheck import Finding

# What the rows say each account holds, against what it holds; accounts of others are left out.
_ACCOUNTS = """
WITH said AS (
  SELECT operation_id, 'financing/' || fund AS name, amount_cents AS cents
    FROM programme_financingline WHERE undone_at IS NULL
  UNION ALL SELECT operation_id, 'financing/' || fund, -amount_cents
    FROM programme_saving WHERE undone_at IS NULL
  UNION ALL SELECT operation_id, 'available', amount_cents
    FROM programme_financingline WHERE undone_at IS NULL
  UNION ALL SELECT operation_id, 'available', -amount_cents
    FROM programme_saving WHERE undone_at IS NULL
  UNION ALL SELECT operation_id, 'available',
         CASE kind WHEN 'commitment' THEN -amount_cents ELSE amount_cents END
    FROM programme_legalcommitment WHERE undone_at IS NULL
  UNION ALL SELECT operation_id, 'committed/' || number,
         CASE kind WHEN 'commitment' THEN amount_cents ELSE -amount_cents END
    FROM programme_legalcommitment WHERE undone_at IS NULL
  UNION ALL SELECT paid.operation_id, 'committed/' || bound.number,
         CASE paid.kind WHEN 'payment' THEN -paid.amount_cents ELSE paid.amount_cents END
    FROM programme_payment paid
    JOIN programme_legalcommitment bound ON bound.id = paid.commitment_id
   WHERE paid.undone_at IS NULL
  UNION ALL SELECT paid.operation_id, account.name,
         CASE paid.kind WHEN 'payment' THEN paid.amount_cents ELSE -paid.amount_cents END
    FROM programme_payment paid
   CROSS JOIN LATERAL (VALUES ('paid'), ('claimable'), ('undeclared/' || paid.number))
         AS account(name)
   WHERE paid.undone_at IS NULL
  UNION ALL SELECT expense.operation_id, account.name, account.cents
    FROM programme_expense expense
    JOIN programme_payment paid ON paid.id = expense.payment_id
   CROSS JOIN LATERAL (
     SELECT coalesce(expense.declared_cents - expense.accepted_cents, 0) AS cut,
            coalesce(expense.certified_cents, 0) - expense.corrected_cents
              - expense.recovered_cents AS certified,
            CASE WHEN expense.state = 'entered' THEN expense.declared_cents ELSE 0 END AS declared,
            CASE WHEN expense.state = 'verified' THEN expense.accepted_cents ELSE 0 END AS accepted
   ) amount
   CROSS JOIN LATERAL (VALUES
     ('declared', amount.declared), ('accepted', amount.accepted),
     ('certified', amount.certified), ('cut', amount.cut),
     ('corrected', expense.corrected_cents), ('recovered', expense.recovered_cents),
     ('refused', amount.cut + expense.corrected_cents + expense.recovered_cents),
     ('undeclared/' || paid.number, -amount.declared - amount.accepted - amount.certified)
   ) AS account(name, cents)),
rows AS (
  SELECT operation.municipality || '/' || operation.code || '/' || said.name AS code,
         sum(said.cents) AS cents
    FROM said JOIN programme_operation operation ON operation.id = said.operation_id
   GROUP BY 1),
held AS (
  SELECT code, CASE nature WHEN 'asset' THEN balance ELSE -balance END AS cents
    FROM ledger_account WHERE owner_kind = 'programme_office' AND owner_key = %(place)s)
SELECT coalesce(rows.code, held.code) FROM rows FULL JOIN held USING (code)
 WHERE coalesce(rows.cents, 0) <> coalesce(held.cents, 0) ORDER BY 1
"""
_EVENTS = """
SELECT expense.id::text FROM programme_expense expense
  LEFT JOIN LATERAL (SELECT * FROM programme_expenseevent event
                      WHERE event.expense_id = expense.id ORDER BY number DESC LIMIT 1) last ON true
 WHERE expense.municipality = %(place)s
   AND (last.to_state, last.accepted_cents, last.certified_cents, last.corrected_cents,
        last.recovered_cents)
       IS DISTINCT FROM (expense.state, expense.accepted_cents, expense.certified_cents,
        expense.corrected_cents, expense.recovered_cents)
"""
_POSTED = """
SELECT event.transaction FROM programme_expenseevent event
  LEFT JOIN ledger_transaction posted ON posted.key = event.transaction
 WHERE event.municipality = %(place)s AND posted.id IS NULL
"""
_CLAIMS = """
SELECT claim.number FROM programme_certification claim
 WHERE claim.municipality = %(place)s AND claim.total_cents <> coalesce(
   (SELECT sum(certified_cents) FROM programme_expense
     WHERE certification_id = claim.id), 0)
"""
CHECKS = {
    "every account of an operation holds what its rows say": _ACCOUNTS,
    "every expense is what its last event says": _EVENTS,
    "every event of an expense is posted": _POSTED,
    "every payment claim is the sum of its expenses": _CLAIMS,
}


def check_money() -> list[Finding]:
    """One finding per check over all municipalities that have books."""
    owners = Account.objects.filter(owner_kind="programme_office")
    places = sorted(owners.order_by().values_list("owner_key", flat=True).distinct())
    off: dict[str, list[str]] = {name: [] for name in CHECKS}
    for place in places:
        with scope(Extent(place), role=WORKER), connection.cursor() as cursor:
            for name, sql in CHECKS.items():
                cursor.execute(sql, {"place": place})
                off[name] += [str(row[0]) for row in cursor.fetchall()]
    return [
        Finding(
            f"money: {name}",
            ok=not found,
            detail=f"{len(found)} do not: {', '.join(found[:10])}" if found else "yes",
        )
        for name, found in off.items()
    ]
