"""What was done to a payee stands among the other histories: the name that it had, and why not."""

from django.db import migrations, models

NAME = "caseevent_case_is_known"
CASES = ["procedure", "contract", "check", "finding", "recovery", "payee"]


class Migration(migrations.Migration):
    dependencies = [("programme", "0060_published")]
    operations = [
        migrations.RemoveConstraint(model_name="caseevent", name=NAME),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("case_kind__in", CASES)), name=NAME
            ),
        ),
    ]
