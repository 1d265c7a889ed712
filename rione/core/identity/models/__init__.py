"""Accounts, organisations, memberships, invitations, and what protects them."""

from .accounts import User
from .invitations import Invitation
from .memberships import Membership
from .organisations import Organisation
from .protection import FactorReset, LoginFailure

__all__ = [
    "FactorReset",
    "Invitation",
    "LoginFailure",
    "Membership",
    "Organisation",
    "User",
]
