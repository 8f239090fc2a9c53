"""report.html as text: one file, no connection, every finding in it, nothing from the log taken for markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.check import run_check
from fajing.app.report.pack import Packer, unpack
from fajing.app.report.tables import rate
from fajing.app.report.words import _WORDS


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("law") / "small")


def report(book: Path, folder: Path, rows: tuple[str, ...] = ROWS, **more: Any) -> str:
    run_check([write_log(folder / "log.csv", rows)], law=str(book), out=folder / "out", **more)
    return (folder / "out/report.html").read_text("utf-8")


def data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_the_page_forbids_every_connection_and_names_no_address(book: Path, tmp_path: Path) -> None:
    page = report(book, tmp_path)
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:" in page
    addresses = set(re.findall(r"https?://[^\s\"')]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(?:link|img|iframe|script src)", page)


def test_the_headline_counts_the_bodys_own_duties(book: Path, tmp_path: Path) -> None:
    page = report(book, tmp_path)
    head = re.sub(r"<[^>]+>", "", re.search(r"<h1>.*?</h1>", page)[0])  # type: ignore[index]
    assert head == "3件案卷、7项应办，违反 3项；另有1项记录不全，无法判定。"
    assert "当事人或其他机关的义务另计 2 项，只计数。" in page
    assert "退回 1 行，见 rejects.csv。" in page


def test_a_partys_duty_is_in_the_table_and_in_no_finding(book: Path, tmp_path: Path) -> None:
    page = report(book, tmp_path)
    assert "只计数</small>" in page
    found = data(page)
    said = "".join(found["templates"])
    assert len(found["findings"]) == 3
    assert "缴款" not in said


def test_every_finding_unpacks_to_what_was_said(book: Path, tmp_path: Path) -> None:
    found = data(report(book, tmp_path))
    texts = [
        unpack(found["templates"][one[4]], one[5], found["strings"]).split("\x1e")
        for one in found["findings"]
    ]
    assert [text[1] for text in texts] == [
        "接报案后应在 3月3日 09:00 前受案，实际 15:00，迟6小时",
        "接报案后应在 3月6日 09:00 前受案，此后没有记录",
        "处罚决定 3月10日 10:00，此前没有法制审核",
    ]
    assert [text[2] for text in texts] == ["行〔2026〕1", "行〔2026〕3", "行〔2026〕1"]


def test_the_english_page_has_no_chinese_of_its_own(book: Path, tmp_path: Path) -> None:
    page = report(book, tmp_path, language="en")
    body = re.sub(r"<style>.*?</style>|<script.*?</script>", "", page, flags=re.DOTALL)
    left = re.sub(r"行〔2026〕\d|柳汀所|东栅所|，", "", re.sub(r"<[^>]+>", " ", body))
    assert not re.findall(r"[\u4e00-\u9fff]+", left)
    assert "3 case files, 7 duties, 3 broken" in re.sub(r"<[^>]+>", "", body)


def test_text_of_the_log_is_never_markup(book: Path, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    page = report(book, tmp_path, (f"{evil},接报案,2026-03-02 09:00,<b>所</b>,citizen", ROWS[3]))
    assert "<script>alert" not in page
    assert "<b>所" not in page
    assert page.count("</script>") == 2


def test_the_first_findings_can_be_read_without_a_script(book: Path, tmp_path: Path) -> None:
    page = report(book, tmp_path)
    assert page.count('<details class="f">') == 3
    assert "<noscript>" in page


def test_the_article_is_quoted_where_there_are_statutes(book: Path, tmp_path: Path) -> None:
    texts = tmp_path / "statutes"
    texts.mkdir()
    (texts / "rules.txt").write_text("第六十一条 应当在二十四小时内受案。\n", "utf-8")
    assert "应当在二十四小时内受案" in report(book, tmp_path, statutes=texts)


def test_every_word_of_the_page_is_in_both_languages() -> None:
    for key, (zh, en) in _WORDS.items():
        assert zh, key
        assert en, key
        assert set(re.findall(r"\{\d\}", zh)) == set(re.findall(r"\{\d\}", en)), key


def test_a_share_that_is_not_nothing_is_never_said_to_be_nothing() -> None:
    assert rate(1, 100_000) == "<0.1"
    assert rate(1, 2000) == "0.1"
    assert rate(5, 5) == "100.0"


def test_findings_that_differ_in_dates_and_ids_share_one_template() -> None:
    packer = Packer()
    one = packer.pack("案A-甲 3月2日 09:00，迟6小时，由 M1x；案A-甲", ["案A-甲", "M1x"])
    two = packer.pack("案B-乙 12月31日 23:59，迟12小时，由 Q77；案B-乙", ["案B-乙", "Q77"])
    assert one[0] == two[0]
    strings, templates = packer.strings.as_list(), packer.templates.as_list()
    assert unpack(templates[two[0]], two[1], strings) == "案B-乙 12月31日 23:59，迟12小时，由 Q77；案B-乙"
