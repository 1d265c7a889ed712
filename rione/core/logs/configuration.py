"""The setting LOGGING, for `config.settings` to take over. Imports nothing of Django's models."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

FORMATS = ("json", "line")
ACCESS = "rione.access"
"""The logger of the one line per request."""


def logging_settings(form: str, *, access: bool, whole: bool = False) -> dict[str, Any]:
    """All to the standard error output, as `form` (one of FORMATS).

    `access`: one line per request. `whole`: lines hold messages and tracebacks as Python makes
    them, with whatever stands in them; for developers alone.
    """
    if form not in FORMATS:
        raise ImproperlyConfigured(f"RIONE_LOG_FORMAT is {form!r}: set it to json or line.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "rione.core.logs.formatters.JsonLine"},
            "line": {"()": "rione.core.logs.formatters.PlainLine", "whole": whole},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # Its own handlers would send mails with whole requests, were there administrators.
            "django": {"handlers": [], "level": "INFO"},
            # One line per request is the platform's own; its errors come with their exceptions.
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            ACCESS: {"level": "INFO" if access else "WARNING"},
        },
    }
