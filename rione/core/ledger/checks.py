"""What the ledger checks on itself every ten minutes; each check is one SQL statement."""

from django.db import connection

from rione.core.selfcheck import Finding

NAMED = 5

_SUMS = """
SELECT whole.key
  FROM ledger_leg leg
  JOIN ledger_account account ON account.id = leg.account_id
  JOIN ledger_transaction whole ON whole.id = leg.transaction_id
 GROUP BY whole.id, account.unit_id HAVING sum(leg.amount) <> 0 ORDER BY whole.id
"""
_WHOLE = """
SELECT whole.key
  FROM ledger_transaction whole LEFT JOIN ledger_leg leg ON leg.transaction_id = whole.id
 GROUP BY whole.id
HAVING count(leg.position) <> whole.leg_count OR bool_or(leg.position > whole.leg_count)
    OR bool_or(leg.value_date <> whole.value_date)
 ORDER BY whole.id
"""
_BALANCES = """
SELECT account.code
  FROM ledger_account account
  LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM ledger_leg GROUP BY account_id) legs
    ON legs.account_id = account.id
 WHERE account.balance <> coalesce(legs.amount, 0) ORDER BY account.code
"""
_MIRRORS = """
SELECT reversal.key
  FROM ledger_transaction reversal
  JOIN ledger_transaction original ON original.id = reversal.reverses_id
 WHERE original.reverses_id IS NOT NULL OR reversal.value_date < original.value_date OR EXISTS (
   SELECT FROM (SELECT * FROM ledger_leg WHERE transaction_id = original.id) was
     FULL JOIN (SELECT * FROM ledger_leg WHERE transaction_id = reversal.id) undone USING (position)
    WHERE (was.account_id, was.amount) IS DISTINCT FROM (undone.account_id, -undone.amount))
 ORDER BY reversal.id
"""
_CHECKS = [
    ("ledger: every transaction sums to zero in each unit", _SUMS),
    ("ledger: every transaction has all its legs, on its value date", _WHOLE),
    ("ledger: every balance is the sum of its legs", _BALANCES),
    ("ledger: every reversal mirrors its original", _MIRRORS),
]


def all_sums_agree() -> list[Finding]:
    """One finding per check; a failed one names the first keys or accounts that are off."""
    findings = []
    with connection.cursor() as cursor:
        for name, sql in _CHECKS:
            cursor.execute(sql)
            off = [str(row[0]) for row in cursor.fetchall()]
            named = ", ".join(off[:NAMED])
            detail = f"{len(off)} off: {named}" if off else "all agree"
            findings.append(Finding(name, ok=not off, detail=detail))
    return findings
