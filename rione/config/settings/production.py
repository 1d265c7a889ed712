"""Production: refuses to start with the demo's secret, with DEBUG on or without hosts."""

import os

from django.core.exceptions import ImproperlyConfigured

from rione.core.logs.configuration import logging_settings

from .base import *  # noqa: F403
from .base import DATABASES as _DATABASES
from .base import RIONE_BASE_URL as _BASE_URL
from .base import RIONE_DOCUMENTS_DIR as _DOCUMENTS_DIR
from .base import RIONE_LOG_FORMAT as _LOG_FORMAT
from .base import RIONE_SEALS_DIR as _SEALS_DIR
from .base import SECRET_KEY as _SECRET_KEY
from .demo import DEMO_SECRET_KEY as _DEMO_SECRET_KEY

ALLOWED_HOSTS = [h.strip() for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h.strip()]

if os.environ.get("DEBUG", "").lower() not in ("", "0", "false", "no"):
    raise ImproperlyConfigured("DEBUG is set: unset it, production never runs with DEBUG.")
if os.environ.get("RIONE_DEMO_SWITCHER"):
    raise ImproperlyConfigured(
        "RIONE_DEMO_SWITCHER is set: unset it, production never lets anybody become anybody."
    )
if not _SECRET_KEY or _SECRET_KEY == _DEMO_SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or the demo's: set SECRET_KEY to at least 50 random characters."
    )
if len(_SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: use at least 50 random characters.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is empty: set it to the public host names, separated by commas."
    )
if not _DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL is missing: set it to postgresql://user@host/database"
        " (PostgreSQL 15 or newer)."
    )
if not _SEALS_DIR:
    raise ImproperlyConfigured(
        "RIONE_SEALS_DIR is missing: set it to a folder on another machine's disk or on one that"
        " only appends; it receives the seals of the audit trail."
    )
if not _DOCUMENTS_DIR:
    raise ImproperlyConfigured(
        "RIONE_DOCUMENTS_DIR is missing: set it to a folder that web and worker share and that is"
        " backed up with the database; it receives the files of documents."
    )

# Links in mails: the first public host, unless it is said otherwise.
RIONE_BASE_URL = _BASE_URL or f"https://{ALLOWED_HOSTS[0]}"
if any(sign in RIONE_BASE_URL for sign in ("*", "//.")):
    raise ImproperlyConfigured(
        "RIONE_BASE_URL is missing: set it to the address of the platform, such as"
        " https://rione.example.org; links in mails begin with it."
    )

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# How many proxies stand in front and add to X-Forwarded-For: the address that failed log-ins are
# counted under is taken from there. Without it everybody would have the address of the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("RIONE_PROXIES", "1"))
# Those who watch the platform ask on this machine, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^status$", r"^metrics$"]

# Never whole: what stands in messages and tracebacks may be anybody's.
LOGGING = logging_settings(_LOG_FORMAT or "json", access=True)
