"""Milan's programme against the documents it was written from.

Reads the folder's YAML and the documents' plain text by its own means, without the loader:
whatever the loader gets wrong, this still compares what people wrote with what was printed.
"""

import functools
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "milano"
SHARED = ROOT.parent / "shared"
SEEDS = {
    "pagina-2024": "000",
    "progetti-2022": "001",
    "page-2024-en": "002",
    "slides-inclusione": "003",
    "quartieri-connessi": "004",
}
OFFICIAL = "progetti-2022"
CODES = {f"S{number}": code for code, number in SEEDS.items()}
FUNDS = {
    "risorse pon metro": "pon_metro",
    "altre risorse pubbliche": "other_public",
    "costo totale": "total",
}
OUTSIDE = {"1", "3"}  # projects moved or postponed
NUMERIC = {"C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C21", "C23"}
GAPS = {
    "C22": {("indicator:4.3", "unit")},
    "C28": {
        ("action:MI4.1.1.a", "financing.private"),
        ("action:MI3.1.1.a", "financing.private"),
    },
}
WORDS = {
    "due": "2", "two": "2", "terza": "3", "quattro": "4", "nove": "9", "nine": "9",
}  # fmt: skip

pytestmark = pytest.mark.shared
Texts = Mapping[str, list[str]]


class Stated(NamedTuple):
    """A statement with its subject and where it stands."""

    subject: str
    field: str
    raw: Mapping[str, Any]
    where: str

    @property
    def document(self) -> str:
        return str(self.raw["from"]).partition(":")[0]

    @property
    def value(self) -> str:
        parts = {k: v for k, v in self.raw.items() if k not in ("field", "from", "quote", "note")}
        return json.dumps(parts, sort_keys=True, ensure_ascii=False)


@functools.cache
def load(name: str) -> Any:
    return yaml.load((FOLDER / name).read_text("utf-8"), yaml.BaseLoader)  # noqa: S506


def projects() -> list[dict[str, Any]]:
    return [load(f"projects/{path.name}") for path in sorted((FOLDER / "projects").glob("*.yaml"))]


def actions() -> dict[str, dict[str, Any]]:
    return {action["code"]: action for project in projects() for action in project["actions"]}


def statements() -> list[Stated]:
    found = []

    def add(subject: str, owner: Mapping[str, Any]) -> None:
        for index, raw in enumerate(owner.get("statements", [])):
            where = f"{subject} statement {index + 1} ({raw['field']})"
            found.append(Stated(subject, raw["field"], raw, where))

    programme = load("programme.yaml")
    add("programme", programme)
    for axis in programme["axes"]:
        add(f"axis:{axis['code']}", axis)
    for document in load("documents.yaml"):
        add(f"document:{document['code']}", document)
    for indicator in load("indicators.yaml"):
        add(f"indicator:{indicator['code']}", indicator)
    for project in projects():
        number = project["number"]
        add(f"project:{project['slug'] if number == 'none' else number}", project)
        for action in project["actions"]:
            add(f"action:{action['code']}", action)
    return found


def walk(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of a file, however deep."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            yield from walk(value, f"{where}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{where}[{index}]")


def everything() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.rglob("*.yaml")):
        name = str(path.relative_to(FOLDER))
        yield from walk(load(name), name)


def plain(text: str) -> str:
    """Text without markup, typographic apostrophes and line breaks."""
    text = re.sub(r"</?b>|[*#📍]", " ", text).replace("’", "'").replace("‘", "'")
    return " ".join(text.split())


def italian(text: str) -> Decimal:
    return Decimal(re.sub(r"^\D+", "", text).replace(".", "").replace(",", "."))


def sources(text: str) -> set[str]:
    return {CODES[code] for code in re.findall(r"S\d{3}", text)}


