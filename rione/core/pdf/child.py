"""The process that makes one PDF: an order as JSON comes in, the file goes out.

Run as a file of its own (`python -I child.py`), so that it loads typst and nothing of Rione.
"""

import json
import resource
import sys
from typing import Any

import typst

STANDARDS = ["ua-1", "a-2a"]
NO_GLYPH = "could not be displayed"


def main() -> int:
    """0 and the PDF on the standard output; 1 and the reason on the standard error output."""
    order = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    try:
        pdf = compiled(order, STANDARDS)
    except typst.TypstError as error:
        if NO_GLYPH not in f"{error.message}{error.diagnostic}":
            sys.stderr.write(error.diagnostic)
            return 1
        pdf = compiled(order, [])
    sys.stdout.buffer.write(pdf)
    return 0


def compiled(order: dict[str, Any], standards: list[Any]) -> bytes:
    """The file that claims these standards; tagged also without any."""
    made = typst.compile(
        {name: text.encode() for name, text in order["sources"].items()},
        font_paths=[order["fonts"]],
        ignore_system_fonts=True,
        sys_inputs={"data": order["data"]},
        pdf_standards=standards,
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


if __name__ == "__main__":
    sys.exit(main())
