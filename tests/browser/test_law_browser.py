"""The law browser's pages in a real browser: search, keys, print, no connection; skipped without Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.served import CHROMIUM, FLAGS
from tests.browser.test_report import PALE
from tests.lawbook.bad_input_runner import SMALL

from fajing.app.law_browser.build import build_site
from fajing.lawbook.load import ALL_REGIONS, load_lawbook

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PAGES = (
    "index.html",
    "sources.html",
    "labels.html",
    "procedures.html",
    "norms/forms.decided_in_time.html",
    "norms/forms.window.html",
    "sources/code.html",
    "procedures/case.html",
)
INK = PALE.replace('"main *"', '"main *, .nav *"')


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "statutes").mkdir()
    (folder / "statutes" / "code.txt").write_text("第七条 期满方可决定。\n", "utf-8")
    book = load_lawbook(str(SMALL), region=ALL_REGIONS)
    for language in ("zh", "en"):
        build_site(book, folder / language, language=language, statutes=folder / "statutes")
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
def opened(browser: object, site: Path) -> Iterator[object]:
    pages: list[Opened] = []

    def open_(name: str, language: str = "zh", **settings: object) -> Opened:
        pages.append(Opened(browser, site / language / name, **settings))
        return pages[-1]

    yield open_
    for one in pages:
        one.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_the_folder_and_nothing_is_complained_of(opened, site, name):
    shown = opened(name)
    shown.page.keyboard.press("/")
    shown.page.keyboard.type("a")
    shown.page.wait_for_timeout(30)
    own = (site / "zh").as_uri()
    assert [url for url in shown.asked if not url.startswith((own, "data:"))] == []
    assert {url.rpartition("/")[2] for url in shown.asked} <= {
        name.rpartition("/")[2],
        "site.css",
        "site.js",
        "search_index.js",
    }
    assert shown.complaints == []


def test_a_stroke_focuses_the_search_and_enter_opens_the_first_found(opened):
    page = opened("index.html").page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("forms.window")
    assert page.locator("#found [role=option]").count() == 1
    assert page.locator(".count").inner_text() == "1 项"
    page.keyboard.press("Enter")
    page.wait_for_url("**/norms/forms.window.html")
    assert "forms.window" in page.locator("h1").inner_text()


def test_arrows_choose_escape_closes_and_the_choice_is_told(opened):
    page = opened("norms/forms.window.html", "en").page
    page.keyboard.press("/")
    page.keyboard.type("decided")
    rows = page.locator("#found [role=option]")
    assert rows.count() > 2
    box = page.locator("#search")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert rows.nth(1).get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == rows.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert rows.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not page.locator("#found-box").is_visible()
    assert box.get_attribute("aria-expanded") == "false"


def test_words_are_sought_together_and_in_either_language(opened):
    page = opened("index.html").page
    book = load_lawbook(str(SMALL), region=ALL_REGIONS)
    norm = book.norms["forms.window"]
    page.fill("#search", f"{norm.title.en} {norm.title.zh}")
    assert page.locator("#found .title").first.inner_text() == norm.title.zh
    page.fill("#search", "没有这样的词")
    assert page.locator("#found [role=option]").count() == 0
    assert page.locator(".count").inner_text() == "没有找到"


def test_an_article_is_found_and_leads_to_its_text(opened):
    page = opened("index.html").page
    page.fill("#search", "第七条")
    page.locator("#found [role=option] a", has=page.locator(".kind", has_text="条")).first.click()
    page.wait_for_url("**/sources/code.html#a-7")
    assert "期满方可决定" in page.locator("#a-7").inner_text()
    assert page.locator("#a-7 .links a").count() >= 1


def test_without_scripts_everything_can_be_read_and_reached(opened):
    page = opened("index.html", java_script_enabled=False).page
    page.locator('table.norms a[href$="forms.window.html"]').click()
    assert page.locator("svg.timeline").count() >= 1
    page.get_by_role("link", name="按依据").click()
    assert page.locator("table.sources tbody tr").count() >= 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 700])
def test_nothing_runs_out_of_the_page(opened, site, language, width):
    page = opened(PAGES[0], language, viewport={"width": width, "height": 768}).page
    wide = []
    for name in PAGES:
        page.goto((site / language / name).as_uri())
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            wide.append(name)
    assert wide == []


@pytest.mark.parametrize("name", PAGES)
def test_what_a_reader_of_the_screen_needs_is_there(opened, name):
    page = opened(name).page
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    assert page.locator("table th:not([scope])").count() == 0
    assert page.locator("nav [aria-current=page]").count() == 1
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, summary, svg[role=img]")].filter((one) =>
            !(one.getAttribute("aria-label") || one.textContent.trim())).length"""
    )
    assert unnamed == 0
    doubled = page.evaluate(
        """() => { const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
            return ids.length - new Set(ids).size; }"""
    )
    assert doubled == 0
    page.locator("#search").fill("a")
    assert page.evaluate(INK) == []


def test_in_print_the_navigation_is_gone_and_every_example_stands(opened):
    page = opened("norms/forms.decided_in_time.html").page
    folded = page.locator("details.rest")
    assert folded.count() == 1
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".nav").is_visible()
    assert page.locator(".example").last.is_visible()
