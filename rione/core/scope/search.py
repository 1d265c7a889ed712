"""Search in protected tables, with an index.

Text operators are not leakproof, so under a row policy PostgreSQL tests every row before it may
look at an index. The words therefore live in a table that requests and jobs cannot open, and a
function of the owner's looks there: it takes the query, reads the scope in force, and returns the
ids of the rows within it. A trigger keeps the words.

    search_of("welfare_casefile", Shared(), columns=("title", "notes"))

    SELECT … FROM welfare_casefile WHERE id IN (SELECT welfare_casefile_search('rossi', 100))
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

from .policies import MUNICIPALITY, ORGANISATION, Municipal, Public, RowClass, Shared, name
from .roles import WEB, WORKER


def search_of(
    table: str, rows: RowClass, *, columns: Sequence[str], key: str = "id", kind: str = "bigint"
) -> RunSQL:
    """The migration operation that makes `<table>_search(query text, most integer)`.

    It returns keys (`kind` is the SQL type of the column `key`), best first. Words are compared
    without accents and case; the query may hold "quoted words", or, and -exclusions. Rows that
    exist already are read in. Needs the extension unaccent.
    """
    return RunSQL(
        tuple(search_statements(table, rows, columns=columns, key=key, kind=kind)),
        tuple(no_search_statements(table)),
    )


def _open(rows: RowClass) -> bool:
    """Whether everybody sees some of shared rows."""
    return isinstance(rows, Shared) and rows.public != "false"


def search_statements(
    table: str, rows: RowClass, *, columns: Sequence[str], key: str = "id", kind: str = "bigint"
) -> list[str]:
    """The statements of `search_of`."""
    if not isinstance(rows, Municipal | Shared) or isinstance(rows, Public) or _open(rows):
        raise ValueError("rows that everybody sees are searched where they are")
    if kind not in ("bigint", "uuid", "text"):
        raise ValueError("a key is a bigint, a uuid or a text")
    assert isinstance(rows, Municipal)  # noqa: S101
    table, key, place = name(table), name(key), name(rows.municipality)
    shared = name(rows.organisations) if isinstance(rows, Shared) else "'{}'::uuid[]"
    new_shared = f"NEW.{shared}" if isinstance(rows, Shared) else shared
    texts = ", ".join(name(column) for column in columns)
    new_texts = ", ".join(f"NEW.{name(column)}" for column in columns)
    words = "to_tsvector('simple', unaccent(concat_ws(' ', {})))"
    return [
        f"""
        CREATE TABLE {table}_words (
            row_key {kind} PRIMARY KEY REFERENCES {table} ({key}) ON DELETE CASCADE,
            municipality text NOT NULL,
            shared_with uuid[] NOT NULL,
            words tsvector NOT NULL
        )""",
        # Without a list of pending entries, which every search would have to read through.
        f"CREATE INDEX {table}_words_index ON {table}_words USING gin (words)"
        " WITH (fastupdate = off)",
        f"REVOKE ALL ON {table}_words FROM PUBLIC, {WEB}, {WORKER}",
        f"""
        CREATE FUNCTION {table}_keep_words() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            INSERT INTO {table}_words (row_key, municipality, shared_with, words)
            VALUES (NEW.{key}, NEW.{place}, {new_shared}, {words.format(new_texts)})
            ON CONFLICT (row_key) DO UPDATE SET (municipality, shared_with, words)
                = (EXCLUDED.municipality, EXCLUDED.shared_with, EXCLUDED.words);
            RETURN NULL;
        END $$""",  # noqa: S608 — plain names only
        f"REVOKE EXECUTE ON FUNCTION {table}_keep_words() FROM PUBLIC, {WEB}, {WORKER}",
        f"""
        CREATE TRIGGER {table}_keeps_words AFTER INSERT OR UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_keep_words()""",
        # Each call is planned for its query, so that rare words use the index.
        f"""
        CREATE FUNCTION {table}_search(query text, most integer) RETURNS SETOF {kind}
        LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
        SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
        DECLARE
            wanted tsquery := websearch_to_tsquery('simple', unaccent(query));
            place text := {MUNICIPALITY};
            body uuid := {ORGANISATION};
        BEGIN
            RETURN QUERY
            SELECT found.row_key FROM {table}_words found
            WHERE found.words @@ wanted
                AND (found.municipality = place OR body = ANY (found.shared_with))
            ORDER BY ts_rank(found.words, wanted) DESC, found.row_key
            LIMIT most;
        END $$""",  # noqa: S608
        f"REVOKE EXECUTE ON FUNCTION {table}_search(text, integer) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {table}_search(text, integer) TO {WEB}, {WORKER}",
        # The owner is bound by the policies too, and has to see all rows once.
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"""
        INSERT INTO {table}_words (row_key, municipality, shared_with, words)
        SELECT {key}, {place}, {shared}, {words.format(texts)} FROM {table}""",  # noqa: S608
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]


def no_search_statements(table: str) -> list[str]:
    """The statements that undo `search_of`."""
    table = name(table)
    return [
        f"DROP FUNCTION {table}_search(text, integer)",
        f"DROP TRIGGER {table}_keeps_words ON {table}",
        f"DROP FUNCTION {table}_keep_words()",
        f"DROP TABLE {table}_words",
    ]
