"""Requests add, and change who sees a document or take it out of use; only jobs say what a scan
found and what number an outside register gave."""

from django.db import migrations

from rione.core.scope.policies import allow_only

DOCUMENT = (
    "SELECT, INSERT, UPDATE (visibility, shared_with, withdrawn_at, withdrawn_by, withdrawn_why)"
)
ADDED = "SELECT, INSERT"


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_what_the_database_holds")]

    operations = [
        allow_only("documents_document", web=DOCUMENT, worker=DOCUMENT),
        allow_only("documents_version", web=ADDED, worker=ADDED),
        allow_only(
            "documents_content", web="SELECT", worker="SELECT, UPDATE (scan, scanned_at, finding)"
        ),
        allow_only(
            "documents_registerentry",
            web=ADDED,
            worker=f"{ADDED}, UPDATE (outside_reference, outside_at)",
        ),
    ]
