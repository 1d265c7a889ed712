"""Addresses of the programme office, below `office/`; each part has its own."""

from rione.core.office.imports import urls as imports

from .checks import urls as checks
from .desk import urls as desk
from .money import urls as money
from .monitoring import urls as monitoring
from .operations import urls as operations
from .papers import urls as papers
from .records import urls as records

app_name = "office"
urlpatterns = [
    *operations.urlpatterns,
    *records.urlpatterns,
    *money.urlpatterns,
    *checks.urlpatterns,
    *monitoring.urlpatterns,
    *desk.urlpatterns,
    *papers.urlpatterns,
    *imports.urlpatterns,
]
