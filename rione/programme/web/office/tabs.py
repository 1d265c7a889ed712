"""The pages of one operation, as tabs: those that exist and let the role in."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor

from ...models import Operation

TABS = (
    ("office:operation", _("Overview")),
    ("office:operation_money", _("Money")),
    ("office:operation_expenses", _("Expenses")),
    ("office:operation_procurements", _("Procurements")),
    ("office:operation_checks", _("Checks")),
    ("office:operation_questions", _("Questions")),
    ("office:operation_deadlines", _("Deadlines")),
    ("office:operation_documents", _("Documents")),
    ("office:operation_history", _("History")),
)


def tabs(operation: Operation, actor: Actor, path: str) -> list[Link]:
    """Links to the pages of an operation; `path` is the one shown."""
    found = []
    for name, label in TABS:
        try:
            url = reverse(name, args=[operation.code])
        except NoReverseMatch:
            continue
        found.append(Link(label, url, active=path == url, current=path == url))
    return found


def crumbs(operation: Operation | None = None) -> list[Crumb]:
    """The path to the operations, and to one of them."""
    steps = [
        Crumb(_("Office"), reverse("office:home")),
        Crumb(_("Operations"), reverse("office:operations")),
    ]
    if operation is not None:
        steps.append(Crumb(operation.code, reverse("office:operation", args=[operation.code])))
    return steps
