"""Whose entries exist for whom: requests read those of their municipality and of their account.

Anybody may add. An entry is often not for the eyes of whoever caused it (somebody who takes up an
invitation has no municipality yet), and a statement that returns a row needs the right to see it:
a function of the owner's adds, and returns the number. Jobs of the platform read all: they seal
and verify. The owner is not bound; the triggers work with its rights.
"""

from django.db import migrations

from rione.core.scope.policies import ACCOUNT, MUNICIPALITY

COLUMNS = """at timestamptz, action text, verb text, subjects text[], purpose text, query text,
    municipality text, actor_kind text, actor_key text, actor_role text, actor_organisation text,
    actor_municipality text, details jsonb, request_id text"""

ADD = f"""
CREATE FUNCTION audit_add({COLUMNS}) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO audit_entry AS entry (
        at, action, verb, subjects, purpose, query, municipality, actor_kind, actor_key,
        actor_role, actor_organisation, actor_municipality, details, request_id
    ) VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
    ) RETURNING entry.id INTO made;
    RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION audit_add FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_add TO rione_web, rione_worker;
"""

POLICIES = f"""
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_entry_read ON audit_entry FOR SELECT USING (
    municipality = {MUNICIPALITY}
    OR actor_key = {ACCOUNT}::text
    OR subjects @> ARRAY['account:' || {ACCOUNT}::text]
);
CREATE POLICY audit_entry_check ON audit_entry FOR SELECT TO rione_worker
    USING (current_user = 'rione_worker' AND {MUNICIPALITY} IS NULL);
CREATE POLICY audit_entry_add ON audit_entry FOR INSERT WITH CHECK (true);
"""
NO_POLICIES = """
DROP POLICY audit_entry_add ON audit_entry;
DROP POLICY audit_entry_check ON audit_entry;
DROP POLICY audit_entry_read ON audit_entry;
ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_municipality"), ("scope", "0001_privileges")]
    operations = [
        migrations.RunSQL(ADD, "DROP FUNCTION audit_add"),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
