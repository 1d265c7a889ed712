"""Rewrites tests/access_matrix.csv for review: `python -m tests.access.write`."""

import os
import sys


def main() -> int:
    import pytest

    os.environ["RIONE_WRITE_ACCESS_MATRIX"] = "1"
    test = "tests/access/test_matrix.py::test_matrix__every_address_and_role__answers_as_written"
    return int(pytest.main(["-n", "0", "-q", test]))


if __name__ == "__main__":
    sys.exit(main())
