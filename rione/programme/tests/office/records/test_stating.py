"""What the office states: settled as if a folder had said it, kept by folders, taken back."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rione.core.audit.models import Entry
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.core.writes import KeyReused, Refused
from rione.programme.models import Action, Conflict, IndicatorValue, Load, SourceDocument, Statement
from rione.programme.operations import (
    add_document,
    add_statement,
    load_folder,
    move_state,
    rebuild_projection,
    resolve_conflict,
    retire_statement,
    state_indicator_value,
)
from rione.programme.public import IndicatorQuery
from rione.programme.queries import check_programme, feeds
from rione.programme.rules.problems import LoadRefused
from rione.programme.tests.factories import MILANO, Folder, amount, small

from ..factories import acting_as
from .factories import ACTION, SESTO, projection, said, stated, taken_back

pytestmark = pytest.mark.django_db
QUOTE = "come scritto"
BOTH = {"it": "Testo", "en": "Text"}
PROJECT = "projects/01-uno.yaml"
INDICATORS = """\
- code: "1.1"
  axis: "1"
  name: {it: Servizi, en: Services}
  statements:
    - {field: target.2023, value: "10", from: "libro:20"}
    - {field: unit, value: areas, from: "libro:20", inferred: yes}
"""


def said_by_folder(what: dict[str, Any], text: Folder) -> Folder:
    """The folder with one more statement about the first action."""

    def flow(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
        return '"' + str(value) + '"'

    return text.replaced(PROJECT, "    statements:\n", f"    statements:\n      - {flow(what)}\n")


SAYINGS: list[dict[str, Any]] = [
    said("financing.pon_metro", "120,00"),
    said("financing.pon_metro", "120,00", "libro:p.4", as_of="2024-05"),
    said("financing.private", "unknown", quote=QUOTE),
    said("financing.total", "100,00"),
    said("financing.total", "101,00", "libro:10"),
    said("state", "operational", quote=QUOTE),
    said("state", "postponed", "libro:r.3-4", quote=QUOTE),
    said("state", "unknown", "slide:3", quote=QUOTE),
    said("quantity.areas", "about 12,5", unit="areas"),
    said("date.end", "2025-03"),
    said("text.equipment", BOTH, note=BOTH),
    said("address.site", BOTH),
    said("title", "Un titolo"),
    said("partnership", "co_design", partner="Officina Finta", quote=QUOTE),
    {
        "field": "complement.private",
        "amount": "5,00",
        "intervention": BOTH,
        "from": "pagina:1",
    },
    {
        "field": "waits_for.MI3.1.1.a",
        "milestone": BOTH,
        "until": "operational",
        "from": "pagina:2",
    },
    {
        "field": "reprogramming.fourth",
        "when": "2023",
        "out_of": "pon_metro",
        "into": BOTH,
        "amount": "unknown",
        "reason": BOTH,
        "from": "pagina:3",
    },
    {
        "field": "procurement.lot_one",
        "kind": "works",
        "title": BOTH,
        "state": "running",
        "delivery": "unknown",
        "count": "2",
        "from": "pagina:4",
    },
    {"field": "party.maker", "name": "Officina Finta", "role": "implementer", "from": "pagina:5"},
    {
        "field": "link.site",
        "url": "https://finta.example/",
        "label": BOTH,
        "from": "pagina:6",
    },
]


@pytest.mark.parametrize("what", SAYINGS, ids=lambda what: what["field"])
def test_add_statement__of_each_field__is_settled_as_if_the_folder_had_said_it(
    loaded: Path, officer: Actor, tmp_path: Path, what: dict[str, Any]
) -> None:
    before = projection()
    made = stated(officer, what)
    by_office = projection()
    assert by_office != before or what["value"] == "unknown"
    assert (by_office == before) == (what["field"] == "state" and what["value"] == "unknown")
    rebuild_projection()
    assert projection() == by_office
    assert all(finding.ok for finding in check_programme())
    taken_back(officer, made)
    assert projection() == before
    load_folder(folder=said_by_folder(what, small()).write(tmp_path / "other"))
    assert projection() == by_office


@given(chosen=st.lists(st.integers(0, len(SAYINGS) - 1), min_size=1, max_size=6, unique=True))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_add_statement__any_of_them_in_any_order__shows_what_a_whole_rebuild_shows(
    loaded: Path, officer: Actor, chosen: list[int]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        before = projection()
        made = [stated(officer, SAYINGS[number]) for number in chosen]
        shown = projection()
        rebuild_projection()
        assert projection() == shown
        assert all(finding.ok for finding in check_programme())
        for statement in made:
            taken_back(officer, statement)
        assert projection() == before
        transaction.set_rollback(True)


def test_add_statement__of_a_whole_city__leaves_the_rest_as_it_was(officer: Actor) -> None:
    load_folder(folder=MILANO)
    before = projection()
    for about, what in (
        (("project", "1"), said("state", "moved", "pagina-2024:1", quote=QUOTE)),
        (("action", "MI3.2.2.a"), said("financing.pon_metro", "1,00", "pagina-2024:1")),
        (("indicator", "4.2"), said("achieved.2024-01-31", "3", "pagina-2024:1")),
        (("programme", "pon-metro-milano-2014-2020"), said("title", "Titolo", "pagina-2024:1")),
    ):
        made = stated(officer, what, about=about)
        shown = projection()
        rebuild_projection()
        assert projection() == shown
        assert shown != before
        taken_back(officer, made)
        assert projection() == before
    from rione.programme.queries import summary

    assert summary().as_printed.total_cents == 5_431_886_535


def test_add_statement__survives__loads_of_folders(
    loaded: Path, officer: Actor, tmp_path: Path
) -> None:
    made = stated(officer, said("financing.private", "7,00"))
    assert not load_folder(folder=loaded).changed
    other = small().replaced(PROJECT, "150,00", "151,00").write(tmp_path / "b")
    report = load_folder(folder=other)
    assert (report.added, report.retired) == (1, 1)
    row = Statement.objects.get(pk=made)
    assert row.retired_in_id is None
    assert row.loaded_in.loaded_by == "Officina Finta"
    assert str(row.loaded_in.account) == officer.account
    assert Action.objects.get(code="MI1.1.1.a").known_cents == 10700
    assert all(finding.ok for finding in check_programme())


def test_add_statement__that_the_folder_says_later__is_not_doubled_nor_lost(
    loaded: Path, officer: Actor, tmp_path: Path
) -> None:
    made = stated(officer, said("financing.private", "7,00"))
    text = said_by_folder(said("financing.private", "7,00"), small())
    folder = text.write(tmp_path / "b")
    assert load_folder(folder=folder).added == 0
    taken_back(officer, made)
    assert load_folder(folder=folder).added == 1
    assert Statement.objects.filter(field="financing.private", retired_in=None).count() == 1


def test_add_statement__repeated_with_its_key__is_one(loaded: Path, officer: Actor) -> None:
    what = said("financing.private", "7,00")
    assert stated(officer, what, key="one-request") == stated(officer, what, key="one-request")
    with pytest.raises(KeyReused):
        stated(officer, said("financing.private", "8,00"), key="one-request")
    with pytest.raises(Refused, match=r"parola|word"):
        stated(officer, what)
    assert Load.objects.filter(origin="office").count() == 1
    assert Entry.objects.filter(verb="add_statement").count() == 1


@pytest.mark.parametrize(
    ("what", "at"),
    [
        (said("financing.pon_metro", "12.5"), "value"),
        (said("financing.pon_metro", "-1,00"), "value"),
        (said("financing.unknown_fund", "1,00"), "field"),
        (said("financing.pon_metro", "unknown"), "quote"),
        (said("financing.pon_metro", "1,00", "nessuno:3"), "from"),
        (said("financing.pon_metro", "1,00", "libro:0"), "from"),
        (said("financing.pon_metro", "1,00", "libro:9-3"), "from"),
        (said("financing.pon_metro", "1,00", as_of="2999"), "as_of"),
        (said("financing.pon_metro", "1,00", quote="a\x00b"), "quote"),
        (said("financing.pon_metro", "1,00", quote="x" * 30_000), "quote"),
        (said("financing.pon_metro", "1,00", note={"it": "a", "en": "\u202e"}), "note"),
        (said("state", "gone", quote=QUOTE), "value"),
        (said("state", "running"), "quote"),
        (said("target.2023", "3"), "field"),
        (said("nothing", "3"), "field"),
        (said("text.equipment", {"it": "solo"}), "value"),
        (said("quantity.areas", "1,234", unit="areas"), "value"),
        (
            {
                "field": "waits_for.MI1.1.1.a",
                "milestone": BOTH,
                "until": "closed",
                "from": "libro:1",
            },
            "field",
        ),
        ({}, "field"),
    ],
)
def test_add_statement__that_cannot_be__says_where_and_stores_nothing(
    loaded: Path, officer: Actor, what: dict[str, Any], at: str
) -> None:
    with pytest.raises(Refused) as refused:
        stated(officer, what)
    assert refused.value.field == at
    assert not Load.objects.filter(origin="office").exists()


def test_add_statement__about_nothing__is_refused(loaded: Path, officer: Actor) -> None:
    for about in (("action", "MI9.9.9.z"), ("city", "x"), ("", "")):
        with pytest.raises(Refused) as refused:
            stated(officer, said("title", "x"), about=about)
        assert refused.value.field == "subject"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PROGRAMME_OFFICER])
def test_add_statement__by_any_other_role__is_refused(loaded: Path, role: Role) -> None:
    with pytest.raises(Refused):
        stated(acting_as(role, "015146"), said("financing.private", "7,00"))


def test_writes__by_an_officer_of_another_municipality__are_refused(
    loaded: Path, officer: Actor
) -> None:
    made = stated(officer, said("financing.private", "7,00"))
    other = acting_as(Role.PROGRAMME_OFFICER, SESTO)
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (add_statement, {"subject_kind": ACTION[0], "subject_key": ACTION[1],
                         "said": said("financing.total", "7,00"), "reason": "x"}),
        (retire_statement, {"statement": made, "reason": "x"}),
        (move_state, {"subject_kind": ACTION[0], "subject_key": ACTION[1], "state": "closed",
                      "as_of": "2024", "source": "libro:1", "quote": "x", "reason": "x"}),
        (resolve_conflict, {"subject_kind": ACTION[0], "subject_key": ACTION[1],
                            "field": "state", "statement": None, "why": "x"}),
        (add_document, {"entry": {}, "reason": "x"}),
        (state_indicator_value, {"indicator": "1.1", "day": date(2024, 1, 1), "value": "1",
                                 "source": "libro:1", "quote": "", "reason": "x"}),
    ]  # fmt: skip
    for operation, arguments in attempts:
        with pytest.raises(Refused, match=r"appart|belong"), scope(other):
            operation(actor=other, key=str(uuid4()), **arguments)


def test_retire__what_a_folder_states_or_what_is_retired__is_refused(
    loaded: Path, officer: Actor
) -> None:
    made = stated(officer, said("financing.private", "7,00"))
    taken_back(officer, made)
    of_folder = Statement.objects.filter(loaded_in__origin="folder").first()
    assert of_folder is not None
    for statement in (made, of_folder.pk, 0):
        with pytest.raises(Refused) as refused:
            taken_back(officer, statement)
        assert refused.value.field == "statement"
    again = stated(officer, said("financing.private", "7,00"))
    with pytest.raises(Refused) as refused, scope(officer):
        retire_statement(actor=officer, key=str(uuid4()), statement=again, reason=" ")
    assert refused.value.field == "reason"


# --- states -------------------------------------------------------------------------------------


def moved(officer: Actor, state: str, **more: Any) -> int:
    given = {"as_of": "2024-03", "source": "libro:30", "quote": QUOTE, "reason": "Verbale"} | more
    with scope(officer):
        return int(
            move_state(
                actor=officer,
                key=str(uuid4()),
                subject_kind=ACTION[0],
                subject_key=ACTION[1],
                state=state,
                **given,
            )
        )


def test_move_state__to_what_may_follow__is_the_latest_of_its_document(
    loaded: Path, officer: Actor
) -> None:
    moved(officer, "works_complete")
    moved(officer, "operational", as_of="2024-06")
    assert Action.objects.get(code=ACTION[1]).state == "operational"
    assert not Conflict.objects.exists()


def test_move_state__to_what_may_not__is_refused_or_becomes_a_disagreement(
    loaded: Path, officer: Actor
) -> None:
    with pytest.raises(Refused) as refused:
        moved(officer, "planned")
    assert refused.value.field == "state"
    moved(officer, "planned", forced=True)
    conflict = Conflict.objects.get(field="state")
    assert conflict.subject_key == ACTION[1]
    with pytest.raises(Refused):
        moved(officer, "unknown")


# --- documents and indicators -------------------------------------------------------------------

LETTER = {
    "code": "lettera-2024",
    "title": "Lettera inventata",
    "kind": "letter",
    "language": "it",
    "printed_date": "2024-05-02",
    "content_date": "unknown",
    "rank": "3",
}


def entered(officer: Actor, **changes: str) -> str:
    with scope(officer):
        return str(
            add_document(
                actor=officer, key=str(uuid4()), entry=LETTER | changes, reason="Protocollo"
            )
        )


def test_add_document__survives_folders__and_carries_statements(
    loaded: Path, officer: Actor, tmp_path: Path
) -> None:
    entered(officer)
    stated(officer, said("financing.private", "7,00", "lettera-2024:p.2"))
    stated(officer, said("date.end", "2024-05", "libro:2"), about=("document", "lettera-2024"))
    load_folder(folder=small().replaced(PROJECT, "150,00", "1,00").write(tmp_path / "b"))
    row = SourceDocument.objects.get(code="lettera-2024")
    assert (row.listed, row.rank, row.printed_date) == (True, 3, "2024-05-02")
    assert Action.objects.get(code=ACTION[1]).known_cents == 10700


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"code": "libro"}, "code"),
        ({"code": "Lettera 1"}, "code"),
        ({"title": " "}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"kind": "rumour"}, "kind"),
        ({"language": "italiano"}, "language"),
        ({"printed_date": "2999-01-01"}, "printed_date"),
        ({"content_date": "soon"}, "content_date"),
        ({"rank": "0"}, "rank"),
    ],
)
def test_add_document__that_cannot_be__says_where(
    loaded: Path, officer: Actor, changes: dict[str, str], at: str
) -> None:
    with pytest.raises(Refused) as refused:
        entered(officer, **changes)
    assert refused.value.field == at
    assert SourceDocument.objects.count() == 3


def test_folder__that_drops_what_the_office_states_about__is_refused(
    loaded: Path, officer: Actor, tmp_path: Path
) -> None:
    stated(officer, said("financing.private", "7,00"))
    from rione.programme.tests.factories import STATE, action

    without = small(action("MI3.1.1.a", amount("pon_metro", "150,00"), STATE))
    with pytest.raises(LoadRefused, match=r"action MI1\.1\.1\.a"):
        load_folder(folder=without.write(tmp_path / "b"))


def achieved(officer: Actor, **more: Any) -> int:
    given: dict[str, Any] = {
        "day": date(2024, 1, 31),
        "value": "3",
        "source": "libro:21",
        "quote": "",
        "reason": "Rilevazione",
    } | more
    with scope(officer):
        return int(state_indicator_value(actor=officer, key=str(uuid4()), indicator="1.1", **given))


@pytest.fixture
def indicator(db: None, tmp_path: Path) -> None:
    load_folder(folder=small().with_file("indicators.yaml", INDICATORS).write(tmp_path / "i"))


def test_indicator_value__corrected_by_a_later_one__shows_the_correction(
    indicator: None, officer: Actor
) -> None:
    achieved(officer, source="slide:4")
    assert IndicatorValue.objects.get(kind="achieved").number == 3
    achieved(officer, value="4", source="libro:22")
    value = IndicatorValue.objects.get(kind="achieved")
    assert (value.number, value.in_conflict) == (4, True)
    shown = projection()
    rebuild_projection()
    assert projection() == shown


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"day": date(2999, 1, 1)}, "day"),
        ({"value": "tanti"}, "value"),
        ({"query": "nobody"}, "query"),
        ({"source": "x"}, "from"),
    ],
)
def test_indicator_value__that_cannot_be__says_where(
    indicator: None, officer: Actor, changes: dict[str, Any], at: str
) -> None:
    with pytest.raises(Refused) as refused:
        achieved(officer, **changes)
    assert refused.value.field == at


def test_indicator_value__of_a_query__is_the_platforms_count(
    indicator: None, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_queries", {})
    counted = {date(2024, 1, 31): 17}
    feeds.register(IndicatorQuery("homes", "1.1", "Alloggi contati", counted.get))
    made = achieved(officer, query="homes", value="", source="")
    row = Statement.objects.get(pk=made)
    assert (row.number, row.document.kind, row.document.rank) == (17, "count", 99)
    achieved(officer, value="18", source="libro:22")
    assert IndicatorValue.objects.get(kind="achieved").number == 18
    with pytest.raises(Refused) as refused:
        achieved(officer, query="homes", day=date(2023, 1, 1))
    assert refused.value.field == "day"
