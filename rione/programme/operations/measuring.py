"""Achieved values of indicators, from a document or from the platform's own count."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.records import refuse_unless
from ..models import SourceDocument
from ..queries import feeds
from ..rules.catalogue import DocumentEntry
from ..rules.values import format_number
from .locking import take_turn
from .stating import put_documents
from .stating import state as state_it

COUNTED_RANK = 99


@operation("state_indicator_value")
def state_indicator_value(
    *,
    actor: Actor,
    key: str,
    indicator: str,
    day: date,
    value: str,
    source: str,
    quote: str,
    reason: str,
    query: str = "",
) -> int:
    """State what an indicator had reached on a day; the id of the statement.

    `value` in Italian notation with `source` `document:line`; or `query`, the code of a
    registered query that feeds the indicator, and then both are its own: the platform's count
    stands among the documents as one of the lowest rank. A later statement about the same day
    corrects an earlier one by the declared rule.
    """
    refuse_unless(actor, "state_indicator_value")
    if day > clock.today():
        raise Refused(_("Write the day of the value, not later than today."), field="day")
    said: dict[str, Any] = {"field": f"achieved.{day.isoformat()}", "value": value, "from": source}
    if query:
        take_turn()
        said |= _counted(actor, indicator, query, day)
    if quote:
        said["quote"] = quote
    subject = ("indicator", indicator)
    return state_it(actor, subject, said, reason=reason, verb="state_indicator_value")


def _counted(actor: Actor, indicator: str, code: str, day: date) -> dict[str, str]:
    found = feeds.query_of(code)
    if found is None or found.indicator != indicator:
        raise Refused(_("This query does not feed this indicator."), field="query")
    number = found.run(day)
    if number is None:
        raise Refused(_("The query has no value for this day."), field="day")
    document = f"count-{found.code}"
    if not SourceDocument.objects.filter(code=document).exists():
        entry = DocumentEntry.model_validate(
            {
                "code": document,
                "title": str(found.label),
                "kind": "count",
                "language": "it",
                "printed_date": "unknown",
                "content_date": "unknown",
                "rank": str(COUNTED_RANK),
            }
        )
        put_documents(actor, [entry], reason=_("The platform’s own count."))
    today = clock.today().isoformat()
    return {
        "value": format_number("exact", Decimal(number)),
        "from": f"{document}:1",
        "as_of": today,
    }
