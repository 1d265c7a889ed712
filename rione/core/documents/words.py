"""What documents say in the reader's language."""

from django.utils.translation import gettext_lazy as _

from rione.core.design.figures import Badge

from .rules.kinds import MEGABYTE, MOST_BYTES, NAMES, Fault, Unfit
from .rules.references import Direction, Scan, Visibility

MEGABYTES = MOST_BYTES // MEGABYTE
FAULTS = {
    Fault.NAME: _("The file has no name. Give it one, such as contract.pdf, and choose it again."),
    Fault.EMPTY: _("The file is empty. Open it to see what is in it, then choose it again."),
    Fault.LARGE: _(
        "The file is larger than %(most)s MB. Reduce it (for instance with scans in black and "
        "white), or divide it into several."
    ),
    Fault.ARCHIVE: _("Archives are not taken. Unpack this one and add its files one by one."),
    Fault.KIND: _(
        "Files of this kind are not taken. Save it in one of these and choose it again: %(kinds)s."
    ),
    Fault.CONTENT: _(
        "The content is not what the name says%(found)s. Open the file in its program, save it "
        "again in one of these and choose it again: %(kinds)s."
    ),
    Fault.TEXT: _("The file is not plain text. Save it as text in UTF-8 and choose it again."),
    Fault.XML: _("The XML is not well-formed. Have it made anew by the program it comes from."),
    Fault.DOCTYPE: _(
        "The XML declares a document type (DOCTYPE). Take it out and choose it again."
    ),
    Fault.BROKEN: _(
        "The file is damaged. Open it in its program, save it under another name and choose that "
        "one."
    ),
    Fault.SWOLLEN: _(
        "The file would become too large when opened. Save it as PDF, or divide it into several."
    ),
    Fault.MACROS: _("The file holds macros. Save it without them, or as PDF."),
    Fault.LOCKED: _("The file is protected by a password. Save it without one."),
    Fault.LOST: _("The file did not arrive whole. Choose it again."),
}
VISIBILITIES = {
    Visibility.OFFICE: _("The municipality’s office only"),
    Visibility.SHARED: _("Also the organisations concerned"),
    Visibility.PUBLIC: _("Everybody"),
}
DIRECTIONS = {
    Direction.IN: _("Incoming"),
    Direction.OUT: _("Outgoing"),
}


def refusal(unfit: Unfit) -> str:
    """Why a file is not taken, and what to do."""
    found = ""
    if unfit.found:
        found = " " + str(_("(it looks like %(kind)s)")) % {"kind": unfit.found}
    return str(FAULTS[unfit.fault]) % {"most": MEGABYTES, "kinds": NAMES, "found": found}


def scan_badge(scan: str) -> Badge | None:
    """What is to be known of a content's scan; None when it is clean."""
    if scan == Scan.PENDING:
        return Badge(str(_("Not scanned yet")), "warning")
    if scan == Scan.INFECTED:
        return Badge(str(_("Malware found")), "negative")
    return None
