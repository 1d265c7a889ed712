"""Pages that go back in time: each says where the next one begins."""

from django.http import HttpRequest

MOST = 2**63 - 1


def before_of(request: HttpRequest) -> int | None:
    """The entry that the page ends before, as the address says; None on the first one."""
    text = request.GET.get("before", "")
    if text.isascii() and text.isdigit() and len(text) < 20:
        return min(int(text), MOST)
    return None
