"""The office writes the register too: statements, decisions, documents and what follows of them.

Rows are public. Requests write them in the scope of the programme's own municipality, and only what
statements determine: the tree, the words and the places of the programme come from folders. The
policies bind requests and jobs, not the owner, who loads folders.
"""

from django.db import migrations, models

from rione.core.scope.policies import MUNICIPALITY, allow_only

OWN = (
    "EXISTS (SELECT FROM programme_programme p"
    f" WHERE p.municipality = {MUNICIPALITY})"
)
OF_THE_OFFICE = (
    "EXISTS (SELECT FROM programme_load l WHERE l.id = loaded_in_id AND l.origin = 'office')"
)
# What is written anew about a subject.
DETAILS = (
    "conflictvalue", "indicatorvalue", "financing", "dependency", "fact", "quantity",
    "procurement", "party", "partnership", "complement", "reprogramming", "weblink",
)
# What a request may do to each table; no word, no right.
RIGHTS = {
    "load": "SELECT, INSERT",
    "statement": "SELECT, INSERT, UPDATE (retired_in_id)",
    "resolution": "SELECT, INSERT",
    "sourcedocument": "SELECT, INSERT",
    "project": "SELECT, UPDATE (state, state_statement_id)",
    "action": (
        "SELECT, UPDATE (own_state, state, state_order, state_reason, own_statement_id,"
        " project_statement_id, total_statement_id, known_cents, unknown_amounts, conflicts, gaps)"
    ),
    "indicator": "SELECT, UPDATE (unit, unit_inferred, unit_statement_id)",
    "conflict": "SELECT, INSERT, UPDATE (position), DELETE",
    "gap": "SELECT, INSERT, UPDATE (position), DELETE",
    **dict.fromkeys(DETAILS, "SELECT, INSERT, DELETE"),
}
# Beside the municipality: a request makes no folder's load and retires no folder's statement.
ALSO_ADDED = {"load": " AND origin = 'office'", "statement": f" AND {OF_THE_OFFICE}"}
ALSO_CHANGED = {"statement": f" AND {OF_THE_OFFICE}"}

REGISTER = """
CREATE VIEW programme_recordevent WITH (security_invoker = true) AS
SELECT 's' || s.id AS id, l.at, 'stated' AS what, s.subject_kind, s.subject_key, s.field,
    s.id AS statement_id, s.document_id, l.origin, l.loaded_by AS body, l.account, l.reason AS why
FROM programme_statement s JOIN programme_load l ON l.id = s.loaded_in_id
UNION ALL
SELECT 'r' || s.id, l.at, 'retired', s.subject_kind, s.subject_key, s.field,
    s.id, s.document_id, l.origin, l.loaded_by, l.account, l.reason
FROM programme_statement s JOIN programme_load l ON l.id = s.retired_in_id
UNION ALL
SELECT 'd' || d.id, d.decided_at, CASE WHEN d.statement_id IS NULL THEN 'given_back' ELSE 'decided' END,
    d.subject_kind, d.subject_key, d.field,
    d.statement_id, s.document_id, 'office', d.decided_by, d.account, d.why
FROM programme_resolution d LEFT JOIN programme_statement s ON s.id = d.statement_id
"""


def policies(table):
    """Everybody reads; who may write says `RIGHTS`, which rows of whom says this."""
    name = f"programme_{table}"
    added = OWN + ALSO_ADDED.get(table, "")
    changed = OWN + ALSO_CHANGED.get(table, "")
    return migrations.RunSQL(
        (
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY {name}_read ON {name} FOR SELECT USING (true)",
            f"CREATE POLICY {name}_add ON {name} FOR INSERT WITH CHECK ({added})",
            f"CREATE POLICY {name}_change ON {name} FOR UPDATE USING ({changed}) WITH CHECK ({changed})",
            f"CREATE POLICY {name}_remove ON {name} FOR DELETE USING ({OWN})",
        ),
        (
            *(f"DROP POLICY {name}_{verb} ON {name}" for verb in ("read", "add", "change", "remove")),
            f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
        ),
    )



class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0040_desk'),
        ('scope', '0001_privileges'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordEvent',
            fields=[
                ('id', models.TextField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('what', models.TextField()),
                ('subject_kind', models.TextField()),
                ('subject_key', models.TextField()),
                ('field', models.TextField()),
                ('origin', models.TextField()),
                ('body', models.TextField()),
                ('account', models.UUIDField(null=True)),
                ('why', models.TextField()),
            ],
            options={
                'db_table': 'programme_recordevent',
                'managed': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='resolution',
            name='resolution_says_who_and_why',
        ),
        migrations.RemoveConstraint(
            model_name='statement',
            name='statement_has_a_place',
        ),
        migrations.RemoveField(
            model_name='resolution',
            name='idempotency_key',
        ),
        migrations.AddField(
            model_name='load',
            name='account',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='load',
            name='documents',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='load',
            name='origin',
            field=models.CharField(default='folder', max_length=6),
        ),
        migrations.AddField(
            model_name='load',
            name='reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='resolution',
            name='account',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('documents', []), ('origin', 'folder')), models.Q(('account__isnull', False), ('catalogue', {}), ('origin', 'office'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='load_is_of_a_folder_or_says_why'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('why', ''), _negated=True)), name='resolution_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('locator__regex', '^([pr]\\.)?[1-9][0-9]*(-[1-9][0-9]*)?$')), name='statement_has_a_place'),
        ),
        migrations.RunSQL(REGISTER, "DROP VIEW programme_recordevent"),
        allow_only("programme_recordevent", web="SELECT", worker="SELECT"),
        *[policies(table) for table in RIGHTS],
        *[
            allow_only(f"programme_{table}", web=rights, worker="SELECT")
            for table, rights in RIGHTS.items()
        ],
    ]
