"""What somebody does with their own notices."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.scope import Extent, scope
from rione.core.writes import operation

from ..kinds import registered
from ..models import Notice, Preference
from ..rules import Mail


def mark_read(*, actor: Actor, notice: UUID) -> bool:
    """One's own notice has been read; whether there is such a one. Repeating changes nothing.
    At most two SQL statements."""
    own = Notice.objects.filter(pk=notice, account=UUID(actor.account))
    return bool(_read(own.filter(read_at=None))) or own.exists()


def mark_all_read(*, actor: Actor, kind: str = "") -> int:
    """All of one's own notices (of a kind) have been read; how many had not been. One SQL."""
    own = Notice.objects.filter(account=UUID(actor.account), read_at=None)
    return _read(own.filter(kind=kind) if kind else own)


def _read(notices: QuerySet[Notice]) -> int:
    # Clocks of two machines differ: never earlier than it was made.
    return notices.update(read_at=Greatest(clock.now(), F("made_at")))


@operation("choose_notice_mails")
def choose_mail(*, actor: Actor, key: str, choices: Mapping[str, Mail]) -> None:
    """What one wants mailed of each kind (codes of registered kinds). Two SQL statements."""
    known = {kind.code for kind in registered() if not kind.for_followers}
    _choose(actor.account, {code: mail for code, mail in choices.items() if code in known})


def silence(*, account: UUID, kind: str = "") -> None:
    """Mail an account nothing more of a kind, or no digest any more (without a kind).

    For the link in a mail, which works without logging in. Repeating changes nothing.
    """
    with scope(Extent(account=str(account))):
        chosen = dict(Preference.objects.filter(account=account).values_list("kind", "mail"))
        codes = [
            known.code
            for known in registered()
            if not known.for_followers
            and (
                known.code == kind
                if kind
                else chosen.get(known.code, known.default_mail) == Mail.DIGEST
            )
        ]
        if codes:
            _choose(str(account), dict.fromkeys(codes, Mail.NEVER))


def _choose(account: str, choices: Mapping[str, Mail]) -> None:
    Preference.objects.bulk_create(
        [
            Preference(account_id=account, kind=code, mail=mail.value)
            for code, mail in sorted(choices.items())
        ],
        update_conflicts=True,
        unique_fields=["account", "kind"],
        update_fields=["mail"],
    )
    record(
        verb="choose_notice_mails",
        subjects=[Subject("account", account)],
        details={code: mail.value for code, mail in choices.items()},
    )
