"""Names of codes, from the vocabulary; and of the fields that need no vocabulary."""

from collections.abc import Mapping

from ..models import Term
from .shapes import Label, Text

GROUPS = {"quantity": "quantities", "text": "texts", "address": "addresses", "date": "dates"}
# Fields whose key is no word of the vocabulary: {} is the key.
FIELDS = {
    "title": Text("Titolo", "Title"),
    "state": Text("Stato di attuazione", "Implementation state"),
    "financing": Text("Finanziamento", "Financing"),
    "unit": Text("Unità di misura", "Unit"),
    "baseline": Text("Valore di partenza", "Baseline"),
    "target": Text("Obiettivo {}", "Target {}"),
    "achieved": Text("Valore raggiunto al {}", "Achieved on {}"),
    "partnership": Text("Forma di partenariato", "Form of partnership"),
    "complement": Text("Fondo complementare: {}", "Complementary fund: {}"),
    "waits_for": Text("Aspetta {}", "Waits for {}"),
    "reprogramming": Text("Riprogrammazione", "Reprogramming"),
    "procurement": Text("Procedura di affidamento", "Procurement"),
    "party": Text("Soggetto coinvolto", "Party"),
    "link": Text("Collegamento", "Link"),
}
TOTAL = Text("Costo totale", "Total cost")


class Words:
    """The vocabulary, read in one SQL statement; its size does not depend on the actions."""

    def __init__(self) -> None:
        self.terms: Mapping[tuple[str, str], Text] = {
            (group, code): Text(it, en)
            for group, code, it, en in Term.objects.values_list(
                "group", "code", "name_it", "name_en"
            )
        }

    def unit(self, code: str) -> Label | None:
        return self.label("units", code) if code else None

    def fund(self, code: str) -> Label:
        return self.label("funds", code)

    def label(self, group: str, code: str) -> Label:
        return Label(code, self.terms.get((group, code), Text(code, code)))

    def field(self, field: str) -> Text:
        """The name of a field such as `quantity.dwellings`."""
        prefix, _, key = field.partition(".")
        if prefix in GROUPS:
            return self.label(GROUPS[prefix], key).name
        if field == "financing.total":
            return TOTAL
        if prefix == "financing" and key:
            return self.fund(key).name
        pattern = FIELDS.get(prefix, Text(field, field))
        name = self.fund(key).name if prefix == "complement" else Text(key, key)
        return Text(pattern.it.format(name.it), pattern.en.format(name.en))
