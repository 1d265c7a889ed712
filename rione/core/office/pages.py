"""A page with a form that does one thing: shown, refused with the reason, or done."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rione.core.design.figures import Crumb
from rione.core.writes import Refused

from .forms import KeyedForm


def write_page(
    request: HttpRequest,
    *,
    form_class: type[KeyedForm],
    do: Callable[[dict[str, Any]], Any],
    title: str,
    crumbs: Sequence[Crumb],
    done: str,
    then: str | Callable[[Any], str],
    lead: str = "",
    submit: str = "",
    initial: Mapping[str, Any] | None = None,
    form_kwargs: Mapping[str, Any] | None = None,
    template: str = "office/form.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form; POST does `do(cleaned_data)`, an `@operation` with the form's key.

    `Refused` becomes an error at its field, and 422 with what was typed kept. Otherwise `done`
    is said and `then` (an address, or a function of the result) comes next. `submit` is the
    button's text; `lead` a sentence under the title; `context` goes to the template.
    """
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(data, files, initial=dict(initial or {}), **dict(form_kwargs or {}))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                result = do(form.cleaned_data)
            except Refused as refused:
                known = refused.field if refused.field in form.fields else None
                form.add_error(known, str(refused))
            else:
                messages.success(request, done)
                return redirect(then if isinstance(then, str) else then(result))
        status = 422
    return render(
        request,
        template,
        {
            "crumbs": [*crumbs, Crumb(title)],
            "title": title,
            "lead": lead,
            "submit": submit,
            "form": form,
            **dict(context or {}),
        },
        status=status,
    )


def do_now(
    request: HttpRequest,
    *,
    do: Callable[[str], Any],
    done: str,
    then: str | Callable[[Any], str],
    back: str,
) -> HttpResponse:
    """A button without further fields: `do(key)` with the key that the button's form sent.

    `Refused` is said on the page `back`.
    """
    form = KeyedForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors["key"]))))
        return redirect(back)
    try:
        result = do(form.cleaned_data["key"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    messages.success(request, done)
    return redirect(then if isinstance(then, str) else then(result))
