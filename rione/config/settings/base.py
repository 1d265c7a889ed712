"""Settings common to every way of running; `demo`, `test` and `production` say the rest."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from rione.core.design.csp import tile_origins
from rione.core.identity.configuration import *  # noqa: F403
from rione.core.identity.configuration import (
    IDENTITY_APPS,
    IDENTITY_CONTEXT_PROCESSORS,
    IDENTITY_MIDDLEWARE,
)
from rione.core.logs.configuration import logging_settings
from rione.core.notices.configuration import NOTICES_BAR_PARTS, NOTICES_CONTEXT_PROCESSORS

ROOT = Path(__file__).resolve().parents[3]

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
# Earlier keys, separated by spaces: what was signed or encrypted with them is still read.
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "csp",
    "leaflet",
    "bootstrap_italia_template",
    "procrastinate.contrib.django",
    "rione.core.design",
    # The scope's privileges come before the tables that narrow them.
    "rione.core.scope",
    "rione.core.identity",
    "rione.core.audit",
    "rione.core.writes",
    "rione.core.office",
    "rione.core.opendata",
    "rione.core.documents",
    "rione.core.geo",
    "rione.core.jobs",
    "rione.core.notices",
    "rione.core.ledger",
    "rione.core.thread",
    "rione.territory",
    "rione.programme",
    "rione.config.pages",
    "rione.config",
    *IDENTITY_APPS,
]

MIDDLEWARE = [
    # Outermost, so that nothing that is done for a request escapes them.
    "rione.core.logs.middleware.AccessLog",
    "rione.core.metrics.middleware.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rione.core.design.middleware.ContentPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Reads what is sent before a transaction is opened for it.
    "rione.core.documents.web.middleware.Uploads",
    *IDENTITY_MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rione.core.design.middleware.DatabaseUnavailable",
]

ROOT_URLCONF = "rione.config.urls"
WSGI_APPLICATION = "rione.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "rione.core.design.context.page",
                *IDENTITY_CONTEXT_PROCESSORS,
                *NOTICES_CONTEXT_PROCESSORS,
                "rione.core.office.context.office",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "rione.core.design.templatetags.design",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italian")), ("en", _("English"))]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Rome"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("RIONE_STATIC_ROOT", ROOT / ".static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# An optional background map: the address of raster tiles ("https://…/{z}/{x}/{y}.png") and
# its attribution. Empty means the platform's own outline of the municipalities alone.
MAP_TILES_URL = os.environ.get("RIONE_MAP_TILES_URL", "")
MAP_TILES_ATTRIBUTION = os.environ.get("RIONE_MAP_TILES_ATTRIBUTION", "")

# Style sheets of others than the design itself, on every page.
STYLESHEETS = ["identity/account.css"]

# Addresses that see what the login sees: those that watch the platform, and the one that leads on.
RIONE_OUTSIDE_SCOPE = ["/status", "/metrics", "/"]
# Who may read /metrics: whoever has the token, else this machine alone.
RIONE_METRICS_TOKEN = os.environ.get("RIONE_METRICS_TOKEN", "")
# Becoming any of the invented people is the demo's alone.
RIONE_DEMO_SWITCHER = False
# The folder outside of the database that receives the seals of the audit trail.
RIONE_SEALS_DIR = os.environ.get("RIONE_SEALS_DIR", "")
# The folder outside of the database that holds the contents of documents.
RIONE_DOCUMENTS_DIR = os.environ.get("RIONE_DOCUMENTS_DIR", "")
# Where the ClamAV daemon listens (`unix:/run/clamav/clamd.ctl`, `host:3310`); "" for none.
RIONE_CLAMD = os.environ.get("RIONE_CLAMD", "")
# Files go to the disk piece by piece, each up to the largest that is taken.
FILE_UPLOAD_HANDLERS = ["rione.core.documents.web.uploads.BoundedUpload"]
# All else of a form; beyond, it is refused before anything of it is kept.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# The address of the platform as people reach it: links in mails begin with it.
RIONE_BASE_URL = os.environ.get("RIONE_BASE_URL", "")
# The prefix of infrastructure projects (OC4IDS) as registered with the standard; without one
# identifiers say so.
RIONE_OC4IDS_PREFIX = os.environ.get("RIONE_OC4IDS_PREFIX", "")
# Who publishes the open data: name, code in the Index of Public Administrations (IPA), addresses.
# Without a code of theirs the catalogue is that of a demonstration and says so.
RIONE_PUBLISHER = {
    "name": os.environ.get("RIONE_PUBLISHER_NAME", "Rione"),
    "ipa": os.environ.get("RIONE_PUBLISHER_IPA", ""),
    "url": os.environ.get("RIONE_PUBLISHER_URL", ""),
    "email": os.environ.get("RIONE_PUBLISHER_EMAIL", ""),
}
# The area that the data are about, as the address of a place in a public vocabulary.
RIONE_CATALOGUE_AREA = os.environ.get(
    "RIONE_CATALOGUE_AREA", "http://publications.europa.eu/resource/authority/country/ITA"
)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "rione@localhost")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 10

# What others add to the bar of whoever is logged in.
ACCOUNT_BAR_PARTS = [*NOTICES_BAR_PARTS]

# The menu above every page and the one below it: names of URLs and what to call them.
NAVIGATION = [
    {"name": "programme:glance", "label": _("At a glance")},
    {"name": "programme:actions", "label": _("Actions")},
    {"name": "programme:projects", "label": _("Projects")},
    {"name": "programme:indicators", "label": _("Indicators")},
    {"name": "territory:sites", "label": _("Places")},
    {"name": "programme:disagreements", "label": _("Disagreements")},
    {"name": "programme:documents", "label": _("Documents")},
]
FOOTER_NAVIGATION = [
    {"name": "pages:about", "label": _("About")},
    {"name": "open_data:datasets", "label": _("Open data")},
    {"name": "programme:communication", "label": _("How it is made known")},
    {"name": "programme:faq", "label": _("Frequent questions")},
    {"name": "pages:accessibility", "label": _("Accessibility")},
    {"name": "pages:privacy", "label": _("Privacy")},
]
# The office's own menu; each role sees the pages that let it in.
OFFICE_NAVIGATION = [
    {
        "label": _("Today"),
        "pages": [
            {"name": "office:home", "label": _("Today")},
            {"name": "office:deadlines", "label": _("Deadlines")},
            {"name": "office:calendar", "label": _("My calendar")},
        ],
    },
    {
        "label": _("Operations"),
        "pages": [
            {"name": "office:operations", "label": _("Operations")},
            {"name": "office:imports", "label": _("Imports")},
        ],
    },
    {
        "label": _("Money"),
        "pages": [
            {"name": "office:expenses", "label": _("Expenses")},
            {"name": "office:commitments", "label": _("Commitments")},
            {"name": "office:payments", "label": _("Payments")},
            {"name": "office:payees", "label": _("Payees")},
            {"name": "office:plans", "label": _("Plans by year")},
            {"name": "office:certifications", "label": _("Payment claims")},
            {"name": "office:books", "label": _("Accounts")},
            {"name": "office:years", "label": _("Years")},
            {"name": "office:monitoring", "label": _("National monitoring")},
        ],
    },
    {
        "label": _("Contracts"),
        "pages": [
            {"name": "office:procurements", "label": _("Procurements")},
            {"name": "office:contracts", "label": _("Contracts")},
        ],
    },
    {
        "label": _("Checks"),
        "pages": [
            {"name": "office:checks", "label": _("Checks")},
            {"name": "office:findings", "label": _("Findings")},
            {"name": "office:irregularities", "label": _("Irregularities")},
            {"name": "office:recoveries", "label": _("Recoveries")},
            {"name": "office:samples", "label": _("Samples")},
            {"name": "office:check_templates", "label": _("Check-lists")},
        ],
    },
    {
        "label": _("Programme"),
        "pages": [
            {"name": "office:statements", "label": _("Statements")},
            {"name": "office:conflicts", "label": _("Disagreements")},
            {"name": "office:indicators", "label": _("Indicators")},
            {"name": "office:documents", "label": _("Documents")},
            {"name": "office:register", "label": _("Every change")},
        ],
    },
    {
        "label": _("Desk"),
        "pages": [
            {"name": "office:questions", "label": _("Questions")},
            {"name": "office:communication", "label": _("Communication plan")},
        ],
    },
    {
        "label": _("Running the platform"),
        "pages": [
            {"name": "audit:register", "label": _("Audit register")},
            {"name": "jobs:jobs", "label": _("Background jobs")},
        ],
    },
]
MAP_OUTLINES_ATTRIBUTION = "ISTAT, Openpolis (CC BY 4.0)"
# Where readers find the source code; empty until the installation publishes it.
SOURCE_CODE_URL = os.environ.get("RIONE_SOURCE_CODE_URL", "")

# Everything a page needs comes from this server: no other host, no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *tile_origins(MAP_TILES_URL)],
        # The icons of Bootstrap Italia are a font inside its style sheet.
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Lines for people without one per request; RIONE_DEBUG=1 shows messages and tracebacks whole.
RIONE_LOG_FORMAT = os.environ.get("RIONE_LOG_FORMAT", "")
LOGGING = logging_settings(
    RIONE_LOG_FORMAT or "line",
    access=bool(RIONE_LOG_FORMAT),
    whole=os.environ.get("RIONE_DEBUG") == "1",
)
