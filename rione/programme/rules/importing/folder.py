"""Operations to the files of a programme, as docs/data-format.md has them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from rione.core import money

from ..values import UNKNOWN
from .operations import Found, Operation
from .plan import Plan
from .table import Table

ELIGIBLE = "eligible"
"""The fund that stands for total eligible expenditure, in files that name no funds."""
MOST_IN_A_PROJECT = 400
_Both = dict[str, str]

VOCABULARY: Mapping[str, Mapping[str, _Both]] = {
    "units": {
        "euro": {"it": "euro", "en": "euros"},
        "percent": {"it": "per cento", "en": "per cent"},
    },
    "quantities": {
        "eligible_expenditure": {
            "it": "Spesa ammissibile totale",
            "en": "Total eligible expenditure",
        },
        "union_rate": {
            "it": "Tasso di cofinanziamento dell'Unione",
            "en": "Union co-financing rate",
        },
    },
    "texts": {
        "intervention_category": {"it": "Categoria di intervento", "en": "Category of intervention"}
    },
    "addresses": {"postcode": {"it": "Codice postale", "en": "Postcode"}},
    "dates": {
        "start": {"it": "Data di inizio", "en": "Start date"},
        "end": {"it": "Data di fine", "en": "End date"},
    },
}


def files_of(table: Table, found: Found, plan: Plan) -> dict[str, bytes]:
    """The files by their path in the folder. Texts stand in both languages as the file has them."""
    files = {
        "programme.yaml": _written(_programme(table, found, plan)),
        "documents.yaml": _written([_document(table, plan)]),
        "vocabulary.yaml": _written(VOCABULARY),
    }
    for number, (title, operations) in enumerate(_projects(found.operations), 1):
        project = _project(number, title, operations, found, plan)
        files[f"projects/{number:02d}-{project['slug']}.yaml"] = _written(project)
    return files


def _programme(table: Table, found: Found, plan: Plan) -> dict[str, Any]:
    part = plan.programme
    title = part.title or both(f"Operazioni di {table.name}", f"Operations of {table.name}")
    axes = {operation.axis: operation.code for operation in found.operations}
    return {
        "code": part.code,
        "title": both(title.it, title.en) if not isinstance(title, dict) else title,
        "period": {"start": part.start, "end": part.end},
        "cci": part.cci,
        "municipality": plan.municipality,
        "funds": _funds(found, plan),
        "axes": [_axis(code, plan) for code in sorted(axes, key=int)],
    }


def _axis(code: str, plan: Plan) -> dict[str, Any]:
    named = plan.axes.get(code)
    title = both(named.it, named.en) if named else both(f"Asse {code}", f"Axis {code}")
    note = both(
        "Il titolo non è nell'elenco delle operazioni.",
        "The list of operations does not print the title.",
    )
    return {"code": code, "title": title, "from": "none", "note": note}


def _funds(found: Found, plan: Plan) -> list[dict[str, Any]]:
    funds: list[dict[str, Any]] = []
    for code in found.funds:
        part = plan.funds.get(code)
        words = code.replace("_", " ")
        name = both(part.name.it, part.name.en) if part else both(words, words)
        public = part.public if part else code != "private"
        funds.append({"code": code, "name": name, "public": "yes" if public else "no"})
    if funds:
        return funds
    note = both(
        "Il file non dice quali fondi pagano: gli importi sono la spesa ammissibile totale.",
        "The file does not say which funds pay: amounts are the total eligible expenditure.",
    )
    name = VOCABULARY["quantities"]["eligible_expenditure"]
    return [{"code": ELIGIBLE, "name": dict(name), "public": "yes", "note": note}]


def _document(table: Table, plan: Plan) -> dict[str, Any]:
    part = plan.document
    return {
        "code": part.code,
        "title": part.title or table.name,
        "kind": "official",
        "language": part.language,
        "printed_date": part.printed_date or UNKNOWN,
        "content_date": part.content_date or UNKNOWN,
        "rank": "1",
    }


def _projects(operations: Iterable[Operation]) -> list[tuple[str, list[Operation]]]:
    """Operations by project, in the file's order; those without one by axis, some at a time."""
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        title = operation.project or f"Operazioni dell'asse {operation.axis}"
        found.setdefault(title, []).append(operation)
    parts: list[tuple[str, list[Operation]]] = []
    for title, mine in found.items():
        for begin in range(0, len(mine), MOST_IN_A_PROJECT):
            name = f"{title} ({begin // MOST_IN_A_PROJECT + 1})" if begin else title
            parts.append((name, mine[begin : begin + MOST_IN_A_PROJECT]))
    return parts


def _project(
    number: int, title: str, operations: list[Operation], found: Found, plan: Plan
) -> dict[str, Any]:
    covered = [one for one in operations if one.project_state]
    return {
        "number": str(number),
        "slug": f"{slug(title)[:60].strip('-') or 'progetto'}-{number}",
        "title": both(title, title),
        "statements": [
            _stated(one, plan, "state", value=one.project_state, quote=one.project_state)
            for one in covered[:1]
        ],
        "actions": [
            {
                "code": one.code,
                "title": both(one.title, one.title),
                "kind": [],
                "summary": both(one.summary, one.summary),
                "fields": [],
                "statements": list(_statements(one, found, plan)),
            }
            for one in operations
        ],
    }


def _statements(one: Operation, found: Found, plan: Plan) -> Iterable[dict[str, Any]]:
    def say(field: str, **parts: Any) -> dict[str, Any]:
        return _stated(one, plan, field, **parts)

    yield say("title", value=one.title)
    for number, name in enumerate(one.beneficiaries, 1):
        yield say(f"party.beneficiary_{number:02d}", name=name, role="beneficiary")
    if one.start:
        yield say("date.start", value=one.start)
    if one.end:
        yield say("date.end", value=one.end)
    if one.eligible is not None:
        euros = money.format_italian(one.eligible)
        yield say("quantity.eligible_expenditure", value=euros, unit="euro")
        if not found.funds:
            yield say(f"financing.{ELIGIBLE}", value=euros)
    if one.rate:
        yield say("quantity.union_rate", value=one.rate, unit="percent")
    if one.postcode:
        yield say("address.postcode", value=both(one.postcode, one.postcode))
    if one.category:
        yield say("text.intervention_category", value=both(one.category, one.category))
    if one.state:
        yield say("state", value=one.state, quote=one.state_words)
    for fund, cents in one.funds.items():
        if cents is None:
            yield say(f"financing.{fund}", value=UNKNOWN, quote=f"fondi senza importo: {fund}")
        else:
            yield say(f"financing.{fund}", value=money.format_italian(cents))


def _stated(one: Operation, plan: Plan, field: str, **parts: Any) -> dict[str, Any]:
    return {"field": field, **parts, "from": f"{plan.document.code}:{one.line}"}


def both(it: str, en: str) -> _Both:
    """A text in both languages."""
    return {"it": it, "en": en}


def slug(text: str) -> str:
    """A short name of lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class _Dumper(yaml.SafeDumper):
    """No anchors: the files' reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written(data: Any) -> bytes:
    text: str = yaml.dump(
        _plain(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6
    )
    return text.encode()


def _plain(data: Any) -> Any:
    """Text only, as the files have it."""
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return str(data)
