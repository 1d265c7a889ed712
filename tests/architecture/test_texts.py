"""Every text of ours exists in both languages, and no translation is left over.

Message ids are English. An Italian text may stand in the catalogue of any app (catalogues are
merged at run time), but an entry stays only in an app that uses it.
"""

import ast
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract
from django.utils.translation import template as django_template

PACKAGE = Path(__file__).resolve().parents[2] / "rione"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
Key = tuple[str, str]  # context ("" when none), message id


def app_of(path: Path) -> Path:
    """The folder of the app a file belongs to: the nearest one with an `apps.py` or a `locale`."""
    for folder in path.parents:
        if (folder / "apps.py").exists() or (folder / "locale").is_dir() or folder == PACKAGE:
            return folder
    raise AssertionError(path)


def messages_of(path: Path, source: str) -> Iterator[Key]:
    """The message ids of a Python module or of a template."""
    if path.suffix != ".py":
        code = django_template.templatize(source, origin=str(path))
        source = "\n".join(line.strip() for line in code.splitlines())
    for _line, found, _comments, context in extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS
    ):
        message = found[0] if isinstance(found, tuple) else found
        if message:
            yield (context or "", message)


def used() -> dict[Path, dict[Key, str]]:
    """By app: the messages its code and templates ask for, and where."""
    by_app: dict[Path, dict[Key, str]] = defaultdict(dict)
    files = [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in (".py", ".html", ".txt", ".xml", ".typ")
        and (path.suffix == ".py" or "templates" in path.parts)
        and not {"tests", "migrations", "node_modules"} & set(path.relative_to(PACKAGE).parts)
    ]
    for path in files:
        for key in messages_of(path, path.read_text("utf-8")):
            by_app[app_of(path)].setdefault(key, str(path.relative_to(PACKAGE)))
    return by_app


def catalogues() -> dict[Path, polib.POFile]:
    """By app: its Italian texts."""
    return {
        app_of(po): polib.pofile(str(po))
        for po in sorted(PACKAGE.rglob("locale/it/LC_MESSAGES/django.po"))
    }


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid)


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def asked() -> dict[Path, dict[Key, str]]:
    return used()


@pytest.fixture(scope="module")
def written() -> dict[Path, polib.POFile]:
    return catalogues()


def djangos_own() -> set[Key]:
    import django

    root = Path(django.__file__).parent / "conf/locale/it/LC_MESSAGES/django.po"
    return {key_of(entry) for entry in polib.pofile(str(root)) if all(texts_of(entry))}


def test_texts__every_message__has_its_italian(asked, written):
    known = djangos_own()
    for catalogue in written.values():
        known |= {key_of(entry) for entry in catalogue if all(texts_of(entry))}
    missing = [
        f"{where}: {message!r}" + (f" (context {context})" if context else "")
        for messages in asked.values()
        for (context, message), where in messages.items()
        if (context, message) not in known
    ]
    assert not missing, "without Italian:\n" + "\n".join(missing)


def test_texts__every_entry__is_used_by_its_app(asked, written):
    leftover = [
        f"{app.relative_to(PACKAGE)}: {entry.msgid!r}"
        for app, catalogue in written.items()
        for entry in catalogue
        if key_of(entry) not in asked.get(app, {})
    ]
    leftover += [
        f"{app.relative_to(PACKAGE)}: {entry.msgid!r} (commented out)"
        for app, catalogue in written.items()
        for entry in catalogue.obsolete_entries()
    ]
    assert not leftover, "no longer used:\n" + "\n".join(leftover)


def test_texts__no_entry__is_fuzzy(written):
    fuzzy = [
        f"{app.relative_to(PACKAGE)}: {entry.msgid!r}"
        for app, catalogue in written.items()
        for entry in catalogue
        if entry.fuzzy
    ]
    assert not fuzzy, "to be confirmed by a person:\n" + "\n".join(fuzzy)


def test_texts__one_message__has_one_italian(written):
    texts: dict[Key, dict[tuple[str, ...], str]] = defaultdict(dict)
    for app, catalogue in written.items():
        for entry in catalogue:
            texts[key_of(entry)][tuple(texts_of(entry))] = str(app.relative_to(PACKAGE))
    twice = [f"{key[1]!r}: {sorted(apps.values())}" for key, apps in texts.items() if len(apps) > 1]
    assert not twice, "translated differently (the first app wins for all):\n" + "\n".join(twice)


def test_texts__placeholders__are_the_same_in_both_languages(written):
    wrong = []
    for app, catalogue in written.items():
        for entry in catalogue:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            for text in texts_of(entry):
                if set(PLACEHOLDER.findall(text)) - wanted or (
                    not entry.msgid_plural and set(PLACEHOLDER.findall(text)) != wanted
                ):
                    wrong.append(f"{app.relative_to(PACKAGE)}: {entry.msgid!r} → {text!r}")
    assert not wrong, "other placeholders:\n" + "\n".join(wrong)


def test_texts__no_message__hides_in_an_f_string():
    """The finder cannot see it there on every Python: give it a name of its own first."""
    hidden = [
        f"{path.relative_to(PACKAGE)}:{part.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for part in ast.walk(string)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id in KEYWORDS
    ]
    assert not hidden, "\n".join(hidden)


def test_texts__the_finder__sees_code_and_templates(tmp_path):
    code = '_("one")\nngettext("two", "twos", n)\npgettext("menu", "three")\n'
    page = (
        '{% translate "four" %}{% tag _("six") %}'
        "{% blocktranslate %}five {{ x }}{% endblocktranslate %}"
    )
    assert list(messages_of(Path("x.py"), code)) == [("", "one"), ("", "two"), ("menu", "three")]
    assert {key[1] for key in messages_of(Path("x.html"), page)} == {"four", "five %(x)s", "six"}
