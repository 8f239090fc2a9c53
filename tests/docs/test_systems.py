"""docs/systems.md is held against lawbook and office: what it names exists, its counts are so."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import URLPattern, resolve

from fajing.lawbook.indicator_spec import Indicator, IndicatorBook
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.lawbook.read_indicators import load_indicators
from fajing.web.access.rules import RULES
from fajing.web.urls import urlpatterns

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "systems.md").read_text("utf-8")
ROW = re.compile(r"^\| (A\d\d) " + r"\| (.+?) " * 6 + r"\|$", re.MULTILINE)
OWN = re.compile(r"^\| (A\d\d) \| (`/[^|]+) \|$", re.MULTILINE)
DECLINED = re.compile(r"^\| (B\d\d) \| (.+?) / (.+?) \| (.+?) / (.+?) \|$", re.MULTILINE)
FIRST, COMMON, DATA, NOT_YET = "一等 first class", "通用页面 common pages", "仅数据 data only", "尚无 not yet"
DEPTHS = {FIRST, COMMON, DATA, NOT_YET}
SHARED = {
    "matters", "matter", "record_choose", "record", "findings", "finding", "finding_act", "finding_new", "figures",
    "figure", "import", "import_map", "about_to_breach", "today", "search", "receipt", "law", "norm",
}  # fmt: skip
"""The common pages."""
AROUND = {
    "", "about-to-breach", "api", "check", "duties", "entries", "figures", "findings", "health", "import", "language",
    "law", "ledger", "matters", "password", "search", "second-factor", "security", "sign-in", "sign-out", "tokens",
    "users",
}  # fmt: skip
"""First parts of addresses under which the common pages stand, or what serves the office itself."""
NONE, ALL = "—", "全部 all"


@dataclass(frozen=True)
class Row:
    """One system as the page has it."""

    id: str
    name: str
    procedures: list[str]
    norms: str
    labels: str
    figures: str
    depth: str

    @property
    def themes(self) -> list[str]:
        """Themes whose norms are counted."""
        return re.findall(r"`([^`]+)`", self.norms)


def read_rows() -> list[Row]:
    return [
        Row(number, name, re.findall(r"`([^`]+)`", procedures), norms, labels, figures, depth)
        for number, name, procedures, norms, labels, figures, depth in ROW.findall(PAGE)
    ]


ROWS = read_rows()


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def indicators(book: Lawbook) -> IndicatorBook:
    return load_indicators(book)


def counts(one: Indicator) -> set[str]:
    """Procedures whose records an indicator counts; those of findings count as theirs."""
    found = {one.median.begin.step.split(".")[0]} if one.median else set()
    for term in one.terms():
        kinds = {"findings": {"finding"}, "duties": {"duties"}}
        found |= kinds.get(term.kind) or {name.split(".")[0] for name in term.of}
    return found


def should_count(row: Row, indicators: IndicatorBook) -> str:
    """The cell of figures as it ought to stand."""
    if row.figures.endswith(ALL):
        return f"{len(indicators.indicators)}：{ALL}"
    names = {*row.procedures, *(["duties"] if ALL in row.norms + row.labels else [])}
    number = sum(bool(names & counts(one)) for one in indicators.indicators.values())
    return str(number) if number else NONE


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
def test_what_a_row_names_exists_and_what_it_counts_is_so(
    row: Row, book: Lawbook, indicators: IndicatorBook
) -> None:
    assert set(row.procedures) <= set(book.procedures)
    assert set(row.themes) <= {theme_of(norm) for norm in book.norms.values()}
    assert set(re.findall(r"`([^`]+)`", row.labels)) <= {label.split(".")[0] for label in book.labels}
    assert (row.norms, row.labels, row.figures) == (*should_say(row, book), should_count(row, indicators)), (
        "docs/systems.md must say what stands on the right"
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_named_in_both_languages_and_its_depth_is_defined(row: Row) -> None:
    chinese, _, english = row.name.partition(" / ")
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert english
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert row.depth in DEPTHS


def remarks() -> set[str]:
    return set(re.findall(r"^- (A\d\d)：", PAGE, re.MULTILINE))


def routes() -> set[str]:
    """Addresses of the office, as patterns."""
    return {str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)} | {"api/v1/"}


def test_what_is_first_class_has_pages_that_no_other_work_shares() -> None:
    own = {number: re.findall(r"`([^`]+)`", pages) for number, pages in OWN.findall(PAGE)}
    assert set(own) == {row.id for row in ROWS if row.depth == FIRST}
    for number, pages in own.items():
        for page in pages:
            name = resolve(page).url_name
            assert name in RULES, (number, page)
            assert name not in SHARED, (number, page)


def test_every_page_that_is_not_shared_serves_a_system_of_first_class() -> None:
    claimed = {
        page.split("/")[1] for _, pages in OWN.findall(PAGE) for page in re.findall(r"`([^`]+)`", pages)
    }
    assert {route.split("/")[0] for route in routes()} - AROUND == claimed - AROUND


def test_what_is_on_the_common_pages_or_deeper_has_its_procedure_and_the_pages(book: Lawbook) -> None:
    assert set(RULES) >= SHARED
    for row in ROWS:
        if row.depth in (FIRST, COMMON):
            assert row.procedures or ALL in row.norms + row.labels, row.id
            assert all(book.procedures[name].steps for name in row.procedures), row.id


def test_what_is_less_deep_than_the_office_is_has_a_remark() -> None:
    for row in ROWS:
        if row.depth in (DATA, NOT_YET):
            assert row.id in remarks(), (
                f"{row.id} has the common pages; say in a remark why it is not rated so"
            )


def remark_of(number: str) -> list[str]:
    """What is said of a system, Chinese and English."""
    return re.findall(rf"^- {number}[：:] ?(.+(?:\n  .+)*)", PAGE, re.MULTILINE)


def test_the_text_does_not_deny_what_the_office_has() -> None:
    denied = (
        "没有办公页面",
        "没有网页",
        "no web office",
        "only the last two occur",
        "没有单独的保密",
        "no separate seal",
    )
    assert [words for words in denied if words in PAGE] == []
    begins = any(one.startswith("matters/new/") for one in routes())
    for words in ("案事件只能由导入带来", "Imported matters only"):
        assert (words in PAGE) is not begins, (
            "whether a matter can be begun on a page stands in both languages"
        )


def test_what_is_sealed_from_units_is_said_in_both_languages_and_nothing_else_is(book: Lawbook) -> None:
    sealed = {row.id for row in ROWS if any(book.procedures[name].seen_by for name in row.procedures)}
    assert sealed == {"A33", "A35", "A61"}
    said = {row.id for row in ROWS if remark_of(row.id) and "密封" in remark_of(row.id)[0]}
    assert (
        said == {row.id for row in ROWS if remark_of(row.id) and "sealed" in remark_of(row.id)[1]} == sealed
    )
    rule = RULES["record"]
    assert rule.sealed, "steps of what is sealed are recorded by oversight, as the limits say"
    statuses = {norm.status for norm in book.norms.values() if norm.procedure == "interference_record"}
    assert statuses == {Status.DRAFT}, "the remark on A35 says that its norm is a draft"


def test_what_only_has_data_names_it() -> None:
    for row in ROWS:
        if row.depth == DATA:
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
    assert {row.id for row in ROWS if row.depth == NOT_YET} <= set(chinese)
    used = len({norm.label for norm in book.norms.values() if norm.label})
    assert f"规则库有{len(book.labels)}个标签，其中{used}个" in PAGE
    assert f"holds {len(book.labels)} labels, {used} of them" in PAGE
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", PAGE.partition("## 系统 / Systems")[0]))
    assert named <= set(load_indicators(book).indicators) | {"indicators.md"}
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
