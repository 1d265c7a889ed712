"""Telling those who follow an action by e-mail that there is something new about it."""

from collections.abc import Iterable

from rione.core.notices.kinds import Link
from rione.core.notices.operations import publish

KIND = "action_news"


def announce(actions: Iterable[str], *, dedupe: str) -> None:
    """Tell the confirmed followers of actions, once under a key. What is new stands on the page
    of the action, so that the mail repeats no figure that may be corrected meanwhile.

    Called inside the transaction of what is new. Two SQL statements an action.
    """
    for code in sorted(set(actions)):
        publish(
            topic=f"action:{code}",
            kind=KIND,
            dedupe=f"{dedupe}:{code}",
            link=Link("programme:action", (code,)),
            parameters={"code": code},
        )
