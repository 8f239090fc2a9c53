"""`fajing check`, `explain` and `what-if`: what is printed, and the exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.small_book import write_book, write_log

from fajing import cli
from fajing.cli import main


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_book(tmp_path / "book")
    write_log(tmp_path / "log.csv")
    return tmp_path


def run(place: Path, *arguments: str) -> int:
    return main([argument.replace("@", f"{place}/") for argument in arguments])


def test_a_check_prints_norms_the_count_of_rows_and_where_the_files_lie(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "check", "@log.csv", "--law", "@book", "--out", "@out") == 0
    said = capsys.readouterr().out
    assert "受案不超过24小时" in said
    assert "缴款（只计数）" in said
    assert "log.csv：行10 = 新9 + 未变0 + 更正0 + 退回1 + 忽略0" in said
    assert "截至 2026-03-12T11:00" in said
    assert "时间相同的案事件0" in said
    assert f"结果在 {place}/out" in said
    assert sorted(path.name for path in (place / "out").iterdir()) == [
        "duties.parquet",
        "rejects.csv",
        "report.html",
        "summary.json",
    ]


def test_a_check_of_a_small_log_loads_nothing_that_it_does_not_need(place: Path) -> None:
    heavy = "{'numba', 'duckdb', 'pandas', 'openpyxl', 'django', 'typst', 'docx', 'pyarrow.compute'}"
    command = ["check", f"{place}/log.csv", "--law", f"{place}/book", "--out", f"{place}/out"]
    code = f"import sys; from fajing.cli import main; code = main({command!r}); "
    code += f"print(code, sorted({heavy} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "0 []"


def test_a_check_speaks_english(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "check", "@log.csv", "--law", "@book", "--out", "@out", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "Accepted within 24 hours" in said
    assert "rows 10 = new 9 + unchanged 0 + corrected 0 + rejected 1 + ignored 0" in said


@pytest.mark.parametrize("severity, code", [("notice", 1), ("minor", 1), ("serious", 1), ("grave", 0)])
def test_fail_on_gives_exit_code_one(place: Path, severity: str, code: int) -> None:
    arguments = ("check", "@log.csv", "--law", "@book", "--out", "@out", "--fail-on", severity)
    assert run(place, *arguments) == code


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("check", "@none.csv", "--law", "@book", "--out", "@out"), "none.csv"),
        (("check", "@log.csv", "--law", "@nobook", "--out", "@out"), "nobook"),
        (("check", "@log.csv", "--law", "@book", "--out", "@log.csv"), "not a folder"),
        (("check", "@log.csv", "--law", "@book", "--out", "@out", "--as-of", "soon"), "--as-of"),
        (("check", "@log.csv", "--law", "@book", "--out", "@out", "--map", "nomap"), "nomap"),
        (("check", "@log.csv", "--law", "@book", "--out", "@out", "--statutes", "@no"), "no such folder"),
        (("check", "@log.csv", "--law", "@book", "--out", "@out", "--region", "Atlantis"), "Atlantis"),
        (("check", "@log.csv", "--law", "@book"), "--out"),
        (("explain", "@log.csv", "无此案", "--law", "@book"), "no such matter"),
        (("explain", "@log.csv", "行〔2026〕1", "no.norm", "--law", "@book"), "no such norm"),
        (("what-if", "@none.yaml", "@log.csv", "--law", "@book"), "none.yaml"),
        (("what-if", "@log.csv", "@log.csv", "--law", "@book"), "log.csv"),
    ],
)
def test_bad_usage_and_bad_input_give_exit_code_two_and_say_why(
    place: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, *arguments) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert not (place / "out").exists()


def test_explain_lists_the_duties_gravest_first(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "explain", "@log.csv", "行〔2026〕1", "--law", "@book") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "行〔2026〕1，应办4项"
    assert lines[1].startswith("[未办] 处罚决定")
    assert "[迟6小时] 接报案后应在 3月3日 09:00 前受案，实际 15:00，迟6小时" in lines


def test_explain_gives_one_norm_in_full_or_in_six_lines(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("explain", "@log.csv", "行〔2026〕1", "handling.accepted_in_time", "--law", "@book")
    assert run(place, *arguments) == 0
    assert "往后24小时 → 3月3日 09:00" in capsys.readouterr().out
    assert run(place, *arguments, "--short", "--lang", "en") == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 6
    assert said[0] == ("[6h late] Report received: case accepted due by 3 Mar 09:00, done 15:00, 6h late.")


def test_what_if_says_what_a_draft_would_newly_flag(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = "@book/norms/handling/quick.yaml"
    instead = ("--instead-of", "handling.accepted_in_time")
    assert run(place, "what-if", draft, "@log.csv", "--law", "@book", *instead) == 0
    said = capsys.readouterr().out
    assert "案事件：新增1，免去0，仍违反2" in said
    assert "行〔2026〕2  接报案后应在 3月4日 21:00 前受案，实际 22:30，迟1小时30分钟" in said
    assert "2026-03" in said
    assert "东栅所" in said
    assert sorted(path.name for path in place.iterdir()) == ["book", "log.csv"]


def test_what_if_says_what_a_laxer_draft_would_free(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (place / "book/norms/handling/accepted.yaml").read_text("utf-8")
    (place / "draft.yaml").write_text(text.replace("{hours: 24}", "{hours: 48}"), "utf-8")
    assert run(place, "what-if", "@draft.yaml", "@log.csv", "--law", "@book", "--out", "@w.csv") == 0
    assert "案事件：新增0，免去1，仍违反1" in capsys.readouterr().out
    rows = (place / "w.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "change,matter,norm,unit,trigger_at,outcome,sentence"
    assert rows[1].startswith("freed,行〔2026〕1,handling.accepted_in_time,柳汀所,2026-03-02T09:00,late,")
