"""Second factors: their secrets are kept encrypted, and an office role keeps one."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from ..queries import SECOND_FACTORS, memberships_of
from ..rules.roles import needs_second_factor


def _cipher() -> MultiFernet:
    """The first key encrypts; the others (SECRET_KEY_FALLBACKS) still decrypt."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.sha256(b"rione.identity.factors:" + secret.encode()).digest()
                )
            )
            for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        ]
    )


class FactorAdapter(DefaultMFAAdapter):
    """What the library asks about second factors."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who has an office role."""
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=SECOND_FACTORS
        ).exclude(pk=authenticator.pk)
        if others.exists():
            return True
        memberships = memberships_of(authenticator.user_id)
        return not any(needs_second_factor(membership.role) for membership in memberships)
