"""Why a backup is not made or not restored."""


class BackupRefused(Exception):
    """One sentence that says what is wrong with the backup or its target; nothing was stored."""
