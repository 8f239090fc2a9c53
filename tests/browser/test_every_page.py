"""Every address of the office that is opened by GET, in a browser, in both languages.

The addresses are the office's own; one for which nothing stands in tests/browser/things.py fails.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from tests.browser.served import CHECKLIST, CHROMIUM, LANGUAGES, Site, serious
from tests.browser.things import data_of, made
from tests.conftest import REPOSITORY
from tests.web.walked import is_post_only, pages

from fajing.findings.people import Role
from fajing.web.access.rules import RULES

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(600),
]
Error = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").Error
pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

KINDS = {
    "matter_begin": ["administrative_case"],
    "document_new": ["notice"],
    "template": ["slip", "circular"],
}
"""What stands in a path part whose meaning differs by the page."""
KINDS["draw_new"] = ["file_sample", "inspection", "panel"]
ASKED = {
    "findings": ["?state=all", "?state=open"],
    "finding": ["?do=contested"],
    "about_to_breach": ["?due=today"],
    "matter": ["?all=1"],
    "matter_new": ["?q=行政"],
    "event_receipt": ["?event={event}"],
    "record": ["?corrects={event}"],
    "search": ["?q=2026"],
    "desk": ["", "?trend=table", "?stock=label&by=rate"],
    "document_new": ["?unit={unit}", ""],
    "figures": ["", "?year=2026"],
    "report_write": ["", "?figure={indicator}"],
    "what_if": ["?norm={norm}"],
    "law": ["", "?q=移交"],
}
"""What a page is asked besides; an empty one asks for nothing."""
FIRST = [Role.SUPERVISOR, Role.UNIT_LEADER, *Role]
"""Who opens a page: the first of these who may."""


@pytest.fixture(scope="module")
def things(browser: Any, site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands in the path parts."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.base}/sign-in/")
    page.fill("#username", site.numbers["legal_officer"])
    page.fill("#password", site.password)
    page.click("main form button")
    page.wait_for_load_state()
    found = made(page, site, tmp_path_factory.mktemp("things"))
    context.close()
    return found


def addresses(things: dict[str, Any]) -> dict[str, list[str]]:
    """By role, the addresses it opens; each address that takes GET stands with one role, the first page with all."""
    found: dict[str, list[str]] = {"": [], **{role.value: ["/"] for role in Role}}
    for page in pages():
        if is_post_only(page) or page.name == "today":
            continue
        rule = RULES[page.name]
        role = next((one.value for one in FIRST if one in rule.roles), "")
        tokens = [things["token"], things["done"]] if page.name == "import_map" else [things["token"]]
        for kind in KINDS.get(page.name, [""]):
            for token in tokens:
                parts = things | {"kind": kind, "token": token}
                if page.name.startswith("appraisal"):
                    parts["matter"] = things["drawn"]
                path = reverse(page.name, kwargs={one: parts[one] for one in page.pattern.converters})
                told = {name: quote(str(value)) for name, value in things.items() if name != "event"}
                for asked in ASKED.get(page.name, [""]):
                    found[role].append(path + asked.format(event=things["event"], **told))
    found["unit_leader"] += ["/findings/?state=open", f"/findings/{things['finding']}/"]
    found["case_officer"] += ["/findings/?mine=1"]
    return found


SAID = """() => {
  for (const place of document.querySelectorAll('wbr')) {  // a name that may break is one name
    const around = place.parentNode;
    place.remove();
    around.normalize();
  }
  const found = [], skipped = 'script, style, textarea, pre, code, .paper, [translate=no]';
  const own = node => !node.closest(skipped) && node.closest('[lang]') === document.documentElement;
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (own(node.parentElement)) found.push(node.data.trim());
  for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (own(node)) found.push(node.getAttribute(name).trim());
  return found.filter(text => text);
}"""
"""Every text of a page in the page's language, but what is quoted: law as it is written, papers as they are sent."""
HAN = re.compile(r"[\u3400-\u9fff]")
NUMBER = re.compile(r"[\u3400-\u9fff]+〔\d{4}〕\w+")
IDENTIFIER = re.compile(r"(?<![\w.@/{-])[a-z]+(?:_[a-z]+)+(?![\w.@/-])")


def untranslated(page: Any, language: str, data: list[str]) -> list[str]:
    """In English what stays Chinese once data are taken out; in either language words that only the program knows."""
    found = []
    for text in page.evaluate(SAID):
        rest = text
        for known in data:
            rest = rest.replace(known, "")
        if (language == "en" and HAN.search(NUMBER.sub("", rest))) or IDENTIFIER.search(rest):
            found.append(f"untranslated: {text}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_every_page_fits_and_axe_finds_nothing_serious(person, site, things, language, every, tmp_path):
    """In both languages; axe takes turns between them, and looks at all in both where there is time."""
    wrong: dict[str, list[str]] = {}
    data, looked = data_of(site), 0
    for role, paths in addresses(things).items():
        page = person(role, language)
        for path in paths:
            found = opened(page, site.base + path)
            if found is None:
                continue
            looked += 1
            if every or looked % 2 == (language == "en"):
                found += serious(page)
            found += [*page.evaluate(CHECKLIST), *untranslated(page, language, data)]
            if found:
                page.screenshot(path=tmp_path / f"{looked}.png", full_page=True)
                wrong[f"{role} {path}"] = found
    assert wrong == {}
    assert looked > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_and_what_is_not_for_one_is_said_in_the_same_frame(person, site, things, language):
    page = person("supervisor", language)
    for path, status in (
        ("/nowhere/", 404),
        ("/findings/0000-0000/", 404),
        ("/users/", 403),
        ("/ledger/", 403),
    ):
        assert opened(page, site.base + path, status) == []
        assert [*page.evaluate(CHECKLIST), *untranslated(page, language, data_of(site))] == []
    assert serious(page) == []


def test_nothing_that_is_announced_takes_the_list_from_its_items():
    """A role on a list takes from its items what they are; messages come and go, so no walk sees them all."""
    folder = REPOSITORY / "src" / "fajing" / "web" / "templates"
    assert [
        one.name for one in folder.rglob("*.html") if re.search(r"<[uo]l[^>]* role=", one.read_text())
    ] == []


def opened(page: Any, url: str, status: int = 200) -> list[str] | None:
    """What is wrong with the answer to an address; None where it is a file, which is looked at no further."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        file = page.request.get(url)
        assert file.status == 200, url
        assert len(file.body()) > 100, url
        return None
    if answer.status != status:
        return [f"{answer.status}"]
    if not answer.headers["content-type"].startswith("text/html"):
        assert answer.body(), url
        return None
    return [] if _bare(page.url) == _bare(url) else [f"sent to {page.url}"]


def _bare(url: str) -> str:
    return re.sub(r"[?#].*", "", url)
