"""Writing the thread: each context states its own links."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from rione.core import clock

from .models import Link


@dataclass(frozen=True)
class LinkData:
    """One link as its owner states it; kinds and keys as in `queries.register_kind`."""

    from_kind: str
    from_key: str
    relation: str
    to_kind: str
    to_key: str
    since: date | None = None
    until: date | None = None
    citation: str = ""
    note_it: str = ""
    note_en: str = ""


@transaction.atomic
def put_links(*, owner: str, links: Collection[LinkData]) -> tuple[int, int]:
    """Make `links` the current set of `owner`: add what is new, retire what is gone.

    Returns how many were added and how many retired; the same set twice gives (0, 0).
    """
    wanted = set(links)
    current = {
        LinkData(**{field: getattr(row, field) for field in LinkData.__dataclass_fields__}): row.pk
        for row in Link.objects.select_for_update().filter(owner=owner, retired_at=None)
    }
    instant = clock.now()
    gone = [pk for data, pk in current.items() if data not in wanted]
    new = [data for data in wanted if data not in current]
    Link.objects.filter(pk__in=gone).update(retired_at=instant)
    Link.objects.bulk_create(
        Link(owner=owner, created_at=instant, **asdict(data))
        for data in sorted(new, key=lambda d: (d.from_kind, d.from_key, d.relation, d.to_key))
    )
    return len(new), len(gone)
