"""What changes whenever rows of some tables do, read in one statement.

PostgreSQL numbers every transaction that writes; the number a row was last written under
(`xmin`) stays until the row is written again. Keys and numbers of all rows together change
with every insert, update and delete, whatever wrote it. Meant for tables of up to some
thousand rows: all of them are read.
"""

from django.db import connection, models


def row_marks(*tables: type[models.Model], last: tuple[type[models.Model], ...] = ()) -> str:
    """A digest of the marks of all rows of `tables`, and of the newest row of those in `last`
    (append-only tables, however large). One SQL."""
    parts = [_select(table) for table in tables]
    parts += [f"({_select(table)} ORDER BY {_key(table)} DESC LIMIT 1)" for table in last]
    union = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(t || ' ' || k || ' ' || x, ',' ORDER BY t, k)) FROM ({union}) m"  # noqa: S608 — names of our own tables
        )
        row = cursor.fetchone()
    return (row and row[0]) or ""


def _key(table: type[models.Model]) -> str:
    key = table._meta.pk
    assert key is not None  # noqa: S101 — every model has one
    return connection.ops.quote_name(str(key.column))


def _select(table: type[models.Model]) -> str:
    name = table._meta.db_table
    return (
        f"SELECT '{name}' AS t, {_key(table)}::text AS k, xmin::text AS x"  # noqa: S608
        f" FROM {connection.ops.quote_name(name)}"
    )
