"""report.html in a real browser: no connection, no error, filters, opening, keys, print; skipped without Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.small_book import write_book, write_log
from tests.browser.served import CHROMIUM, FLAGS

from fajing.app.check import run_check

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

MANY = 120


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small log in both languages, and one with more findings than a page holds."""
    folder = tmp_path_factory.mktemp("reports")
    book, log = write_book(folder / "book"), write_log(folder / "log.csv")
    rows = []
    for number in range(MANY):
        unit = "柳汀所" if number % 3 else "东栅所"
        day = 1 + number % 28
        rows.append(f"案{number},接报案,2026-01-{day:02d} 09:00,{unit},other")
        if number % 2:
            rows.append(f"案{number},受案,2026-02-{day:02d} 15:{number % 60:02d},{unit},")
    many = write_log(folder / "many.csv", tuple(rows))
    for name, path, language in (("zh", log, "zh"), ("en", log, "en"), ("many", many, "zh")):
        run_check([path], law=str(book), out=folder / name, language=language)
    return folder


class Opened:
    """A page, and everything it asked for or complained of."""

    def __init__(self, browser: object, path: Path, **settings: object) -> None:
        self.context = browser.new_context(**settings)  # type: ignore[attr-defined]
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())


@pytest.fixture
def opened(browser: object, reports: Path) -> Iterator[object]:
    pages: list[Opened] = []

    def open_(name: str, **settings: object) -> Opened:
        pages.append(Opened(browser, reports / name / "report.html", **settings))
        return pages[-1]

    yield open_
    for one in pages:
        one.context.close()


@pytest.mark.parametrize("name", ["zh", "en", "many"])
def test_the_page_asks_for_nothing_and_complains_of_nothing(opened, name):
    shown = opened(name)
    for row in shown.page.locator("#findings details").all()[:5]:
        row.locator("summary").click()
    shown.page.wait_for_timeout(50)
    assert [url for url in shown.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in shown.asked if url.startswith("file:")]) == 1
    assert shown.complaints == []


def test_a_finding_opens_to_its_drawing_facts_working_remedy_and_law(opened):
    page = opened("zh").page
    row = page.locator("#findings details").first
    assert row.locator(".body").count() == 0
    row.locator("summary").click()
    body = row.locator(".body")
    assert [head.inner_text() for head in body.locator("h3").all()] == ["事实", "怎么算的", "怎样就算做到"]
    assert "往后24小时 → 3月3日 09:00" in body.inner_text()
    assert "转述，未见原文" in body.inner_text()
    drawing = body.locator("svg[role=img]")
    assert drawing.count() == 1
    assert drawing.locator("title").text_content() == row.locator(".say").inner_text()
    said = drawing.text_content()
    assert "应在此前受案" in said
    assert "可用24小时" in said
    assert "迟6小时" in said


def test_the_length_of_the_overrun_is_to_scale(opened):
    page = opened("zh").page
    row = page.locator("#findings details").first
    row.locator("summary").click()
    allowed = row.locator('rect[fill="#1b4f80"]').first.bounding_box()["width"]
    over = row.locator('rect[fill="url(#over)"]').first.bounding_box()["width"]
    assert over / allowed == pytest.approx(6 / 24, rel=0.03)


def test_enter_opens_and_escape_closes_and_returns(opened):
    page = opened("zh").page
    page.locator("#findings summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#findings details[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#findings details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_filters_narrow_the_list_and_say_when_nothing_is_left(opened):
    page = opened("zh").page
    rows = page.locator("#findings .f")
    assert rows.count() == 3
    page.select_option("#by-unit", label="柳汀所")
    assert rows.count() == 2
    page.select_option("#by-outcome", label="迟")
    assert rows.count() == 1
    page.select_option("#by-norm", label="决定前经法制审核")
    assert rows.count() == 0
    assert page.locator("#findings .empty").inner_text() == "没有符合这些条件的问题。"
    page.select_option("#by-unit", value="")
    page.select_option("#by-outcome", value="")
    assert rows.count() == 1


def test_fifty_findings_stand_on_a_page_in_order_of_time(opened):
    page = opened("many").page
    days = []
    for number, count in enumerate((50, 50, MANY - 100), 1):
        assert page.locator("#findings .f").count() == count
        assert page.locator("#findings .of").inner_text() == f"第 {number} / 3 页"
        days += page.locator("#findings .day").all_inner_texts()
        if number < 3:
            page.get_by_role("button", name="下一页").click()
    assert page.get_by_role("button", name="下一页").is_disabled()
    numbers = [int(day.removeprefix("1月").removesuffix("日")) for day in days]
    assert numbers == sorted(numbers)


def test_without_scripts_the_first_findings_can_still_be_read(opened):
    page = opened("zh", java_script_enabled=False).page
    assert page.locator("#findings details").count() == 3
    page.locator("#findings summary").first.click()
    assert "往后24小时" in page.locator("#findings details[open] .body").inner_text()
    assert page.locator("noscript").count() == 1


def test_in_print_only_opened_findings_stand(opened):
    page = opened("zh").page
    page.locator("#findings summary").nth(1).click()
    page.emulate_media(media="print")
    assert [row.is_visible() for row in page.locator("#findings details").all()] == [False, True, False]
    assert not page.locator("#by-norm").is_visible()


@pytest.mark.parametrize("name", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 700])
def test_nothing_runs_out_of_the_page(opened, name, width):
    page = opened(name, viewport={"width": width, "height": 900}).page
    for summary in page.locator("#findings summary").all():
        summary.click()
    page.wait_for_timeout(50)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_a_reader_of_the_screen_needs_is_there(opened):
    page = opened("zh").page
    page.locator("#findings summary").first.click()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    unscoped = page.locator("table th:not([scope])").all_inner_texts()
    assert all(text.split() in ([], ["迟", "未办"]) for text in unscoped), (
        "only the bars' own head has no scope"
    )
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, svg[role=img]")].filter((one) =>
            !(one.getAttribute("aria-label") || one.textContent.trim())).length"""
    )
    assert unnamed == 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary")].filter((one) => one.offsetParent
            && one.getBoundingClientRect().height < 24).length"""
    )
    assert small == 0
    doubled = page.evaluate(
        """() => { const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
            return ids.length - new Set(ids).size; }"""
    )
    assert doubled == 0


PALE = r"""() => {
  const light = (rgb) => {
    const [r, g, b] = rgb.match(/[\d.]+/g).map((v) => v / 255)
      .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/rgba\(.*, 0\)/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const one of document.querySelectorAll("main *")) {
    const has = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
    if (!one.offsetParent || !has || one.disabled) continue;
    const a = light(getComputedStyle(one).color), b = light(ground(one));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(one.className + " " + ratio.toFixed(2));
  }
  return found;
}"""


def test_no_text_is_too_pale_to_read(opened):
    page = opened("zh").page
    page.locator("#findings summary").first.click()
    pale = page.evaluate(PALE)
    assert pale == []
