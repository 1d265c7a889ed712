"""Notices of an account and what it wants mailed."""

from rione.core import clock
from rione.core.notices.models import Notice, Preference
from rione.core.scope import Extent, scope

from . import Place


def notice(place: Place) -> None:
    with scope(Extent(account=place.account)):
        Notice.objects.create(
            account_id=place.account, kind="answered", dedupe="answered-1", made_at=clock.now()
        )


def preference(place: Place) -> None:
    with scope(Extent(account=place.account)):
        Preference.objects.create(account_id=place.account, kind="answered", mail="never")


ROWS = {"notices_notice": notice, "notices_preference": preference}