@pytest.fixture(scope="module")
def shared() -> Path:
    """The folder beside the checkout with the documents and their reading."""
    if not (SHARED / "seeds").is_dir():
        reason = "the five documents are not beside the checkout (../shared/seeds)"
        if os.environ.get("RIONE_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="module")
def texts(shared: Path) -> Texts:
    """The documents' lines by code."""
    found = {}
    for code, number in SEEDS.items():
        (path,) = (shared / "seeds").glob(f"{number}_*.txt")
        found[code] = path.read_text("utf-8").split("\n")
    return found


@pytest.fixture(scope="module")
def reading(shared: Path) -> dict[str, Any]:
    """The earlier reading of the same documents, made by other people."""
    path = shared / "data" / "programme" / "milano_programme.json"
    return dict(json.loads(path.read_text("utf-8")))


@pytest.fixture(scope="module")
def printed(texts: Texts) -> dict[str, dict[str, tuple[str, int]]]:
    """By action code: what the official document prints under its heading, with the line."""
    found: dict[str, dict[str, tuple[str, int]]] = {}
    code = ""
    for number, line in enumerate(texts[OFFICIAL], 1):
        heading = re.match(r"#+[\s*]*MI[. ]?(\d(?:\.\d)+\.[a-z])\b", line)
        if heading:
            code = f"MI{heading[1]}"
            assert code not in found
            found[code] = {}
        elif re.match(r"##\s", line):
            code = ""
        amount = re.search(r"\*\*([\w ]+?) € ([\d.]+,\d\d)\*\*", line)
        if amount:
            found[code][FUNDS[amount[1].lower()]] = (amount[2], number)
        if "Risorse private" in line:
            found[code]["private"] = ("unknown", number)
        if "Stato di attuazione" in line:
            found[code]["state"] = (plain(line).partition(":")[2].strip(), number)
    return found


def cited(texts: Texts, source: str) -> str:
    """The lines that a `from` names, without markup."""
    document, _, lines = source.partition(":")
    first, _, last = lines.partition("-")
    assert 1 <= int(first) <= int(last or first) <= len(texts[document]), source
    return plain("\n".join(texts[document][int(first) - 1 : int(last or first)]))


def test_programme__its_size__is_that_of_the_documents(
    texts: Texts, printed: dict[str, Any], reading: dict[str, Any]
) -> None:
    numbers = {project["number"] for project in projects()}
    headings = re.findall(r"(?m)^##[ *]+Progetto (\d+) ", "\n".join(texts[OFFICIAL]))
    assert numbers == {*headings, "none"}
    assert len(headings) == 13
    assert set(actions()) == set(printed) == {action["code"] for action in reading["actions"]}
    assert len(actions()) == 30
    assert len(load("indicators.yaml")) == len(reading["indicators"]) == 9


def test_projects__their_actions__are_those_under_the_same_heading(
    reading: dict[str, Any],
) -> None:
    ours = {project["number"]: [a["code"] for a in project["actions"]] for project in projects()}
    theirs = {str(p["number"] or "none"): p["actions"] for p in reading["projects"]}
    assert ours == theirs


def test_amounts__of_the_official_document__are_all_here_and_no_others(
    printed: dict[str, Any],
) -> None:
    ours = {
        (s.subject, s.field, s.raw["value"], str(s.raw["from"]))
        for s in statements()
        if s.field.startswith("financing.") and s.document == OFFICIAL
    }
    theirs = {
        (f"action:{code}", f"financing.{fund}", value, f"{OFFICIAL}:{line}")
        for code, amounts in printed.items()
        for fund, (value, line) in amounts.items()
        if fund != "state"
    }
    assert ours == theirs
    assert sum(1 for _, _, value, _ in ours if value != "unknown") == 28 + 14 + 14


def test_amounts__of_the_slides__are_all_here_and_no_others(texts: Texts) -> None:
    theirs = re.findall(r"€ ([\d.]+,\d\d)", "\n".join(texts["slides-inclusione"]))
    ours = [
        s.raw["value"]
        for s in statements()
        if s.field.startswith("financing.") and s.document == "slides-inclusione"
    ]
    assert sorted(ours) == sorted(theirs)


def test_amounts__wherever_cited__stand_on_their_lines(texts: Texts) -> None:
    wrong = [
        s.where
        for s in statements()
        if s.field.startswith("financing.")
        and s.raw["value"] != "unknown"
        and f" {s.raw['value']} " not in f" {cited(texts, s.raw['from'])} "
    ]
    assert not wrong


def test_totals__printed_in_the_official_document__are_the_sum_of_their_parts(
    printed: dict[str, Any],
) -> None:
    for code, amounts in printed.items():
        if "total" in amounts:
            parts = italian(amounts["pon_metro"][0]) + italian(amounts["other_public"][0])
            assert parts == italian(amounts["total"][0]), code
        else:
            assert "other_public" not in amounts, code


def test_axes__their_sums__are_those_of_the_design(shared: Path) -> None:
    table = (shared / "design" / "programme.md").read_text("utf-8")
    rows = re.findall(
        r"(?m)^\| (\d|all) \| (\d+) \| ([\d,.]+) \| ([\d,.]+) \| ([\d,.]+) \|$", table
    )
    theirs = {
        axis: (int(n), *(Decimal(x.replace(",", "")) for x in money)) for axis, n, *money in rows
    }
    money: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for s in statements():
        if s.document == OFFICIAL and s.field in ("financing.pon_metro", "financing.other_public"):
            money[s.subject.partition(":")[2]][s.field] = italian(s.raw["value"])

    def sums(codes: list[str]) -> tuple[int, Decimal, Decimal, Decimal]:
        own = sum((money[c].get("financing.pon_metro", Decimal(0)) for c in codes), Decimal(0))
        other = sum((money[c].get("financing.other_public", Decimal(0)) for c in codes), Decimal(0))
        return len(codes), own, other, own + other

    ours = {axis: sums([code for code in actions() if code[2] == axis]) for axis in "12345"}
    ours["all"] = sums(list(actions()))
    assert ours == theirs
    assert len(theirs) == 6
    inside = [a["code"] for p in projects() if p["number"] not in OUTSIDE for a in p["actions"]]
    net = re.search(r"it is EUR ([\d,.]+\d) over (\d+) actions", table)
    assert net is not None
    assert sums(inside)[3] == Decimal(net[1].replace(",", ""))
    assert sums(inside)[0] == int(net[2])


def test_states__of_the_official_document__are_quoted_for_every_action_that_has_one(
    printed: dict[str, Any],
) -> None:
    quoted: dict[str, list[str]] = defaultdict(list)
    for s in statements():
        if s.field == "state" and s.subject.startswith("action:") and s.document == OFFICIAL:
            quoted[s.subject.partition(":")[2]].append(plain(s.raw["quote"]))
    stated = {code: of["state"][0] for code, of in printed.items() if "state" in of}
    postponed = {a["code"] for p in projects() if p["number"] == "3" for a in p["actions"]}
    assert len(stated) == 26
    assert set(quoted) == set(stated) | postponed
    assert {code: len(quotes) for code, quotes in quoted.items() if len(quotes) != 1} == {}
    # Two states run over several lines; there the quote is the sentence that decides.
    longer = {"MI3.3.1.b", "MI1.1.1.a"}
    wrong = [
        code
        for code, state in stated.items()
        if code not in longer and quoted[code][0].rstrip(".") != state.rstrip(".")
    ]
    assert not wrong


def test_citations__wherever_they_stand__name_lines_that_exist_and_hold_the_quote(
    texts: Texts,
) -> None:
    wrong = []
    count = 0
    for where, node in everything():
        source = node.get("from", "none")
        if source == "none":
            continue
        count += 1
        lines = cited(texts, source)
        if not lines:
            wrong.append(f"{where}: {source} is blank")
        if "quote" in node and plain(node["quote"]) not in lines:
            wrong.append(f"{where}: “{node['quote']}” is not at {source}")
        if node.get("field") == "title" and plain(node["value"]) not in lines:
            wrong.append(f"{where}: “{node['value']}” is not at {source}")
        if node.get("url") and "field" in node and "quote" in node:
            site = node["url"].removeprefix("https://").rstrip("/")
            if site not in lines:
                wrong.append(f"{where}: {site} is not at {source}")
    assert not wrong
    assert count > 400


def test_quantities__with_a_quote__show_their_number_in_it() -> None:
    wrong = []
    for s in statements():
        if not s.field.startswith("quantity.") or "quote" not in s.raw:
            continue
        number = re.sub(r"\D", "", s.raw["value"])
        quote = s.raw["quote"]
        shown = {re.sub(r"\.", "", digits) for digits in re.findall(r"\d[\d.]*\d|\d", quote)}
        shown |= {WORDS[word] for word in re.findall(r"\w+", quote.lower()) if word in WORDS}
        listed = str(len(quote.split(",")))
        if number not in shown and number != listed:
            wrong.append(f"{s.where}: {s.raw['value']} in “{quote}”")
    assert not wrong


def test_quantities__that_we_counted__are_right(texts: Texts) -> None:
    counted = {
        (s.field, s.raw["from"]): s.raw["value"]
        for s in statements()
        if s.field.startswith("quantity.") and "quote" not in s.raw
    }
    lines = texts[OFFICIAL]

    def between(source: str) -> str:
        first, last = source.partition(":")[2].split("-")
        return "\n".join(lines[int(first) - 1 : int(last)])

    def numbers(*places: tuple[int, str]) -> int:
        return sum(int(re.findall(pattern, lines[line - 1])[0]) for line, pattern in places)

    contents, body = f"{OFFICIAL}:29-41", f"{OFFICIAL}:44-462"
    units, axis_4 = f"{OFFICIAL}:142-154", f"{OFFICIAL}:48-417"
    recovered = numbers(
        (98, r"(\d+) unità"), (213, r"(\d+) alloggi"), (239, r"n\. (\d+)"), (240, r"n\. (\d+)")
    )
    hub = numbers((122, r"c\.a (\d+)"))
    progetto = r"(?m)^(?:<b>|##[ *]+)Progetto (\d+) "
    theirs = {
        ("quantity.projects", contents): len(re.findall(progetto, between(contents))),
        ("quantity.projects", body): len(re.findall(progetto, between(body))),
        ("quantity.property_units", units): len(between(units).splitlines()) - 1,
        ("quantity.operations", axis_4): len(re.findall(r"(?m)^###[ *]+MI\.?4", between(axis_4))),
    }
    assert {key: int(counted[key]) for key in theirs} == theirs
    ours = [
        s.raw["value"]
        for s in statements()
        if (s.subject, s.field, s.document) == ("indicator:4.2", "quantity.dwellings", OFFICIAL)
    ]
    assert ours == [str(recovered), f"about {recovered + hub}"]


def test_dates__with_a_quote__show_their_year_in_it() -> None:
    dated = [s for s in statements() if s.field.startswith("date.")]
    assert dated
    assert not [s.where for s in dated if s.raw["value"][:4] not in s.raw["quote"]]


def test_indicators__their_targets__are_the_row_of_the_table(
    texts: Texts, reading: dict[str, Any]
) -> None:
    for indicator, theirs in zip(load("indicators.yaml"), reading["indicators"], strict=True):
        row = {s["field"]: s["value"] for s in indicator["statements"]}
        assert indicator["code"] == f"{theirs['axis']}.{theirs['n']}"
        assert indicator["name"]["it"] == theirs["name_it"]
        assert row["target.2018"] == (theirs["target_2018"] or "none"), indicator["code"]
        assert row["target.2023"] == theirs["target_2023"], indicator["code"]
        line = cited(texts, indicator["statements"][0]["from"])
        first = row["target.2018"].replace("none", "-")
        assert line.endswith(f"{theirs['name_it']} {first} {row['target.2023']}")


def by_ref() -> dict[str, set[tuple[str, str]]]:
    """What the explanations speak of, by label."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry in load("explanations.yaml"):
        found[entry.get("ref", "")].add((entry["subject"], entry["field"]))
    return found


def options(places: set[tuple[str, str]]) -> dict[tuple[str, str, str], set[str]]:
    """The documents behind every value stated about any of these subjects and fields."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for s in statements():
        if (s.subject, s.field) in places:
            found[s.subject, s.field, s.value].add(s.document)
    return found


def more_conflicts(shared: Path) -> list[dict[str, Any]]:
    """The four rows beyond the reading's twenty-nine, in the reading's shape."""
    text = (shared / "data" / "programme" / "more_conflicts.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| MI")
    ]
    return [
        {
            "id": f"D{index:02d}",
            "subject": row[0],
            "values": [{"value": c, "sources": [c.partition(":")[0]]} for c in row[1:]],
        }
        for index, row in enumerate(rows, 1)
    ]


