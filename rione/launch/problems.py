"""What can go wrong while starting, told to the person who typed the command."""


class LaunchError(Exception):
    """One readable sentence that says what is wrong and what to do about it."""
