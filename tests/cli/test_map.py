import csv

import pytest

from fajing.cli import main

LAW = "it-road-fines"
LOG = (
    "case:concept:name,concept:name,time:timestamp,amount\n"
    "A1,Create Fine,2007-03-12,22.0\n"
    "A1,Payment,2007/2/30,22.0\n"
    "A1,Send Fine,2007-04-12,\n"
    ""
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "fines.csv"
    path.write_text(LOG, "utf-8")
    return path


def test_a_proposed_map_is_printed_or_written_once(log, tmp_path, capsys):
    assert main(["map", "suggest", str(log), "--law", LAW]) == 0
    printed = capsys.readouterr()
    assert "shape: events" in printed.out
    assert "recognised" in printed.err
    out = tmp_path / "my.yaml"
    assert main(["map", "suggest", str(log), "--law", LAW, "--out", str(out)]) == 0
    assert out.read_text("utf-8") == printed.out
    assert main(["map", "suggest", str(log), "--law", LAW, "--out", str(out)]) == 2


def test_a_try_prints_the_equation_and_the_rejects(log, tmp_path, capsys):
    rejects = tmp_path / "rejects.csv"
    assert main(["map", "check", str(log), "--law", LAW, "--rejects", str(rejects)]) == 0
    said = capsys.readouterr().out
    assert "3 行 = 新 2 + 未变 0 + 更正 0 + 退回 1 + 忽略 0" in said
    assert "第3行，time:timestamp：2007/2/30，没有这一天" in said
    assert len(list(csv.reader(rejects.read_text("utf-8-sig").splitlines()))) == 2
    assert main(["map", "check", str(log), "--law", LAW, "--lang", "en"]) == 0
    assert "3 rows = 2 new" in capsys.readouterr().out


def test_a_changed_file_shows_its_correction(log, tmp_path, capsys):
    newer = tmp_path / "newer.csv"
    newer.write_text(LOG.replace("2007-04-12", "2007-04-13"), "utf-8")
    assert main(["map", "check", str(log), str(newer), "--law", LAW]) == 0
    assert "新 1 + 未变 1" in capsys.readouterr().out


def test_wrong_use_and_wrong_files_end_with_two_and_no_traceback(log, tmp_path, capsys):
    assert main(["map", "check", str(tmp_path / "gone.csv"), "--law", LAW]) == 2
    assert main(["map", "check", str(log), "--law", LAW, "--map", "gone"]) == 2
    assert main(["map", "suggest", str(log), "--law", LAW, "--procedure", "gone"]) == 2
    assert main(["map"]) == 2
    assert "Traceback" not in capsys.readouterr().err
