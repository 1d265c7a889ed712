"""The programme is written by loading, which is the owner's; requests and jobs read it."""

from django.db import migrations

from rione.core.scope.policies import allow_only

TABLES = (
    "action", "actionfield", "actionplace", "axis", "communicationaction", "communicationitem",
    "complement", "conflict", "conflictvalue", "dependency", "explanation", "fact",
    "fieldofintervention", "financing", "fund", "gap", "indicator", "indicatorvalue", "load",
    "partnership", "party", "procurement", "programme", "project", "quantity", "reprogramming",
    "resolution", "sourcedocument", "statement", "term", "weblink",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial"), ("scope", "0001_privileges")]
    operations = [
        allow_only(f"programme_{table}", web="SELECT", worker="SELECT") for table in TABLES
    ]
