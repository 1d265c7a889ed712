"""Small pieces of markup made without a template: a table of a hundred rows draws hundreds."""

from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from .figures import Badge


def text_of(value: Any) -> str:
    """A value as a template would print it: numbers in the language's way, text escaped."""
    if isinstance(value, str | Promise) or hasattr(value, "__html__"):
        return conditional_escape(value)
    return conditional_escape(str(localize(value)))


def badge_html(badge: Badge) -> SafeString:
    """A state: its label, and its tone as colour and shape."""
    return mark_safe(  # noqa: S308 (both parts are escaped)
        f'<span class="state state-{escape(badge.tone)}">{text_of(badge.label)}</span>'
    )
