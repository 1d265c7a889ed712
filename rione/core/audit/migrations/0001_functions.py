"""The digest of a row and the hash of a seal, as rules.py describes them.

Declared immutable, which they are in truth: a text[] or a bigint[] always reads the same, and
the database is in UTF-8. They use no name outside pg_catalog, so that a restore, which works
with an empty search_path, can make the columns again.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_digest(
    id bigint, at timestamptz, stored_at timestamptz, action text, verb text, subjects text[],
    purpose text, query text, municipality text, actor_kind text, actor_key text,
    actor_role text, actor_organisation text, actor_municipality text, details jsonb,
    request_id text
) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    part text;
    canon text := '';
BEGIN
    FOREACH part IN ARRAY ARRAY[
        id::text,
        extract(epoch FROM at AT TIME ZONE 'UTC')::text,
        extract(epoch FROM stored_at AT TIME ZONE 'UTC')::text,
        action, verb, subjects::text, purpose, query, municipality, actor_kind, actor_key,
        actor_role, actor_organisation, actor_municipality, details::text, request_id
    ] LOOP
        canon := canon || octet_length(part) || ':' || part || ',';
    END LOOP;
    RETURN sha256(convert_to(canon, 'UTF8'));
END $$;

CREATE FUNCTION audit_seal_hash(
    id bigint, previous bytea, sealed_at timestamptz, entry_ids bigint[], digests bytea
) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    part text;
    canon text := '';
BEGIN
    FOREACH part IN ARRAY ARRAY[
        id::text, extract(epoch FROM sealed_at AT TIME ZONE 'UTC')::text, entry_ids::text
    ] LOOP
        canon := canon || octet_length(part) || ':' || part || ',';
    END LOOP;
    RETURN sha256(convert_to(canon, 'UTF8') || previous || digests);
END $$;
"""
BACKWARD = """
DROP FUNCTION audit_seal_hash(bigint, bytea, timestamptz, bigint[], bytea);
DROP FUNCTION audit_digest(
    bigint, timestamptz, timestamptz, text, text, text[], text, text, text, text, text, text,
    text, text, jsonb, text
);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
