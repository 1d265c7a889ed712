"""The page of components; include it inside `i18n_patterns` with no prefix of its own."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .gallery import components, outlines

app_name = "design"
urlpatterns = [
    path(_("design/"), components, name="components"),
    path(_("design/outlines.geojson"), outlines, name="outlines"),
]
