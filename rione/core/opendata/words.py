"""What the codes of data sets are called on the pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

KINDS: Words = {
    "text": _("Text"),
    "code": _("Code"),
    "integer": _("Whole number"),
    "decimal": _("Decimal number"),
    "amount": _("Amount in euros"),
    "date": _("Date"),
    "instant": _("Date and time"),
    "yesno": _("Yes or no"),
}
THEMES: Words = {
    "AGRI": _("Agriculture, fisheries, forestry and food"),
    "ECON": _("Economy and finance"),
    "EDUC": _("Education, culture and sport"),
    "ENER": _("Energy"),
    "ENVI": _("Environment"),
    "GOVE": _("Government and public sector"),
    "HEAL": _("Health"),
    "INTR": _("International issues"),
    "JUST": _("Justice, legal system and public safety"),
    "OP_DATPRO": _("Provisional data"),
    "REGI": _("Regions and cities"),
    "SOCI": _("Population and society"),
    "TECH": _("Science and technology"),
    "TRAN": _("Transport"),
}
"""As the Publications Office of the EU calls them."""
FREQUENCIES: Words = {
    "ANNUAL": _("Once a year"),
    "MONTHLY": _("Once a month"),
    "WEEKLY": _("Once a week"),
    "DAILY": _("Once a day"),
    "IRREG": _("Whenever there is something new; the files are made when they are asked for"),
    "CONT": _("Continuously; the files are made when they are asked for"),
    "UNKNOWN": _("Not said"),
}
