"""Word documents: paragraphs, tables, automatic numbers, accepted changes; damaged ones refused in plain words."""

import contextlib
import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fajing.audit.readers import read_report
from fajing.audit.readers._numbering import chinese, written
from fajing.core.errors import FajingError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(tmp_path, document):
    path = tmp_path / "a.docx"
    document.save(path)
    return read_report(path)


def zipped(tmp_path, parts, name="a.docx"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def body(xml):
    return f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'


def test_paragraphs_headings_and_tables_are_lines_in_order(tmp_path):
    document = docx.Document()
    document.add_heading("年度报告", 0)
    document.add_paragraph("全年办理案件").add_run("1,286件").bold = True
    table = document.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["类别", "件数", "治安", "854"], strict=True
    ):
        cell.text = text
    document.add_paragraph("末段\n次行")
    assert (
        read(tmp_path, document).text == "年度报告\n全年办理案件1,286件\n类别\t件数\n治安\t854\n末段\n次行\n"
    )


def test_a_merged_cell_is_said_once(tmp_path):
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(0, 1).text, table.cell(1, 1).text = "1件", "2件"
    assert read(tmp_path, document).text == "合并\t1件\n\t2件\n"


def test_accepted_changes_text_boxes_and_controls_are_read(tmp_path):
    xml = (
        "<w:p><w:r><w:t>办理</w:t></w:r><w:ins><w:r><w:t>30件</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>20件</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>控件5件</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>框外</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>'
    )
    report = read_report(zipped(tmp_path, {"word/document.xml": body(xml)}))
    assert report.text == "办理30件\n控件5件\n框外\n框内\n7\n"


def test_automatic_numbers_stand_before_their_paragraphs(tmp_path):
    document = docx.Document()
    part = document.part.numbering_part.element
    part.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="（%2）"/></w:lvl>'
            '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1), ("", 0)]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        number = properties.get_or_add_numPr()
        number.get_or_add_numId().val = 91
        number.get_or_add_ilvl().val = level
    assert read(tmp_path, document).text == "一、甲\n（一）乙\n（二）丙\n一.3丁\n二、戊\n（一）己\n"


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "decimal", "3"), (3, "decimalZero", "03"), (28, "lowerLetter", "bb"), (4, "upperRoman", "IV"),
        (2, "decimalEnclosedCircle", "②"), (11, "chineseCountingThousand", "十一"), (1, "bullet", ""),
    ],
)  # fmt: skip
def test_numbers_are_written_in_their_form(number, form, text):
    assert written(number, form) == text


def test_chinese_numbers_to_ninety_nine():
    assert [chinese(number) for number in (1, 10, 19, 20, 21, 99, 100)] == [
        "一", "十", "十九", "二十", "二十一", "九十九", "100",
    ]  # fmt: skip


def test_pictures_are_named(tmp_path):
    report = read_report(
        zipped(
            tmp_path,
            {"word/document.xml": body("<w:p><w:r><w:t>字</w:t></w:r></w:p>"), "word/media/image1.png": b"x"},
        )
    )
    assert "1张图片" in report.notes[0].zh
    assert "1 picture" in report.notes[0].en


@pytest.mark.parametrize(
    "parts",
    [
        {"word/other.xml": "<a/>"},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {
            "word/document.xml": f'<w:document xmlns:w="{W}">'
            + "<w:x>" * 5000
            + "</w:x>" * 5000
            + "</w:document>"
        },
    ],
)
def test_a_damaged_document_is_refused_in_words(tmp_path, parts):
    with pytest.raises(FajingError, match="损坏"):
        read_report(zipped(tmp_path, parts))


def test_a_cut_or_garbled_file_is_refused_in_words(tmp_path):
    document = docx.Document()
    document.add_paragraph("全年办理案件" * 50)
    out = io.BytesIO()
    document.save(out)
    whole, path = out.getvalue(), tmp_path / "a.docx"
    for data in (whole[: len(whole) // 2], whole[:2000] + bytes(1500) + whole[3500:]):
        path.write_bytes(data)
        with contextlib.suppress(FajingError):
            assert read_report(path).text


def test_a_packed_bomb_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 << 20))
    with pytest.raises(FajingError, match="过大"):
        read_report(path)


def test_a_document_without_words_says_so(tmp_path):
    with pytest.raises(FajingError, match="没有文字"):
        read(tmp_path, docx.Document())
