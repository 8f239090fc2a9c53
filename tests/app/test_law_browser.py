"""The law browser's pages: what stands on them, and that they hang together."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.app.small_book import write_book
from tests.lawbook.bad_input_runner import SMALL

from fajing.app.law_browser.build import Built, build_site
from fajing.app.law_browser.site import article_order
from fajing.core.errors import FajingError, UsageError
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook

LINK = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(SMALL), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def statutes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("statutes")
    (folder / "code.txt").write_text("第三条 甲<乙>。\n丙。\n第七条 须待三日期满。\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(book: Lawbook, statutes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for language in ("zh", "en"):
        build_site(book, folder / language, language=language, statutes=statutes)
    return folder


def read(site: Path, name: str, language: str = "zh") -> str:
    return (site / language / name).read_text("utf-8")


def test_every_norm_source_and_procedure_has_its_page(book: Lawbook, site: Path) -> None:
    for folder, ids in (("norms", book.norms), ("sources", book.sources), ("procedures", book.procedures)):
        assert {path.stem for path in (site / "zh" / folder).iterdir()} == set(ids)


def test_every_link_leads_to_a_page_and_a_place(site: Path) -> None:
    broken = []
    texts = {path.resolve(): path.read_text("utf-8") for path in (site / "zh").rglob("*.*")}
    for path, text in texts.items():
        for link in LINK.findall(text) if path.suffix == ".html" else ():
            target, _, place = link.partition("#")
            page = (path.parent / target).resolve() if target else path
            if page not in texts or (place and f'id="{place}"' not in texts[page]):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def test_no_page_names_another_host_or_holds_script_or_style_of_its_own(site: Path) -> None:
    for path in (site / "zh").rglob("*.html"):
        text = path.read_text("utf-8")
        assert re.findall(r"(?:href|src)=\"[a-z]+:", text) == []
        assert "style=" not in text
        assert re.findall(r"<script(?! src=)", text) == []
        assert "default-src 'none'" in text


def test_a_norm_says_what_must_be_done_in_one_sentence_with_its_condition(site: Path) -> None:
    page = read(site, "norms/forms.decided_in_time.html", "en")
    must = re.search(r'<p class="must">(.*?)</p>', page)
    assert must is not None and must[1].endswith(".") and "days" in must[1]
    assert "Versions" in page and "from 2020-01-01" in page and "until 2024-12-31" in page
    assert page.count('class="changed"') >= 1


def test_the_statute_stands_beside_the_norm_and_cannot_break_the_page(
    site: Path, book: Lawbook, tmp_path: Path
) -> None:
    page = read(site, "norms/forms.window.html")
    assert "须待三日期满" in page
    assert "甲&lt;乙&gt;" in read(site, "sources/code.html")
    build_site(book, tmp_path / "plain")
    plain = (tmp_path / "plain" / "norms" / "forms.window.html").read_text("utf-8")
    assert "须待三日期满" not in plain
    assert "--statutes" in plain


def test_a_source_not_read_in_full_is_marked_wherever_it_is_shown(book: Lawbook, tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "book")
    path = tmp_path / "book" / "sources" / "code.yaml"
    path.write_text(re.sub(r"read: \w+", "read: reported", path.read_text("utf-8")), "utf-8")
    build_site(load_lawbook(str(tmp_path / "book"), region=ALL_REGIONS), tmp_path / "out")
    for name in ("sources.html", "sources/code.html", "norms/forms.window.html", "index.html"):
        assert "转述，未见原文" in (tmp_path / "out" / name).read_text("utf-8"), name


def test_a_norm_of_which_one_citation_is_read_in_part_is_marked_in_the_lists(tmp_path: Path) -> None:
    """Of two citations the first was read in full: the list still says that some are not."""
    norm = """
        id: handling.two_cited
        title: {zh: 两条依据, en: Two citations}
        procedure: case
        bearer: body
        severity: minor
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "5", quality: full}, {source: rules, article: "6", quality: part}]
            duty: {on: penalty_decided, preceded_by: [review_passed]}
        examples: [{expect: missed, events: [penalty_decided @ 2026-03-02T09:00]}]
        """
    mixed = load_lawbook(str(write_book(tmp_path / "law", more={"norms/handling/two.yaml": norm})))
    for language, tag in (("zh", "部分条文：只见节录"), ("en", "some articles: read in part")):
        build_site(mixed, tmp_path / language, language=language)
        page = (tmp_path / language / "index.html").read_text("utf-8")
        (row,) = [one for one in page.split("<tr>") if "handling.two_cited" in one]
        assert tag in row
        (full,) = [one for one in page.split("<tr>") if "handling.reviewed_before_decision" in one]
        assert "read in part" not in full and "只见节录" not in full


def test_every_example_stands_with_its_outcome_and_none_contradicts_itself(site: Path, book: Lawbook) -> None:
    for norm in book.norms.values():
        page = read(site, f"norms/{norm.id}.html")
        assert page.count('<div class="example">') == len(norm.examples), norm.id
        assert "演算与此不符" not in page, norm.id
        assert "无法演算" not in page, norm.id


def test_an_example_that_does_not_hold_is_said_to(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "book")
    path = tmp_path / "book" / "norms" / "forms" / "window.yaml"
    path.write_text(path.read_text("utf-8").replace("working_days: 3", "working_days: 2"), "utf-8")
    build_site(load_lawbook(str(tmp_path / "book"), region=ALL_REGIONS), tmp_path / "out")
    assert "演算与此不符" in (tmp_path / "out" / "norms" / "forms.window.html").read_text("utf-8")


def test_a_drawing_is_to_scale_and_shows_the_due_moment(tmp_path: Path) -> None:
    """Six hours late of twenty-four: the hatched part is a quarter of the bar and begins where it ends."""
    folder = write_book(tmp_path / "book")
    path = folder / "norms" / "handling" / "accepted.yaml"
    text = path.read_text("utf-8")
    late = "{expect: late too_late 6h, events: [report_received @ 2026-03-02T09:00, case_accepted @ +30h]}"
    path.write_text(re.sub(r"examples: \[.*\]", f"examples: [{late}]", text), "utf-8")
    build_site(load_lawbook(str(folder)), tmp_path / "out")
    page = (tmp_path / "out" / "norms" / "handling.accepted_in_time.html").read_text("utf-8")
    bars = re.search(
        r'<rect x="([\d.]+)"[^>]* width="([\d.]+)"[^>]*fill="#1b4f80"/>'
        r'<rect x="([\d.]+)"[^>]* width="([\d.]+)"[^>]*url\(#over\)',
        page,
    )
    assert bars is not None
    start, width, over, length = map(float, bars.groups())
    assert over == pytest.approx(start + width, abs=0.2)
    assert length / width == pytest.approx(6 / 24, rel=0.01)
    assert ">3月3日 09:00</text>" in page
    assert page.partition("<main")[2].count("<circle cx=") == 2
    assert "迟6小时" in page


def test_an_act_that_lasts_has_a_row_and_what_is_not_covered_is_hatched(site: Path, book: Lawbook) -> None:
    covered = [norm.id for norm in book.norms.values() if norm.versions[-1].duty.form is Form.COVERED_BY]
    assert covered
    pages = [read(site, f"norms/{norm_id}.html").partition("<main")[2] for norm_id in covered]
    assert all('height="10"' in page for page in pages)
    assert any("url(#over)" in page for page in pages)


def test_a_step_that_is_missing_without_a_due_moment_is_a_dashed_ring(tmp_path: Path) -> None:
    build_site(load_lawbook(str(write_book(tmp_path / "book"))), tmp_path / "out")
    page = (tmp_path / "out" / "norms" / "handling.reviewed_before_decision.html").read_text("utf-8")
    assert 'stroke-dasharray="3 3"' in page
    assert "没有法制审核" in page


def test_the_index_is_found_by_title_id_article_label_and_step_in_both_languages(
    site: Path, book: Lawbook
) -> None:
    text = read(site, "search_index.js")
    assert text.startswith("window.LAW_INDEX=")
    entries = json.loads(text.removeprefix("window.LAW_INDEX=").removesuffix(";\n").replace("<\\/", "</"))
    by_place = {entry[3]: entry for entry in entries}
    norm = book.norms["forms.window"]
    found = by_place["norms/forms.window.html"][4]
    for word in (norm.id, norm.title.zh, norm.title.en.lower(), "第七条", "art. 7"):
        assert word in found, word
    assert "sources/code.html#a-7" in by_place
    assert all((site / "zh" / place.partition("#")[0]).is_file() for place in by_place)
    assert sum(entry[0] == "规则" for entry in entries) == len(book.norms)


def test_a_page_in_english_has_no_chinese_but_the_name(site: Path) -> None:
    for name in ("index.html", "sources.html", "labels.html", "procedures.html", "norms/forms.window.html"):
        text = re.sub(
            r"<title>.*?</title>|<blockquote>.*?</blockquote>", "", read(site, name, "en"), flags=re.DOTALL
        )
        text = re.sub(r"<[^>]+>", " ", text)
        chinese = set(re.findall(r"[\u4e00-\u9fff]+", text))
        assert chinese <= {"法镜"}, name


def test_a_folder_that_holds_something_else_is_refused_and_an_earlier_build_replaced(
    book: Lawbook, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="something else"):
        build_site(book, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").is_file()
    built = build_site(book, tmp_path / "out")
    (tmp_path / "out" / "norms" / "gone.html").write_text("x", "utf-8")
    again = build_site(book, tmp_path / "out")
    assert again == built == Built(tmp_path / "out" / "index.html", built.pages, len(book.norms))
    assert not (tmp_path / "out" / "norms" / "gone.html").exists()
    with pytest.raises(FajingError, match="no such folder"):
        build_site(book, tmp_path / "out", statutes=tmp_path / "nowhere")


def test_the_same_lawbook_gives_the_same_pages(
    book: Lawbook, site: Path, statutes: Path, tmp_path: Path
) -> None:
    build_site(book, tmp_path / "again", statutes=statutes)
    for path in (site / "zh").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(site / "zh")).read_bytes()


def test_articles_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["110", "9", "9-1", "10"], key=article_order) == ["9", "9-1", "10", "110"]