def test_conflicts__of_the_reading__are_all_explained_and_stated_with_their_sources(
    shared: Path, reading: dict[str, Any]
) -> None:
    refs = by_ref()
    conflicts = [*reading["conflicts"], *more_conflicts(shared)]
    assert {conflict["id"] for conflict in conflicts} == set(refs) - {""}
    assert len(conflicts) == 29 + 4
    wrong = []
    for conflict in conflicts:
        ref, values = conflict["id"], conflict["values"]
        codes = re.findall(r"MI\d\.\d\.\d\.[a-z]", conflict["subject"])
        places = refs[ref]
        wrong += [
            f"{ref}: nothing about {code}"
            for code in codes
            if f"action:{code}" not in {subject for subject, _ in places}
        ]
        if len(values) == 1:
            continue  # a gap, below
        stated = options(places)
        if len(stated) < len(values):
            wrong.append(f"{ref}: {len(stated)} values stated, {len(values)} read")
        for option in values:
            behind = sources(", ".join(option["sources"]))
            if not any(behind <= documents for documents in stated.values()):
                wrong.append(f"{ref}: no value stands in {sorted(behind)} at once")
    assert not wrong


def test_conflicts__that_are_numbers__state_the_numbers_of_the_reading(
    reading: dict[str, Any],
) -> None:
    refs = by_ref()
    checked = set()
    for conflict in reading["conflicts"]:
        if conflict["id"] not in NUMERIC:
            continue
        checked.add(conflict["id"])
        ours: dict[Decimal, set[str]] = defaultdict(set)
        for (_, _, value), documents in options(refs[conflict["id"]]).items():
            ours[italian(json.loads(value)["value"])] |= documents
        for option in conflict["values"]:
            theirs = Decimal(re.findall(r"\d[\d.]*", str(option["value"]))[-1])
            assert sources(", ".join(option["sources"])) <= ours[theirs], conflict["id"]
    assert checked == NUMERIC


