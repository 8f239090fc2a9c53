"""Plain text, Markdown and web pages: every character kept or named, and clear words for files that are none."""

import contextlib

import pytest

from fajing.audit.readers import read_report
from fajing.core.errors import FajingError

SENTENCE = "全年评查案卷30卷，其中优秀12卷、合格18卷。"


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_report(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_reads_the_same_in_each_encoding(tmp_path, encoding):
    text = f"砚北分局报告\n{SENTENCE}喆㛃䶮\n"
    assert read(tmp_path, "a.txt", text.encode(encoding)).text == text


def test_a_text_is_kept_as_it_is_but_for_line_ends(tmp_path):
    assert read(tmp_path, "a.txt", "　　甲  乙 \r\n\r\n\r\n丙\r丁").text == "　　甲  乙 \n\n\n丙\n丁"


def test_bytes_in_no_encoding_are_refused_with_their_place(tmp_path):
    with pytest.raises(FajingError, match="编码") as refused:
        read(tmp_path, "a.txt", "同比".encode() + b"\xff\xff\x80")
    assert "6" in refused.value.where
    assert "UTF-8" in refused.value.remedy


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(FajingError, match="损坏"):
        read(tmp_path, "a.txt", b"abc\x00\x01\x02def")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n"])
def test_an_empty_file_says_so(tmp_path, data):
    with pytest.raises(FajingError, match=r"空的|没有文字"):
        read(tmp_path, "a.txt", data)


def test_a_file_that_is_not_there_and_a_folder_say_so(tmp_path):
    with pytest.raises(FajingError, match="没有这个文件"):
        read_report(tmp_path / "a.txt")
    with pytest.raises(FajingError, match="文件夹"):
        read_report(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(40), "图片"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Word"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Word"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.odt", b"PK\x03\x04mimetype", "不认识"),
        ("a.xyz", b"abc", "不认识"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path, name, data, words):
    with pytest.raises(FajingError, match=words) as refused:
        read(tmp_path, name, data)
    assert refused.value.remedy
    assert name in str(refused.value)


def test_markdown_gives_its_words_without_its_marks(tmp_path):
    text = (
        "# 年度报告\n\n<!-- 草稿 -->\n## 一、成效 ##\n\n- **评查**案卷30卷，见[附表](a.md)\n- 占*97.8%*\n\n"
        "> 引文 `12件`\n\n| 类别 | 件数 |\n|---|---:|\n| 治安 | 854 |\n\n---\n```\n代码 3\n```\n5 \\* 6"
    )
    assert read(tmp_path, "a.md", text).text == (
        "年度报告\n\n一、成效\n\n评查案卷30卷，见附表\n占97.8%\n\n引文 12件\n\n类别\t件数\n治安\t854\n\n代码 3\n5 * 6\n"
    )


def test_markdown_leaves_figures_alone(tmp_path):
    text = "全年12*3=36，约5_000件，编号#7\n1. 第一项\n2025. 年\n"
    assert read(tmp_path, "a.md", text).text == text


def test_a_page_gives_what_is_seen(tmp_path):
    page = f"""<!DOCTYPE html><html><head><title>网站</title><style>p{{}}</style><script>var 甲=1</script></head><body>
    <nav>首页 &gt; 公开</nav><h1>年度报告</h1>
    <div hidden>看不见的5件</div><div style="display: none"><div>也看不见</div>8件</div>
    <p>全年办理<b>行政</b>案件<span>1,286</span>件&nbsp;，
       其中治安854件<br>次行</p>{SENTENCE}
    <table><thead><tr><th>类别<th>件数</thead><tr><td><p>治安</p><td>854</tr></table><p>末段
    </body></html>"""
    assert read(tmp_path, "a.html", page).text == (
        f"年度报告\n全年办理行政案件1,286件 ，其中治安854件\n次行\n{SENTENCE}\n类别\t件数\n治安\t854\n末段\n"
    )


def test_a_table_that_only_lays_out_the_page_is_no_table(tmp_path):
    long = "".join(f"第{number}段办理案件{number}件，" for number in range(20))
    page = f"<html><table><tr><td><p>标题</p><p>{long}</p><p>末段</p></td><td>边栏</td></tr></table></html>"
    assert read(tmp_path, "a.htm", page).text == f"标题\n{long}\n末段\n边栏\n"


def test_a_page_in_the_encoding_it_names(tmp_path):
    for named in ("gb2312", "gbk", "GB18030"):
        page = (
            f'<html><meta http-equiv="Content-Type" content="text/html; charset={named}"><p>{SENTENCE}㛃</p>'
        )
        assert read(tmp_path, "a.html", page.encode("gb18030")).text == SENTENCE + "㛃\n"
    page = '<html><meta charset="big5"><p>全年評查案卷30卷</p>'
    assert read(tmp_path, "a.html", page.encode("big5")).text == "全年評查案卷30卷\n"


@pytest.mark.parametrize(
    "page", ["<p>未闭合<div><table><tr><td>1件", "<!--", "<p>甲</p></div></tr></html>乙", "<<<>>>件"]
)
def test_a_broken_page_breaks_nothing(tmp_path, page):
    with contextlib.suppress(FajingError):
        assert read(tmp_path, "a.html", page).text
