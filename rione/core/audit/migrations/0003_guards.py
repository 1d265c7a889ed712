"""What the database itself refuses, and who may write.

Every refusal carries the name of its trigger as its constraint. Whoever owns the tables can
switch the triggers off: against that stands the chain, whose newest seal is outside (README).
"""

from django.apps import apps
from django.db import migrations

# One look for all of them at any character that no reference has, such as a space or an “@”:
# rules.py is stricter, but every expression here is paid for by every entry.
CHECKS = r"""
ALTER TABLE audit_entry
    ADD CONSTRAINT audit_entry_is_by_reference CHECK (
        concat(
            verb, purpose, query, municipality, actor_key, actor_role, actor_organisation,
            actor_municipality, request_id, array_to_string(subjects, '')
        ) !~ '[^A-Za-z0-9_.:/+?&=,;<>*%!()|-]'
    ),
    ADD CONSTRAINT audit_entry_subjects_are_a_list CHECK (
        subjects = '{}' OR (
            array_ndims(subjects) = 1
            AND array_position(subjects, NULL) IS NULL
            AND cardinality(subjects) <= 100000
        )
    ),
    ADD CONSTRAINT audit_entry_write_has_a_subject CHECK (action = 'read' OR subjects <> '{}'),
    ADD CONSTRAINT audit_entry_details_are_a_small_object CHECK (
        jsonb_typeof(details) = 'object' AND octet_length(details::text) <= 4096
    );
ALTER TABLE audit_seal
    ADD CONSTRAINT audit_seal_covers_its_rows CHECK (
        cardinality(entry_ids) > 0
        AND array_position(entry_ids, NULL) IS NULL
        AND octet_length(digests) = 32 * cardinality(entry_ids)
        AND octet_length(previous) = 32
    );
"""
CHECKS_BACKWARD = """
ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_covers_its_rows;
ALTER TABLE audit_entry
    DROP CONSTRAINT audit_entry_details_are_a_small_object,
    DROP CONSTRAINT audit_entry_write_has_a_subject,
    DROP CONSTRAINT audit_entry_subjects_are_a_list,
    DROP CONSTRAINT audit_entry_is_by_reference;
"""

# A test's database is emptied by TRUNCATE between tests; no other database may be called so.
TRIGGERS = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: % on % is refused: audit rows are only ever added',
        TG_NAME, TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_is_never_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_is_never_changed BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_is_never_emptied BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION audit_refuse();
-- The list of what waits is written by the triggers below and by nothing else.
CREATE TRIGGER audit_unsealed_is_kept_by_triggers
    BEFORE INSERT OR UPDATE OR DELETE ON audit_unsealed
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_unsealed_is_never_emptied BEFORE TRUNCATE ON audit_unsealed
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit_entry_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_waits_for_its_seal AFTER INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_waits();

