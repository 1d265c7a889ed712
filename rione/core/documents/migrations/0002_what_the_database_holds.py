"""Whose rows exist, and triggers: nothing is changed or deleted that others rely on.

A version and an entry of the register exist for whom their document exists. A content exists for
whom one of its versions does; only requests are held to that, since jobs scan and sweep the
contents of all municipalities. Functions that look at other tables run as their owner, with a
fixed path.
"""

from django.db import migrations

from rione.core.scope.policies import Following, Shared, protect

PUBLIC = "visibility = 'public' AND withdrawn_at IS NULL"

CONTENT_POLICIES = """
ALTER TABLE documents_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents_content FORCE ROW LEVEL SECURITY;
CREATE POLICY documents_content_read ON documents_content FOR SELECT USING (
  current_user <> 'rione_web' OR EXISTS (
    SELECT FROM documents_version version WHERE version.sha256 = documents_content.sha256));
CREATE POLICY documents_content_write ON documents_content USING (current_user <> 'rione_web');
"""
NO_CONTENT_POLICIES = """
DROP POLICY documents_content_write ON documents_content;
DROP POLICY documents_content_read ON documents_content;
ALTER TABLE documents_content NO FORCE ROW LEVEL SECURITY;
ALTER TABLE documents_content DISABLE ROW LEVEL SECURITY;
"""

REFUSE = """
CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: % on % is refused: %', TG_NAME, TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
"""

# A test's database is emptied by TRUNCATE between tests; no other database may be called so.
NEVER_REMOVED = """
CREATE TRIGGER {table}_is_never_removed BEFORE DELETE ON documents_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse('{remedy}');
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON documents_{table}
  FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
  EXECUTE FUNCTION documents_refuse('{remedy}');
"""
DROP_NEVER_REMOVED = """
DROP TRIGGER {table}_is_never_emptied ON documents_{table};
DROP TRIGGER {table}_is_never_removed ON documents_{table};
"""
KEPT = [
    ("document", "withdraw it"),
    ("version", "add another version"),
    ("content", "versions name it"),
    ("registerentry", "register again"),
]

TERMS = """
CREATE TRIGGER document_keeps_its_terms BEFORE UPDATE ON documents_document
  FOR EACH ROW WHEN (
    (OLD.id, OLD.municipality, OLD.about_kind, OLD.about_key, OLD.title, OLD.kind, OLD.created_by,
     OLD.created_at) IS DISTINCT FROM
    (NEW.id, NEW.municipality, NEW.about_kind, NEW.about_key, NEW.title, NEW.kind, NEW.created_by,
     NEW.created_at))
  EXECUTE FUNCTION documents_refuse('withdraw it and add another one');
CREATE TRIGGER document_stays_withdrawn BEFORE UPDATE ON documents_document
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL)
  EXECUTE FUNCTION documents_refuse('it is withdrawn; add another one');
CREATE TRIGGER version_is_never_changed BEFORE UPDATE ON documents_version
  FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse('add another version');
CREATE TRIGGER content_begins_unscanned BEFORE INSERT ON documents_content
  FOR EACH ROW WHEN (NEW.scan <> 'pending')
  EXECUTE FUNCTION documents_refuse('a job scans it');
CREATE TRIGGER content_is_scanned_once BEFORE UPDATE ON documents_content
  FOR EACH ROW WHEN (OLD.scan <> 'pending' OR (OLD.sha256, OLD.size, OLD.stored_at)
    IS DISTINCT FROM (NEW.sha256, NEW.size, NEW.stored_at))
  EXECUTE FUNCTION documents_refuse('its bytes and the verdict over them stay');
CREATE TRIGGER registerentry_is_never_changed BEFORE UPDATE ON documents_registerentry
  FOR EACH ROW WHEN (OLD.outside_reference <> '' OR
    (OLD.id, OLD.municipality, OLD.year, OLD.number, OLD.direction, OLD.document_id,
     OLD.version_id, OLD.sha256, OLD.subject_kind, OLD.subject_key, OLD.registered_by,
     OLD.registered_at) IS DISTINCT FROM
    (NEW.id, NEW.municipality, NEW.year, NEW.number, NEW.direction, NEW.document_id,
     NEW.version_id, NEW.sha256, NEW.subject_kind, NEW.subject_key, NEW.registered_by,
     NEW.registered_at))
  EXECUTE FUNCTION documents_refuse('only an outside number is added, once');
"""
DROP_TERMS = """
DROP TRIGGER registerentry_is_never_changed ON documents_registerentry;
DROP TRIGGER content_is_scanned_once ON documents_content;
DROP TRIGGER content_begins_unscanned ON documents_content;
DROP TRIGGER version_is_never_changed ON documents_version;
DROP TRIGGER document_stays_withdrawn ON documents_document;
DROP TRIGGER document_keeps_its_terms ON documents_document;
"""

