"""Links in mails that end them without a log-in: signed, not stored, and valid as long as one of
the keys is that signed them (SECRET_KEY, SECRET_KEY_FALLBACKS)."""

from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link ends: a follower's mails, or an account's mails of a kind ("" is its digest)."""

    follower: UUID | None = None
    account: UUID | None = None
    kind: str = ""


def _signer() -> Signer:
    return Signer(salt="rione.notices.stop", sep=".")


def stop_token(stop: Stop) -> str:
    """The token for the link."""
    if stop.follower is not None:
        return _signer().sign_object(["f", stop.follower.hex])
    assert stop.account is not None  # noqa: S101
    return _signer().sign_object(["a", stop.account.hex, stop.kind])


def read_stop(token: str) -> Stop | None:
    """What a token ends; None for one that we did not sign."""
    try:
        content = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    match content:
        case ["f", str(key)]:
            return Stop(follower=UUID(key))
        case ["a", str(key), str(kind)]:
            return Stop(account=UUID(key), kind=kind)
    return None
