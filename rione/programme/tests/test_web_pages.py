"""Every page of the programme, in both languages, with the city's real programme."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from rione.core.design import formats

from .factories import MILANO

LANGUAGES = ("it", "en")
PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("programme:glance", ()),
    ("programme:actions", ()),
    ("programme:action", ("MI3.2.2.a",)),
    ("programme:action", ("MI4.1.1.b",)),
    ("programme:action_sources", ("MI3.2.2.a",)),
    ("programme:projects", ()),
    ("programme:project", ("quartieri-connessi",)),
    ("programme:project", ("abitare-in-borgo",)),
    ("programme:disagreements", ()),
    ("programme:gaps", ()),
    ("programme:waiting", ()),
    ("programme:indicators", ()),
    ("programme:documents", ()),
    ("programme:document", ("progetti-2022",)),
    ("programme:document", ("page-2024-en",)),
    ("programme:communication", ()),
    ("programme:faq", ()),
    ("open_data:datasets", ()),
    ("territory:sites", ()),
    ("territory:site", ("casa-jannacci",)),
    ("pages:about", ()),
    ("pages:accessibility", ()),
    ("pages:privacy", ()),
)
HOSTILE = (
    "page=0",
    "page=-1",
    "page=99999999999999999999",
    "page=abc",
    "page=999999",
    "page=%00",
    "q=%00",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q=" + "a" * 7000,
    "q=%27%22%5C%25_%26%7C!()",
    "q=%F0%9F%92%A9&q=2",
    "sort=nothing",
    "sort=-",
    "sort=%00",
    "axis=99&axis=%00&axis=" + "9" * 300,
    "state=nothing&kind=%3Cb%3E&fund=%27",
    "district=015146:99999999999999&district=::&municipality=%00",
    "has_unknown=perhaps&has_conflict=",
    "document=%00&open=x&subject_kind=%00&subject_key=%27",
    "unheard=of",
)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    from rione.programme.operations import load_folder

    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(folder=MILANO)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def milano(loaded_once: None, db: None) -> None:
    """The city's programme, loaded once for this module."""


def address(language: str, name: str, *args: str) -> str:
    with override(language):
        return reverse(name, args=args)


def read(client: Client, language: str, name: str, *args: str, query: str = "") -> str:
    """The page, checked to be one."""
    response = client.get(address(language, name, *args) + (f"?{query}" if query else ""))
    assert response.status_code == 200, response.status_code
    return text_of(response)


