"""Texts: compiles every `rione/**/locale/*/LC_MESSAGES/*.po`, and finds the messages of each app.

`python -m rione.core.design.texts` (no Django needed) writes the `.mo` beside each `.po`; they
are not committed. `compile_all()` is what the launcher and the test session call.
"""

import os
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2]


def compile_all(root: Path = PACKAGE) -> list[Path]:
    """Write each `.mo` older than its `.po`; return those written.

    The file is replaced whole, so that a process that reads it never sees half of it.
    """
    written = []
    for po in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        draft = mo.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(po)).save_as_mofile(str(draft))
        draft.replace(mo)
        written.append(mo)
    return written


def main() -> int:
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(PACKAGE.parent)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
