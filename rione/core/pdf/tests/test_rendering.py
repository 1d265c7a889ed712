"""Papers: standards, languages, hostile words, limits."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from rione.core.pdf import (
    Bars,
    Bullets,
    Facts,
    Note,
    Paper,
    PdfFailed,
    Section,
    Table,
    Timeline,
    render,
    rendering,
)
from rione.core.pdf.blocks import Bar, Fact, Moment

HOSTILE = '#panic() *x* $1$ \\ @a <b> "q" `raw` // c /* #let x=1 [z] \x00'


def paper(words: str = HOSTILE) -> Paper:
    blocks = (
        Note(words, strong=True),
        Facts((Fact(words, words, words, words, "en"),)),
        Table((words, "€"), ((words, "1"),), (1,), (words, "1")),
        Bars((Bar(words, 1.0, words), Bar("b", None, words)), words),
        Timeline((Moment(words, words, words, "it", words, True),), words),
        Bullets(((words, words),)),
    )
    return Paper(
        *("it", words, words, words, words, date(2024, 3, 4)),
        (Section(words, blocks),),
        *(words,) * 6,
    )


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_render__hostile_words_everywhere__are_words_of_a_tagged_pdf() -> None:
    content = render(paper())
    with opened(content) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "it"
        assert str(pdf.docinfo["/Title"]) == HOSTILE.replace("\x00", "")
        assert [round(float(side)) for side in pdf.pages[0].MediaBox[2:]] == [595, 842]
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata.pdfa_status == "2A"
    assert render(paper()) == content


def test_render__characters_without_a_glyph__are_tagged_and_claim_no_standard() -> None:
    with opened(render(paper("🦊 中"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert not metadata.pdfa_status


def test_render__too_much_data_or_time__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PdfFailed, match="too long"):
        render(replace(paper(), lead="x" * rendering.LARGEST_DATA))
    monkeypatch.setattr(rendering, "SECONDS", 0.001)
    with pytest.raises(PdfFailed, match="more than"):
        render(paper())
