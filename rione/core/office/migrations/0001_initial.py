"""Files that are tried and files that were imported: whose they are, and that they stay as they were."""

import django.contrib.postgres.fields
import django.db.models.deletion
import rione.core.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from rione.core.scope.policies import Personal, Shared, allow_only, protect


def digest_is_of_the_file(table):
    """The digest that stands beside a file is the file's."""
    name = f"{table.removeprefix('office_')}_digest_is_of_the_file"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (sha256 = encode(sha256(content), 'hex'))",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('identity', '0001_initial'),
        ('scope', '0001_privileges'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('name', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=150)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('rows', models.IntegerField()),
                ('imported_by', models.UUIDField()),
                ('imported_at', models.DateTimeField(default=rione.core.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'imported_at'], name='import_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('municipality__regex', '^[0-9]{6}$')), name='import_has_a_municipality'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$'), ('digest__regex', '^[0-9a-f]{64}$')), name='import_digests_are_two'), models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z][a-z_]{0,39}$')), name='import_is_of_a_kind'), models.CheckConstraint(condition=models.Q(('rows__range', (1, 10000))), name='import_has_rows'), models.UniqueConstraint(fields=('municipality', 'name', 'digest'), name='import_once')],
            },
        ),
        migrations.CreateModel(
            name='StagedImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('membership', models.UUIDField()),
                ('name', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=150)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('headings', models.JSONField()),
                ('lines', models.JSONField()),
                ('mapping', models.JSONField()),
                ('made_at', models.DateTimeField(default=rione.core.clock.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['made_at'], name='stagedimport_by_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='stagedimport_digest_is_one'), models.CheckConstraint(condition=models.Q(('name__regex', '^[a-z][a-z_]{0,39}$')), name='stagedimport_is_of_a_kind')],
            },
        ),
        digest_is_of_the_file('office_import'),
        digest_is_of_the_file('office_stagedimport'),
        protect('office_import', Shared('municipality')),
        protect('office_stagedimport', Personal()),
        # What was imported stays as it was sent.
        allow_only('office_import', web='SELECT, INSERT', worker='SELECT'),
        allow_only(
            'office_stagedimport', web='SELECT, INSERT, UPDATE (mapping), DELETE',
            worker='SELECT, DELETE',
        ),
    ]
