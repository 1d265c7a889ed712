"""Every address of the platform. Pages have one address per language; the rest has none."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from rione.config import crawlers, views
from rione.config.api import api
from rione.core.metrics.views import metrics

handler400 = "rione.core.design.views.bad_request"
handler403 = "rione.core.design.views.permission_denied"
handler404 = "rione.core.design.views.page_not_found"
handler500 = "rione.config.views.server_error"

urlpatterns = [
    path("", views.home),
    path("status", views.status, name="status"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("api/", api.urls),
    path("", include("rione.core.opendata.web.catalogue_urls")),
    path("opendata/", include("rione.core.opendata.web.file_urls")),
    *i18n_patterns(
        path("", include("rione.programme.web.urls")),
        path("", include("rione.programme.web.office.urls")),
        path("", include("rione.territory.web.urls")),
        path("", include("rione.core.identity.web.urls")),
        path("", include("rione.core.notices.web.urls")),
        path("", include("rione.core.documents.web.urls")),
        path("", include("rione.core.jobs.web.urls")),
        path("", include("rione.core.audit.web.urls")),
        path("", include("rione.core.opendata.web.page_urls")),
        path("", include("rione.config.pages.urls")),
        path("", include("rione.core.design.urls")),
    ),
]
