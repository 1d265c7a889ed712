"""What requests and jobs may do: use every table of today and of later migrations.

Tables that may do less say so themselves (`policies.allow_only`); rows are bounded by policies.
Default privileges are the database's and the owner's own, so they belong here.
"""

from django.db import migrations

FORWARD = """
DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(wanted, ', ') INTO missing
    FROM unnest(ARRAY['rione_web', 'rione_worker']) wanted
    WHERE wanted NOT IN (SELECT rolname FROM pg_roles);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the database roles % do not exist: run ops/roles.sql as an administrator',
            missing;
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO rione_web, rione_worker;
-- Not those that have said already who may do what.
DO $$
DECLARE
    silent name;
BEGIN
    FOR silent IN
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND pg_has_role(c.relowner, 'MEMBER')
            AND coalesce(array_to_string(c.relacl, ','), '') !~ '(^|,)rione_(web|worker)='
    LOOP
        EXECUTE format(
            'GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rione_web, rione_worker', silent
        );
    END LOOP;
END $$;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO rione_web, rione_worker;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM rione_web, rione_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO rione_web, rione_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO rione_web, rione_worker;
"""
BACKWARD = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM rione_web, rione_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM rione_web, rione_worker;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM rione_web, rione_worker;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM rione_web, rione_worker;
REVOKE USAGE ON SCHEMA public FROM rione_web, rione_worker;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
