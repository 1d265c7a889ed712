"""Tags of office pages: `{% load office %}`."""

from typing import Any
from uuid import uuid4

from django import template
from django.template import Context

from ..acting import actor_of
from ..navigation import office_menu

register = template.Library()


@register.inclusion_tag("office/parts/menu.html", takes_context=True)
def office_navigation(context: Context) -> dict[str, Any]:
    """`{% office_navigation %}`: the pages of the office for the role one acts under."""
    request = context["request"]
    groups = office_menu(actor_of(request).role, request.path)
    here = next((group.pages for group in groups if group.link.active), [])
    return {"groups": groups, "pages": here if len(here) > 1 else []}


@register.simple_tag
def new_key() -> str:
    """`{% new_key %}`: an idempotency key, for a button whose form has no other field."""
    return str(uuid4())
