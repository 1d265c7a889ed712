"""A backup that can be checked, and restoring it; see README.md."""

from .problems import BackupRefused
from .restoring import Restored, restore
from .taking import take

__all__ = ["BackupRefused", "Restored", "restore", "take"]
