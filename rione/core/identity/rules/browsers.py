"""What a browser calls itself, said as people call it."""

import re

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
"""In this order: most call themselves by the names of the later ones as well; Safari alone gives
its number as that of a version."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 60


def browser_name(user_agent: str) -> str:
    """“Firefox 128, Windows”; what it says of itself, cut, when nothing of it is known."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    for mark, name in _BROWSERS:
        found = re.search(rf"{mark}\w*/(\d+)", user_agent)
        if found:
            return ", ".join(part for part in (f"{name} {found[1]}", system) if part)
    return user_agent[:LONGEST]
