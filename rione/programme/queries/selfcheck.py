"""Do the programme's records agree with each other?"""

from django.db import connection

from rione.core.selfcheck import Finding

# Each statement counts or lists what contradicts; nothing is as it should be.
CHECKS: dict[str, str] = {
    "every amount is that of its current statement": """
        SELECT f.id FROM programme_financing f
        LEFT JOIN programme_statement s ON s.id = f.statement_id
        WHERE f.amount_cents IS DISTINCT FROM s.amount_cents OR s.retired_in_id IS NOT NULL
           OR (s.id IS NULL AND NOT f.in_conflict)""",
    "every quantity is that of its current statement": """
        SELECT q.id FROM programme_quantity q
        LEFT JOIN programme_statement s ON s.id = q.statement_id
        WHERE q.number IS DISTINCT FROM s.number OR s.retired_in_id IS NOT NULL
           OR (s.id IS NULL AND NOT q.in_conflict)""",
    "every shown row rests on a current statement about its own subject": """
        SELECT d.statement_id FROM (
            SELECT subject_kind, subject_key, statement_id FROM programme_fact
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_quantity
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_procurement
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_party
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_partnership
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_complement
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_reprogramming
            UNION ALL SELECT subject_kind, subject_key, statement_id FROM programme_weblink
            UNION ALL SELECT 'action', a.code, f.statement_id
                      FROM programme_financing f JOIN programme_action a ON a.id = f.action_id
            UNION ALL SELECT 'action', a.code, d.statement_id
                      FROM programme_dependency d JOIN programme_action a ON a.id = d.waiting_id
            UNION ALL SELECT 'indicator', i.code, v.statement_id FROM programme_indicatorvalue v
                      JOIN programme_indicator i ON i.id = v.indicator_id
        ) d JOIN programme_statement s ON s.id = d.statement_id
        WHERE s.retired_in_id IS NOT NULL
           OR (s.subject_kind, s.subject_key) <> (d.subject_kind, d.subject_key)""",
    "the sum of every action is that of its amounts": """
        SELECT a.code FROM programme_action a
        LEFT JOIN programme_financing f ON f.action_id = a.id
        GROUP BY a.id
        HAVING a.known_cents <> coalesce(sum(f.amount_cents), 0)
            OR a.unknown_amounts <> count(f.id) FILTER (WHERE f.amount_cents IS NULL)""",
    "sums by axis, project and state are the total": """
        SELECT grouped.by FROM (
            SELECT 'axis' AS by, sum(cents) AS cents
            FROM (SELECT axis_id, sum(known_cents) AS cents FROM programme_action GROUP BY 1) g
            UNION ALL SELECT 'project', sum(cents)
            FROM (SELECT project_id, sum(known_cents) AS cents FROM programme_action GROUP BY 1) g
            UNION ALL SELECT 'state', sum(cents)
            FROM (SELECT state, sum(known_cents) AS cents FROM programme_action GROUP BY 1) g
            UNION ALL SELECT 'fund', sum(cents)
            FROM (SELECT fund_id, sum(amount_cents) AS cents FROM programme_financing GROUP BY 1) g
        ) grouped
        WHERE grouped.cents IS DISTINCT FROM (SELECT sum(amount_cents) FROM programme_financing)
          AND grouped.cents <> 0""",
    "counts of disagreements and gaps are those of their rows": """
        SELECT a.code FROM programme_action a
        WHERE a.conflicts <> (SELECT count(*) FROM programme_conflict c
                              WHERE c.subject_kind = 'action' AND c.subject_key = a.code)
           OR a.gaps <> (SELECT count(*) FROM programme_gap g
                         WHERE g.subject_kind = 'action' AND g.subject_key = a.code)""",
    "every disagreement holds at least two current statements": """
        SELECT c.id FROM programme_conflict c
        LEFT JOIN programme_conflictvalue v ON v.conflict_id = c.id
        LEFT JOIN programme_statement s ON s.id = v.statement_id
        GROUP BY c.id HAVING count(v.id) < 2 OR count(s.retired_in_id) > 0""",
    "the last load counted the current statements": """
        SELECT l.id FROM programme_load l
        WHERE l.id = (SELECT max(id) FROM programme_load)
          AND l.stated <> (SELECT count(*) FROM programme_statement WHERE retired_in_id IS NULL)""",
}


def check_programme() -> list[Finding]:
    """Sums, counts and sources of everything shown. One SQL per check."""
    return [_finding(name, _contradictions(sql)) for name, sql in CHECKS.items()]


def _contradictions(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [str(row[0]) for row in cursor.fetchall()]


def _finding(name: str, found: list[str]) -> Finding:
    detail = f"{len(found)} do not: {', '.join(found[:10])}" if found else "yes"
    return Finding(f"programme: {name}", ok=not found, detail=detail)
