"""Runs of national monitoring: once finished they stay, and findings are only added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import rione.core.clock
import uuid
from django.db import migrations, models

from rione.core.scope.policies import Municipal, allow_only, protect

RUN, FINDING = "programme_monitoringrun", "programme_monitoringfinding"
OF_RUN = (
    f"ALTER TABLE {FINDING} ADD CONSTRAINT monitoringfinding_of_run FOREIGN KEY"
    f" (municipality, run_id) REFERENCES {RUN} (municipality, id)"
)
STAYS = f"""
CREATE TRIGGER monitoringrun_finished BEFORE UPDATE ON {RUN} FOR EACH ROW
  WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION programme_refuse('make another run');
CREATE TRIGGER monitoringrun_asked BEFORE UPDATE OF id, municipality, asked_by, asked_at ON {RUN}
  FOR EACH STATEMENT EXECUTE FUNCTION programme_refuse('make another run');
CREATE TRIGGER monitoringrun_kept BEFORE DELETE ON {RUN}
  FOR EACH STATEMENT EXECUTE FUNCTION programme_refuse('make another run');
CREATE TRIGGER monitoringfinding_kept BEFORE UPDATE OR DELETE ON {FINDING}
  FOR EACH STATEMENT EXECUTE FUNCTION programme_refuse('make another run');
"""
GONE = f"""
DROP TRIGGER monitoringfinding_kept ON {FINDING};
DROP TRIGGER monitoringrun_kept ON {RUN};
DROP TRIGGER monitoringrun_asked ON {RUN};
DROP TRIGGER monitoringrun_finished ON {RUN};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0065_payees_have_a_history'),
        ('scope', '0001_privileges'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonitoringRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField(default=rione.core.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('records', models.JSONField(default=dict)),
                ('projects', models.IntegerField(default=0)),
                ('errors', models.IntegerField(default=0)),
                ('gaps', models.IntegerField(default=0)),
                ('unchecked', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), default=list, size=None)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('archive', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', '-asked_at'], name='monitoringrun_newest')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='monitoringrun_of_municipality'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'collecting', 'checking'))), fields=('municipality',), name='monitoringrun_one_at_a_time'), models.CheckConstraint(condition=models.Q(('municipality__regex', '^[0-9]{6}$')), name='monitoringrun_has_a_municipality'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ('waiting', 'collecting', 'checking')), ('archive', None), ('errors', 0), ('gaps', 0), ('projects', 0), ('records', {}), ('sha256', '')), models.Q(('finished_at__isnull', False), ('state', 'failed'), ('archive', None), ('errors', 0), ('gaps', 0), ('projects', 0), ('records', {}), ('sha256', '')), models.Q(('archive__isnull', False), ('finished_at__isnull', False), ('state', 'done'), ('errors__gte', 0), ('gaps__gte', 0), ('projects__gte', 0), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='monitoringrun_state_and_columns')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality', models.CharField(max_length=6)),
                ('number', models.IntegerField()),
                ('rule', models.CharField(max_length=3)),
                ('code', models.CharField(max_length=4)),
                ('severity', models.CharField(max_length=5)),
                ('project', models.CharField(blank=True, max_length=60)),
                ('key', models.CharField(max_length=300)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('found_cents', models.BigIntegerField(null=True)),
                ('allowed_cents', models.BigIntegerField(null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='programme.monitoringrun')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'run', 'rule'], name='monitoringfinding_of')],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='monitoringfinding_once'), models.CheckConstraint(condition=models.Q(('rule__regex', '^0[0-5][0-9]$')), name='monitoringfinding_rule'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z]{2}[0-9]{2}$')), name='monitoringfinding_record'), models.CheckConstraint(condition=models.Q(('severity__in', ('error', 'gap'))), name='monitoringfinding_severity'), models.CheckConstraint(condition=models.Q(models.Q(('allowed_cents', None), ('found_cents', None)), models.Q(('allowed_cents__isnull', False), ('found_cents__isnull', False)), _connector='OR'), name='monitoringfinding_both_sides')],
            },
        ),
        migrations.RunSQL(OF_RUN, f"ALTER TABLE {FINDING} DROP CONSTRAINT monitoringfinding_of_run"),
        migrations.RunSQL(STAYS, GONE),
        protect(RUN, Municipal("municipality")),
        protect(FINDING, Municipal("municipality")),
        allow_only(RUN, web="SELECT, INSERT", worker="SELECT, UPDATE"),
        allow_only(FINDING, web="SELECT", worker="SELECT, INSERT"),
    ]
