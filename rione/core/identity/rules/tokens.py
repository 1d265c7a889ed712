"""Single-use tokens: the link holds the token, the database only its digest."""

import hashlib
import secrets

LENGTH = 32


def new_token() -> str:
    """A token of 256 random bits, safe in an address."""
    return secrets.token_urlsafe(LENGTH)


def digest(token: str) -> str:
    """What is stored: SHA-256 in hexadecimal. The token is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
