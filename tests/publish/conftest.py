"""A small report composed of figures made by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.publish.making import SMALL, ZONE, events, figure, figures_of, missing, share, words

from fajing.indicators.figure import Figures, Prior, Term
from fajing.publish.compose import compose
from fajing.publish.given import Given, read_given
from fajing.publish.model import Document
from fajing.publish.sections import Outline, read_outline


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Outline]:
    """Writes section files and reads them."""

    def made(**files: str) -> Outline:
        folder = tmp_path / "book" / "reports" / "annual"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "required.yaml").write_text(
            "parts:\n"
            "  - {id: done, title: {zh: 主要举措和成效, en: What was done}, heads: [[成效]], source: x}\n"
            "  - {id: plan, title: {zh: 下一年度主要安排, en: Plans}, heads: [[安排]], source: x}\n",
            encoding="utf-8",
        )
        for name, text in files.items():
            (folder / f"{name.replace('__', '-').removeprefix('s')}.md").write_text(text, encoding="utf-8")
        return read_outline((tmp_path / "book",))

    return made


@pytest.fixture
def small_figures() -> Figures:
    parts = (
        Term(words("合计", "total"), 120, events(120)),
        Term(words("批准", "approved"), 80, events(80)),
        Term(words("不批准", "refused"), 40, events(40)),
    )
    series = tuple((f"2026-{month:02d}", None if month == 7 else month * 2) for month in range(1, 13))
    return figures_of(
        figure("a", 120, terms=parts, prior=Prior(100, None, True), series=series),
        share("s", 33, 120, prior=Prior(Decimal("25.10"), None, True)),
        missing("m"),
    )


@pytest.fixture
def given(tmp_path: Path) -> Given:
    path = tmp_path / "report.yaml"
    path.write_text(
        "body: {zh: 示例分局, en: Example branch}\n"
        "last_year:\n"
        "  - {kind: plan, text: 建成办案区全程录像核对, owner: 法制大队, state: done,\n"
        "     proof: 示例发〔2026〕3号, due: 2026-06-30}\n"
        "  - {kind: shortcoming, text: 涉案财物超期未处理, owner: 案管中心, state: under_way}\n",
        encoding="utf-8",
    )
    return read_given(path)


@pytest.fixture
def small(book: Callable[..., Outline], small_figures: Figures, given: Given) -> Document:
    """A report with every kind of block and more than a page of text."""
    return compose(book(s10__law=SMALL), small_figures, given, "zh", ZONE)
