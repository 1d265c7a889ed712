"""“Acting as …” on every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ..access import ROLE_NAMES
from ..queries import MembershipShape
from ..rules.roles import Role


@dataclass(frozen=True, slots=True)
class AccountBar:
    """What the header says of whoever is logged in (`name` is "" when nobody is).

    `choices`: how many memberships there are; `waiting`: the one shown needs a second factor
    first; `demo`: there is a role switcher. `template` draws it, and for whoever is logged in the
    templates `parts` (the setting ACCOUNT_BAR_PARTS), which other parts of the platform give.
    """

    name: str = ""
    role: Any = ""
    organisation: str = ""
    choices: int = 0
    waiting: bool = False
    demo: bool = False
    parts: tuple[str, ...] = ()
    template: str = "identity/parts/bar.html"


def acting(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `account_bar`. No SQL of its own."""
    actor = getattr(request, "actor", None)
    demo = bool(getattr(settings, "RIONE_DEMO_SWITCHER", False))
    if actor is None or not actor.is_known:
        return {"account_bar": AccountBar(demo=demo)}
    waiting: MembershipShape | None = getattr(request, "waiting", None)
    memberships: tuple[MembershipShape, ...] = getattr(request, "memberships", ())
    shown = waiting or next((m for m in memberships if str(m.id) == actor.membership), None)
    return {
        "account_bar": AccountBar(
            name=str(request.user),
            role=ROLE_NAMES[Role(shown.role)] if shown else "",
            organisation=shown.organisation_name if shown else "",
            choices=len(memberships),
            waiting=waiting is not None,
            demo=demo,
            parts=tuple(getattr(settings, "ACCOUNT_BAR_PARTS", ())),
        )
    }
