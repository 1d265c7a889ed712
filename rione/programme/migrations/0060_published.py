"""What of the office's work everybody may know: operations, their money and what they buy.

The rows themselves exist for their municipality and its beneficiaries only. These functions of the
owner's go from municipality to municipality, each in its scope, and give out the columns named
here and no others: no payee, no account, no reason, no document, and of a natural person nothing
but that it is one. Whether an operation is a demonstration is said with it.
"""

from django.db import migrations, models

PERSON = "length({}.contractor_code) = 16"
"""The tax code of a natural person has 16 characters, that of a company or body eleven."""

# Each municipality in turn, in its scope; the settings are the caller's again afterwards (an error
# undoes them with the transaction). Without the conditions on the municipality the policies, which let organisations read along, use no index.
EACH = """
DECLARE
    place text;
    municipality_before text := coalesce(current_setting('app.municipality', true), '');
    organisation_before text := coalesce(current_setting('app.organisation', true), '');
BEGIN
    PERFORM set_config('app.organisation', '', true);
    FOR place IN
        SELECT m.istat FROM territory_municipality m
        UNION SELECT g.municipality FROM identity_organisation g WHERE g.municipality <> ''
        UNION SELECT r.municipality FROM programme_programme r
        ORDER BY 1
    LOOP
        PERFORM set_config('app.municipality', place, true);
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM programme_operation o WHERE o.municipality = place
        );
        RETURN QUERY {query};
    END LOOP;
    PERFORM set_config('app.municipality', municipality_before, true);
    PERFORM set_config('app.organisation', organisation_before, true);
END
"""
HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"

OPERATIONS = (
    "programme_published_operations",
    """municipality text, code text, action text, title text, cup text, beneficiary text,
    beneficiary_kind text, opened_on date, granted bigint, saved bigint, committed bigint,
    paid bigint, declared bigint, certified bigint, demonstration boolean""",
    """
    SELECT place, o.code::text, o.action_code::text, o.title::text, nullif(o.cup, '')::text,
        b.name::text, b.kind::text, (o.opened_at AT TIME ZONE 'Europe/Rome')::date,
        coalesce(g.cents, 0), coalesce(s.cents, 0),
        coalesce(a.financing, 0) - coalesce(a.available, 0), coalesce(a.paid, 0),
        coalesce(a.declared, 0), coalesce(a.certified, 0), o.demonstration
    FROM programme_operation o
    JOIN identity_organisation b ON b.id = o.beneficiary_id
    LEFT JOIN (
        SELECT l.operation_id, sum(l.amount_cents)::bigint AS cents
        FROM programme_financingline l
        WHERE l.municipality = place AND l.undone_at IS NULL GROUP BY l.operation_id
    ) g ON g.operation_id = o.id
    LEFT JOIN (
        SELECT l.operation_id, sum(l.amount_cents)::bigint AS cents
        FROM programme_saving l
        WHERE l.municipality = place AND l.undone_at IS NULL GROUP BY l.operation_id
    ) s ON s.operation_id = o.id
    LEFT JOIN (
        SELECT split_part(x.code, '/', 2) AS operation,
            (sum(-x.balance) FILTER (WHERE x.name = 'financing'))::bigint AS financing,
            (sum(x.balance) FILTER (WHERE x.name = 'available'))::bigint AS available,
            (sum(x.balance) FILTER (WHERE x.name = 'paid'))::bigint AS paid,
            (sum(x.balance) FILTER (WHERE x.name IN ('declared', 'accepted', 'certified')))::bigint
                AS declared,
            (sum(x.balance) FILTER (WHERE x.name = 'certified'))::bigint AS certified
        FROM (
            SELECT l.code, l.balance, split_part(l.code, '/', 3) AS name FROM ledger_account l
            WHERE l.owner_kind = 'programme_office' AND l.owner_key = place
        ) x
        WHERE x.name IN ('financing', 'available', 'paid', 'declared', 'accepted', 'certified')
        GROUP BY 1
    ) a ON a.operation = o.code
    WHERE o.municipality = place
    ORDER BY o.code COLLATE "C"
    """,
)
FINANCING = (
    "programme_published_financing",
    """municipality text, operation text, action text, fund text, granted bigint, saved bigint,
    net bigint, demonstration boolean""",
    """
    SELECT place, o.code::text, o.action_code::text, f.fund::text, sum(f.granted)::bigint,
        sum(f.saved)::bigint, coalesce(-min(a.balance), 0), o.demonstration
    FROM programme_operation o
    JOIN (
        SELECT l.operation_id, l.fund, l.amount_cents AS granted, 0 AS saved
        FROM programme_financingline l WHERE l.municipality = place AND l.undone_at IS NULL
        UNION ALL
        SELECT l.operation_id, l.fund, 0, l.amount_cents
        FROM programme_saving l WHERE l.municipality = place AND l.undone_at IS NULL
    ) f ON f.operation_id = o.id
    LEFT JOIN ledger_account a ON a.code = place || '/' || o.code || '/financing/' || f.fund
    WHERE o.municipality = place
    GROUP BY o.id, f.fund
    ORDER BY o.code COLLATE "C", f.fund COLLATE "C"
    """,
)
PAYMENTS = (
    "programme_published_payments",
    """municipality text, operation text, action text, month text, fund text, paid bigint,
    recovered bigint, demonstration boolean""",
    """
    SELECT place, o.code::text, o.action_code::text, p.month, f.fund::text, p.paid, p.recovered,
        o.demonstration
    FROM programme_operation o
    JOIN (
        SELECT x.operation_id, to_char(x.day, 'YYYY-MM') AS month,
            coalesce(sum(x.amount_cents) FILTER (WHERE x.kind = 'payment'), 0)::bigint AS paid,
            coalesce(sum(x.amount_cents) FILTER (WHERE x.kind = 'recovery'), 0)::bigint
                AS recovered
        FROM programme_payment x WHERE x.municipality = place AND x.undone_at IS NULL
        GROUP BY 1, 2
    ) p ON p.operation_id = o.id
    LEFT JOIN (
        SELECT l.operation_id, min(l.fund) AS fund FROM programme_financingline l
        WHERE l.municipality = place AND l.undone_at IS NULL
        GROUP BY l.operation_id HAVING min(l.fund) = max(l.fund)
    ) f ON f.operation_id = o.id
    WHERE o.municipality = place
    ORDER BY o.code COLLATE "C", p.month
    """,
)
PROCUREMENTS = (
    "programme_published_procurements",
    """municipality text, operation text, action text, procedure uuid, cig text, kind text,
    method text, criterion text, title text, base bigint, notice_on date, awarded_on date,
    withdrawn_on date, contract uuid, contractor_kind text, contractor text, contractor_code text,
    amount bigint, net bigint, signed_on date, delivery_due date, delivered_on date,
    closed_on date, demonstration boolean""",
    f"""
    SELECT place, o.code::text, o.action_code::text, p.id, nullif(p.cig, '')::text, p.kind::text,
        p.method::text, p.criterion::text,
        CASE WHEN EXISTS (
            SELECT FROM programme_procedureparty y
            WHERE y.procedure_id = p.id AND length(y.tax_code) <> 11
                AND strpos(lower(p.title), lower(y.name)) > 0
        ) OR EXISTS (
            SELECT FROM programme_contract y
            WHERE y.procedure_id = p.id AND {PERSON.format("y")}
                AND strpos(lower(p.title), lower(y.contractor)) > 0
        ) THEN NULL ELSE p.title::text END,
        p.base_cents, n.actual, w.actual, p.withdrawn_on, c.id,
        CASE WHEN {PERSON.format("c")} THEN 'person' WHEN c.id IS NOT NULL THEN 'body' END,
        CASE WHEN NOT {PERSON.format("c")} THEN c.contractor::text END,
        CASE WHEN NOT {PERSON.format("c")} THEN c.contractor_code::text END,
        c.amount_cents, c.net_cents, c.signed_on, c.delivery_due, c.delivered_on, c.closed_on,
        o.demonstration
    FROM programme_operation o
    JOIN programme_awardprocedure p ON p.operation_id = o.id
    LEFT JOIN programme_procedurephase n ON n.procedure_id = p.id AND n.phase = 'notice'
    LEFT JOIN programme_procedurephase w ON w.procedure_id = p.id AND w.phase = 'award'
    LEFT JOIN programme_contract c ON c.procedure_id = p.id
    WHERE o.municipality = place AND p.municipality = place
    ORDER BY o.code COLLATE "C", p.opened_at, p.id, c.signed_on, c.id
    """,
)
# The newest entries of the trail, several of them: one of a longer transaction may come late.
MARK = """
CREATE FUNCTION programme_published_mark(OUT mark text, OUT changed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT md5(coalesce(string_agg(e.id::text, ',' ORDER BY e.id), '')),
        greatest(max(e.at), (SELECT max(l.at) FROM programme_load l))
    FROM (
        SELECT x.id, x.at FROM audit_entry x WHERE x.action = 'write' ORDER BY x.id DESC LIMIT 100
    ) e
$$
"""

