"""The office's things as documents know them: their rights, their kinds of papers, their pages."""

from functools import partial

from django.urls import reverse

from rione.core.documents.public import Subject

from ....lists.paper_words import THINGS, kinds_of
from ....models import Operation
from ....queries.papers import operation_of, rights_of_kind

PAGES = {
    "procurement": "office:procurement",
    "contract": "office:contract",
    "commitment": "office:commitment",
    "payment": "office:payment",
    "expense": "office:expense",
    "payment_claim": "office:certification",
    "check": "office:check",
    "finding": "office:finding",
    "irregularity": "office:irregularity",
    "recovery": "office:recovery",
}
CONFINED = ("check", "irregularity")
"""What is the office's alone, and its papers with it."""


def page_of(kind: str, key: str) -> str:
    """The page of a thing. One SQL for an operation, whose page goes by its code; the list of
    operations when it does not exist for whoever asks."""
    if kind in PAGES:
        return reverse(PAGES[kind], args=[key])
    code = Operation.objects.filter(pk=key).values_list("code", flat=True).first()
    if code is None:
        return reverse("office:operations")
    return reverse("office:operation_documents", args=[code])


def subjects() -> list[Subject]:
    """All kinds of things of the office that papers are about."""
    return [
        Subject(
            kind,
            rights=rights_of_kind(kind),
            kinds=kinds_of(kind),
            label=label,
            address=partial(page_of, kind),
            confined=kind in CONFINED,
            named=partial(operation_of, kind),
        )
        for kind, label in THINGS.items()
    ]
