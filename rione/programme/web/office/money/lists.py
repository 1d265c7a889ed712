"""The pages of the lists of money."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.lists import OfficeList

from ....access.money import CERTIFIER
from ....access.operations import READERS, STAFF
from ....lists import money

View = Callable[[HttpRequest], HttpResponseBase]


def page_of(definition: OfficeList, roles: tuple[str, ...]) -> View:
    """The view of a list."""

    @declares(*roles)
    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        return list_page(request, definition, crumbs=[Crumb(_("Office"), reverse("office:home"))])

    view.__doc__ = str(definition.name)
    return view


expenses = page_of(money.EXPENSES, READERS)
commitments = page_of(money.COMMITMENTS, READERS)
payments = page_of(money.PAYMENTS, READERS)
payees = page_of(money.PAYEES, READERS)
plans = page_of(money.PLANS, READERS)


@declares(*STAFF)
@require_safe
def certifications(request: HttpRequest) -> HttpResponseBase:
    """Payment claims; a certifier opens new ones."""
    actions = []
    if actor_of(request).role in CERTIFIER:
        actions.append(Link(_("Open a payment claim"), reverse("office:open_certification")))
    return list_page(
        request,
        money.CERTIFICATIONS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )
