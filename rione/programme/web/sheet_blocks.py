"""Parts of a sheet as blocks of plain text, from the same words as the pages."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Badge, Citation, Comparison
from rione.core.design.tables import Cell
from rione.core.pdf import Bars, Bullets, Facts, Note, Table, Timeline
from rione.core.pdf.blocks import Bar, Block, Fact, Moment

from ..queries.shapes import (
    ActionDetail,
    ConflictLine,
    DocumentRef,
    FactLine,
    GapLine,
    IndicatorLine,
    Label,
    PartyLine,
    PlaceLine,
    ProjectDetail,
    QuantityLine,
)
from . import action_page, disagreements, indicators, money, parts, sentences, values, words

plain = formats.plain


def cited(source: Citation | None) -> str:
    """A source on one line: document, place, date."""
    if source is None:
        return ""
    printed = formats.partial_date(source.printed) if source.printed else ""
    return ", ".join(part for part in (f"“{source.document}”", source.place, printed) if part)


def sum_words(cents: int, unknown: int, known: bool) -> str:
    """A sum; amounts that nobody gives are named beside it and never counted as zero."""
    if not known or (unknown and not cents):
        return parts.not_given()
    return "\n".join(part for part in (formats.euro(cents), words.unknown_amounts(unknown)) if part)


def money_of_action(action: ActionDetail) -> tuple[Block, ...]:
    """Amounts by fund with their sum, bars on one scale, where each is printed."""
    total = action_page.total(action)
    if not action.financing:
        return (Note(plain(total.note)),)
    rows = tuple(_amount(one) for one in money.amounts(action))
    foot = (plain(total.label), plain(total.value)) if total.value is not None else ()
    blocks: list[Block] = [Table((_("Fund"), _("Amount")), rows, (1,), foot)]
    if money.action_chart(action):
        blocks.append(
            _bars([(words.label(one.fund), one.amount_cents) for one in action.financing])
        )
    if total.value is None or action.total_is_ours:
        blocks.append(Note(_ours(action)))
    if action.unknown:
        blocks.append(Note(_("Not counted: %(what)s.") % {"what": _uncounted(action)}))
    printed = action_page.printed_total(action)
    if printed and not printed["equal"]:
        told = _("The parts above give another sum: the difference is %(difference)s.") % printed
        label = _("Total as printed")
        blocks.append(Note(f"{label}: {printed['amount']}. {told}", strong=True))
    sources = tuple(
        (words.label(one.fund), cited(values.citation(one.source)))
        for one in action.financing
        if one.source
    )
    if sources:
        blocks.append(Bullets(sources))
    return tuple(blocks)


def _amount(one: Mapping[str, object]) -> tuple[str, str]:
    """A fund, whether documents disagree about it, and how much it gives."""
    badge = one["badge"]
    told = f" ({badge.label.lower()})" if isinstance(badge, Badge) else ""
    return f"{one['fund']}{told}", str(one["amount"])


def _ours(action: ActionDetail) -> str:
    """Why no document prints the total shown, or why none is shown."""
    if any(one.amount_cents is not None for one in action.financing):
        return _("Our sum: no document prints this total.")
    return _("No document gives an amount for this action.")


def _uncounted(action: ActionDetail) -> str:
    """Funds whose amount is not known."""
    return ", ".join(words.label(one.fund) for one in action.financing if one.amount_cents is None)


def money_of_project(found: ProjectDetail, funds: Mapping[str, Label]) -> tuple[Block, ...]:
    """Both totals, and the printed one by fund."""
    cards = money.total_cards(found.as_printed, found.net)
    if found.as_printed.total_cents == found.net.total_cents:
        cards = cards[:1]
    if not found.as_printed.by_fund:
        return (Note(_("no amount given")),)
    facts = Facts(tuple(Fact(plain(one.label), plain(one.exact), plain(one.note)) for one in cards))
    given = [
        (words.label(funds.get(code)) or code, cents)
        for code, cents in found.as_printed.by_fund.items()
        if cents
    ]
    table = Table(
        (_("Fund"), _("Known amounts")),
        tuple((name, formats.euro(cents)) for name, cents in given),
        (1,),
        (_("Total"), formats.euro(found.as_printed.total_cents)),
    )
    return (facts, table, _bars(given)) if len(given) > 1 else (facts, table)


def _bars(amounts: Iterable[tuple[str, int | None]]) -> Block:
    """Amounts on one scale; one that nobody gives has no bar."""
    amounts = tuple(amounts)
    most = max((cents or 0 for _name, cents in amounts), default=0) or 1
    said = [(name, formats.euro(cents)) for name, cents in amounts]
    return Bars(
        tuple(
            Bar(name, None if cents is None else cents / most, formats.euro(cents))
            for name, cents in amounts
        ),
        "; ".join(f"{name}: {value}" for name, value in said),
    )


def state_of_action(action: ActionDetail) -> tuple[Block, ...]:
    """What stands over it, the states that documents give, what it waits for."""
    blocks: list[Block] = []
    if over := action_page.covered(action.state):
        blocks.append(
            Note(
                _("The project is “%(state)s”, and that counts for this action too.")
                % {"state": over.project_state.lower()},
                strong=True,
            )
        )
    moments = tuple(
        Moment(
            when=formats.partial_date(entry.date),
            title=plain(entry.title),
            quote=plain(entry.wording),
            lang=entry.lang,
            source=" ".join(part for part in (plain(entry.text), cited(entry.source)) if part),
            current=entry.current,
        )
        for entry in action_page.timeline(action.state)
    )
    blocks.append(
        Timeline(moments, _("current state"))
        if moments
        else Note(_("No document says where this action stands"))
    )
    if action.waits_for:
        waits = _("It waits for")
        blocks.append(
            Facts(
                tuple(
                    Fact(
                        f"{waits} {line.target.code}",
                        f"{words.text(line.target.title)} – {words.text(line.milestone)}",
                        sentences.dependency(line.reason),
                    )
                    for line in action.waits_for
                )
            )
        )
    return tuple(blocks)


def consists_of(action: ActionDetail) -> tuple[Block, ...]:
    """Quantities, facts, bodies, kind, axis."""
    own = Facts(
        (
            Fact(_("Kind"), ", ".join(words.kind(kind) for kind in action.kinds)),
            Fact(_("Axis"), f"{action.axis.code}. {words.text(action.axis.title)}"),
        )
    )
    return (*facts(action.quantities, action.facts, action.parties), own)


def facts(
    quantities: Sequence[QuantityLine], texts: Sequence[FactLine], bodies: Sequence[PartyLine]
) -> tuple[Block, ...]:
    """What documents say, one line each; nothing when they say nothing."""
    found = [*parts.quantities(quantities), *parts.facts(texts), *parts.parties(bodies)]
    rows = tuple(
        Fact(
            plain(one.name),
            plain(one.value),
            " ".join(part for part in (plain(one.note), cited(one.source)) if part),
        )
        for one in found
    )
    return (Facts(rows),) if rows else ()


def places(lines: Sequence[PlaceLine], *, related: bool = True) -> tuple[Block, ...]:
    """Each place once: its name, its address if it says more. `related`: what the action is to
    it."""
    if not lines:
        return (Note(_("The documents name no address for it.")),)
    said: dict[str, tuple[PlaceLine, list[str]]] = {}
    for line in lines:
        relations = said.setdefault(line.slug, (line, []))[1]
        relation = words.relation(line.relation)
        if related and relation not in relations:
            relations.append(relation)
    return (Bullets(tuple(_place(line, relations) for line, relations in said.values())),)


def _place(line: PlaceLine, relations: Sequence[str]) -> tuple[str, str]:
    name = words.text(line.name)
    address = "" if line.address.casefold() == name.casefold() else line.address
    return name, " · ".join(part for part in (address, *relations) if part)


def indicator_table(lines: Sequence[IndicatorLine]) -> tuple[Block, ...]:
    """Targets and achieved values, as the page of indicators shows them in brief."""
    if not lines:
        return ()
    table = indicators.table(lines)
    return (
        Table(
            tuple(plain(column.label) for column in table.columns),
            tuple(
                tuple(_cell(row.get(column.key)) for column in table.columns) for row in table.rows
            ),
            tuple(range(1, len(table.columns))),
        ),
    )


def _cell(value: object) -> str:
    """The words of a cell; a target that no document gives is a dash."""
    if isinstance(value, Cell):
        value = value.value
    return plain(value) if value else "–"


def conflicts(lines: Iterable[ConflictLine], *, named: bool = False) -> tuple[Block, ...]:
    """Every value with its source, and why one is shown. `named`: say what each is about."""
    blocks: list[Block] = []
    for line in lines:
        one = disagreements.disagreement(line)
        name = " ".join(part for part in (one.code, one.subject) if part)
        blocks.append(Note(f"{name}: {one.name}" if named else one.name, strong=True))
        other = _("Another value") if one.comparison.decided else _("One of the values")
        rows = [
            Fact(
                _("Shown on this site") if value.shown else other,
                plain(value.value) if value.value is not None else _("Not known"),
                ". ".join(part for part in (cited(value.source), plain(value.note)) if part),
                plain(value.source.words) if value.source else "",
                value.source.lang if value.source else "it",
            )
            for value in one.comparison.values
        ]
        why = " ".join(part for part in (plain(one.comparison.reason), plain(one.why)) if part)
        if why:
            rows.append(Fact(_("Why"), why, _decided(one.comparison)))
        blocks.append(Facts(tuple(rows)))
    return tuple(blocks)


def _decided(comparison: Comparison) -> str:
    """Who chose the value and when, if a person did."""
    if not comparison.decided_by:
        return ""
    return f"{comparison.decided_by}, {formats.partial_date(comparison.decided_on)}"


def gaps(lines: Iterable[GapLine], *, named: bool = False) -> tuple[Block, ...]:
    """What is missing, each with its sentence."""
    found = [disagreements.gap(line) for line in lines]
    items = tuple(
        (f"{one.code} {one.name}".strip() if named else one.name, plain(one.sentence))
        for one in found
    )
    return (Bullets(items),) if items else ()


def documents(cited_ones: Iterable[DocumentRef]) -> tuple[Block, ...]:
    """Titles as printed, with their dates."""
    items = tuple(
        (one.title, formats.partial_date(one.printed_date) if one.printed_date else "")
        for one in cited_ones
    )
    return (Bullets(items),) if items else ()