VERSIONS = """
CREATE FUNCTION documents_follow_version() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM documents_version
                     WHERE document_id = NEW.document_id) THEN
    RAISE EXCEPTION '%: versions are numbered from 1 on without gaps', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_follows_the_last BEFORE INSERT ON documents_version
  FOR EACH ROW EXECUTE FUNCTION documents_follow_version();

CREATE FUNCTION documents_check_open() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM documents_document
              WHERE id = NEW.document_id AND withdrawn_at IS NOT NULL) THEN
    RAISE EXCEPTION '%: a withdrawn document gets no more versions', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_of_an_open_document BEFORE INSERT ON documents_version
  FOR EACH ROW EXECUTE FUNCTION documents_check_open();

CREATE FUNCTION documents_keep_content() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO documents_content (sha256, size, scan, finding, stored_at)
    VALUES (NEW.sha256, NEW.size, 'pending', '', NEW.uploaded_at) ON CONFLICT DO NOTHING;
  IF NEW.size <> (SELECT size FROM documents_content WHERE sha256 = NEW.sha256) THEN
    RAISE EXCEPTION '%: this content has another size', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_names_its_content BEFORE INSERT ON documents_version
  FOR EACH ROW EXECUTE FUNCTION documents_keep_content();

CREATE FUNCTION documents_check_versions() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  had text := coalesce(current_setting('app.municipality', true), '');
  present boolean;
BEGIN
  -- Asked when the transaction ends, perhaps in another scope than that of the row.
  PERFORM set_config('app.municipality', NEW.municipality, true);
  present := EXISTS (SELECT FROM documents_version WHERE document_id = NEW.id);
  PERFORM set_config('app.municipality', had, true);
  IF NOT present THEN
    RAISE EXCEPTION '%: a document has a version', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER document_has_a_version AFTER INSERT ON documents_document
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_check_versions();
"""
DROP_VERSIONS = """
DROP TRIGGER document_has_a_version ON documents_document;
DROP FUNCTION documents_check_versions();
DROP TRIGGER version_names_its_content ON documents_version;
DROP FUNCTION documents_keep_content();
DROP TRIGGER version_of_an_open_document ON documents_version;
DROP FUNCTION documents_check_open();
DROP TRIGGER version_follows_the_last ON documents_version;
DROP FUNCTION documents_follow_version();
"""

# Whoever inserts takes the lock that adapters/own_register.py takes before it asks for a number.
REGISTER = """
CREATE FUNCTION documents_follow_entry() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(
    hashtextextended(format('rione register %s %s', NEW.municipality, NEW.year), 0));
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM documents_registerentry
                     WHERE municipality = NEW.municipality AND year = NEW.year) THEN
    RAISE EXCEPTION '%: the register has no gaps', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER registerentry_follows_the_last BEFORE INSERT ON documents_registerentry
  FOR EACH ROW EXECUTE FUNCTION documents_follow_entry();

CREATE FUNCTION documents_check_entry() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM documents_version version JOIN documents_document document
        ON document.id = version.document_id
     WHERE version.id = NEW.version_id AND document.id = NEW.document_id
       AND version.sha256 = NEW.sha256 AND document.municipality = NEW.municipality) THEN
    RAISE EXCEPTION '%: an entry names a version of its document', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER registerentry_names_its_version BEFORE INSERT ON documents_registerentry
  FOR EACH ROW EXECUTE FUNCTION documents_check_entry();
"""
DROP_REGISTER = """
DROP TRIGGER registerentry_names_its_version ON documents_registerentry;
DROP FUNCTION documents_check_entry();
DROP TRIGGER registerentry_follows_the_last ON documents_registerentry;
DROP FUNCTION documents_follow_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("scope", "0001_privileges")]

    operations = [
        protect(
            "documents_document", Shared("municipality", "shared_with", public=PUBLIC)
        ),
        protect(
            "documents_version", Following("documents_version", "documents_document", "document_id")
        ),
        protect(
            "documents_registerentry",
            Following("documents_registerentry", "documents_document", "document_id"),
        ),
        migrations.RunSQL(CONTENT_POLICIES, NO_CONTENT_POLICIES),
        migrations.RunSQL(REFUSE, "DROP FUNCTION documents_refuse();"),
        *(
            migrations.RunSQL(
                NEVER_REMOVED.format(table=table, remedy=remedy),
                DROP_NEVER_REMOVED.format(table=table),
            )
            for table, remedy in KEPT
        ),
        migrations.RunSQL(TERMS, DROP_TERMS),
        migrations.RunSQL(VERSIONS, DROP_VERSIONS),
        migrations.RunSQL(REGISTER, DROP_REGISTER),
    ]
