# ruff: noqa: S608 — the statements are put together of names of test tables
"""A table of each class of rows, filled by two municipalities whose data collide.

Borgo Alto and Borgo Basso use the same codes and names; a body outside of both reads along in
some rows of each. What is seen in a wrong scope is therefore never told by its code, only by
`origin`.
"""

from django.db import connection

from rione.core.scope import NOWHERE, Extent
from rione.core.scope.policies import Municipal, Public, RowClass, Shared, bound, policies, unbound
from rione.core.scope.search import search_statements

ALTO = Extent("099001")
BASSO = Extent("099002")
BODY = "b0d1e500-0000-4000-8000-000000000001"
OTHER_BODY = "b0d1e500-0000-4000-8000-000000000002"
SCOPES = {
    "nobody": NOWHERE,
    "alto": ALTO,
    "basso": BASSO,
    "body": Extent(organisation=BODY),
    "body in alto": Extent("099001", BODY),
    "other body": Extent(organisation=OTHER_BODY),
}
CLASSES: dict[str, RowClass] = {
    "probe_public": Public(when="published"),
    "probe_municipal": Municipal(),
    "probe_shared": Shared(),
}
# What each scope may read, as (municipality, code).
ROWS = {("099001", "A"), ("099001", "B"), ("099002", "A"), ("099002", "B")}
OPEN = {("099001", "B"), ("099002", "B")}
"""Code B is published and shared with BODY, code A is neither."""
VISIBLE = {
    ("probe_public", "nobody"): OPEN,
    ("probe_public", "alto"): OPEN | {("099001", "A")},
    ("probe_public", "basso"): OPEN | {("099002", "A")},
    ("probe_public", "body"): OPEN,
    ("probe_public", "body in alto"): OPEN | {("099001", "A")},
    ("probe_public", "other body"): OPEN,
    ("probe_municipal", "nobody"): set(),
    ("probe_municipal", "alto"): {("099001", "A"), ("099001", "B")},
    ("probe_municipal", "basso"): {("099002", "A"), ("099002", "B")},
    ("probe_municipal", "body"): set(),
    ("probe_municipal", "body in alto"): {("099001", "A"), ("099001", "B")},
    ("probe_municipal", "other body"): set(),
    ("probe_shared", "nobody"): set(),
    ("probe_shared", "alto"): {("099001", "A"), ("099001", "B")},
    ("probe_shared", "basso"): {("099002", "A"), ("099002", "B")},
    ("probe_shared", "body"): OPEN,
    ("probe_shared", "body in alto"): OPEN | {("099001", "A")},
    ("probe_shared", "other body"): set(),
}

TABLE = """
CREATE TABLE {table} (
    id bigserial PRIMARY KEY,
    municipality_id varchar(6) NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    origin text NOT NULL,
    published boolean NOT NULL DEFAULT false,
    shared_with uuid[] NOT NULL DEFAULT '{{}}',
    UNIQUE (municipality_id, code)
)"""
INDEX = "CREATE INDEX {table}_text ON {table} USING gin (to_tsvector('simple', name))"
FILL = """
INSERT INTO {table} (municipality_id, code, name, origin, published, shared_with)
SELECT m, c, 'Cascina Rossi ' || c, m || c, c = 'B', CASE c WHEN 'B' THEN %s::uuid[] ELSE '{{}}' END
FROM unnest(ARRAY['099001', '099002']) m, unnest(ARRAY['A', 'B']) c
"""
MANY = """
INSERT INTO probe_shared (municipality_id, code, name, origin)
SELECT %s, 'N' || n, 'Persona ' || md5(n::text) || ' via ' || md5(mod(n, 50)::text), 'many'
FROM generate_series(1, 1500) n
"""
"""The same 1,500 persons for a municipality; both together make 3,000 rows."""


def create() -> None:
    """Make and fill the tables as their owner; the last one can be searched."""
    with connection.cursor() as cursor:
        for table, rows in CLASSES.items():
            cursor.execute(TABLE.format(table=table))
            cursor.execute(INDEX.format(table=table))
            for statement in policies(table, rows):
                cursor.execute(statement)
        for statement in search_statements("probe_shared", Shared(), columns=("name", "code")):
            cursor.execute(statement)


def fill() -> None:
    """Put the first rows back; as the owner, who for that is not bound."""
    with connection.cursor() as cursor:
        for table in CLASSES:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(unbound(table)[0])
            cursor.execute(FILL.format(table=table), [[BODY]])
            cursor.execute(bound(table)[0])


def drop() -> None:
    """Take the tables away again."""
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS probe_shared_search(text, integer)")
        for table in ("probe_shared_words", *CLASSES):
            cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS probe_shared_keep_words()")


def seen(table: str) -> set[tuple[str, str]]:
    """The rows that exist for whoever asks, as raw SQL sees them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT municipality_id, code FROM {table} WHERE origin <> 'many'")
        return set(cursor.fetchall())


def role() -> str:
    """The role that the connection works as at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        row = cursor.fetchone()
    assert row
    return str(row[0])
