"""Verbs, purposes and actors in the reader's language; what nobody has words for is shown as its
code.

A context registers words for verbs that are no verbs of access; those that are have a label there.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import ROLE_NAMES
from rione.core.identity.access import registered as verbs_of_access

_verbs: dict[str, Any] = {}
_purposes: dict[str, Any] = {
    "office.work": _("Office work"),
    "audit.control": _("Control of the audit trail"),
}
ROLES = {role.value: name for role, name in ROLE_NAMES.items()}
KINDS = {
    "account": _("Somebody with an account"),
    "person": _("A resident"),
    "machine": _("Another system"),
    "job": _("The platform itself"),
    "anonymous": _("Somebody who had not logged in"),
}


def register(*, verbs: Mapping[str, Any], purposes: Mapping[str, Any] | None = None) -> None:
    """Add words; different ones for what has some are an error."""
    for known, more in ((_verbs, verbs), (_purposes, purposes or {})):
        for code, words in more.items():
            if known.setdefault(code, words) is not words:
                raise ValueError(f"two words for {code}")


def verb_words() -> dict[str, Any]:
    """All verbs that there are words for."""
    return {**{verb.name: verb.label for verb in verbs_of_access()}, **_verbs}


def verb(code: str) -> Any:
    """What was done."""
    return verb_words().get(code, code)


def purpose(code: str) -> Any:
    """What for."""
    return _purposes.get(code, code)


def actor(kind: str, role: str) -> Any:
    """Who did it: the role acted under, else the kind of actor."""
    return ROLES.get(role, role) if role else KINDS.get(kind, kind)
