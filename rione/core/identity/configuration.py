"""The settings that identity needs, for `config.settings` to take over whole.

Imports nothing of Django's models, so that settings may use it.
"""

IDENTITY_APPS = [
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
"""Below `rione.core.identity`, whose templates stand before those of allauth."""

IDENTITY_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Above the scope: what the library does after the commit needs the request.
    "allauth.account.middleware.AccountMiddleware",
    "rione.core.identity.web.middleware.ActingMiddleware",
    "rione.core.scope.middleware.ScopeMiddleware",
    "rione.core.identity.web.middleware.AccessMiddleware",
]
"""In this order, after CommonMiddleware and before XFrameOptionsMiddleware."""

IDENTITY_CONTEXT_PROCESSORS = [
    "django.contrib.messages.context_processors.messages",
    "rione.core.identity.web.context.acting",
]

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "identity:home"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Until the browser is closed.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "rione.core.design.views.csrf_failure"

ACCOUNT_ADAPTER = "rione.core.identity.adapters.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Rione: "
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_USER_DISPLAY = "rione.core.identity.adapters.accounts.display"
ACCOUNT_FORMS = {
    "login": "rione.core.identity.web.forms.LoginForm",
    "reset_password": "rione.core.identity.web.forms.ResetPasswordForm",
}
# Failures are limited per account and address by identity itself. The library's own limit per
# account would let a stranger lock an official out.
ACCOUNT_RATE_LIMITS = {"login_failed": "", "login": "300/m/ip"}

MFA_ADAPTER = "rione.core.identity.adapters.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Rione"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {
    "authenticate": "rione.core.identity.web.forms.CodeForm",
    "reauthenticate": "rione.core.identity.web.forms.ReauthenticateCodeForm",
    "activate_totp": "rione.core.identity.web.forms.ActivateTOTPForm",
}

USERSESSIONS_TRACK_ACTIVITY = False

__all__ = [name for name in dir() if name.isupper() and not name.startswith("_")]
