"""On paper every sheet says what it shows, up to when and by which lawbook, and its number; no control is printed."""

from __future__ import annotations

import re
import sqlite3

import pypdfium2 as pdfium
import pytest
from tests.browser.served import CHROMIUM, LAW

from fajing.lawbook.load import load_lawbook

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
]


def test_the_foot_of_a_printed_sheet(person, site):
    with sqlite3.connect(site.tables) as tables:
        query = "select number, matter from records_findingrow where handler <> '' order by number"
        number, matter = tables.execute(query).fetchone()
    page = person("supervisor", "en")
    book = load_lawbook(LAW).hash[:16]
    shown = {f"/findings/{number}/": [number, matter], f"/matters/{matter}/": [matter], "/desk/": ["Desk"]}
    for address, names in shown.items():
        assert page.goto(f"{site.base}{address}").status == 200
        assert not page.locator(".printed").is_visible(), "on the screen there is no foot"
        page.emulate_media(media="print")
        assert not page.locator("main button:visible, main .button:visible, .top:visible").count()
        sheets = [sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(page.pdf())]
        page.emulate_media(media="screen")
        for place, text in enumerate(sheets, 1):
            foot = re.sub(r"\s+", "", text)
            assert all(name.replace(" ", "") in foot for name in names), (address, place)
            assert "asof2026-03-09" in foot and book in foot, (address, place)
            assert f"{place}/{len(sheets)}" in foot, (address, place)
        assert len(sheets) > 1 or address != "/desk/"


def test_nobody_who_is_not_signed_in_reads_the_foot(person, site):
    page = person("")
    page.goto(f"{site.base}/sign-in/")
    assert page.locator(".printed").count() == 0
