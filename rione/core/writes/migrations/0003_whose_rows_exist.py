"""A request that was answered is its account's; those without an account share theirs.

The owner, who fills the demo and migrates, is not bound; jobs forget old keys of everybody.
"""

from django.db import migrations

OWN = "account = (SELECT coalesce(current_setting('app.account', true), ''))"
POLICIES = f"""
ALTER TABLE writes_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY writes_request_read ON writes_request FOR SELECT USING ({OWN});
CREATE POLICY writes_request_add ON writes_request FOR INSERT WITH CHECK ({OWN});
CREATE POLICY writes_request_change ON writes_request FOR UPDATE USING ({OWN}) WITH CHECK ({OWN});
CREATE POLICY writes_request_work ON writes_request TO rione_worker USING (true) WITH CHECK (true);
"""
NO_POLICIES = """
DROP POLICY writes_request_work ON writes_request;
DROP POLICY writes_request_change ON writes_request;
DROP POLICY writes_request_add ON writes_request;
DROP POLICY writes_request_read ON writes_request;
ALTER TABLE writes_request DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("writes", "0002_who_may_write"), ("scope", "0001_privileges")]
    operations = [migrations.RunSQL(POLICIES, NO_POLICIES)]
