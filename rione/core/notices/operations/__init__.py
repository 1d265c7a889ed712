"""What is told, followed, wanted and mailed. Other contexts use `notify`, `notify_roles`,
`publish`, `publish_all` and `post`."""

from .choosing import choose_mail, mark_all_read, mark_read, silence
from .following import confirm, follow, unsubscribe
from .letters import post
from .telling import Story, notify, notify_roles, publish, publish_all

__all__ = [
    "Story",
    "choose_mail",
    "confirm",
    "follow",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_roles",
    "post",
    "publish",
    "publish_all",
    "silence",
    "unsubscribe",
]
