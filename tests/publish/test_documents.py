"""The four documents: layout measured, what opens, what is never there, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal

import docx
import pyarrow as pa
import pypdfium2 as pdfium
import pytest
import python_calamine
from tests.publish.making import ZONE, figure, figures_of, share, words

from fajing.audit.readers import read_report
from fajing.indicators.figure import Rows, Term
from fajing.publish.annex import write_annex
from fajing.publish.compose import compose
from fajing.publish.figures_file import figures_bytes, ids_hash
from fajing.publish.fonts import find_fonts
from fajing.publish.given import NOTHING_GIVEN
from fajing.publish.write_docx import docx_bytes
from fajing.publish.write_html import html_text
from fajing.publish.write_pdf import pdf_bytes, pictures

LINES, CHARACTERS = 22, 28
RARE = "喆堃龑𬭊"


def pages(pdf: bytes) -> list[list[str]]:
    """Lines of each page, the page number last."""
    found = []
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage().get_text_range().replace("\r", "")
        found.append([line for line in text.split("\n") if line.strip()])
    return found


def is_full(page: list[str], number: int) -> bool:
    """22 lines of 28 characters and the page's number."""
    return [len(line) for line in page[:-1]] == [CHARACTERS] * LINES and page[-1].strip() == f"— {number} —"


@pytest.fixture(scope="session")
def fonts():
    return find_fonts()


@pytest.fixture
def written(small, fonts):
    return docx_bytes(small, pictures(small, fonts))


# ---------------------------------------------------------------- .docx
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_full_page_of_the_docx_holds_22_lines_of_28_characters(written, tmp_path):
    (tmp_path / "report.docx").write_bytes(written)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "report.docx")],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    found = pages((tmp_path / "report.pdf").read_bytes())
    full = [number for number, page in enumerate(found, 1) if is_full(page, number)]
    assert len(full) >= 1, [[len(line) for line in page] for page in found]
    assert RARE in "".join(found[0])


def test_the_docx_has_real_headings_repeated_table_heads_and_named_fonts(written):
    made = docx.Document(io.BytesIO(written))
    assert [p.text for p in made.paragraphs if p.style.name == "Heading 1"] == ["一、主要举措和成效"]
    styles = zipfile.ZipFile(io.BytesIO(written)).read("word/styles.xml").decode()
    body = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml").decode()
    assert "仿宋_GB2312" in styles
    assert "方正小标宋简体" in styles
    assert "<w:tblHeader" in body
    assert 'w:eastAsia="zh-CN"' in body
    assert made.settings.odd_and_even_pages_header_footer


def test_the_docx_says_nothing_of_machine_or_hour(written):
    archive = zipfile.ZipFile(io.BytesIO(written))
    core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z?", core)) == {"2026-12-31T00:00:00Z"}
    assert "python" not in core.lower()
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any("thumbnail" in name for name in archive.namelist())


def test_the_auditors_reader_reads_the_docx_as_it_was_composed(written, tmp_path):
    (tmp_path / "report.docx").write_bytes(written)
    text = read_report(tmp_path / "report.docx").text
    assert "全年受理案件120件，比上年的100件增长20%。其中，批准80件、不批准40件。" in text


# ---------------------------------------------------------------- PDF
def test_a_full_page_of_the_pdf_holds_22_lines_of_28_characters(small, fonts):
    found = pages(pdf_bytes(small, fonts))
    full = [number for number, page in enumerate(found, 1) if is_full(page, number)]
    assert len(full) >= 2
    assert small.title in "".join(found[0]).replace(" ", "")
    assert RARE in "".join(found[0])


def test_the_pdf_is_tagged_and_dated_by_the_cut_off(small, fonts):
    pdf = pdf_bytes(small, fonts)
    opened = pdfium.PdfDocument(pdf)
    assert opened.is_tagged()
    assert opened.get_metadata_value("Title") == small.title
    assert opened.get_metadata_value("CreationDate").startswith("D:20261231")
    assert b"pdfuaid" in pdf or b"pdfuaid" in pdf.replace(b"\x00", b"")


def test_text_of_a_record_is_never_an_instruction_to_the_typesetter(book, fonts):
    text = '@part done\n@title zh 甲\n@title en A\n@zh\n{{ title("a") }}：{{ figure("a") }}。\n@en\nA.\n'
    odd = '#panic("x") $a$ \\ "q" *b* <c> #read("/etc/hostname")'
    figures = figures_of(figure("a", 3, title=words(odd)))
    document = compose(book(s10__a=text), figures, NOTHING_GIVEN, "zh", ZONE)
    told = "".join("".join(page) for page in pages(pdf_bytes(document, fonts)))
    assert '#read("/etc/hostname")' in told
    page = html_text(document, figures, ZONE)
    assert "<c>" not in page
    assert "&lt;c&gt;" in page


# ---------------------------------------------------------------- page
def test_every_figure_of_the_page_leads_to_its_card(small, small_figures):
    page = html_text(small, small_figures, ZONE)
    links = set(re.findall(r'href="#(f-[a-z]+)"', page))
    cards = set(re.findall(r'<section class="card" id="(f-[a-z]+)"', page))
    assert links <= cards
    assert {"f-a", "f-s"} <= cards
    card = re.search(r'id="f-s".*?</section>', page, re.DOTALL)
    assert card
    for told in (
        "27.5%",
        "部分",
        "33",
        "整体",
        "120",
        "2026-01-01 — 2026-12-31",
        "2026年12月31日24:00",
        "25.1%",
    ):
        assert told in card[0], told


