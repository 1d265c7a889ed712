"""What the programme office imports from files: money, deadlines, statements, indicators."""

from django.utils.translation import gettext_lazy as _

from rione.core.office.imports.definitions import Column, CsvImport

from ..access.money import ENTERERS
from ..access.operations import OFFICER
from ..operations.importing import deadlines, expenses, money, register
from .desk import DEADLINE_KINDS, ROLE_WORDS
from .money_words import DOCUMENTS

_OPERATION = Column(
    "operation",
    _("Operation"),
    kind="code",
    most=40,
    aliases=("codice operazione", "codice locale progetto", "operation code"),
    help=_("The local code of the operation."),
    example="MI1.1.1.A-01",
)
_AMOUNT = Column(
    "amount_cents",
    _("Amount"),
    kind="money",
    most=25,
    aliases=("importo euro", "euro", "amount eur", "totale"),
    example="1.234,56",
)
_PLACE = Column(
    "place",
    _("Place in the document"),
    most=16,
    aliases=("riga", "linea", "line", "pagina", "page", "posto"),
    help=_("A line such as 12 or 12-14; p. before a page, r. before a row: p.12, r.7."),
    example="12",
)
_DOCUMENT = Column(
    "document",
    _("Document"),
    kind="code",
    most=60,
    aliases=("codice documento", "document code", "fonte", "source"),
    help=_("The short name under which the office knows the document."),
    example="pagina",
)
_QUOTE = Column(
    "quote",
    _("The document’s own words"),
    required=False,
    most=5000,
    aliases=("citazione", "quote", "testo"),
)


def _number(name: str, help_text: object) -> Column:
    return Column(
        name,
        _("Number"),
        kind="code",
        most=20,
        aliases=("n.", "nr", "numero atto"),
        help=help_text,
        example="2021-114",
    )


def _day(name: str = "day", *aliases: str) -> Column:
    return Column(
        name,
        _("Date"),
        kind="date",
        most=40,
        aliases=("giorno", "day", *aliases),
        example="31/01/2022",
    )


