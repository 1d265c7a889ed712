"""Telling those who follow an action by e-mail that there is something new about it."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from rione.core.notices.kinds import Link
from rione.core.notices.operations import Story, publish_all

from ..models import Action
from ..rules.conflicts import Subject

KIND = "action_news"


def announce(actions: Iterable[str], *, dedupe: str) -> None:
    """Tell the confirmed followers of actions, once an action and key. What is new stands on the
    page of the action, so that the mail repeats no figure that may be corrected meanwhile.

    Called inside the transaction of what is new. Two SQL statements, none without actions.
    """
    publish_all(
        [
            Story(f"action:{code}", Link("programme:action", (code,)), {"code": code})
            for code in sorted(set(actions))
        ],
        kind=KIND,
        dedupe=dedupe,
    )


def states_shown(about: Collection[Subject] | None = None) -> dict[str, str]:
    """The public state, by code, of the actions whose state statements about some subjects decide;
    of every action unless subjects are given. One SQL."""
    rows = Action.objects.all()
    if about is not None:
        codes = [key for kind, key in about if kind == "action"]
        projects = [key for kind, key in about if kind == "project"]
        rows = rows.filter(Q(code__in=codes) | Q(project__key__in=projects))
    return dict(rows.values_list("code", "state"))


def announce_change(
    about: Collection[Subject], before: Mapping[str, str], *, dedupe: str, everywhere: bool = False
) -> None:
    """Tell what is new after statements about some subjects changed or were decided on: about the
    actions among them, and those whose public state is not what it was `before`.

    `before` is what `states_shown` gave for the same subjects, or for all with `everywhere`. Three
    SQL statements.
    """
    after = states_shown(None if everywhere else about)
    actions = {key for kind, key in about if kind == "action"}
    actions |= {code for code, state in after.items() if before.get(code, state) != state}
    announce(actions & set(after), dedupe=dedupe)
