"""How a demonstration ends: counts that are so, a finding in six lines, links that open for whom they are meant."""

from __future__ import annotations

import re

import pytest
from django.db.models import Sum

from fajing.findings.people import Role
from fajing.web import demo
from fajing.web.demo_end import ending
from fajing.web.people.models import User
from fajing.web.records.models import DutyCount, FindingRow, MatterRow

BASE = "http://127.0.0.1:8123"


@pytest.fixture
def listed(user_at):
    """The ready users, as `demo.build` returns them."""
    return [
        demo.DemoUser(user_at(role).number, *User.ROLES[role], zh, en, link)
        for role, (link, zh, en) in demo._LOOK.items()
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_counts_a_finding_and_who_looks_where(language, listed):
    counts, told, table = "\n".join(ending(listed, BASE, language)).split("\n\n")
    for number in (
        MatterRow.objects.count(), FindingRow.objects.count(),
        DutyCount.objects.aggregate(of=Sum("count"))["of"],
    ):  # fmt: skip
        assert re.search(rf"\b{number:,}\b", counts)
    head, *six = told.splitlines()
    assert len(six) == 6
    number = re.search(r"\d{4}-\d{4}", head)[0]
    assert f"{BASE}/findings/{number}/" in head
    row = FindingRow.objects.get(number=number)
    assert row.state != "closed" and row.outcome == "late"
    assert row.norm in six[1] and row.matter in six[1]
    rows = table.splitlines()[1:]
    assert [line.split()[0] for line in rows] == [one.number for one in listed]
    assert all(f"  {demo.PASSWORD}  " in line and f"  {BASE}{one.link}  " in f"{line}  "
               for line, one in zip(rows, listed, strict=True))  # fmt: skip
    said = f"{counts}{head}{table}"
    assert bool(re.search("[一-鿿]", said)) is (language == "zh")
    columns = {line.index("http") for line in rows}
    assert language == "zh" or len(columns) == 1


@pytest.mark.parametrize("role", list(demo._LOOK), ids=lambda role: role.value)
def test_what_a_role_is_to_look_at_first_opens_for_it(role, sign_in):
    assert set(demo._LOOK) == set(Role)
    assert sign_in(role).get(demo._LOOK[role][0]).status_code == 200
