"""Journeys through the office in a real browser, in both languages; nothing leaves the host, axe finds nothing serious.

Skipped without Chromium. The office is the demonstration over the invented first week, served as anybody would.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from tests.conftest import REPOSITORY

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("office"),  # one served office for all of them
]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WEEK = REPOSITORY / "examples" / "first_week"
LAW = f"cn-police+{WEEK / 'bureau'}"
ROLES = ("case_officer", "unit_leader", "legal_officer", "supervisor")


class Site:
    """A served demonstration."""

    def __init__(self, base: str, folder: object, numbers: dict[str, str], password: str) -> None:
        self.base, self.folder, self.numbers, self.password = base, folder, numbers, password


def run(*arguments: str, data: object) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FAJING", "DJANGO"))}
    command = [sys.executable, "-m", "fajing", *arguments, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY, env=clean)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    data = folder / "data"
    run("import", str(WEEK / "first_week.xlsx"), "--law", LAW, data=data)
    printed = run("demo", "office", "--law", LAW, "--now", "2026-03-09T08:40", data=data)
    rows = [line.split() for line in printed.splitlines()[1:]]
    numbers = dict(zip(ROLES, [row[0] for row in rows], strict=False))
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FAJING", "DJANGO"))}
    server = subprocess.Popen(
        [sys.executable, "-m", "fajing", "office", "serve", "--data", str(data), "--port", str(port)],
        cwd=REPOSITORY, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{base}/health/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.25)
        yield Site(base, folder, numbers, rows[0][1])
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def person(browser, site):
    """Opens a browser signed in as a role; what it asked of other hosts and complained of is looked at in the end."""
    opened, asked, said = [], [], []

    def sign_in(role: str, language: str = "zh-hans", number: str = ""):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": "fajing_language", "value": language, "url": site.base}])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"{site.base}/sign-in/")
        page.fill("#username", number or site.numbers[role])
        page.fill("#password", site.password)
        page.click("main form button")
        page.wait_for_load_state()
        opened.append(context)
        return page

    yield sign_in
    for context in opened:
        context.close()
    assert [url for url in asked if not url.startswith(site.base)] == []
    assert [text for text in said if "409" not in text] == []


def serious(page) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 1366"))


@pytest.mark.parametrize("language,title", [("zh-hans", "今天"), ("en", "Today")])
def test_todays_page_in_one_look(person, site, language, title):
    page = person("legal_officer", language)
    assert page.title().startswith(title)
    assert page.locator(".bar li").count() == 4
    rows = page.locator("table").first.locator("tbody tr")
    assert 0 < rows.count() <= 8
    before = page.locator("form[action$='/remind/']").count()
    page.locator("form[action$='/remind/'] button").first.click()
    page.wait_for_load_state()
    assert page.locator("form[action$='/remind/']").count() == before - 1
    assert page.locator(".messages li").count() == 1
    assert page.locator(".chart tbody tr").count() == 3
    for place in range(4):
        page.locator(".bar a").nth(place).click()
        page.wait_for_load_state()
        assert page.url != f"{site.base}/"
        page.go_back()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_and_axe_finds_nothing_serious(person, site, language):
    page = person("supervisor", language)
    page.goto(f"{site.base}/findings/?state=all")
    finding = page.locator("tbody a").first.get_attribute("href")
    matter = page.locator("tbody a[href^='/matters/']").first.get_attribute("href")
    plain = "/about-to-breach/ /findings/?state=all /matters/ /desk/ /desk/?trend=table /import/ /documents/ /law/"
    paths = [
        "/",
        finding,
        matter,
        *plain.split(),
        "/documents/templates/slip/",
        "/search/?q=2026",
        "/tokens/",
    ]
    wrong = {}
    for path in paths:
        page.goto(site.base + path)
        found = [*serious(page), *([] if fits(page) else ["wider than the screen"])]
        if found:
            wrong[path] = found
    assert wrong == {}


def a_finding(page, site, state: str, place: int = 0) -> str:
    page.goto(f"{site.base}/findings/?state={state}")
    return page.locator("tbody a[href^='/findings/']").nth(place).get_attribute("href")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_contest(person, site, language):
    page = person("unit_leader", language)
    path = a_finding(page, site, "waiting")
    page.goto(site.base + path)
    both = page.locator(".choices .choice")
    assert both.count() == 2
    boxes = [both.nth(place).bounding_box() for place in (0, 1)]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
    both.nth(1).click()
    page.fill("#note", "手机 13812345678")
    page.locator("form[action$='/act/'] button.main").click()
    page.wait_for_load_state()
    assert page.locator("[role=alert]").count() == 1
    page.fill("#note", "起算时间应为返回单位时")
    page.locator("form[action$='/act/'] button.main").click()
    page.wait_for_load_state()
    assert "起算时间应为返回单位时" in page.locator(".chain").inner_text()
    legal = person("legal_officer", language)
    legal.goto(site.base + path)
    assert legal.locator("button[value=upheld]").count() == 0  # it was this one who pushed it


def test_rectify_verify_close(person, site):
    page = person("unit_leader")
    path = a_finding(page, site, "waiting")
    page.goto(site.base + path)
    page.locator(".choices .choice").first.click()
    page.fill("#note", "已补办移交手续")
    page.fill("#proof", "入库单 K-0311")
    page.locator("form[action$='/act/'] button.main").click()
    page.wait_for_load_state()
    assert page.locator("button[value=verified]").count() == 0
    other = person("supervisor")
    other.goto(site.base + path)
    other.locator("button[value=verified]").click()
    other.wait_for_load_state()
    assert "核验通过" in other.locator(".facts").inner_text()
    assert other.locator(".chain .to-come").count() == 0
    other.locator(".chain a").last.click()
    other.wait_for_load_state()
    assert "finding.verified" in other.content()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_record_with_a_look_at_what_would_follow(person, site, language):
    page = person("unit_leader", language)
    page.goto(f"{site.base}/matters/?procedure=administrative_case")
    page.locator("tbody a").first.click()
    page.locator(".head .button.main").click()
    page.locator("a[href$='/record/person_arrived/']").click()
    page.fill("#object", "P9")
    page.locator("button[value=check]").click()
    page.wait_for_load_state()
    assert page.locator("[aria-live] .chip").count() > 0
    assert serious(page) == []
    page.locator("button[value=save]").click()
    page.wait_for_load_state()
    assert page.locator(".messages li").count() == 1
    assert page.locator("td .tag").count() >= 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_import_with_rejects(person, site, language, tmp_path):
    export = tmp_path / f"台账_{language}.csv"
    head = ["案件编号", "承办单位", "受案时间", "受案经办人", "立案时间", "备注"]
    with export.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(head)
        for number in range(6):
            day = "2026-03-32 09:00" if number == 3 else f"2026-03-0{number + 1} 09:00"
            lines.writerow(
                [f"行立〔2026〕{language[:2]}{number}", "临江派出所", day, "040101", "2026-03-08 10:00", ""]
            )
    page = person("legal_officer", language)
    page.goto(f"{site.base}/import/")
    page.set_input_files("#file", str(export))
    page.locator("form[enctype] button").click()
    page.wait_for_load_state()
    assert page.locator(".steps [aria-current]").count() == 1
    sums = [int(one.replace(",", "")) for one in page.locator(".equation b").all_inner_texts()]
    assert sums[0] == sum(sums[1:]) == 6
    assert sums[4] == 1
    with page.expect_download() as download:
        page.locator("a[href$='/rejects/']").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "受案时间" in lines[1]
    assert fits(page)
    assert serious(page) == []
    page.locator("button[value=import]").click()
    page.wait_for_load_state()
    assert page.locator(".equation b").first.inner_text() == "6"


def test_the_monthly_circular(person, site):
    page = person("supervisor")
    page.goto(f"{site.base}/documents/")
    page.locator("form[action$='/circular/'] button").click()
    page.wait_for_load_state()
    text = page.locator(".paper").inner_text()
    assert re.search(r"共发现执法问题\d+起", text)
    page.locator("form[action$='/issue/'] button").click()
    page.wait_for_load_state()
    assert page.locator("form[action$='/issue/']").count() == 0


def test_by_keyboard_alone(person, site):
    page = person("legal_officer")
    page.goto(f"{site.base}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName"))
    assert {"A"} <= seen
