"""Functions behind generated columns and indexes name the schema of what they call.

A restore works with an empty search_path and makes these columns again: without the schema
pg_restore fails on the first row. Their results are the same, so nothing has to be made anew.
"""

from django.db import migrations

FOLD = """
CREATE OR REPLACE FUNCTION programme_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower({schema}unaccent('{schema}unaccent'::regdictionary, words)) $$;
"""
WORDS = """
CREATE OR REPLACE FUNCTION programme_words(
    title_it text, title_en text, summary_it text, summary_en text, context text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT setweight(to_tsvector('simple', plain.title), 'A')
    || setweight(to_tsvector('simple', plain.rest), 'B')
    || setweight(to_tsvector('italian', plain.title || ' ' || plain.rest), 'C')
    || setweight(to_tsvector('english', plain.title || ' ' || plain.rest), 'C')
FROM (
    SELECT regexp_replace({schema}programme_fold(concat_ws(' ', title_it, title_en)),
                          '[^[:alnum:]]+', ' ', 'g') AS title,
           regexp_replace({schema}programme_fold(concat_ws(' ', summary_it, summary_en, context)),
                          '[^[:alnum:]]+', ' ', 'g') AS rest
) AS plain $$;
"""
QUERY = """
CREATE OR REPLACE FUNCTION programme_query(query text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
SELECT nullif(string_agg(
    '(' || concat_ws(' | ', quote_literal(word) || ':*',
                     nullif(plainto_tsquery('italian', word)::text, ''),
                     nullif(plainto_tsquery('english', word)::text, '')) || ')',
    ' & '), '')::tsquery
FROM regexp_split_to_table({schema}programme_fold(query), '[^[:alnum:]]+') AS word
WHERE word <> '' $$;
"""


def functions(schema):
    return "".join(text.format(schema=schema) for text in (FOLD, WORDS, QUERY))


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_operations"), ("geo", "0001_extensions")]
    operations = [migrations.RunSQL(functions("public."), functions(""))]
