"""report.yaml: what a person writes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.core.errors import FajingError
from fajing.publish.given import read_given
from fajing.publish.lists import items
from fajing.publish.model import Paragraph, RunKind, Table, runs_of


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "report.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_last_year_is_a_table_with_owner_state_and_proof(given):
    (table,) = items("last_year", given, "zh")
    assert isinstance(table, Table)
    rows = [[run.text for run in row] for row in table.rows]
    assert rows[0] == [
        "建成办案区全程录像核对",
        "上年安排",
        "法制大队",
        "已完成（期限2026年6月30日）",
        "示例发〔2026〕3号",
    ]
    assert rows[1][3:] == ["推进中", "［待填］"]


def test_plans_and_shortcomings_are_counted_and_name_owner_and_reason(tmp_path):
    path = written(
        tmp_path,
        "plans:\n  - {text: 核对录像, owner: 法制大队, due: 2027-06-30}\n  - {text: 清理财物, owner: 案管中心}\n"
        "shortcomings:\n  - {text: 录像不全, reason: 设备老化, owner: 科信科}\n",
    )
    given = read_given(path)
    plans = ["".join(run.text for run in runs_of(one)) for one in items("plans", given, "zh")]
    assert plans == [
        "一是核对录像（责任单位：法制大队，2027年6月30日前完成）。",
        "二是清理财物（责任单位：案管中心）。",
    ]
    (one,) = items("shortcomings", given, "zh")
    assert isinstance(one, Paragraph)
    assert one.runs[0].text == "录像不全。原因：设备老化。责任单位：科信科。"


def test_what_was_not_given_is_to_be_filled_in():
    (one,) = items("plans", read_given(None), "en")
    assert [run.kind for run in runs_of(one)] == [RunKind.TO_FILL]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("plan: []\n", 1, "plan"),
        ("plans:\n  - {text: 甲}\n", 2, "owner"),
        ("last_year:\n  - {kind: plan, text: 甲, owner: 乙, state: finished}\n", 2, "finished"),
        ("last_year:\n  - {kind: plan, text: 甲, owner: 乙, state: done}\n", 2, "proof"),
        ("plans:\n  - {text: 甲, owner: 乙, due: 2026-02-30}\n", 2, "2026-02-30"),
        ("plans:\n  - 甲\n", 2, "键值表"),
        ("body: []\n", 1, "文字"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(tmp_path, text, line, what):
    with pytest.raises(FajingError) as failed:
        read_given(written(tmp_path, text))
    assert failed.value.where.endswith(f":{line}")
    assert what in str(failed.value)
