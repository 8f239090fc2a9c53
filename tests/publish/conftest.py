"""Figures made by hand, and a small report composed of them; shared by the tests of writers."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fajing.core.moments import Precision, Zone
from fajing.indicators.figure import NO_ROWS, Figure, Figures, Prior, Rows, Term
from fajing.lawbook.model import Text
from fajing.publish.compose import compose
from fajing.publish.given import Given, read_given
from fajing.publish.model import Document
from fajing.publish.sections import Outline, read_outline

ZONE = Zone.of("Asia/Shanghai")
CUT_OFF = ZONE.moment(date(2026, 12, 31), Precision.DAY)


def words(zh: str, en: str = "") -> Text:
    return Text(zh, en or zh)


def events(count: int, prefix: str = "e") -> Rows:
    return Rows("events", tuple(f"{prefix}{number:05d}" for number in range(count)))


def figure(name: str, value: object, *, form: str = "count", unit: str = "件", **more: object) -> Figure:
    """A figure; a count gets as many rows as its value."""
    made: dict[str, object] = {
        "indicator": name,
        "title": words(f"题{name}", name),
        "group": "enforcement",
        "form": form,
        "value": value,
        "missing": None,
        "unit": words(unit, {"件": "cases", "%": "%", "元": "yuan"}.get(unit, unit)),
        "formula": words("按记录计数", "count of records"),
        "base": words("本年记录", "records of the year"),
        "terms": (Term(words("合计", "total"), value, events(value if isinstance(value, int) else 0, name)),),  # type: ignore[arg-type]
        "scope": None,
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "cut_off": CUT_OFF,
        "better": "none",
        "prior": None,
        "series": (),
        "hidden": False,
    }
    return Figure(**(made | more))  # type: ignore[arg-type]


def share(name: str, part: int, whole: int, **more: object) -> Figure:
    value = (Decimal(part) * 100 / whole).quantize(Decimal("0.01")) if whole else None
    terms = (
        Term(words("部分", "part"), part, events(part, "p" + name)),
        Term(words("整体", "whole"), whole, events(whole, "w" + name)),
    )
    return figure(name, value, form="share", unit="%", **({"terms": terms} | more))


def missing(name: str, why: str = "没有登记", **more: object) -> Figure:
    return figure(
        name,
        None,
        **({"missing": words(why, "not recorded"), "terms": (Term(words("合计"), None, NO_ROWS),)} | more),
    )


def figures_of(*found: Figure, scope: str | None = None) -> Figures:
    return Figures(
        scope, date(2026, 1, 1), date(2026, 12, 31), CUT_OFF, "ab" * 32, {one.indicator: one for one in found}
    )


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


LONG = "办案单位逐案核对时限和手续材料发现缺项当日补正并由审核人员复核签字后归档备查" * 40
SMALL = """@part done
@title zh 依法履职
@title en Duties
@zh
全年受理案件{{ figure("a") }}{{ change("a") }}{{ parts("a") }}。
受理{{ whole("s") }}件，办结{{ part("s") }}件，办结率{{ figure("s") }}{{ change("s") }}。
登记人姓名喆堃龑𬭊。

@chart a
@items last_year
LONG。
@en
Cases accepted: {{ figure("a") }}{{ change("a") }}{{ parts("a") }}.
""".replace("LONG", LONG)


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
        "  - {kind: plan, text: 建成办案区全程录像核对, owner: 法制大队, state: done, proof: 示例发〔2026〕3号, due: 2026-06-30}\n"
        "  - {kind: shortcoming, text: 涉案财物超期未处理, owner: 案管中心, state: under_way}\n",
        encoding="utf-8",
    )
    return read_given(path)


@pytest.fixture
def small(book: Callable[..., Outline], small_figures: Figures, given: Given) -> Document:
    """A report with every kind of block and more than a page of text."""
    return compose(book(s10__law=SMALL), small_figures, given, "zh", ZONE)


def figures_for(outline: Outline, seed: int, *, lacking: float = 0.0) -> Figures:
    """Figures for every indicator that the sections ask for, invented from a seed."""
    luck = random.Random(seed)
    shares = {
        mark.arguments[0]
        for section in outline.sections
        for passages in section.passages.values()
        for passage in passages
        for mark in passage.marks()
        if mark.name in ("part", "whole")
    }
    found = []
    for name in outline.indicators():
        if luck.random() < lacking:
            found.append(missing(name, title=words(f"指标{len(found)}")))
            continue
        whole = int(10 ** luck.uniform(0, 4.7)) - 1
        before = luck.choice((None, whole, whole + luck.randrange(60), luck.randrange(9)))
        months = tuple((f"2026-{month:02d}", luck.randrange(50)) for month in range(1, 13))
        if name in shares:
            prior = None if before is None else Prior(Decimal(luck.randrange(10001)) / 100, None, True)
            part = luck.randrange(whole + 1)
            found.append(share(name, part, whole, prior=prior) if whole else missing(name, "没有发生"))
        else:
            prior = None if before is None else Prior(before, None, luck.random() < 0.8)
            cut = luck.randrange(whole + 1)
            terms = (
                Term(words("合计", "total"), whole, events(whole, name)),
                Term(words("批准", "approved"), cut, events(cut, name + "a")),
                Term(words("不批准", "refused"), whole - cut, events(whole - cut, name + "b")),
            )
            found.append(figure(name, whole, prior=prior, series=months, terms=terms))
    return figures_of(*found)