def text_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def words(html: str) -> str:
    """What a reader sees."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def euro(language: str, cents: int) -> str:
    with override(language):
        return formats.euro(cents)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_page__in_each_language__is_whole(
    client: Client, milano: None, language: str, name: str, args: tuple[str, ...]
) -> None:
    response = client.get(address(language, name, *args))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title
    assert title[1].strip() != "– Rione"
    description = re.search(r'<meta name="description" content="([^"]*)"', html)
    assert description
    assert len(description[1]) > 20
    here = f"http://testserver{address(language, name, *args)}"
    assert f'<link rel="canonical" href="{here}">' in html
    for other in LANGUAGES:
        twin = address(other, name, *args)
        assert f'hreflang="{other}" href="http://testserver{twin}"' in html
    assert not response.cookies
    assert "Content-Security-Policy" in response.headers
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "ids are not unique"
    assert " style=" not in html
    assert not re.search(r"<[^>]+\son\w+=", html)


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_page__its_links_to_itself__lead_somewhere(
    client: Client, milano: None, name: str, args: tuple[str, ...]
) -> None:
    html = client.get(address("it", name, *args)).content.decode()
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids, target


@pytest.mark.parametrize("language", LANGUAGES)
def test_glance__of_milan__shows_the_total_twice_and_says_how(
    client: Client, milano: None, language: str
) -> None:
    html = read(client, language, "programme:glance")
    assert euro(language, 5_431_886_535) in html
    assert euro(language, 5_150_636_535) in html
    seen = words(html)
    assert ("Su 30 azioni" if language == "it" else "Over 30 actions") in seen
    assert ("Su 26 azioni" if language == "it" else "Over 26 actions") in seen
    for cents in (804_564_077, 1_539_100_000, 1_907_193_291, 1_075_480_596, 105_548_571):
        assert euro(language, cents) in html
    assert ("nessun valore pubblicato" if language == "it" else "no value published") in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_action__with_money_of_two_funds__shows_amounts_sources_and_both_values(
    client: Client, milano: None, language: str
) -> None:
    html = read(client, language, "programme:action", "MI3.2.2.a")
    for cents in (335_501_675, 394_210_659, 729_712_334, 141_180_000, 590_137_802):
        assert euro(language, cents) in html
    assert 'lang="it">Risorse PON METRO € 3.355.016,75' in html
    assert ("riga 300" if language == "it" else "line 300") in words(html)
    assert address(language, "programme:document", "progetti-2022") in html
    assert ("Mostrato in questo sito" if language == "it" else "Shown on this site") in words(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_action__with_an_unknown_amount__never_shows_it_as_zero(
    client: Client, milano: None, language: str
) -> None:
    seen = words(read(client, language, "programme:action", "MI4.1.1.a"))
    said = "importo non indicato" if language == "it" else "amount not given"
    assert said in seen
    assert euro(language, 0) not in seen
    assert (
        "Totale degli importi noti" if language == "it" else "Total of the known amounts"
    ) in seen


def test_action__of_a_moved_project__says_so_and_keeps_its_own_state(
    client: Client, milano: None
) -> None:
    html = read(client, "it", "programme:action", "MI4.1.1.a")
    assert "trasferito ad altro fondo" in words(html)
    assert "in fase di sottoscrizione contratto" in html


def test_action__without_any_amount__says_so(client: Client, milano: None) -> None:
    seen = words(read(client, "it", "programme:action", "MI4.1.1.b"))
    assert "Nessun documento indica un importo per questa azione." in seen
    assert euro("it", 0) not in seen


def test_action__that_waits__names_what_blocks_it(client: Client, milano: None) -> None:
    seen = words(read(client, "it", "programme:action", "MI1.1.1.a"))
    assert "Non può proseguire finché non è pronto altro" in seen
    assert "MI3.3.1.b" in seen


def test_action__with_places__follows_the_thread_to_what_stands_there(
    client: Client, milano: None
) -> None:
    html = read(client, "it", "programme:action", "MI4.2.1.a")
    assert address("it", "territory:site", "qc-monti") in html
    assert address("it", "programme:action", "MI3.3.1.b") in html
    assert "le fotografie" not in html
    assert "Non ci sono fotografie" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_action__each_of_the_thirty__has_the_funding_notice_and_sources(
    client: Client, milano: None, language: str
) -> None:
    from rione.programme import queries

    rows = queries.list_actions(page_size=100).page.rows
    assert len(rows) == 30
    notice = (
        "Finanziato dall’Unione europea" if language == "it" else "Funded by the European Union"
    )
    for row in rows:
        html = read(client, language, "programme:action", row.code)
        assert notice in html, row.code
        assert html.count('class="source"') >= len([v for v in row.amounts.values() if v]), row.code


def test_action__its_neighbours__are_the_next_codes(client: Client, milano: None) -> None:
    html = read(client, "it", "programme:action", "MI1.1.1.b")
    assert re.search(r'href="/it/azioni/MI1\.1\.1\.a/" rel="prev"', html)
    assert re.search(r'href="/it/azioni/MI1\.1\.1\.c/" rel="next"', html)


@pytest.mark.parametrize("printed", ["MI.4.2.1.b", "MI 4.2.1.b", "mi4.2.1.B"])
def test_action__printed_spelling__leads_to_the_one_address(
    client: Client, milano: None, printed: str
) -> None:
    response = client.get(f"/it/azioni/{printed}/")
    assert response.status_code == 301
    assert response["Location"] == "/it/azioni/MI4.2.1.b/"


@pytest.mark.parametrize(
    "code", ["MI9.9.9.z", "nothing", "%00", "<script>", "a" * 500, "..%2F..", "🏠", "MI4.2.1.b%0a"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_action__unknown_code__is_a_page_that_helps(
    client: Client, milano: None, language: str, code: str
) -> None:
    response = client.get(f"/{language}/{'azioni' if language == 'it' else 'actions'}/{code}/")
    html = response.content.decode()
    assert response.status_code in (301, 404)
    if response.status_code == 404:
        assert "<h1" in html
        assert "<script>" not in html.replace("<script src", "")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("programme:project", ("nothing",)),
        ("programme:document", ("nothing",)),
        ("programme:action_sources", ("MI9.9.9.z",)),
        ("territory:site", ("nothing",)),
    ],
)
def test_unknown__project_document_or_place__is_404(
    client: Client, milano: None, name: str, args: tuple[str, ...]
) -> None:
    assert client.get(address("it", name, *args)).status_code == 404


@pytest.mark.parametrize("query", HOSTILE)
def test_address__hostile__never_fails(client: Client, milano: None, query: str) -> None:
    for name, args in PAGES:
        response = client.get(f"{address('it', name, *args)}?{query}")
        assert response.status_code in (200, 302, 404), (name, query)
        assert b"<script>alert" not in response.content
    assert client.get(f"/it/azioni.csv?{query}").status_code == 200


def test_page__past_the_end__leads_to_the_last_one(client: Client, milano: None) -> None:
    response = client.get("/it/discordanze/?page=900&kind=money")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/it/azioni/?page=900")["Location"] == "/it/azioni/?"


@pytest.mark.parametrize("name", ["programme:glance", "programme:actions", "programme:documents"])
def test_page__written_to__refuses(client: Client, milano: None, name: str) -> None:
    assert client.post(address("it", name)).status_code == 405


# --- the list -----------------------------------------------------------------------------------


def codes(html: str) -> list[str]:
    return re.findall(r'<a href="/it/azioni/([^/"]+)/">MI', html)


def test_list__filtered_by_state_and_axis__shows_those_and_their_sums(
    client: Client, milano: None
) -> None:
    html = read(client, "it", "programme:actions", query="axis=4&state=works_complete")
    assert codes(html) == ["MI4.1.1.c", "MI4.1.1.d", "MI4.2.1.a"]
    assert euro("it", 109_802_074 + 160_740_000 + 111_233_200) in html


def test_list__searched__finds_words_and_printed_codes(client: Client, milano: None) -> None:
    assert codes(read(client, "it", "programme:actions", query="q=docce"))
    assert codes(read(client, "it", "programme:actions", query="q=MI.4.2.1.b")) == ["MI4.2.1.b"]


@pytest.mark.parametrize("sort", ["code", "-code", "title", "-title", "total", "-total", "state"])
def test_list__sorted__has_all_thirty(client: Client, milano: None, sort: str) -> None:
    assert len(set(codes(read(client, "it", "programme:actions", query=f"sort={sort}")))) == 30


@pytest.mark.parametrize("language", ["it", "en"])
def test_list__sorted_by_title__follows_the_language_of_the_page(
    client: Client, milano: None, language: str
) -> None:
    html = read(client, language, "programme:actions", query="sort=title")
    titles = re.findall(r'<th scope="row"[^>]*><span[^>]*><a href="[^"]+">([^<]+)</a>', html)
    assert len(titles) == 30
    assert [title[0] for title in titles] == sorted(title[0] for title in titles)


def test_list__nothing_found__offers_the_way_back(client: Client, milano: None) -> None:
    html = read(client, "it", "programme:actions", query="q=zzzzzz")
    assert "Nessuna azione corrisponde" in html
    assert "Tutte le azioni" in html


def test_list__as_a_file__has_the_filtered_rows_for_a_spreadsheet(
    client: Client, milano: None
) -> None:
    response = client.get("/it/azioni.csv?axis=1")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("Codice;Azione;Progetto;Asse;Stato;")
    assert len(lines) == 5
    assert "1354687.50" in lines[1]


def test_list__its_downloads__ask_for_the_same_rows(client: Client, milano: None) -> None:
    html = read(client, "it", "programme:actions", query="axis=1&page=1&unheard=of")
    assert 'href="/it/azioni.csv?axis=1"' in html
    found = re.search(r'href="(/api/programme/v1/actions\?[^"]*)"', html)
    assert found
    answer = client.get(found[1])
    assert answer.status_code == 200
    assert answer.json()["total"] == 4


# --- what documents say -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_disagreements__of_milan__show_the_rule_and_every_value(
    client: Client, milano: None, language: str
) -> None:
    html = read(client, language, "programme:disagreements", query="kind=quantity")
    assert "40 " in html
    assert "33 " in html
    assert ("Come si sceglie un valore" if language == "it" else "How one value is chosen") in html


def test_disagreements__left_to_a_person__say_that_nobody_has_chosen(
    client: Client, milano: None
) -> None:
    from rione.programme import queries
    from rione.programme.queries.shapes import ConflictFilters

    found = queries.list_conflicts(ConflictFilters(open=True))
    html = read(client, "it", "programme:disagreements", query="open=true")
    assert html.count("Non ancora deciso") == min(found.total, 10)


def test_disagreements__each_reason__is_a_sentence_in_both_languages(milano: None) -> None:
    from rione.programme import queries
    from rione.programme.queries.shapes import ConflictFilters
    from rione.programme.web import sentences

    for line in queries.list_conflicts(ConflictFilters(), page_size=500).rows:
        for language in LANGUAGES:
            with override(language):
                sentence = sentences.shown_because(line.reason, line.params)
            assert sentence != line.reason
            assert sentence.endswith(".")


def test_document__its_statements__stand_in_the_order_of_lines(
    client: Client, milano: None
) -> None:
    html = read(client, "it", "programme:document", "progetti-2022")
    lines = [int(n) for n in re.findall(r'class="cell-body line">rig(?:a|he) (\d+)', html)]
    assert len(lines) == 50
    assert lines == sorted(lines)


def test_words__of_a_document_in_an_english_page__are_marked_italian(
    client: Client, milano: None
) -> None:
    html = read(client, "en", "programme:document", "progetti-2022")
    assert html.count('<q lang="it">') > 10
    assert '<h1 lang="it">' in html


def test_indicators__targets__stand_beside_what_was_never_published(
    client: Client, milano: None
) -> None:
    seen = words(read(client, "it", "programme:indicators"))
    assert "Obiettivo 2018: 65 persone" in seen
    assert "nessun valore pubblicato" in seen
    assert "un trattino: nessun numero" in seen


def test_open_data__every_file_listed__exists(client: Client, milano: None) -> None:
    html = read(client, "it", "open_data:datasets")
    files = re.findall(r'href="(/opendata/[^"]+)"', html)
    assert len(files) >= 3
    for file in files:
        response = client.get(file)
        assert response.status_code == 200, file
        assert b"".join(response.streaming_content), file


def test_action__whose_place_was_photographed__shows_before_and_after(
    client: Client, milano: None
) -> None:
    from rione.territory import public as territory

    (site,) = territory.sites(["casa-jannacci"])
    pictures = tuple(
        territory.PhotographData(
            1, moment, b"\x89PNG\r\n\x1a\n", "2019", "Foto Finta", f"{moment} it", f"{moment} en"
        )
        for moment in ("before", "after")
    )
    territory.put_sites(
        sites=[
            territory.SiteData(
                slug=site.slug,
                name_it=site.name_it,
                name_en=site.name_en,
                address=site.address,
                municipality=site.municipality_istat,
                lon=site.lon,
                lat=site.lat,
                precision=site.precision,
                coordinates_from=site.coordinates_from,
                district=site.district,
                photographs=pictures,
            )
        ]
    )
    html = read(client, "en", "programme:action", "MI4.2.1.b")
    assert html.index('alt="before en"') < html.index('alt="after en"')
    assert "Foto Finta" in html
    assert "There is no photograph" not in html
