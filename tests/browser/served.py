"""A served demonstration office, and what every page of it is held to in the browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import REPOSITORY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WEEK = REPOSITORY / "examples" / "first_week"
LAW = f"cn-police+{WEEK / 'bureau'}"
LANGUAGES = ("zh-hans", "en")

CHECKLIST = """() => {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the screen');
  for (const table of document.querySelectorAll('table:not(.heat)')) {
    if (table.closest('.chart')) continue;
    const cells = [...table.rows].map(row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0));
    if (Math.max(0, ...cells) > 7) wrong.push(Math.max(...cells) + ' columns');
    if (!table.tBodies.length || !table.rows.length) wrong.push('an empty table');
  }
  for (const chart of document.querySelectorAll('.drawing > svg, .chart .body > svg')) {
    const box = chart.getBoundingClientRect();
    const drawn = chart.querySelectorAll('path, rect, circle, line, polyline').length;
    if (box.width < 200 || box.height < 40 || drawn < 2) wrong.push('an empty chart');
  }
  for (const cell of document.querySelectorAll('.fixed td')) {
    const exact = cell.querySelector('.chip') || cell.querySelector('a[href^="/matters/"]');
    if (exact && cell.scrollWidth > cell.clientWidth) wrong.push('cut: ' + cell.innerText);
  }
  const drawn = document.createElement('canvas').getContext('2d');
  for (const box of document.querySelectorAll('input[placeholder]')) {
    const style = getComputedStyle(box), room = box.clientWidth - 2 * parseFloat(style.paddingLeft);
    drawn.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    if (room > 0 && drawn.measureText(box.placeholder).width > room) wrong.push('cut: ' + box.placeholder);
  }
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one title');
  return wrong;
}"""
"""What every page is held to at 1366 by 768: it fits, seven columns, no empty chart, no verdict or hint cut."""


class Site:
    """A served demonstration.

    Attributes:
        base: Its address.
        data: Its data folder.
        numbers: The ready user of each role.
        second: A second legal officer, who decides what the first had a hand in.
        signed_in: By number, the cookies of whoever signed in already.
    """

    def __init__(self, base: str, data: Path, numbers: dict[str, str], second: str, password: str) -> None:
        self.base, self.data, self.numbers, self.second, self.password = base, data, numbers, second, password
        self.signed_in: dict[str, Any] = {}

    @property
    def tables(self) -> Path:
        """The office's database."""
        return self.data / "office" / "office.sqlite3"


def run(*arguments: str, data: Path) -> str:
    """What a command of Fajing's prints."""
    command = [sys.executable, "-m", "fajing", *arguments, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY, env=_clean())
    assert done.returncode == 0, done.stderr
    return done.stdout


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("FAJING", "DJANGO"))}


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The demonstration over the invented first week, served as anybody would."""
    data = folder / "data"
    run("import", str(WEEK / "first_week.xlsx"), "--law", LAW, data=data)
    run("ledger", "init", data=data)
    printed = run("demo", "office", "--law", LAW, "--now", "2026-03-09T08:40", data=data)
    run("ledger", "checkpoint", data=data)
    numbers, second = users_of(data)
    listed = re.search(
        rf"^{numbers['supervisor']}  (\S+) .* http://127\.0\.0\.1:\d+/desk/ ", printed, re.MULTILINE
    )
    assert listed, printed
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "fajing", "office", "serve", "--data", str(data), "--port", str(port)],
        cwd=REPOSITORY, env=_clean(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{base}/health/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.25)
        yield Site(base, data, numbers, second, listed[1])
    finally:
        server.terminate()
        server.wait(20)


def users_of(data: Path) -> tuple[dict[str, str], str]:
    """The first user of each role, and the second legal officer."""
    import sqlite3

    with sqlite3.connect(data / "office" / "office.sqlite3") as tables:
        rows = tables.execute("select role, number from people_user order by id").fetchall()
    legal = [number for role, number in rows if role == "legal_officer"]
    return dict(reversed(rows)), legal[1]


def serious(page: Any) -> list[str]:
    """What axe says that is serious or worse."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    return [
        f"{one['id']}: {one['nodes'][0]['target']}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def fits(page: Any) -> bool:
    """Whether a page is no wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= 1366"))
