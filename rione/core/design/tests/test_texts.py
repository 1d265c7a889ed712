"""Compiling the texts."""

import gettext
import os

from rione.core.design.texts import compile_all

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "House"\nmsgstr "%s"\n'


def test_compile__stale_or_missing__is_written_once(tmp_path):
    po = tmp_path / "app/locale/it/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO % "Casa", "utf-8")
    mo = po.with_suffix(".mo")
    assert compile_all(tmp_path) == [mo]
    assert compile_all(tmp_path) == []
    po.write_text(PO % "Caseggiato", "utf-8")
    later = mo.stat().st_mtime + 5
    os.utime(po, (later, later))
    assert compile_all(tmp_path) == [mo]
    with mo.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("House") == "Caseggiato"
    assert not list(tmp_path.rglob("*.tmp"))
