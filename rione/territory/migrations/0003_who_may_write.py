"""Places are written by loading, which is the owner's; requests and jobs read them."""

from django.db import migrations

from rione.core.scope.policies import allow_only

TABLES = ("complex", "municipality", "photograph", "site", "space", "unit")


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_units_stand_on_the_site_of_their_space"),
        ("scope", "0001_privileges"),
    ]
    operations = [
        allow_only(f"territory_{table}", web="SELECT", worker="SELECT") for table in TABLES
    ]
