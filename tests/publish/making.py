"""Figures made by hand, and a section that uses every kind of block; shared by the tests of this room."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from fajing.core.moments import Precision, Zone
from fajing.indicators.figure import NO_ROWS, Figure, Figures, Prior, Rows, Term
from fajing.lawbook.model import Text
from fajing.publish.sections import Outline

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
    made: dict[str, Any] = {"terms": terms}
    return figure(name, value, form="share", unit="%", **(made | more))


def missing(name: str, why: str = "没有登记", **more: object) -> Figure:
    said: dict[str, Any] = {
        "missing": words(why, "not recorded"),
        "terms": (Term(words("合计"), None, NO_ROWS),),
    }
    return figure(name, None, **(said | more))


def figures_of(*found: Figure, scope: str | None = None) -> Figures:
    return Figures(
        scope, date(2026, 1, 1), date(2026, 12, 31), CUT_OFF, "ab" * 32, {one.indicator: one for one in found}
    )


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
    found: list[Figure] = []
    for name in outline.indicators():
        if luck.random() < lacking:
            found.append(missing(name, title=words(f"指标{len(found)}")))
            continue
        whole = int(10 ** luck.uniform(0, 3.6)) - 1
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
