"""docs/systems.md is held against the lawbook: what it names exists, what it counts is so, nothing is left out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Status

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "systems.md").read_text("utf-8")
ROW = re.compile(r"^\| (A\d\d) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
DECLINED = re.compile(r"^\| (B\d\d) \| (.+?) / (.+?) \| (.+?) / (.+?) \|$", re.MULTILINE)
DEPTHS = {"一等 first class", "通用页面 common pages", "仅数据 data only", "尚无 not yet"}
NONE, ALL = "—", "全部 all"


@dataclass(frozen=True)
class Row:
    """One system as the page has it."""

    id: str
    name: str
    procedures: list[str]
    norms: str
    labels: str
    depth: str

    @property
    def themes(self) -> list[str]:
        """Themes whose norms are counted."""
        return re.findall(r"`([^`]+)`", self.norms)


def read_rows() -> list[Row]:
    return [
        Row(number, name, re.findall(r"`([^`]+)`", procedures), norms, labels, depth)
        for number, name, procedures, norms, labels, depth in ROW.findall(PAGE)
    ]


ROWS = read_rows()


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"), region=ALL_REGIONS)


def theme_of(norm: Norm) -> str:
    assert norm.place is not None
    return norm.place.path.parent.name


def counted(row: Row, book: Lawbook) -> list[Norm]:
    """Norms in force of the row's procedures within its themes."""
    in_force = [norm for norm in book.norms.values() if norm.status is Status.IN_FORCE]
    if row.norms.endswith(ALL):
        return in_force
    return [norm for norm in in_force if norm.procedure in row.procedures and theme_of(norm) in row.themes]


def should_say(row: Row, book: Lawbook) -> tuple[str, str]:
    """The cells of norms and labels as they ought to stand."""
    norms = counted(row, book)
    labels = {norm.label for norm in norms if norm.label}
    if row.labels.endswith(ALL):
        number = len(labels) if norms else len(book.labels)
        return (f"{len(norms)}：{ALL}" if norms else NONE), f"{number}：{ALL}"
    groups: dict[str, int] = defaultdict(int)
    for label in labels:
        groups[label.split(".")[0]] += 1
    themes = "、".join(f"`{theme}`" for theme in row.themes)
    cell = f"{len(norms)}：{themes}" if themes else NONE
    return cell, "、".join(f"`{group}` {number}" for group, number in sorted(groups.items())) or NONE


def test_every_system_of_the_survey_is_there_once() -> None:
    numbers = [row.id for row in ROWS]
    assert numbers == [f"A{number:02}" for number in range(1, 85) if number != 66]
    assert len(numbers) == 83


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_what_a_row_names_exists_and_what_it_counts_is_so(row: Row, book: Lawbook) -> None:
    assert set(row.procedures) <= set(book.procedures)
    assert set(row.themes) <= {theme_of(norm) for norm in book.norms.values()}
    assert set(re.findall(r"`([^`]+)`", row.labels)) <= {label.split(".")[0] for label in book.labels}
    assert (row.norms, row.labels) == should_say(row, book), (
        "docs/systems.md must say what stands on the right"
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_named_in_both_languages_and_its_depth_is_defined(row: Row) -> None:
    chinese, _, english = row.name.partition(" / ")
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert english
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert row.depth in DEPTHS


def test_no_system_is_deeper_than_it_can_be_without_a_web_office() -> None:
    if not (ROOT / "src" / "fajing" / "web").exists():
        assert {row.depth for row in ROWS} <= {"仅数据 data only", "尚无 not yet"}


def test_what_is_data_only_has_data() -> None:
    for row in ROWS:
        if row.depth == "仅数据 data only":
            assert row.procedures or row.labels.endswith(ALL), row.id


def test_every_procedure_and_every_theme_serves_some_system(book: Lawbook) -> None:
    assert set(book.procedures) == {name for row in ROWS for name in row.procedures}
    assert {theme_of(norm) for norm in book.norms.values()} == {theme for row in ROWS for theme in row.themes}


def test_each_depth_is_counted_in_both_languages() -> None:
    for depth in DEPTHS:
        number = sum(row.depth == depth for row in ROWS)
        chinese, english = depth.split(" ", 1)
        assert re.search(rf"^\| {chinese} {english} \|.*今天：{number}个 \|$", PAGE, re.MULTILINE), depth
        assert re.search(rf"^\| {english} \|.*Today: {number} \|$", PAGE, re.MULTILINE), depth


def test_the_remarks_stand_in_both_languages_and_name_what_exists(book: Lawbook) -> None:
    chinese = re.findall(r"^- (A\d\d)：", PAGE, re.MULTILINE)
    assert chinese == re.findall(r"^- (A\d\d): ", PAGE, re.MULTILINE)
    assert {row.id for row in ROWS if row.depth == "尚无 not yet"} <= set(chinese)
    used = len({norm.label for norm in book.norms.values() if norm.label})
    assert f"规则库有{len(book.labels)}个标签，其中{used}个" in PAGE
    assert f"holds {len(book.labels)} labels, {used} of them" in PAGE
    maps = set(re.findall(r"`(dual_publicity_[a-z]+)`", PAGE))
    assert maps
    assert maps <= set(book.maps)


def test_what_is_declined_is_listed_with_the_reason() -> None:
    found = DECLINED.findall(PAGE)
    assert [number for number, *_ in found] == [f"B{number:02}" for number in range(1, 28)]
    for number, chinese, english, why, reason in found:
        assert re.search(r"[\u4e00-\u9fff]", chinese + why), number
        assert not re.search(r"[\u4e00-\u9fff]", english + reason), number
        assert len(why) >= 4, number
        assert len(reason) >= 10, number


def test_every_path_named_exists() -> None:
    paths = re.findall(r"`((?:src|law|tests|docs)/[^`]+)`", PAGE)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
