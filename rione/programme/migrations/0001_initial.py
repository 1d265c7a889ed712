
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


# Accents off, lower case; declared immutable because the dictionary is named.
FOLD = """
CREATE FUNCTION programme_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(unaccent('unaccent'::regdictionary, words)) $$;
"""
# Every word as it stands, and its Italian and English stem.
WORDS = """
CREATE FUNCTION programme_words(
    title_it text, title_en text, summary_it text, summary_en text, context text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT setweight(to_tsvector('simple', plain.title), 'A')
    || setweight(to_tsvector('simple', plain.rest), 'B')
    || setweight(to_tsvector('italian', plain.title || ' ' || plain.rest), 'C')
    || setweight(to_tsvector('english', plain.title || ' ' || plain.rest), 'C')
FROM (
    SELECT regexp_replace(programme_fold(concat_ws(' ', title_it, title_en)),
                          '[^[:alnum:]]+', ' ', 'g') AS title,
           regexp_replace(programme_fold(concat_ws(' ', summary_it, summary_en, context)),
                          '[^[:alnum:]]+', ' ', 'g') AS rest
) AS plain $$;
"""
# All words of a query, each as the beginning of a word or as a stem; null without any word.
QUERY = """
CREATE FUNCTION programme_query(query text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
SELECT nullif(string_agg(
    '(' || concat_ws(' | ', quote_literal(word) || ':*',
                     nullif(plainto_tsquery('italian', word)::text, ''),
                     nullif(plainto_tsquery('english', word)::text, '')) || ')',
    ' & '), '')::tsquery
FROM regexp_split_to_table(programme_fold(query), '[^[:alnum:]]+') AS word
WHERE word <> '' $$;
"""
APPEND_ONLY = """
CREATE FUNCTION programme_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: rows are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION programme_statement_retires_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.retired_in_id IS NULL AND NEW.retired_in_id IS NOT NULL
       AND to_jsonb(NEW) - 'retired_in_id' = to_jsonb(OLD) - 'retired_in_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE of programme_statement refused: a statement can only be retired, once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER statement_is_kept BEFORE DELETE ON programme_statement
    FOR EACH ROW EXECUTE FUNCTION programme_append_only();
CREATE TRIGGER statement_retires_once BEFORE UPDATE ON programme_statement
    FOR EACH ROW EXECUTE FUNCTION programme_statement_retires_once();
CREATE TRIGGER resolution_is_kept BEFORE UPDATE OR DELETE ON programme_resolution
    FOR EACH ROW EXECUTE FUNCTION programme_append_only();
CREATE TRIGGER load_is_kept BEFORE UPDATE OR DELETE ON programme_load
    FOR EACH ROW EXECUTE FUNCTION programme_append_only();
"""
NO_APPEND_ONLY = """
DROP TRIGGER load_is_kept ON programme_load;
DROP TRIGGER resolution_is_kept ON programme_resolution;
DROP TRIGGER statement_retires_once ON programme_statement;
DROP TRIGGER statement_is_kept ON programme_statement;
DROP FUNCTION programme_statement_retires_once();
DROP FUNCTION programme_append_only();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('geo', '0001_extensions'),
    ]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION programme_fold(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION programme_words(text, text, text, text, text)"),
        migrations.RunSQL(QUERY, "DROP FUNCTION programme_query(text)"),
        migrations.CreateModel(
            name='Axis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('locator', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='FieldOfIntervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name_it', models.TextField()),
                ('name_en', models.TextField()),
                ('locator', models.CharField(max_length=20)),
                ('quote', models.TextField(blank=True)),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Load',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('loaded_by', models.CharField(blank=True, max_length=200)),
                ('stated', models.PositiveIntegerField()),
                ('added', models.PositiveIntegerField()),
                ('retired', models.PositiveIntegerField()),
                ('catalogue', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('number', models.PositiveIntegerField(null=True, unique=True)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('state', models.CharField(blank=True, default='', max_length=20)),
                ('position', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('summary_it', models.TextField()),
                ('summary_en', models.TextField()),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('own_state', models.CharField(default='unknown', max_length=20)),
                ('state', models.CharField(default='unknown', max_length=20)),
                ('state_order', models.PositiveSmallIntegerField()),
                ('state_reason', models.CharField(max_length=20)),
                ('known_cents', models.BigIntegerField(default=0)),
                ('unknown_amounts', models.PositiveSmallIntegerField(default=0)),
                ('conflicts', models.PositiveSmallIntegerField(default=0)),
                ('gaps', models.PositiveSmallIntegerField(default=0)),
                ('position', models.PositiveIntegerField()),
                ('context', models.TextField(blank=True)),
                ('search', models.GeneratedField(db_persist=True, expression=models.Func(models.F('title_it'), models.F('title_en'), models.F('summary_it'), models.F('summary_en'), models.F('context'), function='programme_words'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('axis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='programme.axis')),
            ],
        ),
        migrations.CreateModel(
            name='CommunicationAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='programme.action')),
            ],
        ),
        migrations.CreateModel(
            name='CommunicationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('kind', models.CharField(max_length=10)),
                ('audience_it', models.TextField(blank=True)),
                ('audience_en', models.TextField(blank=True)),
                ('channel_it', models.TextField()),
                ('channel_en', models.TextField()),
                ('when', models.CharField(blank=True, default='', max_length=10)),
                ('reach', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('reach_qualifier', models.CharField(default='exact', max_length=10)),
                ('reach_unit', models.CharField(blank=True, max_length=60)),
                ('url', models.TextField(blank=True)),
                ('locator', models.CharField(max_length=20)),
                ('quote', models.TextField(blank=True)),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('actions', models.ManyToManyField(through='programme.CommunicationAction', to='programme.action')),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programme.action')),
            ],
        ),
        migrations.AddField(
            model_name='communicationaction',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='programme.communicationitem'),
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('field', models.CharField(max_length=120)),
                ('about', models.CharField(max_length=8)),
                ('kind', models.CharField(max_length=12)),
                ('reason', models.CharField(max_length=20)),
                ('params', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField()),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programme.action')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programme.project')),
            ],
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('field', models.CharField(max_length=120)),
                ('ref', models.CharField(blank=True, max_length=20)),
                ('text_it', models.TextField()),
                ('text_en', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'field'), name='explanation_once')],
            },
        ),
        migrations.CreateModel(
            name='ActionField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='programme.action')),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='programme.fieldofintervention')),
            ],
        ),
        migrations.AddField(
            model_name='action',
            name='fields',
            field=models.ManyToManyField(through='programme.ActionField', to='programme.fieldofintervention'),
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name_it', models.TextField()),
                ('name_en', models.TextField()),
                ('public', models.BooleanField()),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_it', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='fund_name_in_both_languages')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name_it', models.TextField()),
                ('name_en', models.TextField()),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('unit_inferred', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('axis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='programme.axis')),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, unique=True)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('cci', models.CharField(max_length=40)),
                ('cci_note_it', models.TextField(blank=True)),
                ('cci_note_en', models.TextField(blank=True)),
                ('municipality', models.CharField(max_length=6)),
                ('fields_note_it', models.TextField(blank=True)),
                ('fields_note_en', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='programme_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('title_it', ''), _negated=True), models.Q(('title_en', ''), _negated=True)), name='programme_title_in_both_languages')],
            },
        ),
        migrations.AddField(
            model_name='action',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='programme.project'),
        ),
        migrations.CreateModel(
            name='SourceDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True)),
                ('title', models.TextField()),
                ('kind', models.CharField(max_length=20)),
                ('language', models.CharField(max_length=2)),
                ('rank', models.PositiveSmallIntegerField()),
                ('ranks', models.JSONField(default=dict)),
                ('printed_date', models.CharField(blank=True, default='', max_length=10)),
                ('content_date', models.CharField(blank=True, default='', max_length=10)),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('listed', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('printed_date', ''), ('printed_date__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='document_printed_date'), models.CheckConstraint(condition=models.Q(('content_date', ''), ('content_date__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='document_content_date'), models.CheckConstraint(condition=models.Q(('rank__gte', 1)), name='document_rank_from_one')],
            },
        ),
        migrations.AddField(
            model_name='fieldofintervention',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programme.sourcedocument'),
        ),
        migrations.AddField(
            model_name='communicationitem',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programme.sourcedocument'),
        ),
        migrations.AddField(
            model_name='axis',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='programme.sourcedocument'),
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('field', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=12)),
                ('value', models.JSONField()),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('number', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('qualifier', models.CharField(default='exact', max_length=10)),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('quote', models.TextField(blank=True)),
                ('locator', models.CharField(max_length=20)),
                ('as_of', models.CharField(blank=True, default='', max_length=10)),
                ('note_it', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('identity', models.CharField(max_length=64)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programme.sourcedocument')),
                ('loaded_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='added_statements', to='programme.load')),
                ('retired_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retired_statements', to='programme.load')),
            ],
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('field', models.CharField(max_length=120)),
                ('decided_by', models.CharField(max_length=200)),
                ('decided_at', models.DateTimeField()),
                ('why', models.TextField()),
                ('idempotency_key', models.CharField(max_length=100, unique=True)),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='programme.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Reprogramming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('when', models.CharField(blank=True, default='', max_length=10)),
                ('into_it', models.TextField()),
                ('into_en', models.TextField()),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('reason_it', models.TextField()),
                ('reason_en', models.TextField()),
                ('out_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='programme.fund')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quantity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('number', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('qualifier', models.CharField(default='exact', max_length=10)),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('in_conflict', models.BooleanField(default=False)),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='project',
            name='state_statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.CreateModel(
            name='Procurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=12)),
                ('title_it', models.TextField()),
                ('title_en', models.TextField()),
                ('state', models.CharField(default='unknown', max_length=20)),
                ('delivery', models.CharField(blank=True, default='', max_length=10)),
                ('count', models.PositiveIntegerField(null=True)),
                ('in_conflict', models.BooleanField(default=False)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('name', models.TextField()),
                ('role', models.CharField(max_length=20)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('form', models.CharField(max_length=20)),
                ('partner', models.TextField(blank=True)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('when', models.CharField(blank=True, default='', max_length=10)),
                ('number', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('qualifier', models.CharField(default='exact', max_length=10)),
                ('in_conflict', models.BooleanField(default=False)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='programme.indicator')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
        ),
        migrations.AddField(
            model_name='indicator',
            name='unit_statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('field', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=20)),
                ('position', models.PositiveIntegerField()),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programme.action')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programme.project')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Financing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('in_conflict', models.BooleanField(default=False)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='financing', to='programme.action')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programme.fund')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('text_it', models.TextField(blank=True)),
                ('text_en', models.TextField(blank=True)),
                ('date', models.CharField(blank=True, default='', max_length=10)),
                ('in_conflict', models.BooleanField(default=False)),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone_it', models.TextField()),
                ('milestone_en', models.TextField()),
                ('until', models.CharField(max_length=20)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awaited_by', to='programme.action')),
                ('waiting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waits_for', to='programme.action')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
        ),
        migrations.CreateModel(
            name='ConflictValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('shown', models.BooleanField()),
                ('computed_cents', models.BigIntegerField(null=True)),
                ('conflict', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='programme.conflict')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
        ),
        migrations.AddField(
            model_name='conflict',
            name='shown',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.CreateModel(
            name='Complement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('intervention_it', models.TextField()),
                ('intervention_en', models.TextField()),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='programme.fund')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='action',
            name='own_statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.AddField(
            model_name='action',
            name='project_statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.AddField(
            model_name='action',
            name='total_statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement'),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=12)),
                ('code', models.CharField(max_length=60)),
                ('name_it', models.TextField()),
                ('name_en', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'code'), name='term_once'), models.CheckConstraint(condition=models.Q(models.Q(('name_it', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='term_in_both_languages')],
            },
        ),
        migrations.CreateModel(
            name='WebLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=12)),
                ('subject_key', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=120)),
                ('url', models.TextField()),
                ('label_it', models.TextField()),
                ('label_en', models.TextField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActionPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality', models.CharField(max_length=6)),
                ('district', models.PositiveSmallIntegerField(null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='programme.action')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'district'], name='action_place')],
                'constraints': [models.UniqueConstraint(fields=('action', 'municipality', 'district'), name='action_place_once', nulls_distinct=False)],
            },
        ),
        migrations.AddConstraint(
            model_name='communicationaction',
            constraint=models.UniqueConstraint(fields=('item', 'action'), name='communication_action_once'),
        ),
        migrations.AddConstraint(
            model_name='actionfield',
            constraint=models.UniqueConstraint(fields=('action', 'field'), name='action_field_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldofintervention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name_it', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='field_name_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='communicationitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['event', 'product', 'page'])), name='communication_kind'),
        ),
        migrations.AddConstraint(
            model_name='communicationitem',
            constraint=models.CheckConstraint(condition=models.Q(('when', ''), ('when__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='communication_when'),
        ),
        migrations.AddConstraint(
            model_name='communicationitem',
            constraint=models.CheckConstraint(condition=models.Q(('reach', None), models.Q(('reach_unit', ''), _negated=True), _connector='OR'), name='communication_reach_has_unit'),
        ),
        migrations.AddConstraint(
            model_name='axis',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_it', ''), _negated=True), models.Q(('title_en', ''), _negated=True)), name='axis_title_in_both_languages'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('retired_in', None)), fields=['subject_kind', 'subject_key', 'field'], name='statement_current'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['subject_kind', 'subject_key'], name='statement_subject'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_in', None)), fields=('identity',), name='statement_current_once'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('programme', 'axis', 'project', 'action', 'indicator', 'document', 'site'))), name='statement_subject_kind'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('money', 'quantity', 'state', 'text', 'date', 'unknown', 'structured'))), name='statement_kind'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('qualifier__in', ['exact', 'about', 'at_least', 'at_most', 'over'])), name='statement_qualifier'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', None), ('amount_cents__gte', 0), _connector='OR'), name='statement_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'money'), _negated=True), ('amount_cents__isnull', False), _connector='OR'), name='statement_money_has_amount'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'quantity'), _negated=True), ('number__isnull', False), ('value__contains', {'none': True}), _connector='OR'), name='statement_quantity_has_number'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'unknown'), _negated=True), models.Q(('amount_cents', None), ('number', None), models.Q(('quote', ''), _negated=True)), _connector='OR'), name='statement_unknown_is_quoted'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('locator__regex', '^[1-9][0-9]*(-[1-9][0-9]*)?$')), name='statement_has_a_place'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('retired_in', None), ('retired_in__gt', models.F('loaded_in')), _connector='OR'), name='statement_retired_later'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('as_of', ''), ('as_of__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='statement_as_of'),
        ),
        migrations.AddIndex(
            model_name='resolution',
            index=models.Index(fields=['subject_kind', 'subject_key', 'field'], name='resolution_field'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('idempotency_key', ''), _negated=True)), name='resolution_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='reprogramming',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='reprogramming_once'),
        ),
        migrations.AddConstraint(
            model_name='reprogramming',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', None), ('amount_cents__gte', 0), _connector='OR'), name='reprogramming_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='reprogramming',
            constraint=models.CheckConstraint(condition=models.Q(('when', ''), ('when__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='reprogramming_when'),
        ),
        migrations.AddConstraint(
            model_name='quantity',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='quantity_once'),
        ),
        migrations.AddConstraint(
            model_name='quantity',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), models.Q(('statement__isnull', False), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='quantity_is_stated_with_unit'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_it', ''), _negated=True), models.Q(('title_en', ''), _negated=True)), name='project_title_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'postponed', 'moved', 'procurement', 'contracted', 'running', 'works_complete', 'operational', 'closed', 'unknown', ''])), name='project_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procurement',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='procurement_once'),
        ),
        migrations.AddConstraint(
            model_name='procurement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('works', 'supply', 'furnishing', 'service', 'call'))), name='procurement_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procurement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'postponed', 'moved', 'procurement', 'contracted', 'running', 'works_complete', 'operational', 'closed', 'unknown'])), name='procurement_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procurement',
            constraint=models.CheckConstraint(condition=models.Q(('delivery', ''), ('delivery__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='procurement_delivery'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='party_once'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('intermediate_body', 'beneficiary', 'implementer', 'manager', 'owner', 'user', 'partner'))), name='party_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='partnership_once'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ('private_capital', 'co_design', 'public'))), name='partnership_form_is_known'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('indicator', 'kind', 'when'), name='indicator_value_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'baseline'), ('when', '')), models.Q(('kind', 'target'), ('when__regex', '^[0-9]{4}$')), models.Q(('kind', 'achieved'), ('when__regex', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')), _connector='OR'), name='indicator_value_has_its_date'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('statement__isnull', False), _connector='OR'), name='indicator_value_is_stated'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name_it', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='indicator_name_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='gap',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'field', 'reason'), name='gap_once'),
        ),
        migrations.AddConstraint(
            model_name='financing',
            constraint=models.UniqueConstraint(fields=('action', 'fund'), name='financing_once'),
        ),
        migrations.AddConstraint(
            model_name='financing',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', None), ('amount_cents__gte', 0), _connector='OR'), name='financing_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='financing',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', None), ('statement__isnull', False), _connector='OR'), name='financing_amount_is_stated'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='fact_once'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('date', ''), ('date__regex', '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'), _connector='OR'), name='fact_date'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.UniqueConstraint(fields=('waiting', 'target'), name='dependency_once'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(('waiting', models.F('target')), _negated=True), name='dependency_on_another'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(('until__in', ('works_complete', 'operational', 'closed'))), name='dependency_until_is_a_milestone'),
        ),
        migrations.AddConstraint(
            model_name='conflictvalue',
            constraint=models.UniqueConstraint(fields=('conflict', 'statement'), name='conflict_value_once'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'field', 'about'), name='conflict_once'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(('about__in', ['values', 'parts', 'project'])), name='conflict_about'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason__in', ['equal_date', 'unknown_date', 'choice_retired', 'parts_disagree']), ('shown', None)), models.Q(('reason__in', ['by_rank', 'by_date', 'by_notice', 'by_person', 'covered_by_project']), ('shown__isnull', False)), _connector='OR'), name='conflict_is_decided_or_open'),
        ),
        migrations.AddConstraint(
            model_name='complement',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='complement_once'),
        ),
        migrations.AddConstraint(
            model_name='complement',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', None), ('amount_cents__gte', 0), _connector='OR'), name='complement_not_negative'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='action_search'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{2}[0-9]+(\\.[0-9]+){2}\\.[a-z]+$')), name='action_code'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('known_cents__gte', 0)), name='action_sum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_it', ''), _negated=True), models.Q(('title_en', ''), _negated=True)), name='action_title_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('summary_it', ''), _negated=True), models.Q(('summary_en', ''), _negated=True)), name='action_summary_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('own_state__in', ['planned', 'postponed', 'moved', 'procurement', 'contracted', 'running', 'works_complete', 'operational', 'closed', 'unknown'])), name='action_own_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'postponed', 'moved', 'procurement', 'contracted', 'running', 'works_complete', 'operational', 'closed', 'unknown'])), name='action_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='weblink',
            constraint=models.UniqueConstraint(fields=('subject_kind', 'subject_key', 'key'), name='weblink_once'),
        ),
        migrations.AddConstraint(
            model_name='weblink',
            constraint=models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='weblink_is_http'),
        ),
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
    ]
