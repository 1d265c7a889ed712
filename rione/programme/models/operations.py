"""Operations: what the programme office works on, each with its own rows of money and papers."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.identity.models import Organisation

from ..rules.codes import CUP, LOCAL_CODE


class Operation(models.Model):
    """A project of an action with a local code of its own (codice locale progetto).

    `action_code` names the action of the programme of record, whose rows are rebuilt by each
    load, so that it is no foreign key; the self-check compares. `cup` is the public investment
    code, "" while there is none. `beneficiary` may read along, and whoever is in `shared_with`.
    `demonstration`: invented, to show how the platform works; published figures say so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    code = models.CharField(max_length=40)
    action_code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    cup = models.CharField(max_length=15, blank=True)
    beneficiary = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    shared_with = ArrayField(models.UUIDField(), default=list)
    opened_at = models.DateTimeField(default=clock.now)
    demonstration = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="operation_code_once"),
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"), name="operation_has_a_municipality"
            ),
            models.CheckConstraint(condition=Q(code__regex=LOCAL_CODE), name="operation_code"),
            models.CheckConstraint(
                condition=Q(cup="") | Q(cup__regex=CUP), name="operation_cup_is_one"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="operation_has_a_title"),
            models.CheckConstraint(
                condition=Q(shared_with__contains=[F("beneficiary")]),
                name="operation_shared_with_its_beneficiary",
            ),
        ]
        indexes = [models.Index(fields=["action_code"], name="operation_action")]


class OfficeRow(models.Model):
    """What belongs to an operation: its municipality and readers are the operation's, so that the
    same rows exist for the same people."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    municipality = models.CharField(max_length=6)
    shared_with = ArrayField(models.UUIDField(), default=list)

    class Meta:
        abstract = True
