"""The layouts and rules of the monitoring protocol, compared with the files beside the checkout."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from rione.programme.rules.puc.checks import RULES
from rione.programme.rules.puc.layouts import LAYOUTS

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "standards" / "puc"
pytestmark = pytest.mark.shared


def read(name: str) -> Any:
    path = FOLDER / name
    if not path.is_file():
        reason = "the protocol's layouts are not beside the checkout (../shared/standards)"
        if os.environ.get("RIONE_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return json.loads(path.read_text("utf-8"))


def test_layouts__all_27__have_the_fields_lengths_and_code_lists_of_the_files() -> None:
    theirs = read("puc_layouts.json")["layouts"]
    assert set(theirs) == set(LAYOUTS)
    for code, layout in LAYOUTS.items():
        written = [
            field.name
            + (f"({field.table})" if field.table else "")
            + (f":{field.length}" if field.length else "")
            for field in layout.fields
        ]
        assert written == [re.sub(r" \(.*", "", field) for field in theirs[code]["fields"]], code


def test_layouts__less_certain_ones__are_those_that_the_files_name() -> None:
    status = read("puc_layouts.json")["status"]
    for code, layout in LAYOUTS.items():
        assert (code in status) == (not layout.certain), code


def test_rules__all_55__look_at_the_records_of_the_files() -> None:
    theirs = {rule["n"]: tuple(rule["tables"]) for rule in read("puc_rules.json")["rules"]}
    assert theirs == {number: rule.codes for number, rule in RULES.items()}
