"""`fajing law`: what is printed, and the exit codes."""

import shutil
from pathlib import Path

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.cli import main


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "copy")
    return tmp_path / "copy"


def edit(book: Path, name: str, old: str, new: str) -> None:
    path = book / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_check_of_a_good_lawbook_says_how_much_it_holds(capsys):
    assert main(["law", "check", str(SMALL)]) == 0
    said = capsys.readouterr().out
    assert "26 (draft 1, in_force 25)" in said
    assert "sha256" in said
    assert "0 errors, 0 warnings" in said


def test_check_lists_every_error_and_exits_2(copy: Path, capsys):
    edit(copy, "norms/forms/window.yaml", "on: decided", "on: desided")
    edit(copy, "norms/forms/told_each.yaml", "told @ +2d", "tolled @ +2d")
    assert main(["law", "check", str(copy)]) == 2
    said = capsys.readouterr().out
    assert "window.yaml" in said and "desided" in said
    assert "told_each.yaml" in said and "tolled" in said
    assert "2 errors" in said


def test_warnings_fail_only_when_asked(copy: Path):
    edit(copy, "norms/forms/window.yaml", "target.about", "target.abuot")
    assert main(["law", "check", str(copy)]) == 0
    assert main(["law", "check", str(copy), "--strict"]) == 2


def test_the_default_book_is_cn_police(capsys):
    assert main(["law", "check"]) == 0
    assert "cn-police" in capsys.readouterr().out


def test_an_unknown_book_exits_2(capsys):
    assert main(["law", "check", "no-such-book"]) == 2
    assert "cn-police" in capsys.readouterr().err


def test_test_plays_all_examples_and_mutants(capsys):
    assert main(["law", "test", str(SMALL), "--mutate"]) == 0
    said = capsys.readouterr().out
    assert "100.0%" in said
    assert "forms.window" in said


def test_a_failing_example_exits_1_and_is_shown(copy: Path, capsys):
    edit(copy, "norms/forms/window.yaml", "working_days: 3", "working_days: 2")
    assert main(["law", "test", str(copy), "--norm", "forms.window"]) == 1
    said = capsys.readouterr().out
    assert "missed too_early" in said and "window.yaml:" in said
    assert "forms.each_victim_told" not in said


def test_survivors_are_listed(copy: Path, capsys):
    edit(copy, "norms/forms/window.yaml", "  - {expect: missed too_early", "  - {expect: broken")
    edit(
        copy,
        "norms/forms/window.yaml",
        "decided @ 2026-03-05]}\n  - {expect: missed",
        "decided @ 2026-03-03]}\n  - {expect: missed",
    )
    assert main(["law", "test", str(copy), "--mutate", "--norm", "forms.window"]) == 0
    said = capsys.readouterr().out
    assert "forms.window  versions[0].duty.within.working_days: 3 → 2" in said


def test_a_lawbook_with_errors_is_not_tested(copy: Path, capsys):
    edit(copy, "norms/forms/window.yaml", "on: decided", "on: desided")
    assert main(["law", "test", str(copy)]) == 2
    assert "desided" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_show_prints_a_card_of_every_norm(language: str, capsys):
    from fajing.lawbook.load import ALL_REGIONS, load_lawbook

    for norm in load_lawbook(str(SMALL), region=ALL_REGIONS).norms.values():
        assert main(["law", "show", norm.id, "--law", str(SMALL), "--lang", language]) == 0
        said = capsys.readouterr().out
        assert norm.title.in_language(language) in said
        assert norm.id in said
        assert "None" not in said


def test_a_card_says_the_duty_in_plain_words(capsys):
    main(["law", "show", "forms.old_name", "--law", str(SMALL), "--lang", "en"])
    said = capsys.readouterr().out
    for text in (
        "forms.decided_in_time",
        'Kind ≠ "grave"',
        "20 days if many; 10 days",
        "by 5 days, at most 2 times, by head of the unit",
        "halted → resumed / approved",
        "until obstacle gone, then 3 days",
        "number of victim named > 2",
        "Code of procedure Art. 3(1)(2)",
        "2020-01-01 – 2024-12-31",
    ):
        assert text in said, text


def test_show_quotes_the_article_from_the_folder_of_statutes(tmp_path: Path, capsys, monkeypatch):
    (tmp_path / "code.txt").write_text("第六条 甲。\n第七条 期满方可决定。\n乙。\n第八条 丙。\n", "utf-8")
    main(["law", "show", "forms.window", "--law", str(SMALL), "--statutes", str(tmp_path)])
    said = capsys.readouterr().out
    assert "第七条 期满方可决定。" in said and "乙。" in said and "丙。" not in said
    monkeypatch.setenv("FAJING_STATUTES", str(tmp_path))
    main(["law", "show", "forms.window", "--law", str(SMALL)])
    assert "期满方可决定。" in capsys.readouterr().out


def test_show_prints_a_procedure_with_its_steps(capsys):
    assert main(["law", "show", "case", "--law", str(SMALL), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "victim_named" in said and "closed (ends)" in said


def test_show_of_an_unknown_id_says_which_is_near(capsys):
    assert main(["law", "show", "forms.windo", "--law", str(SMALL)]) == 2
    assert "forms.window" in capsys.readouterr().err


def test_diff_says_what_changed_in_which_version(copy: Path, capsys):
    assert main(["law", "diff", str(SMALL), str(SMALL), "--lang", "en"]) == 0
    assert "No norm differs" in capsys.readouterr().out
    edit(copy, "norms/forms/window.yaml", "working_days: 3", "working_days: 4")
    (copy / "norms/forms/people.yaml").unlink()
    assert main(["law", "diff", str(SMALL), str(copy), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "[changed] forms.window" in said
    assert "version 2020-01-01: duty.within.working_days: 3 → 4" in said
    assert "[removed] forms.two_officers" in said