-- A seal follows on the newest one; of two made at once the second fails on the unique columns.
CREATE FUNCTION audit_seal_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    newest record;
BEGIN
    SELECT s.id, s.hash INTO newest FROM audit_seal s ORDER BY s.id DESC LIMIT 1;
    IF NEW.id <> coalesce(newest.id, 0) + 1
        OR NEW.previous <> coalesce(newest.hash, decode(repeat('00', 32), 'hex'))
    THEN
        RAISE EXCEPTION 'seal % does not follow on seal %', NEW.id, coalesce(newest.id, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_seal_follows_the_newest BEFORE INSERT ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_follows();

-- It is over rows as they are, in their order, that waited for one; they wait no longer.
CREATE FUNCTION audit_seal_given() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    sealed bigint;
    found_ids bigint[];
    found_digests bytea;
BEGIN
    DELETE FROM audit_unsealed u WHERE u.entry_id = ANY (NEW.entry_ids);
    GET DIAGNOSTICS sealed = ROW_COUNT;
    SELECT array_agg(e.id ORDER BY e.id), string_agg(e.digest, ''::bytea ORDER BY e.id)
        INTO found_ids, found_digests
        FROM audit_entry e WHERE e.id = ANY (NEW.entry_ids);
    IF sealed <> cardinality(NEW.entry_ids)
        OR found_ids IS DISTINCT FROM NEW.entry_ids
        OR found_digests IS DISTINCT FROM NEW.digests
    THEN
        RAISE EXCEPTION 'seal % is not over rows that wait for one', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_seal_given_to_waiting_rows AFTER INSERT ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_given();

-- What runs with the owner's rights looks up no table of the caller's.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['audit_entry_waits', 'audit_seal_follows', 'audit_seal_given']
    LOOP
        EXECUTE format(
            'ALTER FUNCTION %I() SET search_path = %I, pg_temp', named, current_schema()
        );
    END LOOP;
END $$;

-- As many rows die as are added; a list that is read every second must not carry them along.
ALTER TABLE audit_unsealed SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000
);
"""
TRIGGERS_BACKWARD = """
DROP TRIGGER audit_seal_given_to_waiting_rows ON audit_seal;
DROP FUNCTION audit_seal_given();
DROP TRIGGER audit_seal_follows_the_newest ON audit_seal;
DROP FUNCTION audit_seal_follows();
DROP TRIGGER audit_entry_waits_for_its_seal ON audit_entry;
DROP FUNCTION audit_entry_waits();
DROP TRIGGER audit_unsealed_is_never_emptied ON audit_unsealed;
DROP TRIGGER audit_unsealed_is_kept_by_triggers ON audit_unsealed;
DROP TRIGGER audit_seal_is_never_emptied ON audit_seal;
DROP TRIGGER audit_seal_is_never_changed ON audit_seal;
DROP TRIGGER audit_entry_is_never_emptied ON audit_entry;
DROP TRIGGER audit_entry_is_never_changed ON audit_entry;
DROP FUNCTION audit_refuse();
"""

# Called here for the roles that exist, and again by whoever makes them later or gives them rights
# on all tables at once.
GRANTS = """
CREATE FUNCTION audit_grant() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named text;
BEGIN
    FOR named IN SELECT rolname FROM pg_roles WHERE rolname IN ('rione_web', 'rione_worker') LOOP
        EXECUTE format(
            'REVOKE ALL ON audit_entry, audit_seal, audit_unsealed, audit_publication,'
            ' audit_completecheck FROM %I',
            named
        );
        EXECUTE format(
            'GRANT SELECT ON audit_entry, audit_seal, audit_unsealed, audit_publication,'
            ' audit_completecheck TO %I',
            named
        );
        -- Not the id, the database's clock or the digest.
        EXECUTE format(
            'GRANT INSERT (at, action, verb, subjects, purpose, query, municipality, actor_kind,'
            ' actor_key, actor_role, actor_organisation, actor_municipality, details, request_id)'
            ' ON audit_entry TO %I', named
        );
        IF named = 'rione_worker' THEN
            EXECUTE format(
                'GRANT INSERT (id, previous, entry_ids, digests) ON audit_seal TO %I', named
            );
            EXECUTE format('GRANT INSERT, UPDATE ON audit_publication TO %I', named);
            EXECUTE format('GRANT INSERT ON audit_completecheck TO %I', named);
        END IF;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION audit_grant() FROM PUBLIC;
SELECT audit_grant();
"""
GRANTS_BACKWARD = "DROP FUNCTION audit_grant();"


class Migration(migrations.Migration):
    # After what gives the roles rights on all tables, where that is installed.
    dependencies = [
        ("audit", "0002_tables"),
        *([("scope", "0001_privileges")] if apps.is_installed("rione.core.scope") else []),
    ]
    operations = [
        migrations.RunSQL(CHECKS, CHECKS_BACKWARD),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACKWARD),
        migrations.RunSQL(GRANTS, GRANTS_BACKWARD),
    ]