def test_the_page_asks_nothing_of_any_host(small, small_figures):
    page = html_text(small, small_figures, ZONE)
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "http://www.w3.org/2000/svg" in page
    assert re.findall(r"https?://(?!www\.w3\.org)", page) == []


def test_a_small_cell_has_neither_value_nor_terms_on_the_page(book):
    text = '@part done\n@title zh 甲\n@title en A\n@zh\n受理{{ figure("a") }}。\n@en\nA.\n'
    figures = figures_of(figure("a", 7, hidden=True))
    page = html_text(compose(book(s10__a=text), figures, NOTHING_GIVEN, "zh", ZONE), figures, ZONE)
    assert "不足10件" in page
    assert "7件" not in page
    assert "7条记录" not in page


# ---------------------------------------------------------------- annex
def look_up(kind: str, ids):
    count = len(ids)
    return (
        pa.array([f"案{name}" for name in ids]),
        pa.repeat("城东派出所", count),
        pa.repeat("2026-03-02T09:00", count),
    )


def sheets(path) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_annex_has_a_row_for_each_figure_and_for_each_record_behind_it(tmp_path, small_figures):
    path = tmp_path / "annex.xlsx"
    count = write_annex(path, small_figures, ["a", "s", "m"], look_up, "zh")
    found = sheets(path)
    assert [row[0] for row in found["数字"]] == ["编号", "a", "s", "m"]
    rows = found["记录"][1:]
    assert count == len(rows) == 120 + 33 + 120
    assert rows[0][:7] == ["a", "合计", "记录", "e00000", "案e00000", "城东派出所", "2026-03-02T09:00"]
    assert sum(row[7] for row in rows if row[0] == "a") == small_figures["a"].value


def test_weights_add_up_to_the_value(tmp_path):
    rows = Rows("events", ("e1", "e2"), (Decimal("200.50"), 50))
    one = figure(
        "fine",
        Decimal("250.50"),
        form="sum",
        unit="元",
        terms=(Term(words("合计"), Decimal("250.50"), rows),),
    )
    write_annex(tmp_path / "annex.xlsx", figures_of(one), ["fine"], look_up, "zh")
    assert sum(row[7] for row in sheets(tmp_path / "annex.xlsx")["记录"][1:]) == 250.5


@pytest.mark.parametrize("risky", ["=1+1", "+A1", "-2", "@SUM(A1)", "<b>&\x01", ""])
def test_no_cell_is_ever_a_formula(tmp_path, risky):
    rows = Rows("events", (risky or "e",))
    one = figure("a", 1, title=words(risky or "甲"), terms=(Term(words("合计"), 1, rows),))
    write_annex(tmp_path / "annex.xlsx", figures_of(one), ["a"], look_up, "zh")
    archive = zipfile.ZipFile(tmp_path / "annex.xlsx")
    for name in archive.namelist():
        assert b"<f>" not in archive.read(name)
    assert sheets(tmp_path / "annex.xlsx")["记录"][1][3] == (risky.replace("\x01", "") or "e")


def test_a_long_list_that_was_given_is_pointed_to(tmp_path, monkeypatch):
    monkeypatch.setattr("fajing.publish.annex._LONG", 10)
    figures = figures_of(share("s", 3, 20), share("t", 3, 20, terms=share("s", 3, 20).terms))
    write_annex(tmp_path / "annex.xlsx", figures, ["s", "t"], look_up, "zh")
    rows = sheets(tmp_path / "annex.xlsx")["记录"][1:]
    assert len(rows) == 3 + 20 + 3 + 1
    assert rows[-1][3] == "同 s · 整体 所列"
    assert rows[-1][7] == 20


# ---------------------------------------------------------------- figures.json
def test_figures_json_holds_formula_base_cut_off_and_the_ids_of_what_is_printed(small, small_figures):
    found = json.loads(figures_bytes(small, small_figures, ZONE))
    one = next(row for row in found["figures"] if row["id"] == "s")
    assert one["value"] == "27.50"
    assert one["base"]["zh"] == "本年记录"
    assert [term["count"] for term in one["terms"]] == [33, 120]
    assert one["terms"][0]["ids"] == list(small_figures["s"].terms[0].rows.ids)
    assert found["cut_off"].startswith("2026-12-31")


def test_the_hash_of_ids_tells_other_records_and_other_weights_apart():
    hashes = {
        ids_hash(Rows("events", ("a", "b"))),
        ids_hash(Rows("events", ("a", "c"))),
        ids_hash(Rows("events", ("a", "b"), (1, 2))),
        ids_hash(Rows("events", ("a", "b"), (2, 1))),
    }
    assert len(hashes) == 4


# ---------------------------------------------------------------- bytes
def test_the_same_document_gives_the_same_bytes(small, small_figures, fonts, tmp_path):
    once, again = (
        (
            docx_bytes(small, pictures(small, fonts)),
            pdf_bytes(small, fonts),
            html_text(small, small_figures, ZONE),
            figures_bytes(small, small_figures, ZONE),
        )
        for _ in range(2)
    )
    assert once == again
    for name in ("one", "two"):
        write_annex(tmp_path / name, small_figures, ["a", "s"], look_up, "zh")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
