"""`fajing law history`, `stale`, `browse`, `check --statutes`, `test --engine`: what is printed, and the exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.cli import main
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.scan.duty_sentence import duty_sentence
from fajing.scan.norm_history import changes, gaps
from fajing.scan.wording import Speaker


def test_history_says_what_changed_between_versions_and_the_former_id(capsys):
    assert main(["law", "history", "forms.old_name", "--law", str(SMALL), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    for text in ("forms.decided_in_time", "Formerly forms.old_name", "2020-01-01 – 2024-12-31", "2025-01-01 – now",
                 "was: ", "now: "):  # fmt: skip
        assert text in said, text
    assert "None" not in said


def test_history_of_one_version_says_that_nothing_changed(capsys):
    assert main(["law", "history", "forms.window", "--law", str(SMALL)]) == 0
    assert "没有变过" in capsys.readouterr().out


def test_what_both_versions_say_is_not_a_change():
    book = load_lawbook(str(SMALL), region=ALL_REGIONS)
    norm = book.norms["forms.decided_in_time"]
    first, second = norm.versions[:2]
    speaker = Speaker(book, "en")
    assert changes(norm, first, first, speaker) == []
    found = changes(norm, first, second, speaker)
    assert found
    assert all(one.before != one.after for one in found)
    back = changes(norm, second, first, speaker)
    assert {(one.label, one.after, one.before) for one in back} == {
        (one.label, one.before, one.after) for one in found
    }
    assert list(gaps(norm)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_has_a_sentence(language):
    book = load_lawbook(str(SMALL), region=ALL_REGIONS)
    speaker = Speaker(book, language)
    forms = set()
    for norm in book.norms.values():
        for version in norm.versions:
            said = duty_sentence(norm, version, speaker)
            forms.add(version.duty.form)
            assert said.endswith("。" if language == "zh" else "."), said
            assert "None" not in said and "  " not in said and "，，" not in said, said
            assert len(said) > 8
    assert len(forms) >= 12


def test_stale_names_what_has_aged_as_of_a_day(capsys):
    assert main(["law", "stale", str(SMALL), "--as-of", "2026-11-01", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "as of 2026-11-01" in said
    assert main(["law", "stale", str(SMALL), "--as-of", "2026-13-01"]) == 2
    assert "没有这一天" in capsys.readouterr().err


def test_stale_is_as_of_today_where_no_day_is_said(capsys):
    from fajing.core.clock import now

    assert main(["law", "stale", str(SMALL)]) == 0
    assert str(now().year) in capsys.readouterr().out.partition("\n")[0]


def test_browse_writes_a_site_and_says_where(tmp_path: Path, capsys):
    out = tmp_path / "site"
    assert main(["law", "browse", "--out", str(out), "--law", str(SMALL), "--language", "en"]) == 0
    assert str(out / "index.html") in capsys.readouterr().out
    assert '<html lang="en">' in (out / "index.html").read_text("utf-8")
    assert main(["law", "browse", "--out", str(tmp_path), "--law", str(SMALL)]) == 2
    assert "something else" in capsys.readouterr().err


def test_check_with_statutes_proves_citations_and_fails_on_a_wrong_number(tmp_path: Path, capsys):
    shutil.copytree(SMALL, tmp_path / "book")
    (tmp_path / "texts").mkdir()
    article = "\n".join(f"第{number}条 三日、五日、十日、二十日。" for number in range(1, 40))
    (tmp_path / "texts" / "code.txt").write_text(article, "utf-8")
    arguments = ["law", "check", str(tmp_path / "book"), "--statutes", str(tmp_path / "texts")]
    assert main(arguments) == 2
    said = capsys.readouterr().out
    assert "在所引条文中找不到" in said
    assert "doubts" in said
    assert main(arguments[:3]) == 0
    assert "doubts" not in capsys.readouterr().out


def test_examples_are_played_on_the_engine_that_is_named(capsys):
    assert main(["law", "test", str(SMALL), "--engine", "reference", "--norm", "forms.window"]) == 0
    capsys.readouterr()
    assert main(["law", "test", str(SMALL), "--engine", "referense"]) == 2
    assert "reference" in capsys.readouterr().err


def test_another_engine_is_really_asked(monkeypatch, capsys):
    from fajing.scan import engines

    monkeypatch.setitem(engines.ENGINES, "blind", ("tests.cli.test_law_aging", "judges_nothing"))
    assert main(["law", "test", str(SMALL), "--engine", "blind", "--norm", "forms.window"]) == 1
    assert "none" in capsys.readouterr().out


def judges_nothing(log, lawbook, *, norms=None, as_of=None):
    return []
