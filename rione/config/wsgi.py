"""The WSGI application; `DJANGO_SETTINGS_MODULE` says which settings (production by default)."""

import os

from django.core.wsgi import get_wsgi_application

from rione.launch.supervise import die_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rione.config.settings.production")
die_with_server()
application = get_wsgi_application()
