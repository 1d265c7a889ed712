"""Samples: the list, one of them drawn again before one's eyes, and drawing one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.checks import STAFF
from ....lists import check_words as words
from ....lists.checks import SAMPLES
from ....models import SampleDraw
from ....operations import sampling as operations
from ....queries.checks import sample_by_id
from ....rules import sampling
from ....rules.sampling import Unit
from .case import Case, Fact, Section, case_page, or_404, table_of, trail
from .check_forms import SampleForm
from .forms import choices_of

MOST_SHOWN = 500


def crumbs() -> list[Crumb]:
    return trail("office:samples", SAMPLES.title)


@declares(*STAFF)
@require_safe
def sample_list(request: HttpRequest) -> HttpResponseBase:
    """All samples of the municipality."""
    return list_page(
        request,
        SAMPLES,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=[Link(_("Draw a sample"), reverse("office:draw_sample"))],
    )


def drawn_again(row: SampleDraw, units: list[Unit], taken: set[str]) -> bool:
    """Whether drawing again from what was kept takes the same units."""
    again = sampling.draw(units, method=row.method, size=row.size, seed=row.seed)
    return sampling.input_hash(units) == row.input_hash and taken == {
        one.key for one in again if one.taken
    }


@declares(*STAFF)
@require_safe
def sample(request: HttpRequest, key: UUID) -> HttpResponse:
    """One sample with its population, drawn again. Three SQL statements."""
    row = or_404(lambda: sample_by_id(actor_of(request), key))
    units = list(
        row.units.order_by("-taken", "-cents", "key").values_list(
            "key", "label", "cents", "taken", "chance", "reason", "operation__code"
        )
    )
    same = drawn_again(
        row,
        [Unit(str(unit[0]), unit[2]) for unit in units],
        {str(unit[0]) for unit in units if unit[3]},
    )
    columns = (
        Column("label", _("Unit"), heading=True),
        Column("operation", _("Operation")),
        Column("cents", _("Amount"), numeric=True),
        Column("chance", _("Chance"), numeric=True),
        Column("taken", _("Taken")),
    )
    rows = [
        {
            "label": label,
            "operation": Cell(code, url=reverse("office:operation", args=[code])),
            "cents": formats.euro(cents),
            "chance": formats.percent(chance / 10_000, 2),
            "taken": Cell(
                None,
                badge=Badge(_("yes"), "positive") if taken else Badge(_("no"), "neutral"),
                note=words.SAMPLE_REASONS[reason],
            ),
        }
        for _key, label, cents, taken, chance, reason, code in units[:MOST_SHOWN]
    ]
    return case_page(
        request,
        Case(
            kicker=words.POPULATIONS[row.population],
            title=_("Sample of %(day)s") % {"day": formats.partial_date(row.drawn_at.date())},
            badge=Badge(_("Drawn again with the same result"), "positive")
            if same
            else Badge(_("Drawn again with another result"), "negative"),
            facts=[
                Fact(_("Method"), words.SAMPLE_METHODS[row.method]),
                Fact(_("Size"), formats.number(row.size)),
                Fact(_("Seed"), row.seed),
                Fact(_("Units"), formats.number(row.population_count)),
                Fact(_("Amount"), formats.euro(row.population_cents)),
                Fact(_("Digest of the population"), row.input_hash),
                Fact(_("Why"), row.reason),
                Fact(_("Drawn"), formats.moment(row.drawn_at)),
            ],
            sections=(
                Section("units", _("Units"), table=table_of("units", _("Units"), columns, rows)),
            ),
        ),
        crumbs(),
    )


@declares(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=SampleForm,
        form_kwargs={
            "choices": {"population": choices_of(words.POPULATIONS, operations.populations())}
        },
        do=lambda data: operations.draw_sample(
            actor=actor,
            key=data["key"],
            population=data["population"],
            method=data["method"],
            size=data["size"],
            seed=data["seed"],
            reason=data["reason"],
        ),
        title=_("Draw a sample"),
        lead=_("The population is kept with the sample, so that anybody can draw it again."),
        crumbs=crumbs(),
        submit=_("Draw"),
        done=_("The sample is drawn."),
        then=lambda key: reverse("office:sample", args=[key]),
    )