# What is invented does not become real later.
STAYS = """
CREATE FUNCTION programme_demonstration_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a demonstration stays one'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'operation_demonstration_stays';
END $$;
REVOKE EXECUTE ON FUNCTION programme_demonstration_stays() FROM PUBLIC;
CREATE TRIGGER programme_operation_demonstration_stays
    BEFORE UPDATE OF demonstration ON programme_operation
    FOR EACH ROW WHEN (OLD.demonstration AND NOT NEW.demonstration)
    EXECUTE FUNCTION programme_demonstration_stays();
"""
FORGOTTEN = """
DROP TRIGGER programme_operation_demonstration_stays ON programme_operation;
DROP FUNCTION programme_demonstration_stays();
"""


def _door(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        (
            f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name}() TO rione_web, rione_worker",
        ),
        migrations.RunSQL.noop,
    )


def _published(name: str, columns: str, query: str) -> list[migrations.RunSQL]:
    body = EACH.format(query=query)
    made = f"CREATE FUNCTION {name}() RETURNS TABLE ({columns}) {HEAD} AS $${body}$$"
    return [migrations.RunSQL(made, f"DROP FUNCTION {name}()"), _door(name)]


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_whose_rows_exist"),
        ("identity", "0003_whose_rows_exist"),
        ("ledger", "0005_whose_rows_exist"),
        ("programme", "0050_records"),
        ("territory", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="operation",
            name="demonstration",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunSQL(STAYS, FORGOTTEN),
        *_published(*OPERATIONS),
        *_published(*FINANCING),
        *_published(*PAYMENTS),
        *_published(*PROCUREMENTS),
        migrations.RunSQL(MARK, "DROP FUNCTION programme_published_mark()"),
        _door("programme_published_mark"),
    ]