COMMITMENTS = CsvImport(
    name="commitments",
    title=_("Import commitments"),
    lead=_("Contracts and acts that bind public money. Payees are added to the operation first."),
    columns=(
        _OPERATION,
        _number("number", _("The number of the contract or act.")),
        _day(),
        Column(
            "payee",
            _("Tax code of the payee"),
            kind="code",
            most=16,
            aliases=("codice fiscale", "partita iva", "tax code", "percettore"),
            example="00000000001",
        ),
        _AMOUNT,
        Column(
            "reason",
            _("Reason"),
            aliases=("oggetto", "descrizione", "description"),
            example="Contratto",
        ),
    ),
    roles=OFFICER,
    check=money.check_commitments,
    store=money.store_commitments,
    then="office:commitments",
)
PAYMENTS = CsvImport(
    name="payments",
    title=_("Import payments"),
    lead=_("Payments on commitments that stand."),
    columns=(
        _OPERATION,
        Column(
            "commitment",
            _("Commitment"),
            kind="code",
            most=20,
            aliases=("numero impegno", "commitment number"),
            help=_("The number of the commitment."),
            example="2021-114",
        ),
        _number("number", _("The number of the payment order.")),
        _day(),
        _AMOUNT,
        Column(
            "payee",
            _("Tax code of the payee"),
            kind="code",
            required=False,
            most=16,
            aliases=("codice fiscale", "partita iva", "tax code", "percettore"),
            help=_("Only if it is not the commitment’s."),
        ),
    ),
    roles=OFFICER,
    check=money.check_payments,
    store=money.store_payments,
    then="office:payments",
)
EXPENSES = CsvImport(
    name="expenses",
    title=_("Import expenses"),
    lead=_(
        "Documents of expense that payments have paid: entered, to be verified by somebody else."
    ),
    columns=(
        _OPERATION,
        Column(
            "payment",
            _("Payment"),
            kind="code",
            most=20,
            aliases=("numero pagamento", "mandato", "payment number"),
            help=_("The number of the payment."),
            example="2021-7",
        ),
        Column(
            "document_kind",
            _("Kind of document"),
            kind="choice",
            choices=DOCUMENTS,
            aliases=("tipo",),
            example="Fattura",
        ),
        Column(
            "document_number",
            _("Number of the document"),
            most=60,
            aliases=("numero fattura", "invoice number", "numero"),
            example="FT 12",
        ),
        _day("document_day", "data fattura", "invoice date", "data documento"),
        Column(
            "declared_cents",
            _("Declared"),
            kind="money",
            most=25,
            aliases=("importo", "amount", "importo dichiarato"),
            example="1.234,56",
        ),
        Column(
            "supplier",
            _("Tax code of the supplier"),
            kind="code",
            required=False,
            most=16,
            aliases=("codice fiscale", "partita iva", "tax code", "fornitore"),
            help=_("Only if it is not the payment’s payee."),
        ),
    ),
    roles=ENTERERS,
    check=expenses.check_expenses,
    store=expenses.store_expenses,
    then="office:expenses",
)
DEADLINES = CsvImport(
    name="deadlines",
    title=_("Import deadlines"),
    lead=_("Deadlines of operations, or of the whole programme."),
    columns=(
        Column(
            "operation",
            _("Operation"),
            kind="code",
            required=False,
            most=40,
            aliases=_OPERATION.aliases,
            help=_("Empty for a deadline of the whole programme."),
            example="MI1.1.1.A-01",
        ),
        Column("kind", _("Kind"), kind="choice", choices=DEADLINE_KINDS, example="Relazione"),
        Column("title", _("Title"), most=200, aliases=("oggetto", "descrizione")),
        Column(
            "due",
            _("Due on"),
            kind="date",
            most=40,
            aliases=("entro", "data", "due date"),
            example="31/12/2027",
        ),
        Column(
            "role",
            _("Who answers for it"),
            kind="choice",
            choices=ROLE_WORDS,
            aliases=("responsabile", "role"),
        ),
        Column(
            "months",
            _("Repeats every so many months"),
            kind="number",
            required=False,
            most=3,
            aliases=("mesi", "months"),
        ),
        Column(
            "until",
            _("Until"),
            kind="date",
            required=False,
            most=40,
            aliases=("fino al", "until"),
        ),
        Column(
            "target_cents",
            _("Amount to be spent"),
            kind="money",
            required=False,
            most=25,
            help=_("Only for a spending target (n+3)."),
        ),
    ),
    roles=OFFICER,
    check=deadlines.check_deadlines,
    store=deadlines.store_deadlines,
    then="office:deadlines",
)
STATEMENTS = CsvImport(
    name="statements",
    title=_("Import statements"),
    lead=_("What documents state of actions, projects and indicators, each with its place."),
    columns=(
        Column(
            "subject",
            _("About"),
            kind="code",
            most=120,
            aliases=("soggetto", "oggetto", "subject"),
            help=_("Such as action:MI1.1.1.a, project:1 or indicator:4.2."),
            example="action:MI1.1.1.a",
        ),
        Column(
            "field",
            _("Field"),
            kind="code",
            most=80,
            aliases=("campo", "field"),
            help=_("Such as financing.pon_metro, state, title or target.2023."),
            example="financing.pon_metro",
        ),
        Column("value", _("Value"), most=5000, aliases=("valore", "value"), example="1.000.000,00"),
        Column(
            "value_en",
            _("Value in English"),
            required=False,
            most=5000,
            help=_("Only for texts, which are in both languages."),
        ),
        Column(
            "unit", _("Unit of measure"), kind="code", required=False, most=40, aliases=("unita",)
        ),
        _DOCUMENT,
        _PLACE,
        _QUOTE,
        Column(
            "as_of",
            _("As of"),
            required=False,
            most=10,
            aliases=("alla data", "as of", "data"),
            help=_("2022, 2022-01, 2022-01-31 or 31/01/2022."),
        ),
    ),
    roles=OFFICER,
    check=register.check_statements,
    store=register.store_statements,
    then="office:statements",
)
INDICATORS = CsvImport(
    name="indicator_values",
    title=_("Import achieved values"),
    lead=_("What indicators had reached on a day, as documents say."),
    columns=(
        Column(
            "indicator", _("Indicator"), kind="code", most=40, aliases=("codice",), example="4.2"
        ),
        _day("day", "al"),
        Column(
            "value",
            _("Value"),
            most=30,
            aliases=("valore", "value"),
            help=_("Such as 1.000 or 4,5."),
            example="1.000",
        ),
        _DOCUMENT,
        _PLACE,
        _QUOTE,
    ),
    roles=OFFICER,
    check=register.check_values,
    store=register.store_values,
    then="office:indicators",
)
ALL = (COMMITMENTS, PAYMENTS, EXPENSES, DEADLINES, STATEMENTS, INDICATORS)
