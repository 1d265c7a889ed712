"""A unit of a space stands on the site of that space: held by a composite foreign key."""

from django.db import migrations

FORWARD = """
ALTER TABLE territory_space
    ADD CONSTRAINT space_and_its_site UNIQUE (id, site_id);
ALTER TABLE territory_unit
    ADD CONSTRAINT unit_stands_on_the_site_of_its_space
    FOREIGN KEY (space_id, site_id) REFERENCES territory_space (id, site_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARD = """
ALTER TABLE territory_unit DROP CONSTRAINT unit_stands_on_the_site_of_its_space;
ALTER TABLE territory_space DROP CONSTRAINT space_and_its_site;
"""


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
