"""PDF: paragraphs whole again, heads and page numbers gone, pages known; scans, locks and damage said plainly."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.audit.readers import pdfs
from tests.conftest import REPOSITORY

from fajing.audit.readers import read_report
from fajing.audit.readers._lines import Line, joined, without_running_heads
from fajing.core.errors import FajingError

MEGABYTES_ALLOWED = 500


def paragraphs(count):
    return [
        f"（{chr(0x4E00 + number)}类）第{number}项办理案件{number * 37 + 1286:,}件，其中治安{number + 854}件、其他"
        f"{number * 36 + 432}件，办结率97.{number % 10}%，同比提高2.3个百分点，见Law Report一文。"
        for number in range(count)
    ]


def test_paragraphs_are_whole_and_heads_and_numbers_gone(tmp_path):
    wanted = paragraphs(30)
    report = read_report(pdfs.write(tmp_path / "a.pdf", wanted))
    assert report.text == "\n".join(wanted) + "\n"


def test_offsets_know_their_page(tmp_path):
    report = read_report(pdfs.write(tmp_path / "a.pdf", paragraphs(30)))
    assert len(report.pages) == 3
    assert report.page_at(0) == 1
    assert report.page_at(report.pages[1] - 2) == 1
    assert report.page_at(report.pages[1]) == 2
    assert report.page_at(len(report.text)) == 3


def test_a_file_is_known_by_what_it_is(tmp_path):
    pdfs.write(tmp_path / "a.pdf", ["全年评查案卷30卷。"], heads=False).rename(tmp_path / "a.txt")
    assert read_report(tmp_path / "a.txt").text == "全年评查案卷30卷。\n"


def test_a_scan_is_refused_and_says_why(tmp_path):
    with pytest.raises(FajingError, match="图片") as refused:
        read_report(pdfs.write_images(tmp_path / "a.pdf", 3))
    assert "3 pages" in refused.value.where
    assert "扫描" in refused.value.why


def test_a_page_that_is_an_image_is_named(tmp_path):
    report = read_report(pdfs.write_images(tmp_path / "a.pdf", 3, text_on=2))
    assert report.text == "全年评查案卷30卷。\n"
    assert "第1、3页" in report.notes[0].zh
    assert "Pages 1, 3" in report.notes[0].en


def test_a_locked_file_says_so(tmp_path):
    with pytest.raises(FajingError, match="密码"):
        read_report(pdfs.write(tmp_path / "a.pdf", ["案卷30卷。"], password="x"))


def test_a_damaged_file_says_so_or_is_read(tmp_path):
    whole = pdfs.write(tmp_path / "a.pdf", paragraphs(30)).read_bytes()
    for number, data in enumerate(
        [
            whole[:100],
            whole[: len(whole) // 2],
            whole[:900] + b"\xff" * 400 + whole[1300:],
            b"%PDF-1.7\n" + bytes(9),
        ]
    ):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        with contextlib.suppress(FajingError):
            assert read_report(path).text


# VmHWM and not ru_maxrss: the latter is handed down through exec, so it would tell of the process that runs the tests.
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc"
)
def test_three_hundred_pages_show_progress_within_the_memory_allowed(tmp_path):
    path = pdfs.write(tmp_path / "long.pdf", paragraphs(2300), rows=22)
    program = (
        "import json, sys; from pathlib import Path; from fajing.audit.readers import read_report\n"
        "told = []; report = read_report(Path(sys.argv[1]), lambda what, count: told.append((what, count)))\n"
        "peak = int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024\n"
        "print(json.dumps([len(report.pages), len(told), told[-1], len(report.text), peak]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env=environment, capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    pages, told, last, length, peak = json.loads(done.stdout)
    assert pages == told
    assert pages >= 300
    assert last == ["pages", pages]
    assert length > 100_000
    assert peak < MEGABYTES_ALLOWED


def line(text, left=70, right=518, top=0.5, size=16):
    return Line(text, left, right, top, size)


def test_a_line_that_ends_its_sentence_early_ends_its_paragraph():
    pages = [
        [line("办理案件三十件，其中治安案件十二", 102), line("件。", right=102), line("末段办理案件三十件呢")]
    ]
    assert joined(pages) == ("办理案件三十件，其中治安案件十二件。\n末段办理案件三十件呢", (0,))


def test_a_figure_broken_over_two_lines_or_pages_is_whole():
    pages = [[line("全年办理案件共计十二类，总数是1,2")], [line("86件，均已办结。", right=200)]]
    assert joined(pages) == ("全年办理案件共计十二类，总数是1,286件，均已办结。", (0, 18))


def test_what_only_looks_like_a_page_number_stays():
    body = [line("全年办理案件", top=0.3), line("1286", top=0.5)]
    assert without_running_heads([body]) == [body]
    table = [[line(f"合计 {n * 7}", top=0.95), line("办理", top=0.4)] for n in range(2)]
    assert without_running_heads([table[0]]) == [table[0]]


def test_page_numbers_in_other_dress_go():
    for dress in ("{}", "- {} -", "第{}页", "第 {} 页 共 4 页", "{}/4", "— {} —"):
        pages = [[line("办理案件", top=0.4), line(dress.format(n + 2), top=0.95)] for n in range(4)]
        assert [len(page) for page in without_running_heads(pages)] == [1] * 4, dress
