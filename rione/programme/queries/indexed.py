"""Public pages of the programme, for search engines."""

from collections.abc import Iterator

from rione.core.sitemap import Entry

from .. import models
from .exports import modified

PAGES = (
    "glance", "actions", "projects", "indicators", "disagreements", "gaps", "waiting", "documents",
    "communication", "faq",
)  # fmt: skip


def public_pages() -> Iterator[Entry]:
    """All that show something whatever is asked of them. Four SQL."""
    at = modified()
    for name in PAGES:
        yield Entry(f"programme:{name}", (), at)
    for slug in models.Project.objects.order_by("position").values_list("slug", flat=True):
        yield Entry("programme:project", (slug,), at)
    for code in models.Action.objects.order_by("position").values_list("code", flat=True):
        yield Entry("programme:action", (code,), at)
    listed = models.SourceDocument.objects.filter(listed=True).order_by("position", "code")
    for code in listed.values_list("code", flat=True):
        yield Entry("programme:document", (code,), at)
