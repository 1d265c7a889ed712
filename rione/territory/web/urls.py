"""Pages of places; each has an address in each language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "territory"
urlpatterns = [
    path(_("places/"), views.place_list, name="sites"),
    path(_("places/<slug:slug>/"), views.place, name="site"),
    path(_("places/photographs/<int:pk>/"), views.photograph, name="photograph"),
]
