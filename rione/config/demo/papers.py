"""Papers of the invented operations: an agreement for each, an invoice for some of the expenses."""

from uuid import UUID

from django.db import transaction

from rione.core.documents import contents
from rione.core.documents import public as documents
from rione.core.documents.models import Document
from rione.core.documents.operations import store_document
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme.models import Expense, Operation

from .desk import do, somebody

MARK = "-DEMO"
WITHOUT = 4
"""Every so many expenses one has no document yet, so that what is missing can be seen."""
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length {length}>>stream
{content}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@transaction.atomic
def put() -> str:
    """Store the demo's papers unless they are there; what was done, in words."""
    if not contents.is_configured():
        return "no folder, no papers"
    office, body = somebody(Role.PROGRAMME_OFFICER), somebody(Role.BENEFICIARY)
    with scope(office):
        mine = {"code__contains": MARK, "shared_with__contains": [body.organisation]}
        rows = list(Operation.objects.filter(**mine).order_by("code"))
        if Document.objects.filter(about_key__in=[str(row.pk) for row in rows]).exists():
            return "all there"
        expenses = list(Expense.objects.filter(operation__in=rows).order_by("document_number"))
    for row in rows:
        _paper(office, body, "operation", row.pk, "agreement", f"Convenzione inventata {row.code}")
    for number, expense in enumerate(expenses):
        if number % WITHOUT:
            title = f"Fattura inventata {expense.document_number}"
            _paper(body, body, "expense", expense.pk, "invoice", title)
    return f"papers of {len(rows)} operations and {len(expenses)} expenses"


def _paper(actor: Actor, body: Actor, kind: str, key: UUID, paper: str, title: str) -> None:
    do(
        actor,
        store_document,
        days_ago=20,
        about=documents.Reference(kind, str(key)),
        title=title,
        kind=paper,
        upload=documents.receive([_pdf(title)], name=f"{paper}.pdf"),
        visibility=documents.Visibility.SHARED,
        shared_with=(UUID(body.organisation),),
    )


def _pdf(title: str) -> bytes:
    """A page that says what it is, and that it is invented."""
    content = f"BT /F1 16 Tf 60 760 Td ({title} - documento dimostrativo) Tj ET"
    return _PDF.format(length=len(content), content=content).encode("latin-1")
