"""The list of operations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design.figures import EmptyState
from rione.core.identity.rules.actors import Actor
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries.operations import operations_of


def actions_of(actor: Actor) -> dict[str, str]:
    """The actions that have operations one may see. One SQL statement."""
    rows = operations_of(actor).order_by("action_code").values_list("action_code", flat=True)
    return {code: code for code in rows.distinct()}


OPERATIONS = OfficeList(
    name="operations",
    title=_("Operations"),
    lead=_("What the programme pays for, each with its money, papers and checks."),
    noun=lambda count: ngettext("operation", "operations", count),
    fields=(
        Field("code", _("Code"), heading=True),
        Field("title", _("Title")),
        Field("action", _("Action"), path="action_code"),
        Field("beneficiary", _("Beneficiary"), path="beneficiary__name"),
        Field("cup", _("CUP"), secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=operations_of,
    facets=(Facet("action", path="action_code", choices=actions_of),),
    search=(
        "code__icontains",
        "title__icontains",
        "cup__icontains",
        "beneficiary__name__icontains",
    ),
    default="code",
    link=lambda row: reverse("office:operation", args=[row.code]),
    empty=EmptyState(
        _("No operations yet"),
        _("An operation is opened by a programme officer; then its money and papers follow."),
    ),
)