def test_conflicts__in_the_data__are_all_explained() -> None:
    explained = {place for places in by_ref().values() for place in places}
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for s in statements():
        values[s.subject, s.field].add(s.value)
    disagreeing = {place for place, found in values.items() if len(found) > 1}
    assert disagreeing <= explained
    assert len(disagreeing) == 32


def test_gaps__of_the_reading__are_unknown_inferred_or_not_printed(
    printed: dict[str, Any],
) -> None:
    refs = by_ref()
    for ref, places in GAPS.items():
        assert refs[ref] == places
        for s in statements():
            if (s.subject, s.field) in places:
                assert "unknown" in s.raw["value"] or s.raw.get("inferred") == "yes", s.where
    without = {
        (f"action:{code}", "financing.total")
        for code, amounts in printed.items()
        if "pon_metro" in amounts and "total" not in amounts
    }
    assert refs["C29"] == without
    assert len(without) == 14


def test_places__their_units_and_vocations__are_those_of_the_documents(texts: Texts) -> None:
    sites = load("places.yaml")["sites"]
    spaces = [space for site in sites for space in site.get("spaces", [])]
    units = [unit for space in spaces for unit in space["units"]]
    heading = texts[OFFICIAL].index("Unità immobiliari")
    listed = {
        f"{OFFICIAL}:{heading + 1 + n}": plain(line)
        for n, line in enumerate(texts[OFFICIAL][heading + 1 : heading + 13], 1)
    }
    assert {unit["from"]: unit["label"] for unit in units} == listed
    assert len(units) == 12
    assert len(spaces) == 9
    areas = {"social_concierge": 1, "services_animation": 2, "enterprise_community": 3}
    for site in sites:
        for space in site.get("spaces", []):
            line = cited(texts, space["from"])
            assert line.startswith(f"Area {areas[space['vocation']]} ")
            assert plain(site["address"]).lower() in line.lower()


