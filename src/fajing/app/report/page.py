"""Writes report.html."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from fajing.app.report.collect import Collector
from fajing.scan.citations import Statutes
from fajing.scan.explain import render_text

if TYPE_CHECKING:
    from fajing.app.check import CheckResult


def write_report(path: Path, result: CheckResult, found: Collector, statutes: Statutes | None) -> None:
    """Writes the page."""
    year = None if result.as_of is None else result.lawbook.zone.civil(result.as_of.instant).year
    blocks = [
        render_text(duty, result.lawbook, found.language, year=year, statutes=statutes) for duty in found.findings()[:50]
    ]
    text = html.escape("\n\n".join(blocks))
    path.write_text(f"<!doctype html><meta charset=utf-8><pre>{text}</pre>", encoding="utf-8")
