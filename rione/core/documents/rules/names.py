"""A file's name as it was given, made into one that is safe to store, show and download. Pure."""

import re
import unicodedata

LONGEST = 150
MOST_BYTES = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Control and format characters (which turn text around or hide it), surrogates, private and
# unassigned ones, separators of lines and paragraphs.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(given: str) -> str:
    """The last part of a path, without what cannot be seen or turns letters around.

    At most 150 characters and 200 bytes, the extension kept. "" when no name is left: nothing
    before the extension, or nothing at all.
    """
    text = unicodedata.normalize("NFC", given.replace("\\", "/")).rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in _DROPPED)
    text = _FORBIDDEN.sub("_", " ".join(text.split())).strip(". ")
    stem, dot, extension = text.rpartition(".")
    if not dot:
        stem, extension = text, ""
    stem = stem.rstrip(". ")
    if not stem:
        return ""
    end = f"{dot}{extension.strip()}"[: LONGEST // 2]
    while len(stem + end) > LONGEST or len((stem + end).encode()) > MOST_BYTES:
        stem = stem[:-1].rstrip(". ")
        if not stem:
            return ""
    return stem + end


def extension_of(name: str) -> str:
    """The extension in lower case with its point (".pdf"); "" when there is none."""
    _, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if dot else ""
