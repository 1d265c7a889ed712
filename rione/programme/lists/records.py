"""The lists of the register: statements, disagreements, documents, indicators, every change."""

from dataclasses import replace
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.figures import EmptyState
from rione.core.identity.rules.actors import Actor
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries import records
from ..rules.conflicts import Subject
from . import record_words as words

_NONE = EmptyState(_("Nothing here yet"), _("Load a programme’s folder first."))
SUBJECT = Field(
    "subject_kind", _("About"), kind="choice", choices=words.SUBJECT_KINDS, secondary=True
)
GROUP = Field("group", _("What"), kind="choice", choices=words.FIELDS)


def indicator_rows(actor: Actor) -> QuerySet[Any]:
    """Indicators with `title` in the language of the page."""
    name = F(f"name_{formats.language()}")
    return records.indicators_of(actor).annotate(title=name)


STATEMENTS = OfficeList(
    name="statements",
    title=_("Statements"),
    lead=_("What documents state, as folders and the office entered it; nothing is ever deleted."),
    noun=lambda count: ngettext("statement", "statements", count),
    fields=(
        Field("number", _("Number"), kind="number", path="id", heading=True),
        SUBJECT,
        Field("subject_key", _("Name")),
        GROUP,
        Field("said", _("Value"), sortable=False),
        Field("amount_cents", _("Amount"), kind="money", null=True),
        Field("document", _("Document"), path="document__code"),
        Field("as_of", _("As of"), secondary=True),
        Field("field", _("Field"), secondary=True),
        Field(
            "origin", _("Origin"), kind="choice", path="loaded_in__origin", choices=words.ORIGINS
        ),
        Field(
            "standing",
            _("State"),
            kind="choice",
            choices=words.STANDINGS,
            tones=words.STANDING_TONES,
        ),
        Field("entered_at", _("Entered"), kind="instant", path="loaded_in__at", secondary=True),
    ),
    rows=records.statements_of,
    facets=(Facet("standing"), Facet("origin"), Facet("subject_kind"), Facet("group")),
    search=("subject_key__icontains", "field__icontains", "quote__icontains"),
    default="-number",
    link=lambda row: reverse("office:statement", args=[row.number]),
    empty=_NONE,
)

CONFLICTS = OfficeList(
    name="conflicts",
    title=_("Disagreements"),
    lead=_("Where documents disagree: decided by the declared rule, by a person, or not yet."),
    noun=lambda count: ngettext("disagreement", "disagreements", count),
    fields=(
        Field("subject_key", _("Name"), heading=True),
        SUBJECT,
        GROUP,
        Field("field", _("Field"), secondary=True),
        Field("about", _("Kind"), kind="choice", choices=words.ABOUT, secondary=True),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=words.CONFLICT_STATES,
            tones=words.CONFLICT_TONES,
        ),
        Field("place", "", kind="number", path="position", shown=False),
        Field("key", "", shown=False, sortable=False),
    ),
    rows=records.conflicts_of,
    facets=(Facet("state"), Facet("subject_kind"), Facet("group")),
    search=("subject_key__icontains", "field__icontains"),
    default="place",
    link=lambda row: reverse("office:conflict", args=[row.key]),
    empty=EmptyState(_("No disagreements"), _("Documents agree about everything.")),
)

DOCUMENTS = OfficeList(
    name="source_documents",
    title=_("Documents of the register"),
    lead=_("What statements come from; rank 1 decides over 2."),
    noun=lambda count: ngettext("document", "documents", count),
    fields=(
        Field("code", _("Short name"), heading=True),
        Field("title", _("Title")),
        Field("kind", _("Kind"), kind="choice", choices=words.DOCUMENT_KINDS),
        Field("printed_date", _("Printed"), secondary=True),
        Field("content_date", _("Content as of"), secondary=True),
        Field("rank", _("Rank"), kind="number"),
        Field("statements", _("Statements"), kind="number"),
    ),
    rows=records.documents_of,
    facets=(Facet("kind"),),
    search=("code__icontains", "title__icontains"),
    default="rank",
    link=lambda row: reverse("programme:document", args=[row.code]),
    empty=_NONE,
)

INDICATORS = OfficeList(
    name="indicator_values",
    title=_("Indicators of the register"),
    lead=_("Targets and what was achieved, each figure with the document that states it."),
    noun=lambda count: ngettext("indicator", "indicators", count),
    fields=(
        Field("code", _("Code"), heading=True),
        Field("title", _("Title")),
        Field("baseline", _("At the start"), secondary=True),
        Field("target_2018", _("Target 2018")),
        Field("target_2023", _("Target 2023")),
        Field("latest", _("Latest value")),
        Field("latest_on", _("On")),
        Field("source", _("Source"), secondary=True),
        Field("lacking", _("Something is missing"), kind="yesno"),
    ),
    rows=indicator_rows,
    search=("code__icontains", "name_it__icontains", "name_en__icontains"),
    default="code",
    link=lambda row: reverse("office:subject_history", args=["indicator", row.code]),
    empty=_NONE,
)

HISTORY = OfficeList(
    name="register",
    title=_("Every change"),
    lead=_("Each statement made or retired and each decision: who, when and why."),
    noun=lambda count: ngettext("change", "changes", count),
    fields=(
        Field("at", _("When"), kind="instant", heading=True),
        Field("what", _("Change"), kind="choice", choices=words.EVENTS),
        SUBJECT,
        Field("subject_key", _("Name")),
        GROUP,
        Field("field", _("Field"), secondary=True),
        Field("document", _("Document"), path="document__code", null=True),
        Field("body", _("For")),
        Field("who", _("Who")),
        Field("why", _("Why")),
        Field("origin", _("Origin"), kind="choice", choices=words.ORIGINS, secondary=True),
        Field("statement", _("Statement"), kind="number", path="statement_id", null=True),
    ),
    rows=records.events_of,
    facets=(Facet("what"), Facet("origin"), Facet("subject_kind"), Facet("group")),
    search=("subject_key__icontains", "why__icontains"),
    default="-at",
    empty=_NONE,
)


def history_of(subject: Subject, title: Any) -> OfficeList:
    """Every change about one subject."""
    kind, key = subject
    return replace(
        HISTORY,
        name="subject_register",
        title=title,
        rows=lambda actor: records.events_of(actor).filter(subject_kind=kind, subject_key=key),
        fields=tuple(item for item in HISTORY.fields if not item.name.startswith("subject_")),
        facets=(Facet("what"), Facet("origin"), Facet("group")),
    )
