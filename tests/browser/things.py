"""Something to put into every address of the office: one matter, finding, document, import, draw, entry of a unit."""

from __future__ import annotations

import csv
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.browser.past_draw import DRAW, TYPED, close_some, past_draw
from tests.browser.served import Site

HEADINGS = ("案件编号", "承办单位", "受案时间", "受案经办人", "立案时间", "备注")
DEMAND = "补办手续"


def data_of(site: Site) -> list[str]:
    """Chinese that is data and stays so in English: names of units, papers and draws, and what people wrote."""
    from fajing.web import demo

    with sqlite3.connect(site.tables) as tables:
        told = [
            one
            for asked in (
                "select name from people_unit", "select title from records_document",
                "select reply from records_findingrow",
            )
            for (one,) in tables.execute(asked)
            if one
        ]  # fmt: skip
    wrote = [*demo._DONE, *demo._OBJECTIONS, DEMAND, *TYPED]
    return sorted({*told, *wrote, *HEADINGS, "案件台账", site.numbers["case_officer"]}, key=len, reverse=True)


def export(path: Path, prefix: str) -> Path:
    """An export of six matters, of which one is rejected: its date is none."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADINGS)
        for number in range(6):
            day = "2026-03-32 09:00" if number == 3 else f"2026-03-0{number + 1} 09:00"
            lines.writerow(
                [f"行立〔2026〕{prefix}{number}", "临江派出所", day, "040101", "2026-03-08 10:00", ""]
            )
    return path


def made(page: Any, site: Site, folder: Path) -> dict[str, Any]:
    """By path part, something the office knows; made as a person would, by somebody who reaches the whole body."""
    token = _import(page, site, export(folder / "seen.csv", "a"))
    done = _import(page, site, export(folder / "taken.csv", "b"))
    page.locator("button[value=import]").click()
    page.wait_for_load_state()
    page.locator(".equation:not(.brought) b").first.wait_for(timeout=60_000)
    running, page = page, page.context.new_page()
    running.close()  # a page that follows an import goes on by itself
    close_some(site.data)
    past_draw(site.data)
    unit, matter, finding = _in_the_leaders_unit(site)
    return {
        "matter": matter, "finding": finding, "unit": unit, "document": _papers(page, site, unit, finding),
        "token": token, "done": done, "draw": DRAW, "drawn": _drawn(page, site), "entry": _entry(page, site, finding),
        "norm": "property.handed_over_within_24_hours", "indicator": "findings.raised", "year": 2026,
        "name": "figures.json", "step": "person_arrived", "number": site.numbers["case_officer"],
        "event": _event(page, site, matter),
    }  # fmt: skip


def _import(page: Any, site: Site, path: Path) -> str:
    """Brings a file as far as the look at its columns; its token."""
    page.goto(f"{site.base}/import/")
    page.set_input_files("#file", str(path))
    page.locator("form[enctype] button").click()
    page.wait_for_load_state()
    found = re.search(r"/import/(\w+)/", page.url)
    assert found is not None, page.url
    return found[1]


def _in_the_leaders_unit(site: Site) -> tuple[str, str, str]:
    """The unit of the leader, a matter of it into which a person can come, and a finding of that matter's unit."""
    with sqlite3.connect(site.tables) as tables:
        (unit,) = tables.execute(
            "select u.name from people_user p join people_unit u on u.id = p.unit_id where p.number = ?",
            (site.numbers["unit_leader"],),
        ).fetchone()
        matter, finding = tables.execute(
            "select m.matter, f.number from records_matterrow m join records_findingrow f on f.matter = m.matter"
            " where m.unit = ? and m.procedure = 'administrative_case' order by f.number",
            (unit,),
        ).fetchone()
    return unit, matter, finding


def _papers(page: Any, site: Site, unit: str, finding: str) -> int:
    """A paper to the unit about the finding; its number."""
    page.goto(f"{site.base}/documents/new/notice/?unit={quote(unit)}&finding={finding}")
    page.fill("#demand", DEMAND)
    page.locator("form:has(#demand) button.main").click()
    page.wait_for_load_state()
    found = re.search(r"/documents/(\d+)/", page.url)
    assert found is not None, page.url
    return int(found[1])


def _drawn(page: Any, site: Site) -> str:
    """A file that was drawn."""
    page.goto(f"{site.base}/draws/{DRAW}/")
    told = page.request.get(f"{site.base}/draws/{DRAW}/record.json").text()
    with sqlite3.connect(site.tables) as tables:
        matters = [one for (one,) in tables.execute("select matter from records_matterrow")]
    page_text = page.locator("main").inner_text()
    return next(str(one) for one in sorted(matters) if one in page_text and one in told)


def _entry(page: Any, site: Site, finding: str) -> int:
    """An entry about the finding."""
    page.goto(f"{site.base}/findings/{finding}/")
    link = page.locator("a[href^='/entries/']").first.get_attribute("href")
    return int(str(link).split("/")[2])


def _event(page: Any, site: Site, matter: str) -> str:
    """A step of the matter."""
    page.goto(f"{site.base}/matters/{quote(matter)}/")
    link = page.locator("a[href*='/receipt/?event=']").first.get_attribute("href")
    return str(link).partition("event=")[2]
