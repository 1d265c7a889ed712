"""The programme in the forms of others: the national portal, and the standard of infrastructure."""

from django.utils.translation import gettext_lazy as _

from rione.core.opendata.datasets import Dataset, Form

from ..datasets import KEYWORDS, SOURCE
from .infrastructure import package
from .office import changed, mark_of_both
from .opencoesione import project_file

OC4IDS = "https://standard.open-contracting.org/infrastructure/0.9.5/"
STANDARDS = (
    Dataset(
        name="opencoesione",
        title=_("Projects in the form of OpenCoesione"),
        about=_(
            "Operations, and actions that have none yet, with the columns of the national portal "
            "on cohesion policy."
        ),
        columns=tuple,
        rows=lambda: iter(()),
        modified=changed,
        version=mark_of_both,
        theme="ECON",
        forms=(Form("csv", "text/csv", "CSV", project_file),),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_(
            "Semicolons, decimal commas, days as 20220131, “:::” between several values. Columns "
            "that would have to be guessed are left out, as are demonstrations. An action has its "
            "own code where the portal has a local project code."
        ),
    ),
    Dataset(
        name="oc4ids",
        title=_("Works, as infrastructure projects (OC4IDS)"),
        about=_("Every action that is works: place, money, parties, contracts."),
        columns=tuple,
        rows=lambda: iter(()),
        modified=changed,
        version=mark_of_both,
        theme="REGI",
        forms=(Form("json", "application/json", "JSON", package),),
        conforms_to=(OC4IDS,),
        source=SOURCE,
        keywords=(*KEYWORDS, _("public works")),
        limits=_(
            "Identifiers begin with “unregistered” until the publisher has a registered prefix. "
            "Status, type and sector are our reading of state and title; budgets are the sum of "
            "the known amounts. Demonstrations are left out."
        ),
    ),
)
