"""From data to the bytes of a PDF: a child process with limits of time and memory makes it.

The template never sees data as source: they travel as JSON in `sys.inputs`, and typst sets them
as text. A template is the text of a trusted file of ours, and may import `paper.typ`.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from .blocks import Paper

HERE = Path(__file__).parent
SECONDS = 10
"""What one paper may take, waiting for a free place included twice."""
MEMORY_BYTES = 1_500_000_000
MOST_AT_ONCE = 2
LARGEST_DATA = 2_000_000
FONT = "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class PdfFailed(Exception):
    """No paper could be made: the data are too large, or took too long or too much memory."""


class PdfBusy(PdfFailed):
    """Others are having papers made: ask again in some seconds."""


def render(paper: Paper, template: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same data.

    `template`: a typst file that imports `paper.typ`; without one, the paper as it is. A character
    that no font has is shown as a box, and the file then claims no standard. Raises `PdfBusy`
    when all places are taken for ten seconds, `PdfFailed` when it cannot be made within its limits.
    """
    shown = asdict(paper)
    shown["dated"] = [paper.dated.year, paper.dated.month, paper.dated.day]
    data = json.dumps(_without_controls(shown), ensure_ascii=False)
    if len(data) > LARGEST_DATA:
        raise PdfFailed("the paper would be too long")
    main = template or HERE / "plain.typ"
    order = {
        "sources": {
            "main": main.read_text("utf-8"),
            "paper.typ": (HERE / "paper.typ").read_text("utf-8"),
        },
        "data": data,
        "fonts": fonts(),
        "seconds": SECONDS,
        "memory": MEMORY_BYTES,
    }
    if not _places.acquire(timeout=SECONDS):
        raise PdfBusy("too many papers are being made")
    try:
        return _made(json.dumps(order))
    finally:
        _places.release()


def fonts() -> str:
    """The folder of Titillium Web, which the theme brings along."""
    found = finders.find(FONT)
    if not isinstance(found, str):
        raise PdfFailed("the theme's fonts are not installed")
    return str(Path(found).parent)


def _made(order: str) -> bytes:
    """What the child answers. It gets no environment: nothing of ours is in its reach."""
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, a file of ours
            [sys.executable, "-I", str(HERE / "child.py")],
            input=order.encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"RAYON_NUM_THREADS": "1"},
            cwd="/",
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"the paper took more than {SECONDS} seconds") from error
    except OSError as error:
        raise PdfFailed("no process could be started") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PdfFailed(done.stderr.decode("utf-8", "replace")[-2000:] or "the process was ended")
    return done.stdout


def _without_controls(value: Any) -> Any:
    """Texts without control characters and lone surrogates, which no PDF can show."""
    if isinstance(value, str):
        return "".join(c for c in value if c == "\n" or (c.isprintable() or c.isspace()))
    if isinstance(value, Mapping):
        return {key: _without_controls(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_controls(part) for part in value]
    return value
