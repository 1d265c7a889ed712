"""Tags about documents: `{% load documents %}`."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse

from ..queries import DocumentView
from ..web.drawing import document_table

register = template.Library()


@register.inclusion_tag("documents/parts/list.html")
def document_list(
    documents: Sequence[DocumentView], kind: str = "", key: str = "", table_id: str = "documents"
) -> dict[str, Any]:
    """`{% document_list documents "expense" expense.id %}`: documents of `documents_of`, with
    their files, or that there are none. With a kind and a key there is a button to add one: give
    them only to those who may. `table_id` tells several lists of a page apart."""
    return {
        "table": document_table(documents, table_id) if documents else None,
        "add_url": reverse("documents:new", args=[kind, str(key)]) if kind else "",
    }
