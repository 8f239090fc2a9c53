"""The yearly report of a data folder: five files, every figure the number or sum of its records, the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine

from fajing.app.annual_report import ANNEX, DOCX, FIGURES, FILES, HTML, PDF, Built, Wanted, build_report
from fajing.app.import_log import run_import
from fajing.cli import main
from fajing.core.errors import UsageError
from fajing.indicators.figure import SMALL_CELL

WEEK = Path(__file__).resolve().parents[2] / "examples" / "first_week"
LAW = f"cn-police+{WEEK / 'bureau'}"
YEAR = 2026


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the example week."""
    folder = tmp_path_factory.mktemp("week") / "data"
    run_import([WEEK / "first_week.xlsx"], law=LAW, data=folder)
    return folder


@pytest.fixture(scope="module")
def built(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("report") / "one"
    return build_report(Wanted(YEAR, out, data=data, law=LAW))


@pytest.fixture(scope="module")
def annex(built: Built) -> list[list[object]]:
    """The rows of the annex that list records."""
    path = next(one for one in built.files if one.name == ANNEX)
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    found: list[list[object]] = book.get_sheet_by_name("记录").to_python()[1:]
    return found


def test_five_files_are_written(built: Built) -> None:
    assert [path.name for path in built.files] == list(FILES) == [DOCX, PDF, HTML, ANNEX, FIGURES]
    assert all(path.stat().st_size > 1000 for path in built.files)


def test_the_auditor_finds_no_fault_in_the_finished_report(built: Built) -> None:
    told = [(f.kind, f.message.zh) for f in built.audited.audit.findings if f.grade in ("error", "warning")]
    assert told == []
    assert built.audited.count("consistent") > 3


def test_every_printed_figure_is_the_number_or_the_sum_of_the_records_it_opens_to(built: Built) -> None:
    walked = 0
    for name in built.document.figures:
        figure = built.figures[name]
        if figure.value is None:
            continue
        if figure.form in ("count", "sum"):
            assert figure.value == figure.rows.total(), name
            walked += 1
        elif figure.form == "share":
            part, whole = (Decimal(term.rows.total()) for term in figure.terms[:2])
            assert abs(figure.value - part * 100 / whole) <= Decimal("0.005"), name
            walked += 1
    assert walked > 15


def test_the_annex_lists_the_records_of_each_printed_figure(built: Built, annex: list[list[object]]) -> None:
    counted = Counter((row[0], row[1]) for row in annex)
    for name in built.document.figures:
        figure = built.figures[name]
        for term in figure.terms if figure.form == "share" else figure.terms[:1]:
            assert counted[name, term.title.zh] == len(term.rows), name
    assert sum(counted.values()) == built.records


def test_a_record_of_the_annex_names_its_matter_unit_and_moment(annex: list[list[object]]) -> None:
    rows = [row for row in annex if row[2] == "记录"]
    assert rows
    assert all(row[4] and row[6] for row in rows)
    assert any(row[5] for row in rows)


def test_figures_json_tells_each_figure_with_base_and_cut_off(built: Built) -> None:
    found = json.loads((built.files[0].parent / FIGURES).read_text(encoding="utf-8"))
    assert found["lawbook"] == built.figures.lawbook
    assert len(found["figures"]) == len(built.figures)
    printed = [one["id"] for one in found["figures"] if one["printed"]]
    assert set(printed) == set(built.document.figures)
    for one in found["figures"]:
        assert one["formula"]["zh"]
        assert one["base"]["en"]


def test_what_the_record_does_not_give_is_named_and_never_nought(built: Built) -> None:
    text = built.audited.report.text
    assert built.missing > 10
    assert "没有数字的事项：" in text
    assert built.to_fill == 6  # the body's name is one of them
    listed = json.loads((built.files[0].parent / FIGURES).read_text("utf-8"))["to_fill"]
    assert len(listed) == 6
    assert sum("下一年度" in one for one in listed) == 1


def test_no_small_cell_is_on_the_page(built: Built) -> None:
    page = (built.files[0].parent / HTML).read_text(encoding="utf-8")
    hidden = [one for one in built.figures if one.hidden and one.indicator in built.document.figures]
    assert all(f"不足{SMALL_CELL}" in page or "不列比率" in page for _one in hidden)


def test_the_same_record_gives_the_same_bytes(built: Built, data: Path, tmp_path: Path) -> None:
    again = build_report(Wanted(YEAR, tmp_path / "two", data=data, law=LAW))
    for one, other in zip(built.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_a_unit_and_english_are_built_from_the_command_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "report.yaml"
    given.write_text(
        "plans:\n  - {text: {zh: 核对, en: Check}, owner: {zh: 法制, en: Legal}}\n", encoding="utf-8"
    )
    unit = next(row[5] for row in _units(data) if row[5])
    code = main(
        ["report", "build", "--year", str(YEAR), "--unit", str(unit), "--out", str(tmp_path / "out"), "--data",
         str(data), "--law", LAW, "--given", str(given), "--lang", "en"]
    )  # fmt: skip
    told = capsys.readouterr().out
    assert code == 0, told
    assert "own audit" in told
    assert "report.docx" in told
    page = (tmp_path / "out" / HTML).read_text(encoding="utf-8")
    assert "Check (owner: Legal)." in page
    assert str(unit) in page


def _units(data: Path) -> list[list[object]]:
    from fajing.app.figures import open_figures

    return [["", "", "", "", "", name] for name in open_figures(data, law=LAW).unit_names()]


def test_a_unit_that_the_record_does_not_name_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个单位"):
        build_report(Wanted(YEAR, tmp_path / "out", unit="没有的所", data=data, law=LAW))
    assert not (tmp_path / "out").exists()
