"""Notices, what people want to be mailed, the mails that wait, and followers."""

from .deliveries import Announcement, Delivery
from .followers import FollowAttempt, Follower
from .notices import Notice, Preference

__all__ = [
    "Announcement",
    "Delivery",
    "FollowAttempt",
    "Follower",
    "Notice",
    "Preference",
]
