"""Papers of the office's things: who sees, adds and manages them, by the verbs of the thing itself.

Whoever may read a thing reads its papers, a beneficiary those that are shared with its
organisation; whoever may write it adds; whoever decides about it withdraws, shares and registers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from rione.core.documents.public import Rights
from rione.core.identity.access import Thing, may
from rione.core.identity.rules.actors import Actor

from .checks import authority_of
from .operations import STAFF


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of a kind of thing that decide about its papers.

    `add`: any of them. `add_own`: any of them, for things of one's own authority; managing, too, is
    for that authority where there is one.
    """

    see: str
    manage: str
    add: tuple[str, ...] = ()
    add_own: tuple[str, ...] = ()


VERBS = {
    "operation": Verbs("see_operation", "change_operation", add=("mark_provided",)),
    "procurement": Verbs("see_procedure", "change_procedure", add=("change_procedure",)),
    "contract": Verbs("see_procedure", "vary_contract", add=("vary_contract",)),
    "commitment": Verbs("see_operation", "commit", add=("commit",)),
    "payment": Verbs("see_operation", "pay", add=("pay", "enter_expense")),
    "expense": Verbs("see_operation", "verify_expense", add=("enter_expense",)),
    "payment_claim": Verbs("read_books", "open_certification", add=("open_certification",)),
    "check": Verbs("see_check", "finish_check", add_own=("begin_check",)),
    "finding": Verbs(
        "see_finding", "settle_finding", add=("answer_finding",), add_own=("raise_finding",)
    ),
    "irregularity": Verbs(
        "see_irregularity", "classify_irregularity", add=("report_irregularity",)
    ),
    "recovery": Verbs("see_recovery", "order_recovery", add=("order_recovery",)),
}


def rights_over(
    actor: Actor,
    kind: str,
    *,
    municipality: str,
    readers: Collection[UUID] = (),
    authority: str = "",
) -> Rights:
    """What an actor may do with the papers of a thing.

    `readers`: the organisations that see the thing; `authority`: whose check it is, "" for what is
    no authority's in particular.
    """
    verbs = VERBS[kind]
    thing = Thing(kind, municipality=municipality, shared_with=tuple(str(key) for key in readers))
    if not may(actor, verbs.see, thing):
        return Rights()
    own = authority in ("", authority_of(actor))
    adding = (*verbs.add, *(verbs.add_own if own else ()))
    return Rights(
        see=True,
        see_all=actor.role in STAFF,
        add=any(may(actor, verb, thing) for verb in adding),
        manage=own and bool(may(actor, verbs.manage, thing)),
        shared_with=tuple(readers),
    )
