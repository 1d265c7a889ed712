"""Programmes to test with: a small one of our own, and a real one multiplied."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase

MILANO = Path(__file__).resolve().parents[3] / "data" / "milano"

PROGRAMME = """\
code: prova
title: {it: "Programma di prova", en: "Trial programme"}
period: {start: 2014, end: 2020}
cci: 2014XX
municipality: "015146"
funds:
  - {code: pon_metro, name: {it: PON, en: PON}, public: yes}
  - {code: other_public, name: {it: Altre, en: Other}, public: yes}
  - {code: private, name: {it: Private, en: Private}, public: no}
axes:
  - {code: "1", title: {it: Digitale, en: Digital}, from: none}
  - {code: "3", title: {it: Servizi, en: Services}, from: "libro:3"}
fields_of_intervention:
  - {code: activation, name: {it: Attivazione, en: Activation}, from: "libro:5", quote: x}
"""
DOCUMENTS = """\
- {code: libro, title: Il libro, kind: official, language: it, printed_date: 2022-01-31,
   content_date: 2022-01, rank: 1}
- {code: slide, title: Le slide, kind: slides, language: it, printed_date: unknown,
   content_date: unknown, rank: 2}
- {code: pagina, title: La pagina, kind: web_page, language: it, printed_date: 2024-01-22,
   content_date: 2021, rank: 2}
"""
VOCABULARY = """\
units: {areas: {it: aree, en: areas}}
quantities: {areas: {it: Aree, en: Areas}}
texts: {equipment: {it: Dotazioni, en: Equipment}}
addresses: {site: {it: Indirizzo, en: Address}}
dates: {start: {it: Inizio, en: Start}, end: {it: Fine, en: End}}
"""
PROJECT = """\
number: 1
slug: uno
title: {it: Uno, en: One}
statements: []
actions:
"""


def statement(field: str, value: str, source: str = "libro:10", **more: str) -> str:
    """A statement on one line; `more` are further keys."""
    shown = value if value.startswith("{") else f'"{value}"'
    parts = [f"field: {field}", f"value: {shown}", f'from: "{source}"']
    parts += [f"{key}: {text}" for key, text in more.items()]
    return "{" + ", ".join(parts) + "}"


def action(code: str, *statements: str) -> str:
    """An action of the project above."""
    return (
        f'  - code: {code}\n    title: {{it: "Azione {code}", en: "Action {code}"}}\n'
        "    kind: works\n    summary: {it: Riassunto, en: Summary}\n    fields: [activation]\n"
        "    statements:\n" + "".join(f"      - {one}\n" for one in statements)
    )


def amount(fund: str, euro: str, source: str = "libro:10") -> str:
    return statement(f"financing.{fund}", euro, source)


STATE = statement("state", "running", "libro:12", quote="in corso")


@dataclass
class Folder:
    """Files by name; `write` puts them on disk."""

    files: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        for name, text in self.files.items():
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return path

    def contents(self) -> dict[str, bytes]:
        return {name: text.encode() for name, text in self.files.items()}

    def replaced(self, name: str, old: str, new: str) -> "Folder":
        """The same with one text exchanged; `old` must be there."""
        assert old in self.files[name], old
        return Folder({**self.files, name: self.files[name].replace(old, new, 1)})

    def with_file(self, name: str, text: str) -> "Folder":
        return Folder({**self.files, name: text})


def small(*actions: str) -> Folder:
    """Two actions of EUR 300.00 in all, unless others are given."""
    bodies = actions or (
        action("MI1.1.1.a", amount("pon_metro", "100,00"), STATE),
        action("MI3.1.1.a", amount("pon_metro", "150,00"), amount("other_public", "50,00"), STATE),
    )
    return Folder(
        {
            "programme.yaml": PROGRAMME,
            "documents.yaml": DOCUMENTS,
            "vocabulary.yaml": VOCABULARY,
            "projects/01-uno.yaml": PROJECT + "".join(bodies),
        }
    )


def multiplied(target: Path, times: int, source: Path = MILANO) -> Path:
    """The real programme with every project and action `times` over, under further codes."""
    shutil.copytree(source, target)
    for path in sorted((source / "projects").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for copy in range(1, times):
            letters = _letters(copy)
            other = re.sub(r"\bMI ?\.?(\d\.\d\.\d\.[a-z])\b", rf"MI\1{letters}", text)
            other = re.sub(r"^slug: (.*)$", rf"slug: \1-{copy}", other, count=1, flags=re.M)
            other = re.sub(
                r"^number: (\d+)",
                lambda match, shift=20 * copy: f"number: {int(match[1]) + shift}",
                other,
                count=1,
            )
            name = f"{path.stem}-{copy}.yaml"
            (target / "projects" / name).write_text(other, encoding="utf-8")
    return target


def _letters(number: int) -> str:
    """1 → "a", 27 → "aa": a suffix of letters for codes."""
    text = ""
    while number:
        number, rest = divmod(number - 1, len(ascii_lowercase))
        text = ascii_lowercase[rest] + text
    return text
