"""Sheets to print: what the page of an action or of a project says, as blocks of a paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.pdf import Note, Paper, Section, Table
from rione.core.pdf.blocks import Block

from ..queries.shapes import ActionDetail, DocumentRef, ProjectDetail, Stated, SubjectRef
from ..queries.sheets import SheetData
from . import action_page, project_page, sheet_blocks, words

NO_DATE = date(2014, 1, 1)
"""Day of a sheet whose documents carry no date: the programme's own beginning."""


def of_action(action: ActionDetail, data: SheetData, page: str) -> Paper:
    """The sheet of an action; `page` is the whole address of its page."""
    state = action.state
    source = state.project_source if action_page.covered(state) else state.source
    sections = (
        Section(_("Money"), sheet_blocks.money_of_action(action)),
        Section(_("Where it stands"), sheet_blocks.state_of_action(action)),
        Section(_("What it consists of"), sheet_blocks.consists_of(action)),
        Section(_("Where"), sheet_blocks.places(action.places)),
        Section(_("Indicators"), sheet_blocks.indicator_table(data.indicators)),
        Section(_("Where the documents disagree"), sheet_blocks.conflicts(action.conflicts)),
        Section(_("What no document says"), sheet_blocks.gaps(action.gaps)),
        Section(_("Documents that speak of it"), sheet_blocks.documents(action.documents)),
    )
    about = SubjectRef("action", action.code, action.title)
    paper = _paper(about, sections, action.documents, page)
    name = _("Action")
    project = words.text(action.project.title)
    return replace(
        paper,
        kicker=f"{name} {action.code} · {project}",
        lead=words.text(action.summary),
        state=_state(words.state(state.effective), source),
    )


def of_project(found: ProjectDetail, data: SheetData, page: str) -> Paper:
    """The sheet of a project; `page` is the whole address of its page."""
    sections = (
        Section(_("Money"), sheet_blocks.money_of_project(found, data.funds)),
        Section(_("Its actions"), (_actions(found),)),
        Section(
            _("What the documents say of the whole project"),
            sheet_blocks.facts((*found.quantities,), (*found.facts,), (*found.parties,)),
        ),
        Section(_("Where"), sheet_blocks.places(found.places, related=False)),
        Section(_("Indicators"), sheet_blocks.indicator_table(data.indicators)),
        Section(
            _("Where the documents disagree"), sheet_blocks.conflicts(found.conflicts, named=True)
        ),
        Section(_("What no document says"), sheet_blocks.gaps(found.gaps, named=True)),
        Section(_("Documents that speak of it"), sheet_blocks.documents(found.documents)),
    )
    about = SubjectRef("project", found.project.slug, found.project.title)
    paper = _paper(about, sections, found.documents, page)
    return replace(
        paper,
        kicker=project_page.name(found.project) or _("Project"),
        state=_state(words.project_state(found.state), found.state_source) if found.state else "",
    )


def _paper(
    about: SubjectRef,
    sections: Sequence[Section],
    documents: Sequence[DocumentRef],
    page: str,
) -> Paper:
    """What both sheets share; a section that has nothing to say is left out."""
    newest = max((one.content_date or one.printed_date or "" for one in documents), default="")
    until = _("Documents up to: %(date)s") % {"date": formats.partial_date(newest)}
    return Paper(
        language=formats.language(),
        title=words.text(about.title) or about.key,
        kicker=about.key,
        head="Rione",
        page=_("page {n} of {total}"),
        dated=_day(newest),
        sections=tuple(one for one in sections if one.blocks),
        notice=_(
            "Funded by the European Union – European Structural and Investment Funds, within the"
            " Italian national programme “PON Città Metropolitane 2014–2020”."
        ),
        link=page,
        link_label=_("This page on the web, with every source:"),
        data_of=until if newest else "",
    )


def _actions(found: ProjectDetail) -> Block:
    """Code, title, state and money of each action."""
    if not found.actions:
        return Note(_("not given"))
    return Table(
        columns=(_("Action"), _("State"), _("Total of the known amounts")),
        rows=tuple(
            (
                f"{row.code} {words.text(row.title)}",
                words.state(row.state),
                sheet_blocks.sum_words(row.total_cents, row.unknown, bool(row.amounts)),
            )
            for row in found.actions
        ),
        numeric=(2,),
        foot=(_("Total"), "", formats.euro(found.as_printed.total_cents)),
    )


def _state(name: str, source: Stated | None) -> str:
    """A state and since when the documents say so."""
    if source is None or not source.as_of:
        return name
    return f"{name} · {formats.partial_date(source.as_of)}"


def _day(partial: str) -> date:
    """The first day of a partial date."""
    year, month, day = f"{partial}-1-1".split("-")[:3]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return NO_DATE