def test_places__their_points__are_those_of_the_open_data(shared: Path) -> None:
    path = shared / "data" / "programme" / "seed_sites.geojson"
    points = {
        (*feature["geometry"]["coordinates"], str(feature["properties"]["municipio"]))
        for feature in json.loads(path.read_text("utf-8"))["features"]
    }
    for site in load("places.yaml")["sites"]:
        lon, lat = float(site["lon"]), float(site["lat"])
        assert max(len(site[key].partition(".")[2]) for key in ("lon", "lat")) <= 6
        assert any(
            abs(lon - x) < 1e-6 and abs(lat - y) < 1e-6 and site["district"] == district
            for x, y, district in points
        ), site["slug"]


def test_texts__of_ours__stand_in_both_languages() -> None:
    half = [
        where
        for where, node in everything()
        if ("it" in node or "en" in node)
        and not (node.get("it", "").strip() and node.get("en", "").strip())
    ]
    assert not half


def test_folder__anywhere__names_no_person_and_no_mailbox(texts: Texts) -> None:
    content = "\n".join(path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.yaml")))
    assert not re.findall(r"[\w.+-]+@[\w-]+", content)
    mailboxes = [
        part
        for lines in texts.values()
        for box in re.findall(r"([\w.+-]+)@[\w-]+", "\n".join(lines))
        for part in box.split(".")
        if "." in box
    ]
    assert mailboxes
    assert not [name for name in mailboxes if re.search(rf"(?i)\b{name}\b", content)]
