import csv

from tests.intake.book import WIDE, lawbook, write_csv

from fajing.intake.read import read_logs
from fajing.intake.rejects import HEADINGS, Reject, harmless, write_rejects

CONTENT = "案件编号,接报时间\nA1,2026/2/30\nA2,=HYPERLINK(1)\nA3,张三 13800138000"


def rejects(tmp_path, *, with_values):
    return read_logs([write_csv(tmp_path / "a.csv", CONTENT)], lawbook(WIDE), with_values=with_values).rejects


def test_rejects_are_a_csv_a_spreadsheet_opens(tmp_path):
    write_rejects(rejects(tmp_path, with_values=False), tmp_path / "rejects.csv")
    data = (tmp_path / "rejects.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    heads, first, *_ = csv.reader(data.decode("utf-8-sig").splitlines())
    assert tuple(heads) == HEADINGS
    assert first == [
        "a.csv",
        "",
        "2",
        "接报时间",
        "2026/2/30，没有这一天",
        "2026/2/30: there is no such day",
        "改成真实日期",
        "write the real date",
    ]


def test_values_are_written_only_where_asked_and_never_as_formulas(tmp_path):
    write_rejects(rejects(tmp_path, with_values=False), tmp_path / "plain.csv", with_values=True)
    assert "13800138000" not in (tmp_path / "plain.csv").read_text("utf-8-sig")
    write_rejects(rejects(tmp_path, with_values=True), tmp_path / "full.csv", with_values=True)
    lines = list(csv.reader((tmp_path / "full.csv").read_text("utf-8-sig").splitlines()))
    assert [line[-1] for line in lines] == ["原值 value", "2026/2/30", "'=HYPERLINK(1)", "张三 13800138000"]
    write_rejects(rejects(tmp_path, with_values=True), tmp_path / "left.csv")
    assert "13800138000" not in (tmp_path / "left.csv").read_text("utf-8-sig")


def test_what_a_spreadsheet_would_run_is_made_harmless():
    assert [harmless(cell)[:1] for cell in ("=1", "+1", "-1", "@a", " =1", "\t1")] == ["'"] * 6
    assert harmless("案-1") == "案-1"


def test_a_reject_is_one_sentence_in_either_language():
    one = Reject(
        "a.xlsx",
        "案件",
        118,
        "扣押时间",
        "没有这一天",
        "there is no such day",
        "改成真实日期",
        "write the real date",
    )
    assert one.sentence() == "案件 第118行，扣押时间：没有这一天。改成真实日期"
    assert (
        one.sentence("en")
        == "sheet 案件, row 118, 扣押时间: there is no such day. Remedy: write the real date"
    )
