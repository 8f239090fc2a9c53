"""One served office for all tests of a process, a browser for each file of tests, people who sign in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browser.served import CHROMIUM, FLAGS, Site, served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration over the invented first week."""
    with served(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; it ends with the file of tests, since nothing of Django's runs beside it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def person(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Opens a browser signed in as a role, or as nobody; nothing may go to other hosts, fail or be complained of."""
    opened: list[Any] = []
    asked: list[str] = []
    said: list[str] = []
    failed: list[str] = []

    def sign_in(role: str, language: str = "zh-hans", number: str = "") -> Any:
        number = number or site.numbers.get(role, "")
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, storage_state=site.signed_in.get(number)
        )
        opened.append(context)
        context.add_cookies([{"name": "fajing_language", "value": language, "url": site.base}])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on(
            "response", lambda answer: failed.append(answer.url) if _is_part_that_failed(answer) else None
        )
        if not number:
            return page
        if number in site.signed_in:
            page.goto(f"{site.base}/")
        else:
            page.goto(f"{site.base}/sign-in/")
            page.fill("#username", number)
            page.fill("#password", site.password)
            page.click("main form button")
            page.wait_for_load_state()
            site.signed_in[number] = context.storage_state()
        assert "/sign-in/" not in page.url
        return page

    yield sign_in
    for context in opened:
        context.close()
    assert [url for url in asked if not url.startswith(site.base)] == []
    assert failed == []
    assert [text for text in said if "Failed to load resource" not in text] == []


def _is_part_that_failed(answer: Any) -> bool:
    """Whether something a page asked for did not come; the page itself is for the test to look at."""
    return answer.status >= 400 and not answer.request.is_navigation_request()
