"""Every way a folder can be wrong has a message with file, line, field and remedy."""

import random

import pytest

from rione.programme.rules.loading import read_programme
from rione.programme.rules.problems import LoadRefused, Problem

from .factories import STATE, Folder, action, amount, small, statement

TODAY = "2026-01-01"
PROJECT = "projects/01-uno.yaml"
PLACES = """\
sites:
  - {slug: luogo, name: {it: Luogo, en: Place}, address: via Uno 1, municipality: "015146",
     lon: 9.19, lat: 45.46, precision: civic, coordinates_from: prova,
     links: [{relation: paid_for_by, to: "action:MI1.1.1.a", from: "libro:3"}]}
"""
COMMUNICATION = """\
- {slug: festa, title: {it: Festa, en: Party}, kind: event, audience: {it: Tutti, en: All},
   channel: {it: Piazza, en: Square}, date: unknown, reach: over 150, reach_unit: areas,
   actions: [MI1.1.1.a], from: "libro:3", quote: x}
"""
INDICATORS = """\
- code: "3.1"
  axis: "3"
  name: {it: Persone, en: People}
  statements:
    - {field: target.2023, value: 270, from: "libro:3"}
    - {field: unit, value: areas, inferred: yes, from: "libro:3", quote: x}
"""


def problems(folder: Folder) -> tuple[Problem, ...]:
    with pytest.raises(LoadRefused) as refused:
        read_programme(folder.contents(), today=TODAY)
    return refused.value.problems


def only(*statements: str) -> Folder:
    """A programme with one action that states just this, beside money and state."""
    return small(action("MI1.1.1.a", amount("pon_metro", "1,00"), STATE, *statements))


def test_read__a_sound_folder__gives_all_statements_in_any_order_of_files() -> None:
    folder = small().with_file("places.yaml", PLACES).with_file("communication.yaml", COMMUNICATION)
    folder = folder.with_file("indicators.yaml", INDICATORS)
    contents = list(folder.contents().items())
    expected = read_programme(dict(contents), today=TODAY)
    assert len(expected.statements) == 7
    for seed in range(5):
        random.Random(seed).shuffle(contents)  # noqa: S311
        found = read_programme(dict(contents), today=TODAY)
        assert found.statements == expected.statements
        assert found.catalogue == expected.catalogue


