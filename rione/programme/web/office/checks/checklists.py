"""Check-lists: the list, one version, drafts and their questions."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.design.tables import Cell, Column
from rione.core.office.acting import actor_of
from rione.core.office.forms import KeyedForm
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.checks import OFFICER, STAFF
from ....lists import check_words as words
from ....lists.checks import CHECK_TEMPLATES
from ....models import CheckTemplate
from ....operations import checklists as operations
from ....queries.checks import template_by_id, template_state
from .case import Case, Fact, Section, badge_of, case_page, or_404, table_of, trail
from .check_forms import DraftForm, ItemsForm, NewListForm, items_of


def title_of(row: CheckTemplate) -> str:
    return str(formats.bilingual(row, "title").text)


def home(row: CheckTemplate) -> str:
    return reverse("office:check_template", args=[row.pk])


def crumbs(row: CheckTemplate | None = None) -> list[Crumb]:
    more = [Crumb(title_of(row), home(row))] if row else []
    return trail("office:check_templates", CHECK_TEMPLATES.title, *more)


def found(request: HttpRequest, key: int) -> CheckTemplate:
    """A version; 404 unless it is the municipality's."""
    return or_404(lambda: template_by_id(actor_of(request), key))


@declares(*STAFF)
@require_safe
def template_list(request: HttpRequest) -> HttpResponseBase:
    """All versions of all check-lists."""
    actions = []
    if actor_of(request).role in OFFICER:
        actions = [
            Link(_("Write a check-list"), reverse("office:new_check_template")),
            Link(_("Load those of the platform"), reverse("office:load_check_templates")),
        ]
    return list_page(
        request,
        CHECK_TEMPLATES,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*STAFF)
@require_safe
def template(request: HttpRequest, key: int) -> HttpResponse:
    """One version with its questions. Three SQL statements."""
    actor = actor_of(request)
    row = found(request, key)
    state = template_state(row)
    columns = (
        Column("number", _("Number"), heading=True),
        Column("question", _("Question")),
    )
    rows = [
        {
            "number": item.number,
            "question": Cell(formats.bilingual(item, "question"), note=item.reference),
        }
        for item in row.items.order_by("position")
    ]
    draft = row.published_at is None
    return case_page(
        request,
        Case(
            kicker=words.CHECK_KINDS[row.kind],
            title=title_of(row),
            badge=badge_of(words.TEMPLATE_STATES, words.TEMPLATE_TONES, state),
            facts=[
                Fact(_("Code"), row.code),
                Fact(_("Version"), str(row.version)),
                Fact(_("Published"), None if draft else formats.moment(row.published_at)),
            ],
            actions=_actions(row, draft) if actor.role in OFFICER else (),
            sections=(
                Section(
                    "questions",
                    _("Questions"),
                    table=table_of("questions", _("Questions"), columns, rows),
                    empty=_("It asks nothing yet."),
                ),
            ),
        ),
        crumbs(),
    )


def _actions(row: CheckTemplate, draft: bool) -> list[Link]:
    if draft:
        return [
            Link(_("Write its questions"), reverse("office:write_check_items", args=[row.pk])),
            Link(_("Publish it"), reverse("office:publish_check_template", args=[row.pk])),
        ]
    return [Link(_("Make a new version"), reverse("office:draft_check_template", args=[row.pk]))]


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Publish the check-lists that come with the platform."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=KeyedForm,
        do=lambda data: operations.load_check_templates(actor=actor, key=data["key"]),
        title=_("Load the check-lists of the platform"),
        lead=_("Those that differ from what is published become a new version."),
        crumbs=crumbs(),
        submit=_("Load them"),
        done=_("The check-lists are up to date."),
        then=reverse("office:check_templates"),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_new(request: HttpRequest) -> HttpResponse:
    """Begin a check-list of one's own."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=NewListForm,
        do=lambda data: operations.draft_check_template(
            actor=actor,
            key=data["key"],
            based_on=None,
            code=data["code"],
            kind=data["kind"],
            title_it=data["title_it"],
            title_en=data["title_en"],
        ),
        title=_("Write a check-list"),
        crumbs=crumbs(),
        done=_("The draft is begun; write its questions."),
        then=lambda key: reverse("office:write_check_items", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, key: int) -> HttpResponse:
    """Begin the next version of a check-list."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=DraftForm,
        initial={"title_it": row.title_it, "title_en": row.title_en},
        do=lambda data: operations.draft_check_template(
            actor=actor,
            key=data["key"],
            based_on=row.pk,
            code="",
            kind="",
            title_it=data["title_it"],
            title_en=data["title_en"],
        ),
        title=_("Make a new version"),
        lead=_("Checks that have begun keep the version that they began with."),
        crumbs=crumbs(row),
        done=_("The draft is begun; write its questions."),
        then=lambda made: reverse("office:write_check_items", args=[made]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_items(request: HttpRequest, key: int) -> HttpResponse:
    """Write the questions of a draft."""
    actor, row = actor_of(request), found(request, key)
    items = operations.as_list(row).items
    return write_page(
        request,
        form_class=ItemsForm,
        form_kwargs={"items": items},
        do=lambda data: operations.write_check_items(
            actor=actor, key=data["key"], template=row.pk, items=items_of(data)
        ),
        title=_("Questions of the check-list"),
        crumbs=crumbs(row),
        done=_("The questions are stored."),
        then=home(row),
        template="programme/office/checks/items.html",
        context={"kicker": title_of(row)},
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Publish a draft."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=KeyedForm,
        do=lambda data: operations.publish_check_template(
            actor=actor, key=data["key"], template=row.pk
        ),
        title=_("Publish the check-list"),
        lead=_("From then on nothing of it changes, and new checks begin with it."),
        crumbs=crumbs(row),
        submit=_("Publish it"),
        done=_("The check-list is published."),
        then=home(row),
    )
