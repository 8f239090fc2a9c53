"""`fajing import` and `fajing data`: what is printed, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.cli import main


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_book(tmp_path / "book")
    write_log(tmp_path / "log.csv")
    return tmp_path


def run(place: Path, *arguments: str) -> int:
    return main([argument.replace("@", f"{place}/") for argument in arguments])


def bring(place: Path, *more: str) -> int:
    return run(place, "import", "@log.csv", "--law", "@book", "--data", "@data", *more)


def test_an_import_prints_what_was_new_and_where_it_is_kept(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(place) == 0
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines()]
    assert ["办案记录", "9", "0", "0", "9"] in lines
    assert ["案事件", "3", "0", "0", "3"] in lines
    assert "log.csv：行10 = 读入9 + 退回1 + 忽略0" in said
    assert f"退回清单 {place}/data/rejects/000001.csv" in said
    assert f"已封存第1段，办案记录9条，在 {place}/data/segments/000001" in said


def test_the_second_time_nothing_is_new(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring(place)
    capsys.readouterr()
    assert bring(place, "--lang", "en", "--rejects", f"{place}/r.csv") == 0
    said = capsys.readouterr().out
    assert ["Events", "0", "0", "9", "9"] in [line.split() for line in said.splitlines()]
    assert "Nothing new; the data folder is as it was" in said
    assert "rows 10 = read 9 + rejected 1 + ignored 0" in said
    assert (place / "r.csv").is_file()
    assert len(list((place / "data/segments").iterdir())) == 1


def test_a_correction_and_what_is_gone_are_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place / "book/maps/steps.yaml"
    path.write_text(path.read_text("utf-8") + "export: full\n", "utf-8")
    bring(place)
    write_log(place / "log.csv", (ROWS[0].replace("citizen", "patrol"), *ROWS[2:7]))
    capsys.readouterr()
    assert bring(place) == 0
    said = capsys.readouterr().out
    assert "更正1：行〔2026〕1/report_received/2026-03-02T09:00" in said
    assert "全量导出中不再有的案事件，仍保留1：行〔2026〕3" in said
    assert "行〔2026〕1/case_accepted/2026-03-03T15:00" in said


def test_the_folder_may_be_named_by_a_variable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAJING_DATA", str(place / "elsewhere"))
    assert run(place, "import", "@log.csv", "--law", "@book") == 0
    assert run(place, "data", "show") == 0
    assert (place / "elsewhere/segments/000001/segment.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "@none.csv", "--law", "@book", "--data", "@data"), "none.csv"),
        (("import", "@log.csv", "--law", "@nobook", "--data", "@data"), "nobook"),
        (("import", "@log.csv", "--law", "@book", "--data", "@data", "--map", "nomap"), "nomap"),
        (("import", "@log.csv", "--law", "@book", "--data", "@log.csv"), "log.csv"),
        (("import", "--law", "@book", "--data", "@data"), "LOG"),
        (("data", "show", "--data", "@data"), "no data folder"),
        (("data", "verify", "--data", "@data"), "no data folder"),
    ],
)
def test_bad_usage_and_bad_input_give_exit_code_two_and_say_why(
    place: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, *arguments) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert not (place / "data").exists()


def test_show_lists_the_segments(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring(place)
    write_log(place / "second.csv", ("行〔2026〕8,接报案,2026-04-05 09:00,东栅所,other",))
    run(place, "import", "@second.csv", "--law", "@book", "--data", "@data")
    capsys.readouterr()
    assert run(place, "data", "show", "--data", "@data") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[3][:8] == ["1", "log.csv", "9", "3", "2026-03-02", "09:00", "2026-03-12", "11:00"]
    assert lines[4][:4] == ["2", "second.csv", "1", "1"]
    assert all(len(line[8]) == 64 for line in lines[3:5])
    assert run(place, "data", "show", "--data", "@data", "--lang", "en") == 0
    assert "2 segments, 10 rows" in capsys.readouterr().out


def test_verify_says_which_segment_and_row_differ(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring(place)
    capsys.readouterr()
    assert run(place, "data", "verify", "--data", "@data") == 0
    assert "1段完好，0段不符" in capsys.readouterr().out
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = place / "data/segments/000001/events.parquet"
    table = pq.read_table(path)
    cells = table.column("at").to_pylist()
    cells[4] -= 3600
    at = table.column_names.index("at")
    pq.write_table(table.set_column(at, "at", pa.array(cells)), path)
    assert run(place, "data", "verify", "--data", "@data", "--lang", "en") == 1
    said = capsys.readouterr()
    assert "000001  events were changed: rows 4, 1 in all" in said.out
    assert "0 segments whole, 1 not" in said.err


def test_both_commands_stand_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert "导入办案记录" in said
    assert "核验封存" in said
