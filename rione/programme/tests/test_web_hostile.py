"""Pages before anything is loaded, and with words in the data that would be markup."""

from pathlib import Path

import pytest
from django.test import Client

from .factories import PROJECT, Folder, amount, small, statement

WITHOUT_DATA = (
    "",
    "azioni/",
    "progetti/",
    "discordanze/",
    "lacune/",
    "attese/",
    "indicatori/",
    "documenti/",
    "comunicazione/",
    "dati-aperti/",
    "luoghi/",
    "azioni.csv",
)
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"


def hostile() -> Folder:
    """A programme whose every text is an attack."""
    body = (
        f'  - code: MI1.1.1.a\n    title: {{it: "{SCRIPT}", en: "{SCRIPT}"}}\n'
        f'    kind: works\n    summary: {{it: "{IMAGE}", en: "{IMAGE}"}}\n'
        "    fields: [activation]\n    statements:\n"
    )
    statements = (
        amount("pon_metro", "100,00"),
        amount("pon_metro", "200,00", "slide:2"),
        statement("state", "running", "libro:12", quote=f'"{SCRIPT}"'),
        statement("title", IMAGE, "libro:13"),
        statement("text.equipment", f'{{it: "{SCRIPT}", en: "{IMAGE}"}}', "libro:14"),
        statement("quantity.areas", "about 4", "libro:15", unit="areas", quote=f'"{IMAGE}"'),
    )
    folder = small()
    return folder.with_file(
        "projects/01-uno.yaml",
        PROJECT + body + "".join(f"      - {one}\n" for one in statements),
    ).with_file("documents.yaml", folder.files["documents.yaml"].replace("Il libro", f'"{SCRIPT}"'))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["it", "en"])
def test_pages__hostile_words_in_the_data__are_only_words(
    client: Client, tmp_path: Path, language: str
) -> None:
    from rione.programme.operations import load_folder

    load_folder(folder=hostile().write(tmp_path / "hostile"))
    actions = "azioni" if language == "it" else "actions"
    documents = "documenti" if language == "it" else "documents"
    addresses = [
        f"/{language}/",
        f"/{language}/{actions}/",
        f"/{language}/{actions}/MI1.1.1.a/",
        f"/{language}/{actions}/MI1.1.1.a/{'fonti' if language == 'it' else 'sources'}/",
        f"/{language}/{'progetti' if language == 'it' else 'projects'}/",
        f"/{language}/{'progetti' if language == 'it' else 'projects'}/uno/",
        f"/{language}/{'discordanze' if language == 'it' else 'disagreements'}/",
        f"/{language}/{documents}/",
        f"/{language}/{documents}/libro/",
    ]
    attacks = 0
    for address in addresses:
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200, address
        assert SCRIPT not in html, address
        assert "<img src=x" not in html, address
        attacks += html.count("&lt;script&gt;") + html.count("&lt;img")
    assert attacks > 10


@pytest.mark.django_db
def test_pages__before_anything_is_loaded__are_friendly(client: Client) -> None:
    for page in WITHOUT_DATA:
        assert client.get(f"/it/{page}").status_code == 200, page
    assert client.get("/it/azioni/MI1.1.1.a/").status_code == 404
