"""Which heading of a file is which column, as far as one can tell."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence


def plain(heading: str) -> str:
    """A heading without accents, case, blanks and signs: “Importo (€)” is `importo`."""
    text = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(c for c in text if c.isalnum())


def guess(headings: Sequence[str], columns: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """By the name of a column the position of its heading, from 0; columns without one are left
    out. `columns` gives for each the headings it goes by; no heading is taken twice."""
    found: dict[str, int] = {}
    positions = {plain(heading): place for place, heading in enumerate(headings) if plain(heading)}
    for name, words in columns.items():
        for word in words:
            place = positions.get(plain(word))
            if place is not None and place not in found.values():
                found[name] = place
                break
    return found
