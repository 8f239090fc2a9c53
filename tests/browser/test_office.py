"""Journeys through the office in a real browser, in both languages; nothing leaves the host, axe finds nothing serious.

Skipped without Chromium. Controls are found as a reader of the screen finds them: by role and name, in the language
of the page. The walk over every page stands in test_every_page.py.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.browser.past_draw import DRAW, close_some, past_draw
from tests.browser.served import CHECKLIST, CHROMIUM, LANGUAGES, fits, serious
from tests.browser.things import export

from fajing.app.figure_store import read_figures, years_kept

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
]
in_both = pytest.mark.parametrize("language", LANGUAGES)


def words(language: str, zh: str, en: str) -> str:
    """The one of two texts that stands on a page of a language."""
    return en if language == "en" else zh


def button(page, language: str, zh: str, en: str):
    """A button by its name."""
    return page.get_by_role("button", name=words(language, zh, en), exact=True)


def link(page, language: str, zh: str, en: str):
    """A link by its name."""
    return page.get_by_role("link", name=words(language, zh, en), exact=True)


def field(page, language: str, zh: str, en: str):
    """A field by its label."""
    return page.get_by_label(words(language, zh, en), exact=True)


def press(control) -> None:
    """Presses a control and waits for the page that follows."""
    control.click()
    control.page.wait_for_load_state()


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


@in_both
def test_draw_and_verify(person, site, language, tmp_path):
    """A sample of files is committed on the page; a draw that is over is verified there and by the script."""
    from fajing.draw.sources import commitment_of

    close_some(site.data)
    page = person("supervisor", language)
    page.goto(f"{site.base}/draws/")
    press(link(page, language, "抽案卷", "Draw files"))
    name = field(page, language, "抽取名称，只用一次", "Name of the draw, used once").input_value()
    field(page, language, "结案时间从", "Closed from").fill("2026-01-01")
    field(page, language, "抽取事项", "What it is for").fill(words(language, "案卷评查", "A review of files"))
    field(page, language, "抽几个", "How many").fill("1")
    holders = field(page, language, "保管人编号", "Holder")
    commitments = field(page, language, "承诺值", "Commitment")
    commitments.nth(0).fill(commitment_of(name, "bureau", holders.nth(0).input_value(), "a" * 64))
    holders.nth(1).fill("reader:7")
    commitments.nth(1).fill(commitment_of(name, "reader", "reader:7", "b" * 64))
    field(page, language, "是什么", "Which number").fill(words(language, "双色球", "a lottery"))
    field(page, language, "哪一期", "Issue").fill("2026028")
    press(button(page, language, "提交", "Commit"))
    assert page.url.endswith(f"/draws/{name}/"), page.locator("[role=alert]").all_inner_texts()
    field(page, language, "秘密数 bureau", "Secret bureau").fill("a" * 64)
    press(button(page, language, "揭示", "Reveal").first)
    assert page.get_by_text(re.compile(words(language, "^已到", "^received "))).count() == 1
    assert page.evaluate(CHECKLIST) == []
    past_draw(site.data)
    page.goto(f"{site.base}/draws/")
    press(page.get_by_role("link", name=DRAW, exact=True))
    press(link(page, language, "核验", "Verify"))
    assert words(language, "记录相符", "the record holds") in page.locator("h1").inner_text()
    assert serious(page) == []
    for told, file in (
        (("下载记录", "Download the record"), f"{DRAW}.json"),
        (("下载脚本", "Download the script"), "verify_draw.py"),
    ):
        with page.expect_download() as download:
            link(page, language, *told).click()
        download.value.save_as(tmp_path / file)
    command = [sys.executable, "-I", "-S", "verify_draw.py", f"{DRAW}.json"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def a_finding(page, site, state: str, place: int = 0) -> str:
    """The address of a finding in a state."""
    page.goto(f"{site.base}/findings/?state={state}")
    return str(page.locator("tbody a[href^='/findings/']").nth(place).get_attribute("href"))


WHY = "起算时间应为返回单位时"


@in_both
def test_contest_is_decided_by_somebody_else(person, site, language):
    """In Chinese the objection is upheld, in English dismissed; never by who pushed it or answered."""
    page = person("unit_leader", language)
    path = a_finding(page, site, "waiting")
    page.goto(site.base + path)
    both = [page.get_by_role("link", name=re.compile(f"^{words(language, *one)}")) for one in CHOICES]
    assert [one.count() for one in both] == [1, 1]
    boxes = [one.bounding_box() for one in both]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
    both[1].click()
    field(page, language, "理由", "Why").fill("手机 13812345678")
    press(button(page, language, "提出异议", "Contest"))
    assert page.get_by_role("alert").count() == 1
    field(page, language, "理由", "Why").fill(WHY)
    press(button(page, language, "提出异议", "Contest"))
    assert WHY in page.locator(".chain").inner_text()
    upholds, dismisses = ("异议成立，撤销", "Uphold, withdraw"), ("异议不成立", "Dismiss")
    assert button(page, language, *upholds).count() == 0
    legal = person("legal_officer", language)
    legal.goto(site.base + path)
    assert button(legal, language, *upholds).count() == 0  # it was this one who pushed it
    other = person("", language, site.second)
    other.goto(site.base + path)
    reasons = field(other, language, "裁定理由", "Reasons")
    reasons.fill("已核对原始登记。")
    press(button(other, language, *(dismisses if language == "en" else upholds)))
    assert "已核对原始登记" in other.locator(".chain").inner_text()
    assert reasons.count() == 0
    page.goto(site.base + path)
    again = page.get_by_role("link", name=re.compile(f"^{words(language, *CHOICES[0])}"))
    assert again.count() == (language == "en")  # dismissed, it is to be answered
    listed = "waiting" if language == "en" else "closed"
    page.goto(f"{site.base}/findings/?state={listed}")
    assert page.locator(f"tbody a[href='{path}']").count() == 1


CHOICES = (("整改", "Rectify"), ("有异议", "Contest"))


@in_both
def test_rectify_verify_close(person, site, language):
    page = person("unit_leader", language)
    path = a_finding(page, site, "waiting")
    page.goto(site.base + path)
    page.get_by_role("link", name=re.compile(f"^{words(language, *CHOICES[0])}")).click()
    field(page, language, "做了什么", "What was done").fill("已补办移交手续")
    proof = (
        "凭据：文书号、登记号、存证号或者材料名",
        "Proof: number of a document, register or entry, or the name of a file",
    )
    field(page, language, *proof).fill("入库单 K-0311")
    press(button(page, language, "提交整改", "Send the answer"))
    verify = "核验通过", "Verify"
    assert button(page, language, *verify).count() == 0
    other = person("supervisor", language)
    other.goto(site.base + path)
    press(button(other, language, *verify))
    assert words(language, "核验通过", "verified") in other.locator(".facts").inner_text()
    assert other.locator(".chain .to-come").count() == 0
    press(other.get_by_role("link", name=re.compile(words(language, r"^存证 \d+", r"^entry \d+"))).last)
    assert "finding.verified" in other.content()


@in_both
def test_record_with_a_look_at_what_would_follow(person, site, language):
    page = person("unit_leader", language)
    page.goto(f"{site.base}/matters/?procedure=administrative_case")
    page.locator("tbody a").first.click()
    press(link(page, language, "记录环节", "Record a step"))
    press(page.locator("a[href$='/record/person_arrived/']"))
    field(page, language, "物品、人员代号", "Object").fill("P8" if language == "en" else "P9")
    save = re.compile(words(language, "保存$", "^Save"))
    assert page.get_by_role("button", name=save).count() == 0
    press(button(page, language, "先看会怎样", "See what follows"))
    assert page.locator("[aria-live] .chip").count() > 0
    assert serious(page) == []
    press(page.get_by_role("button", name=save))
    assert page.get_by_role("status").get_by_role("listitem").count() == 1
    assert page.locator("td .tag").count() >= 1


@in_both
def test_import_with_rejects(person, site, language, tmp_path):
    page = person("legal_officer", language)
    page.goto(f"{site.base}/import/")
    chosen = field(page, language, "把文件拖到框里，或者点开选择", "Drag the file into the box, or choose it")
    chosen.set_input_files(str(export(tmp_path / f"台账_{language}.csv", language[:2])))
    press(button(page, language, "核对各列", "Look through the columns"))
    assert page.locator(".steps [aria-current]").count() == 1
    counts = page.locator(".equation:not(.brought) b").all_inner_texts()
    sums = [int(one.replace(",", "")) for one in counts]
    assert sums[0] == sum(sums[1:]) == 6
    assert sums[2] == 1
    assert page.locator(".brought b").all_inner_texts() == ["10", "0", "0"]
    with page.expect_download() as download:
        link(page, language, "下载退回表", "Download them").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "受案时间" in lines[1]
    assert fits(page)
    assert serious(page) == []
    press(button(page, language, "导入5行", "Import 5 rows"))
    page.locator(".equation b").first.wait_for(timeout=60_000)
    assert page.locator(".equation b").first.inner_text() == "6"


@in_both
def test_the_monthly_circular(person, site, language):
    page = person("supervisor", language)
    page.goto(f"{site.base}/documents/")
    press(button(page, language, "拟月度通报", "Draft the circular"))
    told = words(language, r"共发现执法问题\d+起", r"\d+ findings were raised")
    assert re.search(told, page.get_by_role("article").inner_text())
    press(button(page, language, "印发", "Issue"))
    assert button(page, language, "印发", "Issue").count() == 0
    assert page.get_by_role("status").get_by_role("listitem").count() == 1


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


def test_a_demonstrations_figures_are_reckoned_when_its_weeks_were_played(site):
    [year, *_] = years_kept(site.data)
    figures = read_figures(site.data, year)
    assert figures["findings.pushed"].value and figures["findings.verified"].value
    assert figures["findings.pushed_share"].value > 50
