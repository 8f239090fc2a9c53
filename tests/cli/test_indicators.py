"""fajing indicators: lists, explains, reckons, and opens a figure to the records behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.folders import fresh, imported
from tests.indicators.logs import random_log

from fajing.cli import main
from fajing.lawbook.load import load_lawbook

BOOK = Path(__file__).parents[1] / "indicators" / "book"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lawbook = load_lawbook(str(BOOK))
    folder = fresh(tmp_path_factory.mktemp("indicators") / "data", lawbook)
    imported(folder, lawbook, random_log(5, lawbook))
    return folder.path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in ("indicators", *arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_list_and_show_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list", "--law", BOOK)
    assert code == 0
    assert "cases.good_share" in out
    assert "指标27个" in out
    code, out, _ = run(capsys, "show", "cases.good_share", "--law", BOOK, "--lang", "en")
    assert code == 0
    assert "÷" in out
    code, out, _ = run(capsys, "show", "cases.arrest_requests")
    assert code == 2
    code, out, _ = run(capsys, "show", "measures.arrest_requests")
    assert code == 0
    assert "提请批准逮捕" in out
    assert "不分好坏" in out


def test_run_prints_values_and_opens_them(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "run", "--year", 2026, "--law", BOOK, "--data", data)
    assert code == 0
    assert "截至" in out
    (line,) = [line for line in out.splitlines() if " cases.opened " in line]
    value = int(line.split()[2])
    code, out, err = run(
        capsys, "run", "--year", 2026, "--law", BOOK, "--data", data, "--open", "cases.opened"
    )
    assert code == 0
    first, *ids = out.splitlines()
    assert str(value) in first
    assert len(ids) == value > 0
    assert all("/opened/" in one for one in ids)
    assert f"共{value}条" in err
    code, out, _ = run(
        capsys, "run", "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-12-31", "--law", BOOK,
        "--data", data, "--open", "cases.objects", "--lang", "en",
    )  # fmt: skip
    assert code == 0
    assert all("\t" in line for line in out.splitlines()[1:])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--year", 2026, "--from", "2026-01-01", "--to", "2026-02-01"], "--year"),
        (["--from", "2026-01-01"], "--from"),
        (["--from", "2026-13-01", "--to", "2026-02-01"], "不是日期"),
        (["--from", "2026-03-01", "--to", "2026-02-01"], "期末早于期初"),
        (["--year", 2026, "--open", "cases.opnd"], "cases.opened"),
        (["--year", 2026, "--open", "cases.opened", "--term", 3], "只有1项"),
        (["--year", 2026, "--unit", "U9"], "没有这个单位"),
        (["--year", 2026, "--as-of", "soon"], "--as-of"),
    ],
)
def test_a_wrong_question_is_answered_with_what_would_be_right(
    data: Path, capsys: pytest.CaptureFixture[str], options: list[object], words: str
) -> None:
    code, _, err = run(capsys, "run", *options, "--law", BOOK, "--data", data)
    assert code == 2
    assert words in err


def test_a_folder_without_records_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = fresh(tmp_path / "data", load_lawbook(str(BOOK)))
    code, _, err = run(capsys, "run", "--year", 2026, "--law", BOOK, "--data", folder.path)
    assert code == 2
    assert "fajing import" in err
