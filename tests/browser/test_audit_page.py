"""The page of `fajing audit` in a real browser: notes beside their places, filters, keys, print, no connection."""

from itertools import pairwise

import pytest
from tests.audit.outputs import made
from tests.browser.served import CHROMIUM, FLAGS
from tests.conftest import REPOSITORY

from fajing.audit.files import audit_file
from fajing.audit.outputs.page import page_of

BUSY = 8000  # milliseconds; some 1,100 on an idle machine
SAMPLE = REPOSITORY / "examples/annual_report/sample.txt"


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        try:
            started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        except playwright.Error as error:
            pytest.skip(f"no browser at {CHROMIUM}: {str(error).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture(scope="module")
def sample():
    return audit_file(SAMPLE)


@pytest.fixture
def opened(browser, tmp_path):
    """Opens an audited file's page; complaints and requests are kept on it."""
    pages = []

    def open_page(audited, language="zh", *, width=1366, height=900, anchor=""):
        path = tmp_path / f"{language}.html"
        path.write_text(page_of(audited, language, "sample.xlsx"), "utf-8")
        page = browser.new_page(viewport={"width": width, "height": height})
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri() + anchor)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        assert page.complaints == []
        assert {url.split("#")[0] for url in page.asked} == {pages[0].url.split("#")[0]} or len(pages) > 1
        page.close()


BOXES = "[...document.querySelectorAll('.note')].filter(n => !n.hidden).map(n => n.getBoundingClientRect().toJSON())"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 1920])
def test_notes_stand_in_the_margin_in_order_and_never_cover_each_other(opened, sample, language, width):
    page = opened(sample, language, width=width)
    boxes = page.evaluate(BOXES)
    assert len(boxes) == len(sample.audit.findings)
    for upper, lower in pairwise(boxes):
        assert lower["top"] >= upper["bottom"] - 0.5
    margin = page.evaluate("document.getElementById('margin').getBoundingClientRect().toJSON()")
    assert margin["width"] == (470 if width < 1600 else 560)
    assert all(box["left"] >= margin["left"] and box["right"] <= margin["right"] for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_word_of_a_note_runs_out_of_its_box(opened, sample):
    for language in ("zh", "en"):
        page = opened(sample, language)
        every = "[...document.querySelectorAll('.note .body, .note .side')]"
        assert page.evaluate(f"{every}.filter(box => box.scrollWidth > box.clientWidth + 1).length") == 0


def test_a_filter_leaves_one_grade(opened, sample):
    page = opened(sample)
    page.click("button[data-grade=error]")
    shown = page.locator(".note:visible")
    assert shown.count() == sample.count("error")
    assert page.get_attribute("button[data-grade=error]", "aria-pressed") == "true"
    assert page.locator(".k.warning, .k.consistent, .k.unchecked").count() == 0
    page.click("button[data-grade='']")
    assert page.locator(".note:visible").count() == len(sample.audit.findings)


def test_keys_go_from_one_to_the_next(opened, sample):
    page = opened(sample)
    number = "document.querySelector('.note.on')?.id"
    page.keyboard.press("j")
    assert page.evaluate(number) == "n1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert page.evaluate(number) == "n3"
    assert page.evaluate("document.activeElement.id") == "n3"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(number) == "n2"
    page.keyboard.press("End")
    assert page.evaluate(number) == f"n{len(sample.audit.findings)}"
    page.keyboard.press("Escape")
    assert page.evaluate(number) is None


def test_a_place_and_its_note_lead_to_each_other(opened, sample):
    page = opened(sample)
    first = sample.numbered("error")[0][0]
    page.click(f"#m{first}")
    assert page.evaluate("document.querySelector('.note.on').id") == f"n{first}"
    assert page.locator(".k.on.first").count() == 1
    page.click(f"#n{first} .what")
    assert page.locator(f"#m{first}").is_visible()


def test_a_link_to_a_note_opens_it(opened, sample):
    page = opened(sample, anchor="#n5")
    assert page.evaluate("document.querySelector('.note.on').id") == "n5"


def test_the_note_in_use_stands_beside_its_place(opened):
    line = "第{}项办理案件{}件，其中治安{}件。\n"
    text = "报告\n" + "".join(line.format(n, n + 7000, n + 6000) for n in range(60))
    findings = [made.finding(text, "error", f"案件{n + 7000}件", f"治安{n + 6000}件") for n in range(20, 40)]
    page = opened(made.audited(text, findings), anchor="#n12")
    mark, note = (
        page.evaluate(f"document.querySelector('{what}').getBoundingClientRect().top")
        for what in (".k.on", ".note.on")
    )
    assert abs(mark - note) < 6
    assert page.locator(".note.folded").count() > 0
    page.keyboard.press("Escape")
    assert page.locator(".note.folded").count() == 0


def test_a_note_stands_beside_the_first_of_its_places_even_if_another_is_higher_up(opened):
    text = "报告\n" + "".join(f"第{n}项办理案件{n + 7000}件。\n" for n in range(60))
    page = opened(made.audited(text, [made.finding(text, "error", "案件7040件", "案件7003件")]))
    mark, other, note = (
        page.evaluate(f"document.getElementById('{name}').getBoundingClientRect().top")
        for name in ("m1", "m1-2", "n1")
    )
    assert abs(mark - note) < 12
    assert other < mark


def test_every_line_style_of_a_mark_differs(opened, sample):
    page = opened(sample)
    styles = [
        page.evaluate(f"getComputedStyle(document.querySelector('.k.{grade}')).borderBottomStyle")
        for grade in ("error", "warning", "unchecked", "consistent")
    ]
    assert styles == ["double", "dashed", "dotted", "solid"]


def test_the_page_can_be_read_without_its_script(browser, sample, tmp_path):
    path = tmp_path / "a.html"
    path.write_text(page_of(sample, "zh", "a.xlsx"), "utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator(".note:visible").count() == len(sample.audit.findings)
    context.close()


def test_in_print_the_notes_follow_the_text_and_nothing_is_cut(opened, sample):
    page = opened(sample)
    page.emulate_media(media="print")
    assert page.locator(".bar:visible").count() == 0
    boxes = page.evaluate(BOXES)
    end = page.evaluate("document.getElementById('text').getBoundingClientRect().bottom")
    assert boxes[0]["top"] >= end
    for upper, lower in pairwise(boxes):
        assert lower["top"] >= upper["bottom"] - 0.5


def test_a_narrow_window_has_the_notes_below(opened, sample):
    page = opened(sample, width=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    end = page.evaluate("document.getElementById('text').getBoundingClientRect().bottom")
    assert page.evaluate(BOXES)[0]["top"] >= end


def test_sixty_thousand_characters_are_laid_out_while_one_waits(opened):
    line = "第{}项办理案件{}件，其中治安{}件、其他{}件，办结率97.8%。\n"
    text = "年度报告\n" + "".join(line.format(n, n + 7000, n + 6000, n + 5000) for n in range(1900))
    grades = ["error", "consistent", "unchecked", "consistent", "warning"]
    findings = [
        made.finding(text, grades[n % 5], f"案件{n + 7000}件，其中治安{n + 6000}件")
        for n in range(0, 1900, 4)
    ]
    claims = [made.claim(text, f"案件{n + 7000}件") for n in range(1900)]
    assert len(text) > 60_000
    page = opened(made.audited(text, findings, claims))
    spent = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert spent < BUSY
    before = page.evaluate("performance.now()")
    page.keyboard.press("j")
    page.evaluate("document.querySelector('.note.on').getBoundingClientRect().top")
    assert page.evaluate("performance.now()") - before < BUSY / 4
