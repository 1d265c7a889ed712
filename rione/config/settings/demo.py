"""The demo: a public, well-known secret; production refuses to start with it."""

import os

from .base import *  # noqa: F403
from .base import RIONE_BASE_URL as _BASE_URL
from .base import SECRET_KEY as _SECRET_KEY

DEMO_SECRET_KEY = "demo-only-not-a-secret-demo-only-not-a-secret-demo-only"  # noqa: S105
SECRET_KEY = _SECRET_KEY or DEMO_SECRET_KEY
IS_DEMO = True
RIONE_DEMO_SWITCHER = True
# Keys work on a page without TLS, too: the demo answers on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
RIONE_BASE_URL = _BASE_URL or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
# Nothing is sent: e-mails stand in a folder and on a page of the demo, else on the terminal.
EMAIL_FILE_PATH = os.environ.get("RIONE_MAIL_DIR")
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'filebased' if EMAIL_FILE_PATH else 'console'}.EmailBackend"
)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
