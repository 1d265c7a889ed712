"""How long somebody who keeps failing has to wait. Counted per account *and* address, so that
nobody can lock an official out from elsewhere."""

import ipaddress
from datetime import datetime, timedelta

FREE = 3
"""Failures that cost no wait: everybody mistypes."""
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
"""Failures older than this, counted from the last one, are as if they had not been."""


def wait_after(failures: int) -> timedelta:
    """The wait after that many failures in a row: none, then 2 s, 4 s, 8 s … up to LONGEST."""
    if failures <= FREE:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE, 20)), LONGEST)


def remaining(failures: int, last: datetime, now: datetime) -> timedelta:
    """How much of the wait is left; zero when another attempt may be made."""
    if now - last >= FORGOTTEN_AFTER:
        return timedelta()
    return max(wait_after(failures) - (now - last), timedelta())


def counted_address(address: str) -> str:
    """The address that failures are counted under: IPv6 by its /64, which is one subscriber."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)
