"""What is no longer kept."""

from django.db.models import Q

from rione.core import clock
from rione.core.scope import NOWHERE, WORKER, scope

from .. import rules
from ..models import Announcement, Delivery, FollowAttempt, Follower, Notice


def forget() -> dict[str, int]:
    """Erase what has been kept long enough; how many rows of each kind.

    Notices a year after they were made when read, two years otherwise; mails three months after
    they left or were given up; followers who did not confirm after a week, those who
    unsubscribed after thirty days.
    """
    now = clock.now()
    old = {
        "notices": Notice.objects.filter(
            Q(made_at__lt=now - rules.NOTICES_KEPT)
            | Q(made_at__lt=now - rules.READ_NOTICES_KEPT, read_at__isnull=False)
        ).exclude(mail=Notice.MailState.OPEN),
        "mails": Delivery.objects.filter(closed_at__lt=now - rules.MAILS_KEPT),
        "followers": Follower.objects.filter(
            Q(confirmed_at=None, asked_at__lt=now - rules.CONFIRM_WITHIN)
            | Q(unsubscribed_at__lt=now - rules.KEPT_AFTER_UNSUBSCRIBING)
        ),
        "announcements": Announcement.objects.filter(
            made_at__lt=now - rules.ANNOUNCEMENTS_KEPT, spread_at__isnull=False
        ),
        "attempts": FollowAttempt.objects.filter(window_start__lt=now - rules.ATTEMPTS_KEPT),
    }
    gone = {}
    for name, rows in old.items():
        with scope(NOWHERE, role=WORKER):
            gone[name] = rows.delete()[1].get(rows.model._meta.label, 0)
    return gone
