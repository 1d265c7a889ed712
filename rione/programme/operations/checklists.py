"""Check-lists: stored from text, written anew as drafts, published for good."""

from collections.abc import Sequence
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import refuse_here_unless
from ..models import CheckItem, CheckTemplate
from ..queries.checks import template_by_id
from ..rules import checklists, checks
from ..rules.checklists import CheckList, Item
from .casework import line, text

FOLDER = Path(checklists.__file__).parent


@operation("load_check_templates")
def load_check_templates(*, actor: Actor, key: str) -> int:
    """Publish the check-lists that come with the platform, as a new version where what is
    published differs; how many versions were made."""
    refuse_here_unless(actor, "publish_check_template")
    return sum(
        _publish_list(checklists.read_checklist(path.name, path.read_bytes()), actor)
        for path in sorted(FOLDER.glob("*.yaml"))
    )


def _publish_list(wanted: CheckList, actor: Actor) -> int:
    mine = CheckTemplate.objects.filter(municipality=actor.municipality, code=wanted.code)
    newest = mine.filter(published_at__isnull=False).order_by("-version").first()
    if newest is not None and as_list(newest) == wanted:
        return 0
    if mine.filter(published_at=None).exists():
        raise Refused(
            _("There is a draft of this check-list; publish it first: %(code)s.")
            % {"code": wanted.code}
        )
    made = _draft(actor, wanted, (newest.version if newest else 0) + 1)
    _publish(made)
    return 1


def as_list(template: CheckTemplate) -> CheckList:
    """A stored check-list in the shape of its text. One SQL statement."""
    items = template.items.order_by("position")
    return CheckList(
        template.code,
        template.kind,
        template.title_it,
        template.title_en,
        tuple(Item(row.number, row.question_it, row.question_en, row.reference) for row in items),
    )


@operation("draft_check_template")
def draft_check_template(
    *,
    actor: Actor,
    key: str,
    based_on: int | None,
    code: str,
    kind: str,
    title_it: str,
    title_en: str,
) -> int:
    """Begin a draft: the next version of `based_on`, with its questions, or of a new check-list;
    its id. Refused at `code` when there is one, or a draft of it already."""
    refuse_here_unless(actor, "edit_check_template")
    if based_on is not None:
        older = template_by_id(actor, based_on)
        code, kind, items = older.code, older.kind, as_list(older).items
    else:
        items = ()
    if not checklists.CODE.fullmatch(code):
        raise Refused(_("Write a short word in lower case, such as procurement."), field="code")
    if kind not in checks.KINDS:
        raise Refused(_("Choose a value from the list."), field="kind")
    versions = CheckTemplate.objects.filter(municipality=actor.municipality, code=code)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    if based_on is None and last:
        raise Refused(
            _("There is a check-list with this code; make a new version of it."), field="code"
        )
    wanted = CheckList(
        code, kind, line(title_it, "title_it"), line(title_en, "title_en"), tuple(items)
    )
    try:
        with transaction.atomic():
            made = _draft(actor, wanted, last + 1)
    except IntegrityError as error:
        if "checktemplate_one_draft" in str(error) or "version_once" in str(error):
            raise Refused(_("There is a draft of this check-list already."), field="code") from None
        raise
    _record("draft_check_template", made)
    return made.pk


@operation("write_check_items")
def write_check_items(*, actor: Actor, key: str, template: int, items: Sequence[Item]) -> int:
    """Replace the questions of a draft by these, in this order; the draft's id. Refused at
    `items` with the number of what is wrong."""
    refuse_here_unless(actor, "edit_check_template")
    found = _a_draft(actor, template)
    if not items or len(items) > checklists.MOST_ITEMS:
        raise Refused(
            _("Ask between 1 and %(most)d questions.") % {"most": checklists.MOST_ITEMS},
            field="items",
        )
    seen: set[str] = set()
    for item in items:
        if not checklists.NUMBER.fullmatch(item.number) or item.number in seen:
            raise Refused(
                _("Number each question once, such as 1 or 1.2: “%(number)s”.")
                % {"number": item.number[:20]},
                field="items",
            )
        seen.add(item.number)
    found.items.all().delete()
    _put_items(found, items)
    _record("write_check_items", found)
    return found.pk


@operation("publish_check_template")
def publish_check_template(*, actor: Actor, key: str, template: int) -> int:
    """Publish a draft: from now on nothing of it changes, and checks begin with it; its id."""
    refuse_here_unless(actor, "publish_check_template")
    found = _a_draft(actor, template)
    if not found.items.exists():
        raise Refused(_("A check-list asks something; write its questions first."))
    _publish(found)
    return found.pk


def _publish(found: CheckTemplate) -> None:
    CheckTemplate.objects.filter(pk=found.pk).update(published_at=clock.now())
    _record("publish_check_template", found)


def _draft(actor: Actor, wanted: CheckList, version: int) -> CheckTemplate:
    made = CheckTemplate.objects.create(
        municipality=actor.municipality,
        code=wanted.code,
        version=version,
        kind=wanted.kind,
        title_it=wanted.title_it,
        title_en=wanted.title_en,
    )
    _put_items(made, wanted.items)
    return made


def _put_items(found: CheckTemplate, items: Sequence[Item]) -> None:
    CheckItem.objects.bulk_create(
        CheckItem(
            municipality=found.municipality,
            template=found,
            position=at,
            number=item.number,
            question_it=text(item.question_it, "items", most=1000),
            question_en=text(item.question_en, "items", most=1000),
            reference=line(item.reference, "items", most=300, optional=True),
        )
        for at, item in enumerate(items, 1)
    )


def _a_draft(actor: Actor, key: int) -> CheckTemplate:
    found = template_by_id(actor, key, lock=True)
    if found.published_at is not None:
        raise Refused(_("This version is published; make a new one to change it."))
    return found


def _record(verb: str, template: CheckTemplate) -> None:
    record(
        verb=verb,
        subjects=[Subject("check_template", str(template.pk))],
        details={"code": template.code, "version": template.version},
    )
