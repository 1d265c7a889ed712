"""The machine interface: one OpenAPI document for the routes of every context."""

from rione.core.api import new_api
from rione.programme.api.office import router as office
from rione.programme.api.office_desk import router as office_desk
from rione.programme.api.office_money import router as office_money
from rione.programme.api.routes import router as programme
from rione.territory.api.routes import router as territory

api = new_api()
api.add_router("/programme/v1", programme, tags=["programme"])
api.add_router("/programme/v1/office", office, tags=["office"])
api.add_router("/programme/v1/office", office_money, tags=["office"])
api.add_router("/programme/v1/office", office_desk, tags=["office"])
api.add_router("/territory/v1", territory, tags=["territory"])
