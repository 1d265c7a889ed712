"""Samples: drawn from a population that is kept with them."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import refuse_here_unless
from ..models import SampleDraw, SampleUnit
from ..queries.operations import operations_of
from ..queries.procurement import contracts_of
from ..rules import sampling
from ..rules.sampling import SampleRefused, Unit
from .casework import line
from .corrections import Claim, doors

MILLIONTHS = 1_000_000


@operation("draw_sample")
def draw_sample(
    *,
    actor: Actor,
    key: str,
    population: str,
    method: str,
    size: int,
    seed: str,
    reason: str,
) -> str:
    """Draw a sample of what the municipality has now; its id. The whole population is kept with
    its chances, so that the same draw may be made again (`rules.sampling.draw`).

    Refused at `population` (unknown, empty), `method`, `size` and `seed`.
    """
    refuse_here_unless(actor, "draw_sample")
    if population not in populations():
        raise Refused(_("Choose a population from the list."), field="population")
    if method not in sampling.METHODS:
        raise Refused(_("Choose a method from the list."), field="method")
    claims = {claim.id: claim for claim in populations()[population](actor)}
    units = [Unit(str(claim.id), claim.cents) for claim in claims.values()]
    seed, why = line(seed, "seed", most=100), line(reason, "reason", most=1000)
    try:
        drawn = sampling.draw(units, method=method, size=size, seed=seed)
    except SampleRefused as refused:
        raise _refusal(refused.code) from None
    made = SampleDraw.objects.create(
        municipality=actor.municipality,
        population=population,
        method=method,
        size=size,
        seed=seed,
        input_hash=sampling.input_hash(units),
        population_count=len(units),
        population_cents=sum(max(unit.cents, 0) for unit in units),
        reason=why,
        drawn_by_id=actor.account,
    )
    SampleUnit.objects.bulk_create(
        (
            SampleUnit(
                municipality=actor.municipality,
                sample=made,
                operation_id=claims[UUID(one.key)].operation,
                key=UUID(one.key),
                label=claims[UUID(one.key)].label[:120],
                cents=one.cents,
                taken=one.taken,
                chance=round(one.chance * MILLIONTHS),
                reason=one.reason,
            )
            for one in drawn
        ),
        batch_size=500,
    )
    record(
        verb="draw_sample",
        subjects=[Subject("sample", str(made.pk))],
        details={"population": population, "method": method, "size": size, "units": len(units)},
    )
    return str(made.pk)


def populations() -> dict[str, Callable[[Actor], list[Claim]]]:
    """What samples may be drawn from; expenses once their door is wired."""
    found: dict[str, Callable[[Actor], list[Claim]]] = {
        "operations": _operations,
        "contracts": _contracts,
    }
    claims = doors.claims
    if claims is not None:
        found["expenses"] = lambda actor: list(claims(actor=actor))
    return found


def _operations(actor: Actor) -> list[Claim]:
    sums = dict(
        contracts_of(actor)
        .order_by()
        .values("operation")
        .annotate(total=Sum("net_cents"))
        .values_list("operation", "total")
    )
    rows = operations_of(actor).values_list("id", "code")
    return [Claim(key, key, code, sums.get(key, 0)) for key, code in rows]


def _contracts(actor: Actor) -> list[Claim]:
    rows = contracts_of(actor).values_list("id", "operation", "subject", "net_cents")
    return [Claim(*row) for row in rows]


def _refusal(code: str) -> Refused:
    match code:
        case "size":
            return Refused(_("Take at least one."), field="size")
        case "seed":
            return Refused(_("Write a seed: any word or number."), field="seed")
        case "many":
            return Refused(
                _("There are more than %(most)d units; choose a smaller population.")
                % {"most": sampling.MOST_UNITS},
                field="population",
            )
    return Refused(_("There is nothing to draw from."), field="population")
