"""A page that is not there, with a search beside it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ...rules.values import ValueRefused, action_code
from ..listing import clean

LONGEST_CODE = 40


def canonical_code(text: str) -> str:
    """The one spelling of an action's code; "" for what cannot be one."""
    if len(text) > LONGEST_CODE:
        return ""
    try:
        return action_code(text)
    except ValueRefused:
        return ""


def not_found(request: HttpRequest, asked: str, title: str) -> HttpResponse:
    """404 with the words asked for in the search box."""
    return render(
        request, "programme/not_found.html", {"asked": clean(asked), "title": title}, status=404
    )
