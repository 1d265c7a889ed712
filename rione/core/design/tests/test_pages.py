"""The page itself: twins, policy, errors, and no inline style or script in any component."""

import json
import re
from html.parser import HTMLParser
from uuid import UUID

import pytest
from django.db import InterfaceError, OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, path, reverse, translate_url
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from rione.core.design import context, views
from rione.core.design.csp import tile_origins
from rione.core.design.figures import (
    Badge,
    Citation,
    CitedValue,
    Comparison,
    Crumb,
    EmptyState,
    FigureCard,
    TimelineEntry,
)
from rione.core.design.maps import MapPoint, MapView, map_data
from rione.core.design.middleware import DatabaseUnavailable

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&"


class Inline(HTMLParser):
    """Collects what our policy refuses: style attributes and elements, scripts, `on…`."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.ids = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name[:2] == "on"]
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and not names.get("src") and names.get("type") != "application/json":
            self.found.append("<script>")
        for name in ("href", "src", "action"):
            if (names.get(name) or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}=javascript:>")
        if names.get("id"):
            self.ids.append(names["id"])


def inline_of(html):
    parser = Inline()
    parser.feed(html)
    return parser


def draw(tag, thing):
    with override("en"):
        return Template("{% " + tag + " thing %}").render(Context({"thing": thing}))


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("query", ["", "?page=3&sort=-sum&state=told&q=%22%3E%3Cscript%3E"])
def test_components__page__holds_nothing_inline_and_sends_the_policy(client, language, query):
    with override(language):
        response = client.get(reverse("design:components") + query)
    assert response.status_code == 200
    html = response.content.decode()
    seen = inline_of(html)
    assert not seen.found
    assert len(seen.ids) == len(set(seen.ids))
    assert f'<html lang="{language}">' in html
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
        if " " in part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"


@pytest.mark.parametrize("language", ["it", "en"])
def test_components__every_reference__points_to_an_element(client, language):
    with override(language):
        html = client.get(reverse("design:components")).content.decode()
    ids = set(inline_of(html).ids)
    pattern = r'(?:aria-labelledby|aria-describedby|for|href)="#?([^"/? ]+)"'
    for name in re.findall(pattern, html):
        assert name in ids or "." in name or ":" in name, name


def test_components__ask__nothing_of_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/it/design/")


def test_twins__every_translated_address__has_one_in_each_language():
    """Each URL below a language prefix resolves in both languages to the same view."""
    checked = 0

    def walk(resolver, prefix):
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry, prefix + str(entry.pattern))
            else:
                yield_route(prefix + str(entry.pattern), entry)

    def yield_route(route, entry):
        nonlocal checked
        samples = {"slug": "prova", "str": "prova", "int": "7", "path": "a/b"}
        samples["uuid"] = str(UUID(int=7))
        address = re.sub(
            r"<(?:(\w+):)?\w+>", lambda match: samples.get(match[1] or "str", "prova"), route
        )
        twin = translate_url(f"/{address}", "en")
        back = translate_url(twin, "it") if twin.startswith("/en/") else ""
        with override("en"):
            back = translate_url(twin, "it")
        assert twin.startswith("/en/"), route
        assert back == f"/{address}", route
        checked += 1

    with override("it"):
        for entry in get_resolver().url_patterns:
            if isinstance(getattr(entry, "pattern", None), LocalePrefixPattern):
                walk(entry, str(entry.pattern))
    assert checked >= 2


def test_twins__page__links_to_both_and_keeps_the_question(client):
    html = client.get("/it/design/?page=2").content.decode()
    assert 'hreflang="en" href="http://testserver/en/design/?page=2"' in html
    assert '<a href="/en/design/?page=2" lang="en" hreflang="en">' in html


def test_twins__missing_page__leads_to_the_other_home(client):
    html = client.get("/it/nowhere/").content.decode()
    assert '<a href="/en/" lang="en" hreflang="en">' in html
    assert 'rel="alternate"' not in html


def home(request):
    raise AssertionError


urlpatterns = [path("it/a/", home, name="a"), path("it/a/b/", home, name="b")]


@override_settings(
    ROOT_URLCONF=__name__,
    NAVIGATION=[
        {"name": "a", "label": "A"},
        {"name": "b", "label": "B"},
        {"name": "gone", "label": "Gone"},
    ],
)
@pytest.mark.parametrize(
    ("address", "active"),
    [("/it/a/", ["A"]), ("/it/a/c/", ["A"]), ("/it/a/b/c/", ["B"]), ("/it/", []), ("/x/", [])],
)
def test_menu__longest_address__is_the_active_section(address, active):
    links = context.menu("NAVIGATION", address)
    assert [link.label for link in links] == ["A", "B"]
    assert [link.label for link in links if link.active] == active


@override_settings(
    ROOT_URLCONF=__name__, NAVIGATION=[{"name": "gone", "label": "Gone"}], FOOTER_NAVIGATION=[]
)
def test_menu__name_that_does_not_exist__is_reported_by_the_check():
    from rione.core.design.checks import navigation_resolves

    assert [problem.id for problem in navigation_resolves(None)] == ["design.W001"]


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
@pytest.mark.parametrize(("language", "lang"), [("it", 'lang="it"'), ("en", 'lang="en"')])
def test_errors__page__is_whole_in_its_language(status, language, lang):
    view = {
        400: views.bad_request,
        403: views.permission_denied,
        404: views.page_not_found,
        500: views.server_error,
        503: views.unavailable,
    }[status]
    response = view(RequestFactory().get(f"/{language}/x/"))
    assert response.status_code == status
    html = response.content.decode()
    assert f"<html {lang}>" in html
    assert "<h1>" in html
    assert not inline_of(html).found
    assert response.headers["Content-Language"] == language
    assert "no-store" in response.headers["Cache-Control"]


def test_errors__address_without_prefix__follows_the_browser():
    request = RequestFactory().get("/x/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert 'lang="en"' in views.server_error(request).content.decode()


@pytest.mark.parametrize("address", ["/api/v1/x", "/it/api/v1/x"])
def test_errors__api__is_a_problem(address):
    response = views.unavailable(RequestFactory().get(address))
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == str(views.RETRY_AFTER)
    body = json.loads(response.content)
    assert body["status"] == 503
    assert set(body) == {"type", "title", "status", "detail"}


def test_errors__page_that_cannot_be_drawn__is_still_said_in_words(monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("missing file")

    monkeypatch.setattr(views.loader, "render_to_string", broken)
    response = views.server_error(RequestFactory().get("/en/x/"))
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "the error page itself failed" in caplog.text


def test_errors__expired_form__says_how_to_go_on():
    html = views.csrf_failure(RequestFactory().post("/en/x/")).content.decode()
    assert "This form has expired" in html


@pytest.mark.parametrize("error", [OperationalError("disk full"), InterfaceError("gone")])
def test_database_down__in_a_view__is_503_with_retry_after(error):
    middleware = DatabaseUnavailable(lambda request: None)
    response = middleware.process_exception(RequestFactory().get("/it/x/"), error)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == str(views.RETRY_AFTER)


def test_database_down__other_errors__are_left_alone():
    middleware = DatabaseUnavailable(lambda request: None)
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_database_down__in_another_middleware__is_503_too():
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        assert views.server_error(RequestFactory().get("/it/")).status_code == 503


def test_policy__tile_address__opens_its_origin_only():
    assert tile_origins("") == []
    assert tile_origins("https://a.example/{z}/{x}/{y}.png") == ["https://a.example"]
    assert tile_origins("https://{s}.a.example:8443/{z}/{x}/{y}.png") == [
        "https://*.a.example:8443"
    ]


@pytest.mark.parametrize(
    "address",
    ["//a.example/{z}.png", "a.example", "data:x", "https://{host}/x", "https://a b/x",
     "https://a;script-src/x", "https://u@a.example/x"],
)  # fmt: skip
def test_policy__doubtful_tile_address__is_refused(address):
    with pytest.raises(ValueError, match="MAP_TILES_URL"):
        tile_origins(address)


def test_map__hostile_place__is_data_and_text():
    points = [MapPoint(9.1, 45.4, HOSTILE, url="javascript:x", group=HOSTILE, text=HOSTILE)]
    view = MapView("m", HOSTILE, points, note=HOSTILE, outlines_attribution=HOSTILE)
    html = draw("map", view)
    seen = inline_of(html)
    assert not seen.found
    assert html.count("<script") == 3  # two files and the data
    data = json.loads(re.search(r'<script id="m-data"[^>]*>(.*?)</script>', html, re.S)[1])
    assert data["points"][0][2] == HOSTILE
    assert data["points"][0][3] == ""


def test_map__list__holds_every_place_up_to_its_limit():
    points = [MapPoint(9, 45, f"P{n}", group="g" if n % 2 else "h") for n in range(30)]
    html = draw("map", MapView("m", "t", points, list_limit=20, list_url="/all/"))
    assert html.count("<li><span>P") == 20
    assert "…and 10 more." in html
    assert 'href="/all/"' in html
    assert len(map_data(MapView("m", "t", points))["points"]) == 30


def test_map__groups__keep_order_shape_and_count():
    points = [MapPoint(9, 45, "x", group=name) for name in ("b", "a", "b", "")]
    legend = MapView("m", "t", points, groups=("a", "z")).legend()
    assert [(entry["label"], entry["index"], entry["count"]) for entry in legend] == [
        ("a", 1, 1),
        ("z", 2, 0),
        ("b", 3, 2),
    ]


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0)])
def test_map__impossible_place__is_refused(lon, lat):
    with pytest.raises(ValueError, match="out of range"):
        MapPoint(lon, lat, "x")


def test_components__hostile_words__stay_words():
    cite = Citation(HOSTILE, HOSTILE, "2022", HOSTILE, "it", "javascript:x", "2021", HOSTILE)
    comparison = Comparison(
        HOSTILE, (CitedValue(HOSTILE, cite, shown=True), CitedValue(None)), HOSTILE, HOSTILE
    )
    entry = TimelineEntry(
        HOSTILE, HOSTILE, HOSTILE, Badge(HOSTILE), HOSTILE, HOSTILE, "it", cite, "javascript:x"
    )
    html = "".join(
        draw(tag, thing)
        for tag, thing in [
            ("source", cite),
            ("compare", comparison),
            ("timeline", [entry]),
            ("badge", HOSTILE),
            ("empty_state", EmptyState(HOSTILE, HOSTILE, "javascript:x", HOSTILE)),
            ("breadcrumbs", [Crumb(HOSTILE, "javascript:x"), (HOSTILE,)]),
            ("figure_card", FigureCard(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:x", cite)),
        ]
    )
    assert "<script" not in html
    assert "<img" not in html
    assert not inline_of(html).found


def test_compare__nobody_has_chosen__says_so():
    values = (CitedValue("40"), CitedValue("33"))
    assert "Not decided yet" in draw("compare", Comparison("x", values))
    assert "Not decided yet" not in draw("compare", Comparison("x", (CitedValue("1", shown=True),)))


def test_figure_card__unknown_value__is_said_in_words():
    assert "Not known" in draw("figure_card", FigureCard(None, "x"))


def test_source__nothing_cited__shows_nothing():
    assert draw("source", None).strip() == ""
