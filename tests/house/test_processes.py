"""What the processes of a test run share out: an office that takes long to make is made by one of them."""

from __future__ import annotations

import pytest
from tests.conftest import REPOSITORY, WHOLE, unit_of_work


@pytest.mark.parametrize(
    ("nodeid", "unit"),
    [
        ("tests/web/test_access.py::test_nobody_is_a_superuser", "tests/web/"),
        ("tests/web/test_desk.py::test_a[a::b]", "tests/web/"),
        ("tests/browser/test_print.py::test_the_foot_of_a_printed_sheet", "tests/browser/"),
        ("tests/house/test_source.py::test_one[x::y]", "tests/house/test_source.py"),
        ("src/fajing/core/clock.py::fajing.core.clock", "src/fajing/core/clock.py"),
    ],
)
def test_a_folder_that_shares_an_office_is_run_by_one_process(nodeid, unit):
    assert unit_of_work(nodeid) == unit


def test_the_folders_are_there():
    assert all((REPOSITORY / folder / "conftest.py").is_file() for folder in WHOLE)
