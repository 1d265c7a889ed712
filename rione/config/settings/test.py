"""Settings of the test suite: the demo's, with plain static files."""

import os
import tempfile
import warnings
from pathlib import Path

from .demo import *  # noqa: F403
from .demo import ALLOWED_HOSTS as _HOSTS
from .demo import DATABASES

ALLOWED_HOSTS = [*_HOSTS, "testserver"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Slow hashes protect passwords, and these protect nobody.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at", module="whitenoise.base")
# Made when something is stored; tests/server.py removes it.
RIONE_DOCUMENTS_DIR = os.environ.get("RIONE_TEST_DOCUMENTS_DIR") or str(
    Path(tempfile.gettempdir(), f"rione-documents-{os.getpid()}")
)
if DATABASES["default"]:
    # A database that holds the migrations already (tests/server.py makes it).
    # Threads of the live server end with their request, and so must their connections.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("RIONE_TEST_TEMPLATE")}
