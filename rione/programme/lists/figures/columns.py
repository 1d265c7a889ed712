"""Columns of what the office publishes: operations, their money and what they buy."""

from django.utils.translation import gettext_lazy as _

from rione.core.opendata.datasets import Column

from ...rules.procurement import CRITERIA, KINDS, METHODS

MUNICIPALITY = Column(
    "municipality",
    _("Municipality"),
    "code",
    _("ISTAT code of the municipality whose office looks after the operation."),
    required=True,
)
ACTION = Column(
    "action", _("Action"), "code", _("Code of the action of the programme."), required=True
)
OPERATION = Column(
    "operation",
    _("Operation"),
    "code",
    _("Local project code, unique within the municipality."),
    required=True,
)
FUND = Column("fund", _("Fund"), "code", _("Code of the fund."), required=True)
DEMONSTRATION = Column(
    "demonstration",
    _("Demonstration"),
    "yesno",
    _("“yes”: invented, to show how the platform works; no real money stands behind it."),
    required=True,
)
GRANTED = Column(
    "granted", _("Granted"), "amount", _("What public funds granted, as decided."), required=True
)
SAVINGS = Column(
    "savings", _("Savings"), "amount", _("What of it is no longer needed."), required=True
)
OPERATIONS = (
    MUNICIPALITY,
    OPERATION,
    ACTION,
    Column("title", _("Title"), "text", _("What the operation is called."), required=True),
    Column("cup", _("CUP"), "code", _("Public investment code; empty while there is none.")),
    Column(
        "beneficiary", _("Beneficiary"), "text", _("The body that carries it out."), required=True
    ),
    Column(
        "beneficiary_kind",
        _("Kind of beneficiary"),
        "code",
        _("What sort of body it is."),
        required=True,
    ),
    Column(
        "opened_on",
        _("Opened on"),
        "date",
        _("Day on which the office opened it here."),
        required=True,
    ),
    GRANTED,
    SAVINGS,
    Column(
        "committed",
        _("Committed"),
        "amount",
        _("Legal commitments, less what was taken from them."),
        required=True,
    ),
    Column("paid", _("Paid"), "amount", _("Payments, less what was recovered."), required=True),
    Column(
        "declared",
        _("Declared"),
        "amount",
        _("Expenses that stand: entered, accepted or certified."),
        required=True,
    ),
    Column(
        "certified",
        _("Certified"),
        "amount",
        _("Certified, less corrections and recoveries."),
        required=True,
    ),
    DEMONSTRATION,
)
FINANCING = (
    MUNICIPALITY,
    OPERATION,
    ACTION,
    FUND,
    GRANTED,
    SAVINGS,
    Column(
        "net",
        _("Net"),
        "amount",
        _("Granted less savings, as the books have it."),
        required=True,
    ),
    DEMONSTRATION,
)
PAYMENTS = (
    MUNICIPALITY,
    OPERATION,
    ACTION,
    Column("month", _("Month"), "code", _("Year and month of the payment day."), required=True),
    Column(
        "fund",
        _("Fund"),
        "code",
        _(
            "The fund, where one alone finances the operation. Payments of operations with several "
            "funds are booked to none of them: empty."
        ),
    ),
    Column("paid", _("Paid"), "amount", _("Payments of the month."), required=True),
    Column(
        "recovered", _("Recovered"), "amount", _("What was recovered in the month."), required=True
    ),
    DEMONSTRATION,
)
PROCUREMENTS = (
    Column(
        "id",
        _("Identifier"),
        "code",
        _("The same for the same procedure and contract."),
        required=True,
        unique=True,
    ),
    Column(
        "source",
        _("Source"),
        "code",
        _("What the documents of the programme say, or what the office works on."),
        required=True,
        choices=("documents", "office"),
    ),
    Column("action", _("Action"), "code", _("Code of the action of the programme.")),
    Column("municipality", _("Municipality"), "code", _("ISTAT code, for those of the office.")),
    Column("operation", _("Operation"), "code", _("Local project code, for those of the office.")),
    Column("cig", _("CIG"), "code", _("Tender identification code; empty where there is none.")),
    Column(
        "kind",
        _("Kind of procurement"),
        "code",
        _("What is bought."),
        required=True,
        choices=tuple(dict.fromkeys((*KINDS, "supply", "service", "call"))),
    ),
    Column("method", _("Method"), "code", _("How the contractor is chosen."), choices=METHODS),
    Column(
        "criterion", _("Criterion"), "code", _("What tenders are compared by."), choices=CRITERIA
    ),
    Column("title", _("Title"), "text", _("Empty where it would name a natural person.")),
    Column("state", _("State"), "code", _("As the document says, for those of documents.")),
    Column("base_amount", _("Base amount"), "amount", _("What the procedure starts from.")),
    Column("notice_on", _("Notice"), "date", _("Day of the notice.")),
    Column("awarded_on", _("Award"), "date", _("Day of the award.")),
    Column("withdrawn_on", _("Withdrawn"), "date", _("Day on which it was withdrawn.")),
    Column(
        "contractor_kind",
        _("Kind of contractor"),
        "code",
        _("“person” is a natural person, who is not named; empty without a contract."),
        choices=("body", "person"),
    ),
    Column("contractor", _("Contractor"), "text", _("Companies and bodies only.")),
    Column("contractor_code", _("Tax code"), "code", _("Of companies and bodies only.")),
    Column("amount", _("Amount"), "amount", _("Of the contract when it was signed.")),
    Column("net_amount", _("Amount now"), "amount", _("With all variations.")),
    Column("signed_on", _("Signed on"), "date", _("Day of the contract.")),
    Column(
        "delivery_due",
        _("Delivery due"),
        "code",
        _("Day, month or year for which delivery is foreseen."),
    ),
    Column("delivered_on", _("Delivered on"), "date", _("Day of delivery.")),
    Column("closed_on", _("Closed on"), "date", _("Day on which the contract was closed.")),
    Column("count", _("Number"), "integer", _("How many, where a document counts them.")),
    Column("document", _("Document"), "code", _("Code of the document.")),
    Column("lines", _("Place in the document"), "code", _("Lines, pages (p.) or rows (r.).")),
    DEMONSTRATION,
)
FINANCING_OF_ACTIONS = (
    ACTION,
    FUND,
    Column("amount", _("Amount"), "amount", _("Empty where no document gives it.")),
    Column(
        "disputed",
        _("Disputed"),
        "yesno",
        _("Whether documents disagree about it."),
        required=True,
    ),
    Column("document", _("Document"), "code", _("Code of the document.")),
    Column("lines", _("Place in the document"), "code", _("Lines, pages (p.) or rows (r.).")),
)
INDICATORS = (
    Column("indicator", _("Indicator"), "code", _("Axis and place in the table."), required=True),
    Column("axis", _("Axis"), "code", _("Number of the axis of the programme."), required=True),
    Column("name_it", _("Name in Italian"), "text", _("What is counted."), required=True),
    Column("name_en", _("Name in English"), "text", _("What is counted."), required=True),
    Column("unit", _("Unit of measure"), "code", _("Unit of the number.")),
    Column(
        "kind",
        _("Kind of value"),
        "code",
        _("Value at the start, to be reached, or reached."),
        required=True,
        choices=("target", "baseline", "achieved"),
    ),
    Column("when", _("When"), "code", _("Year of a target, day of a value that was reached.")),
    Column("number", _("Number"), "decimal", _("Empty where the table has a dash.")),
    Column("qualifier", _("How precisely"), "code", _("How the document qualifies the number.")),
    Column(
        "disputed",
        _("Disputed"),
        "yesno",
        _("Whether documents disagree about it."),
        required=True,
    ),
    Column("document", _("Document"), "code", _("Code of the document.")),
    Column("lines", _("Place in the document"), "code", _("Lines, pages (p.) or rows (r.).")),
)