STATEMENTS = {
    "bad amount": (amount("pon_metro", "2,531,250.00"), "value", "not an amount"),
    "unknown fund": (amount("poc", "1,00"), "field", "fund “poc” is unknown"),
    "unknown document": (amount("private", "1,00", "giornale:3"), "from", "unknown"),
    "no line": (amount("private", "1,00", "libro"), "from", "names no place"),
    "lines backwards": (amount("private", "1,00", "libro:9-3"), "from", "ends before"),
    "unknown without quote": (amount("private", "unknown"), "quote", "missing"),
    "unknown field": (statement("colour", "red"), "field", "is no field"),
    "field without key": (statement("quantity", "3"), "field", "is no field"),
    "field of another": (statement("target.2023", "3"), "field", "cannot be stated about"),
    "unknown state": (statement("state", "finished", quote="x"), "value", "not known"),
    "state without quote": (statement("state", "running", "libro:77"), "quote", "missing"),
    "unknown unit": (statement("quantity.areas", "3", unit="stations"), "unit", "unknown"),
    "no unit": (statement("quantity.areas", "3"), "unit", "missing"),
    "unlabelled key": (statement("quantity.flats", "3", unit="areas"), "field", "no label"),
    "no number": (statement("quantity.areas", "circa 3", unit="areas"), "value", "not a number"),
    "no translation": (statement("text.equipment", "{it: Luce}"), "value", "English text"),
    "no languages": (statement("text.equipment", "Luce"), "value", "two languages"),
    "impossible day": (statement("date.start", "2022-02-30"), "value", "no day"),
    "later than today": (
        statement("date.start", "2021", as_of="2030-01"),
        "as_of",
        "lies in the future",
    ),
    "other key": (statement("date.start", "2021", colour="red"), "colour", "is no key"),
    "unknown action": (
        "{field: waits_for.MI9.9.9.z, milestone: {it: a, en: b}, until: operational,"
        ' from: "libro:3"}',
        "field",
        "action “MI9.9.9.z” is unknown",
    ),
    "itself": (
        "{field: waits_for.MI1.1.1.a, milestone: {it: a, en: b}, until: operational,"
        ' from: "libro:3"}',
        "field",
        "waits for itself",
    ),
    "unknown role": (
        '{field: party.x, name: Ente, role: friend, from: "libro:3"}',
        "role",
        "not known",
    ),
    "no web address": (
        '{field: link.x, url: "javascript:alert(1)", label: {it: a, en: b}, from: "libro:3"}',
        "url",
        "no web address",
    ),
    "hostile key": ('{field: "party.x y", name: E, role: user, from: "libro:3"}', "field", "key"),
    "comma between braces": (
        '{field: financing.private, value: 1,00, from: "libro:3"}',
        "00",
        "alone after a comma",
    ),
    "said twice": (amount("pon_metro", "1,00"), "", "says the same as"),
    "no mapping": ("running", "", "is not a statement"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_read__a_wrong_statement__is_named_with_line_field_and_remedy(name: str) -> None:
    text, field, message = STATEMENTS[name]
    found = problems(only(text))
    path = f"actions[0].statements[2]{'.' + field if field else ''}"
    assert any(message in one.message and one.field == path for one in found), found
    assert all(one.file == PROJECT and one.line == 14 and one.remedy for one in found), found


FOLDERS = {
    "missing file": (Folder({"documents.yaml": "[]"}), "programme.yaml", "is missing"),
    "foreign file": (small().with_file("x.yaml", "a: b"), "x.yaml", "is no file"),
    "misspelt key": (small().replaced(PROJECT, "slug:", "slugg:"), PROJECT, "is no key here"),
    "key missing": (
        small().replaced(PROJECT, "title: {it: Uno, en: One}\n", ""),
        PROJECT,
        "is missing",
    ),
    "translation missing": (
        small().replaced(PROJECT, "{it: Uno, en: One}", "{it: Uno}"),
        PROJECT,
        "translation is missing",
    ),
    "empty text": (
        small().replaced(PROJECT, "{it: Uno, en: One}", '{it: Uno, en: ""}'),
        PROJECT,
        "is empty",
    ),
    "duplicate key": (
        small().replaced(PROJECT, "number: 1", "number: 1\nnumber: 2"),
        PROJECT,
        "stands twice",
    ),
    "same code": (
        small(action("MI1.1.1.a", STATE), action("MI.1.1.1.a", STATE)),
        PROJECT,
        "already taken",
    ),
    "same number": (
        small().with_file("projects/2.yaml", "number: 1\nslug: b\ntitle: {it: a, en: b}"),
        "projects/2.yaml",
        "already taken",
    ),
    "unknown axis": (small(action("MI9.1.1.a", STATE)), PROJECT, "axis 9"),
    "bad code": (small(action("action one", STATE)), PROJECT, "no action code"),
    "unknown field of intervention": (
        small().replaced(PROJECT, "[activation]", "[dancing]"),
        PROJECT,
        "no field of intervention",
    ),
    "unknown kind": (small().replaced(PROJECT, "kind: works", "kind: magic"), PROJECT, "not known"),
    "circle": (
        small(
            *[
                action(
                    f"MI1.1.1.{one}",
                    f"{{field: waits_for.MI1.1.1.{other}, milestone: {{it: a, en: b}},"
                    ' until: operational, from: "libro:3"}',
                )
                for one, other in ("ab", "bc", "ca")
            ]
        ),
        PROJECT,
        "MI1.1.1.a → MI1.1.1.b → MI1.1.1.c → MI1.1.1.a",
    ),
    "content of tomorrow": (
        small().replaced("documents.yaml", "content_date: 2022-01,", "content_date: 2031-01,"),
        "documents.yaml",
        "lies in the future",
    ),
    "content after print": (
        small().replaced("documents.yaml", "content_date: 2022-01,", "content_date: 2023-01,"),
        "documents.yaml",
        "later than the print",
    ),
    "rank for no field": (
        small().replaced("documents.yaml", "rank: 1}", "rank: 1, ranks: {colour: 2}}"),
        "documents.yaml",
        "no field begins",
    ),
    "unknown target of a link": (
        small().with_file("places.yaml", PLACES.replace("MI1.1.1.a", "MI1.1.1.z")),
        "places.yaml",
        "unknown",
    ),
    "link of a wrong kind": (
        small().with_file("places.yaml", PLACES.replace("action:MI1.1.1.a", "body:Ente")),
        "places.yaml",
        "cannot lead",
    ),
    "longitude out of range": (
        small().with_file("places.yaml", PLACES.replace("9.19", "919")),
        "places.yaml",
        "out of range",
    ),
    "reach without unit": (
        small().with_file("communication.yaml", COMMUNICATION.replace(" reach_unit: areas,", "")),
        "communication.yaml",
        "unit",
    ),
    "explained but agreed": (
        small().with_file(
            "explanations.yaml",
            '- {subject: "action:MI1.1.1.a", field: state, it: perché, en: why}',
        ),
        "explanations.yaml",
        "neither disagrees nor",
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_read__a_wrong_folder__is_refused_with_file_and_remedy(name: str) -> None:
    folder, file, message = FOLDERS[name]
    found = problems(folder)
    assert any(one.file == file and message in one.message for one in found), found
    assert all(one.remedy for one in found)


def test_read__several_mistakes__are_all_told_at_once_and_in_order() -> None:
    folder = only(amount("poc", "1,00"), statement("colour", "red"), amount("private", "x"))
    found = problems(folder)
    assert len(found) == 3
    assert [one.line for one in found] == [14, 15, 16]
    assert str(found[0]).startswith(f"{PROJECT}:14: actions[0].statements[2].field: fund “poc”")
    assert " — " in str(found[0])


def test_read__a_sound_programme_with_everything__is_accepted() -> None:
    folder = only(
        amount("private", "unknown").replace("}", ", quote: a carico di altri}"),
        statement("quantity.areas", "about 40", unit="areas"),
        "{field: reprogramming.covid, when: 2020, out_of: pon_metro, into: {it: a, en: b},"
        ' amount: unknown, reason: {it: a, en: b}, from: "libro:3-4"}',
        "{field: procurement.p, kind: furnishing, title: {it: a, en: b}, state: procurement,"
        ' delivery: unknown, count: 2, from: "libro:3"}',
        '{field: complement.other_public, amount: "1,00", intervention: {it: a, en: b},'
        ' from: "libro:3"}',
        '{field: partnership, value: co_design, partner: Ente, from: "libro:3", quote: x}',
        '{field: link.site, url: "https://example.org/", label: {it: a, en: b}, from: "libro:3"}',
    )
    assert len(read_programme(folder.contents(), today=TODAY).statements) == 9
