"""The example week under the whole lawbook and a bureau's own registers: both engines write the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from fajing.app.check import FILES, run_check
from fajing.core.events import Carried
from fajing.lawbook.load import load_lawbook
from fajing.scan.automaton.segments import norms_to_judge
from fajing.scan.plan.build import make_plan

WEEK = REPOSITORY / "examples" / "first_week"
BUREAU = f"{REPOSITORY / 'law' / 'cn-police'}+{WEEK / 'bureau'}"


def test_a_list_in_the_officers_register_stands_in_the_way_of_no_norm() -> None:
    book = load_lawbook(BUREAU)
    entries = [entry for some in book.registers["officers"].entries.values() for entry in some]
    assert any(isinstance(value, list | tuple) for entry in entries for value in entry.values.values())
    plan = make_plan(book, norms_to_judge(book, None), Carried())
    assert set(plan.left.values()) == {
        f"没有这个名册 / no such register: {name}"
        for name in ("accepted_waiting_rooms", "monitoring_devices", "legally_qualified_officers")
    }


@pytest.mark.timeout(300)
def test_both_engines_write_the_same_bytes(tmp_path: Path) -> None:
    for engine in ("reference", "automaton"):
        run_check([WEEK / "first_week.xlsx"], law=BUREAU, out=tmp_path / engine, engine=engine)
    for name in FILES:
        assert (tmp_path / "automaton" / name).read_bytes() == (tmp_path / "reference" / name).read_bytes()
