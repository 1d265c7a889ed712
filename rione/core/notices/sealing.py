"""Letters at rest: encrypted until they leave, because their links hold secrets."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """A letter cannot be opened: the key that closed it is no longer among SECRET_KEY and
    SECRET_KEY_FALLBACKS."""


def _cipher() -> MultiFernet:
    """The first key encrypts; the others (SECRET_KEY_FALLBACKS) still decrypt."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.sha256(b"rione.notices.letters:" + secret.encode()).digest()
                )
            )
            for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        ]
    )


def seal(text: str) -> str:
    """A text, encrypted and authenticated."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again, or Unreadable."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None
