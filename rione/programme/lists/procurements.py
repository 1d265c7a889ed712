"""The lists of award procedures and contracts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design.figures import EmptyState
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries.operations import codes_of
from ..queries.procurement import contracts_of, procedures_of
from .procurement_words import (
    CONTRACT_STATES,
    CONTRACT_TONES,
    METHODS,
    PROCEDURE_KINDS,
    PROCEDURE_STATES,
    PROCEDURE_TONES,
)

OF_OPERATION = Facet("operation", _("Operation"), path="operation__code", choices=codes_of)

PROCUREMENTS = OfficeList(
    name="procurements",
    title=_("Procurements"),
    lead=_("How works, services and supplies are bought; furnishing stands on its own."),
    noun=lambda count: ngettext("procedure", "procedures", count),
    fields=(
        Field("title", _("Title"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("kind", _("Kind"), kind="choice", choices=PROCEDURE_KINDS),
        Field("method", _("Procedure"), kind="choice", choices=METHODS, secondary=True),
        Field("cig", _("CIG"), secondary=True),
        Field("base_cents", _("Base amount"), kind="money"),
        Field("state", _("State"), kind="choice", choices=PROCEDURE_STATES, tones=PROCEDURE_TONES),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=procedures_of,
    facets=(Facet("state"), Facet("kind"), OF_OPERATION),
    search=("title__icontains", "cig__icontains", "operation__code__icontains"),
    default="title",
    link=lambda row: reverse("office:procurement", args=[row.id]),
    empty=EmptyState(
        _("No procurements yet"),
        _("Open a procedure from the page of the operation that it belongs to."),
    ),
)

CONTRACTS = OfficeList(
    name="contracts",
    title=_("Contracts"),
    lead=_("What was signed, and what it has become with its variations."),
    noun=lambda count: ngettext("contract", "contracts", count),
    fields=(
        Field("subject", _("Subject"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("contractor", _("Contractor")),
        Field("signed_on", _("Signed on"), kind="date"),
        Field("amount_cents", _("Amount as signed"), kind="money", secondary=True),
        Field("varied_cents", _("Variations"), kind="money", secondary=True),
        Field("net_cents", _("Amount now"), kind="money"),
        Field("delivery_due", _("Delivery due"), kind="date", null=True, secondary=True),
        Field("state", _("State"), kind="choice", choices=CONTRACT_STATES, tones=CONTRACT_TONES),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=contracts_of,
    facets=(
        Facet("state"),
        Facet("kind", _("Kind"), path="procedure__kind", choices=PROCEDURE_KINDS),
        OF_OPERATION,
    ),
    search=("subject__icontains", "contractor__icontains", "procedure__cig__icontains"),
    default="-signed_on",
    link=lambda row: reverse("office:contract", args=[row.id]),
    empty=EmptyState(
        _("No contracts yet"), _("A contract is stored from the page of its procedure.")
    ),
)
