"""Statements of the office for tests, and the whole projection as one value."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme.models import Load, Statement
from rione.programme.operations import add_statement, retire_statement

from ..factories import acting_as

MILAN, SESTO = "015146", "015209"
ACTION = ("action", "MI1.1.1.a")
KEPT = ("statement", "load", "resolution", "sourcedocument", "operation", "recordevent")


def officer(municipality: str = MILAN) -> Actor:
    return acting_as(Role.PROGRAMME_OFFICER, municipality)


def said(field: str, value: Any, source: str = "pagina:7", **more: Any) -> dict[str, Any]:
    return {"field": field, "value": value, "from": source, **more}


def stated(
    actor: Actor, what: dict[str, Any], *, about: tuple[str, str] = ACTION, key: str = ""
) -> int:
    """State something as a request does; the id of the statement."""
    with scope(actor):
        return int(
            add_statement(
                actor=actor,
                key=key or str(uuid4()),
                subject_kind=about[0],
                subject_key=about[1],
                said=what,
                reason="Arrivato oggi",
            )
        )


def taken_back(actor: Actor, statement: int) -> None:
    with scope(actor):
        retire_statement(
            actor=actor, key=str(uuid4()), statement=statement, reason="Inserito per errore"
        )


def projection() -> dict[str, list[Any]]:
    """Everything that is shown, with statements by their identity instead of their key."""
    identities = dict(Statement.objects.values_list("pk", "identity"))
    return {
        model.__name__: sorted(map(repr, _rows(model, identities)))
        for model in apps.get_app_config("programme").get_models()
        if model._meta.model_name not in KEPT and model._meta.managed
    }


def _rows(model: type[models.Model], identities: dict[int, str]) -> Iterable[Any]:
    for row in model._default_manager.all():
        values = {}
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.primary_key:
                continue
            if field.related_model is Statement:
                value = identities.get(value)
            elif field.related_model is not None and value is not None:
                value = _name(getattr(row, field.name))
            values[field.attname] = value
        yield sorted(values.items(), key=lambda item: item[0])


def _name(row: models.Model) -> str:
    """What a row is called by itself, whatever its key."""
    for column in ("code", "key", "slug"):
        if hasattr(row, column):
            return str(getattr(row, column))
    return " ".join(str(getattr(row, c)) for c in ("subject_kind", "subject_key", "field", "about"))


def folder_loads() -> int:
    return Load.objects.filter(origin="folder").count()
