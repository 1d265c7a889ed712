"""What is said about a file, a row or a cell that cannot be taken, and what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..rules.cells import Wrong
from ..rules.tables import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Fault, Unreadable
from .definitions import Column

KINDS: Mapping[str, Any] = {
    "text": gettext_lazy("text"),
    "code": gettext_lazy("code, without blanks"),
    "money": gettext_lazy("amount in euros, such as 1.234,56 or 1234.56"),
    "date": gettext_lazy("day, such as 31/01/2022 or 2022-01-31"),
    "choice": gettext_lazy("one of the words given"),
    "number": gettext_lazy("whole number"),
    "yesno": gettext_lazy("yes or no"),
}
_FAULTS: Mapping[Fault, Any] = {
    Fault.EMPTY: gettext_lazy("The file is empty. Fill in the template and send it again."),
    Fault.LARGE: gettext_lazy("The file is larger than 5 MB. Divide it into several."),
    Fault.WORKBOOK: gettext_lazy(
        "This is a workbook. Save the sheet as “CSV UTF-8” and send that file."
    ),
    Fault.ENCODING: gettext_lazy(
        "This is no text that can be read. Save the sheet as “CSV UTF-8” and send that file."
    ),
    Fault.CHARACTERS: gettext_lazy(
        "Line %(row)s holds characters that no text has. Save the sheet as “CSV UTF-8” anew."
    ),
    Fault.QUOTES: gettext_lazy(
        "From row %(row)s on quotation marks are not in pairs. Save the sheet as CSV anew, or close"
        " them."
    ),
    Fault.HEADINGS_ONLY: gettext_lazy(
        "Under the headings there are no rows. Fill in at least one."
    ),
    Fault.HEADING_TWICE: gettext_lazy(
        "Two columns have the heading “%(about)s”. Take one of them away or rename it."
    ),
    Fault.COLUMNS: gettext_lazy("The file has %(about)s columns; at most %(columns)s are read."),
    Fault.ROWS: gettext_lazy(
        "The file has %(about)s rows; at most %(rows)s are read. Divide it into several."
    ),
    Fault.LONG_CELL: gettext_lazy(
        "In row %(row)s a cell has more than %(characters)s characters. Shorten it."
    ),
    Fault.LONG_ROW: gettext_lazy(
        "Row %(row)s has more cells than there are headings. Put texts that hold the separator in"
        " quotation marks, or give each column a heading."
    ),
}


def said_of_file(error: Unreadable) -> str:
    """Why a file is not read, and what to do."""
    return str(_FAULTS[error.fault]) % {
        "row": error.row,
        "about": error.about[:60],
        "columns": MOST_COLUMNS,
        "rows": MOST_ROWS,
        "characters": MOST_CHARACTERS,
    }


def said_of_cell(wrong: Wrong, column: Column) -> str:
    """Why a cell is not taken, and what to do."""
    match wrong:
        case Wrong.MISSING:
            return _("Fill in this cell; it may not be empty.")
        case Wrong.LONG:
            return _("Write at most %(most)s characters.") % {"most": column.most}
        case Wrong.FORMULA:
            return _("This is a formula or its failure. Write the value itself.")
        case Wrong.MONEY:
            return _("Write an amount in euros, such as 1234,56.")
        case Wrong.NOT_POSITIVE:
            return _("Write an amount above zero.")
        case Wrong.DATE:
            return _("Write a day of the calendar, such as 31/01/2022 or 2022-01-31.")
        case Wrong.CODE:
            return _("Write a code without blanks.")
        case Wrong.NUMBER:
            return _("Write a whole number in figures.")
        case Wrong.YESNO:
            return _("Write yes or no.")
    words = ", ".join(str(label) for label in column.choices.values())
    return _("Write one of these: %(words)s.") % {"words": words}
