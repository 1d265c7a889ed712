"""What other contexts use of documents.

    # when the context starts (AppConfig.ready)
    register(Subject("expense", rights=expense_rights, kinds={"invoice": _("Invoice")}, …))

    # on a page: one SQL statement for however many things
    found = documents_of("expense", keys, actor=actor)     # {% document_list found|… %}

    # in a form
    class ExpenseForm(KeyedForm):
        invoice = DocumentField(label=_("Invoice"))        # cleaned to an Upload

    # in an operation: the document is stored if and only if the operation is
    attach(actor=actor, about=Reference("expense", str(expense.pk)), title=…, kind="invoice",
           upload=invoice, visibility=Visibility.SHARED, shared_with=[beneficiary])

`receive(pieces, name=…)` makes an Upload of bytes that come from elsewhere, such as a letter that
a job has written.
"""

from .access import Rights, Subject, kind_label, register, rights_of
from .contents import opened, receive
from .operations import attach
from .queries import (
    DocumentsPage,
    DocumentView,
    VersionView,
    documents_among,
    documents_of,
    has_documents,
    names_of,
)
from .rules.references import Reference, Upload, Visibility
from .web.fields import DocumentField

__all__ = [
    "DocumentField",
    "DocumentView",
    "DocumentsPage",
    "Reference",
    "Rights",
    "Subject",
    "Upload",
    "VersionView",
    "Visibility",
    "attach",
    "documents_among",
    "documents_of",
    "has_documents",
    "kind_label",
    "names_of",
    "opened",
    "receive",
    "register",
    "rights_of",
]
