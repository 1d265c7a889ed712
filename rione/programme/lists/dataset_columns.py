"""Columns of the programme's data sets: what each is called, of which type it is, what it means."""

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rione.core.opendata.datasets import Column

from ..models.columns import SUBJECT_KINDS
from ..models.sources import VALUE_KINDS
from ..queries.shapes import Label
from ..rules.states import ORDER
from ..rules.values import QUALIFIERS

NOT_SAID = _("Empty where no document gives it; those of the programme of Milan do not.")


def _about_fund(it: str, en: str) -> str:
    name = en if (get_language() or "it").startswith("en") else it
    return gettext("What the action takes from this fund: %(fund)s.") % {"fund": name}


_about_fund_lazy = lazy(_about_fund, str)


def about_fund(fund: Label) -> str:
    """The meaning of a fund's column, in the reader's language."""
    return str(fund.code) and _about_fund_lazy(fund.name.it, fund.name.en)


# Art. 115(2) and Annex XII of Regulation (EU) No 1303/2013, in the order of the national schema.
ART_115 = (
    Column(
        "nome_beneficiario",
        _("Beneficiary"),
        "text",
        _("Bodies only; several are separated by “; ”."),
    ),
    Column(
        "nome_operazione",
        _("Name of the operation"),
        "text",
        _("Title of the action."),
        required=True,
    ),
    Column(
        "sintesi_operazione",
        _("Summary of the operation"),
        "text",
        _("Purpose and content of the action, in Italian."),
    ),
    Column("data_inizio", _("Start date"), "date", _("Only where a document gives the day.")),
    Column("data_fine", _("End date"), "date", _("Only where a document gives the day.")),
    Column("spesa_ammissibile_totale", _("Total eligible expenditure"), "amount", NOT_SAID),
    Column("tasso_cofinanziamento_ue", _("Union co-financing rate"), "decimal", NOT_SAID),
    Column("codice_postale", _("Postcode of the operation"), "code", NOT_SAID),
    Column("paese", _("Country"), "code", _("Two letters of ISO 3166-1."), required=True),
    Column("categoria_intervento", _("Category of intervention"), "code", NOT_SAID),
    Column(
        "data_ultimo_aggiornamento",
        _("Date of last update"),
        "date",
        _("Day on which the files of the programme were last loaded."),
    ),
)
OPERATION = (
    *ART_115,
    Column(
        "codice",
        _("Code of the action"),
        "code",
        _("As the programme writes it; an operation carries the code of its action."),
        required=True,
        unique=True,
    ),
    Column("asse", _("Axis"), "code", _("Number of the axis of the programme."), required=True),
    Column(
        "progetto",
        _("Project"),
        "text",
        _("Title of the project that the action belongs to."),
        required=True,
    ),
    Column(
        "stato",
        _("State"),
        "code",
        _("State that counts, its project’s where that covers it."),
        required=True,
        choices=ORDER,
    ),
    Column(
        "stato_proprio",
        _("State of its own"),
        "code",
        _("What the documents say of the action itself."),
        required=True,
        choices=ORDER,
    ),
)
OPERATION_SUMS = (
    Column(
        "totale_importi_noti",
        _("Total of the known amounts"),
        "amount",
        _("Sum of the amounts of all funds that a document gives."),
        required=True,
    ),
    Column(
        "importi_ignoti",
        _("Amounts not given"),
        "integer",
        _("How many funds are named without an amount."),
        required=True,
    ),
    Column(
        "fondi_senza_importo",
        _("Funds without an amount"),
        "text",
        _("Codes of the funds that documents name without an amount, separated by spaces."),
    ),
)
_SUBJECT = (
    Column(
        "subject_kind",
        _("Kind of subject"),
        "code",
        _("What is spoken of."),
        required=True,
        choices=SUBJECT_KINDS,
    ),
    Column(
        "subject_key",
        _("Subject"),
        "code",
        _("Its code, unique among those of its kind."),
        required=True,
    ),
    Column("field", _("Field"), "code", _("Which fact about it."), required=True),
)
STATEMENT = (
    *_SUBJECT,
    Column(
        "kind",
        _("Kind of value"),
        "code",
        _("What sort of value the document gives."),
        required=True,
        choices=VALUE_KINDS,
    ),
    Column("value", _("Value"), "text", _("The value in canonical JSON."), required=True),
    Column("amount", _("Amount"), "amount", _("Where the value is money.")),
    Column("number", _("Number"), "decimal", _("Where the value is a quantity.")),
    Column(
        "qualifier",
        _("How precisely"),
        "code",
        _("How the document qualifies the number."),
        choices=QUALIFIERS,
    ),
    Column("unit", _("Unit of measure"), "code", _("Unit of the number.")),
    Column(
        "quote",
        _("Words of the document"),
        "text",
        _("Quoted as printed, in the language of the document."),
    ),
    Column(
        "language",
        _("Language"),
        "code",
        _("Language of the document, two letters."),
        required=True,
    ),
    Column("document", _("Document"), "code", _("Code of the document."), required=True),
    Column(
        "lines",
        _("Place in the document"),
        "code",
        _("Lines, pages (p.) or rows (r.)."),
        required=True,
    ),
    Column(
        "as_of",
        _("As of"),
        "code",
        _("Day, month or year at which the document speaks (ISO 8601, may be partial)."),
    ),
)
CONFLICT = (
    Column(
        "conflict",
        _("Disagreement"),
        "code",
        _("The same on all rows of one disagreement."),
        required=True,
    ),
    Column(
        "reason",
        _("Reason"),
        "code",
        _("Why a value is shown, or why none is chosen yet."),
        required=True,
    ),
    Column(
        "decided", _("Decided"), "yesno", _("Whether one of the values is shown."), required=True
    ),
    Column(
        "position",
        _("Position"),
        "integer",
        _("Rows of one disagreement with an equal position agree with each other."),
        required=True,
    ),
    Column("shown", _("Shown"), "yesno", _("Whether the pages show this value."), required=True),
    *STATEMENT,
)
GAP = (
    *_SUBJECT,
    Column("name_it", _("Name in Italian"), "text", _("What the field is called in Italian.")),
    Column("name_en", _("Name in English"), "text", _("What the field is called in English.")),
    Column("reason", _("Reason"), "code", _("Why it counts as a gap."), required=True),
)
SITE = (
    Column(
        "slug",
        _("Code of the place"),
        "code",
        _("Part of the address of its page."),
        required=True,
        unique=True,
    ),
    Column(
        "name_it",
        _("Name in Italian"),
        "text",
        _("What the place is called in Italian."),
        required=True,
    ),
    Column(
        "name_en",
        _("Name in English"),
        "text",
        _("What the place is called in English."),
        required=True,
    ),
    Column("address", _("Address"), "text", _("Street and number, as the documents give them.")),
    Column(
        "municipality", _("Municipality"), "text", _("Name of the municipality."), required=True
    ),
    Column("istat", _("ISTAT code"), "code", _("Six figures, of the municipality."), required=True),
    Column("district", _("District"), "code", _("District (municipio) of the city.")),
    Column("neighbourhood", _("Neighbourhood"), "text", _("Where a document names it.")),
    Column("lon", _("Longitude"), "decimal", _("Degrees, WGS 84."), required=True),
    Column("lat", _("Latitude"), "decimal", _("Degrees, WGS 84."), required=True),
    Column(
        "precision",
        _("Precision of the point"),
        "code",
        _("House number, street, area or surveyed point."),
        required=True,
        choices=("civic", "street", "area", "point"),
    ),
    Column(
        "coordinates_from",
        _("Source of the point"),
        "text",
        _("Who gives the coordinates."),
        required=True,
    ),
    Column("actions", _("Codes of the actions"), "text", _("Separated by spaces."), required=True),
)
