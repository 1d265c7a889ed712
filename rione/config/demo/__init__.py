"""What the demo shows beside the programme of Milan: invented people, and an office at work.

Everything here is made up and says so: bodies, people and operations are visibly fictitious.
"""

from collections.abc import Callable

from rione.core.audit.acting import Actor, acting

from . import checks, desk, money, monitoring, notices, papers

PARTS: dict[str, Callable[[], str]] = {
    "desk": desk.put,
    "money": money.put,
    "checks": checks.put,
    "papers": papers.put,
    "monitoring": monitoring.put,
    "notices": notices.put,
}
"""What each part of the platform puts into the demo, in this order."""


def put_content() -> str:
    """Store the demo's content unless it is there; what was done, in a few words."""
    with acting(Actor("job", "demo")):
        return "; ".join(f"{name}: {put()}" for name, put in PARTS.items())
