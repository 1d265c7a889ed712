"""What people type, as it is stored. Pure."""

import unicodedata

_BREAKS = str.maketrans({"\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"})


def lines(text: str) -> str:
    """A text of several lines: `\\n` between them, tabs as spaces, no other control character, no
    lone surrogate, nothing that XML refuses; no blanks around it."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS).replace("\t", " ")
    return "".join(c for c in broken if c == "\n" or _is_text(c)).strip()


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(lines(text).split())


def _is_text(character: str) -> bool:
    """Not a control character, a surrogate or a non-character; marks that turn the direction of
    what follows them are left out too."""
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs")
