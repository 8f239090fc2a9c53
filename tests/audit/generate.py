"""Sentences of yearly reports whose truth is known: drawn from `templates/*.yaml`, true and broken.

The templates were written before the parser and by another hand. All bodies and places are invented. A template
is a mapping:

    id       unique in the folder
    kind     one kind of the closed list; `innocent` for a sentence that only looks dangerous
    draw     name: expression, evaluated in order; the functions are those of `_tools` below
    require  expressions that must hold of a true draw, or it is drawn again
    text     the sentence; {name:form} writes a draw, <a|b> takes one wording, [[...]] is the quote
    break    name: expression, drawn over `draw` for a broken variant
    broken   the sentence of a broken variant, where it is not `text`
    broken_require  as `require`, for a broken draw
    previous, previous_broken   the report of the year before
    holds    the relation that is true of `text` and false of a broken variant; read by test_templates.py
    accepts  further kinds under which an auditor may report the same break
    rounding how shares were rounded; half up unless it says otherwise
    scope    `report` for a whole report; the kinds that ask for a missing part are judged only there

`{y}`, `{ly}`, `{ny}`, `{org}` and `{place}` are always drawn: the report's year, the years before and after, a
body, a place. A true sample says nothing about the grade `unchecked`: a rate without its base may be reported so.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TEMPLATES = Path(__file__).resolve().parent / "templates"
INNOCENT = "innocent"
ORGS = (
    "砚北分局",
    "云汀市公安局",
    "澄湾区司法局",
    "松砾市生态环境局",
    "临岫县交通运输局",
    "鹭汀区市场监督管理局",
)
PLACES = ("砚北区", "云汀市", "澄湾区", "松砾市", "临岫县", "鹭汀区")
UNDECIDED = frozenset(
    {"percent-no-base", "growth-no-base", "closed-loop", "list-check", "plausibility", "unit"}
)
ITEMS = (
    "压实普法责任清单", "补齐案卷归档短板", "更新裁量基准文本", "公开年度抽查计划", "完善听证主持规则",
    "配齐专职审核力量", "开通意见征集邮箱", "清理过时内部文件", "优化窗口排队流程", "规范文书送达时限",
    "建立错案讲评台账", "健全应诉准备程序", "培训新任执法骨干", "细化告知承诺流程", "校准执法记录设备",
    "拓展社区调解站点", "汇编典型指导案例", "修订值班备勤细则",
)  # fmt: skip
DIGITS = "零一二三四五六七八九"
SPELT = ("plain", "plain", "plain", "group", "full", "zh")
Value = int | str | Decimal | dt.date


@dataclass(frozen=True)
class Expected:
    """What an auditor should make of one text: `broken` is found under `accepts` with one of `grades`."""

    kind: str
    broken: bool
    quotes: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()
    accepts: frozenset[str] = frozenset()
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A draw as it stands in the text."""

    name: str
    value: Value
    written: str


@dataclass(frozen=True)
class Sample:
    """A text with its truth."""

    text: str
    truth: list[Expected]
    template_id: str
    variant: str = "true"
    previous: str | None = None
    scope: str = "sentence"
    rounding: str = "half-up"
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Template:
    """One template as read."""

    id: str
    kind: str
    raw: Mapping[str, Any]

    @property
    def has_broken(self) -> bool:
        """Whether it has a broken variant."""
        return bool({"break", "broken", "previous_broken"} & set(self.raw))


@cache
def templates() -> tuple[Template, ...]:
    """Every template of the folder, by file and place."""
    found = []
    for path in sorted(TEMPLATES.glob("*.yaml")):
        for raw in YAML(typ="safe", pure=True).load(path.read_text("utf-8")):
            found.append(Template(raw["id"], raw["kind"], raw))
    return tuple(found)


# ------------------------------------------------------------------ numbers
def quantised(value: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value with so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding)


def share(part: int, whole: int, places: int) -> Decimal:
    """The part in hundredths of the whole, rounded half up."""
    return quantised(Decimal(part * 100) / Decimal(whole), places)


def cut(part: int, whole: int, places: int) -> Decimal:
    """The part in hundredths of the whole, cut off."""
    return quantised(Decimal(part * 100) / Decimal(whole), places, ROUND_DOWN)


def growth(now: int, before: int, places: int) -> Decimal:
    """By how many hundredths it grew or fell, without a sign."""
    return share(abs(now - before), before, places)


def chinese(number: int) -> str:
    """The number in Chinese numerals.

    >>> [chinese(n) for n in (5, 10, 15, 20, 105, 110, 2005)]
    ['五', '十', '十五', '二十', '一百零五', '一百一十', '两千零五']
    >>> [chinese(n) for n in (2250, 10020, 123456)]
    ['两千二百五十', '一万零二十', '十二万三千四百五十六']
    """
    if number >= 10000:
        high, low = divmod(number, 10000)
        head = "两" if high == 2 else chinese(high)
        return head + "万" + (("零" if low < 1000 else "") + _below(low) if low else "")
    text = _below(number)
    return text[1:] if text.startswith("一十") else text


def _below(number: int) -> str:
    if number == 0:
        return "零"
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += (
                ("零" if gap and text else "")
                + ("两" if digit == 2 and power == 1000 else DIGITS[digit])
                + unit
            )
            gap = False
        else:
            gap = True
    return text


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.%" else c for c in text)


def _percent(value: Decimal, style: str) -> str:
    plain = format(value, "f")
    if style == "full":
        return _wide(plain + "%")
    if style == "zh":
        whole, _, rest = plain.partition(".")
        return "百分之" + chinese(int(whole)) + ("点" + "".join(DIGITS[int(c)] for c in rest) if rest else "")
    return plain + "%"


def write(value: Value, form: str, style: str) -> str:
    """The value in a form: n (the sample's own style), zh, full, group, wan1, wan2, yi2, year, pct, date."""
    if isinstance(value, dt.date):
        return (
            f"{value.month}月{value.day}日"
            if form == "day"
            else f"{value.year}年{value.month}月{value.day}日"
        )
    if isinstance(value, str):
        return value
    if form == "pct":
        return _percent(Decimal(value), style)
    if form[:3] == "wan":
        return format(quantised(Decimal(value) / 10000, int(form[3:])), "f") + "万"
    if form[:2] == "yi":
        return format(quantised(Decimal(value) / 100000000, int(form[2:])), "f") + "亿"
    if form == "year":
        return "".join("〇一二三四五六七八九"[int(c)] for c in str(value))
    if form == "n":
        form = style
    if isinstance(value, int) and form == "zh":
        return chinese(value)
    if isinstance(value, int) and form == "group":
        return f"{value:,}"
    return _wide(format(value, "f" if isinstance(value, Decimal) else "d")) if form == "full" else str(value)


# ------------------------------------------------------------------ drawing
MARKS: dict[str, tuple[Callable[[int], str], str, str]] = {
    "shi": (lambda i: f"{chinese(i)}是", "；", "。"),
    "di": (lambda i: f"第{chinese(i)}，", "；", "。"),
    "paren": (lambda i: f"（{chinese(i)}）", "。\n", "。"),
    "arabic": (lambda i: f"{i}. ", "。\n", "。"),
    "head": (lambda i: f"{chinese(i)}、", "。\n", "。"),
    "circle": (lambda i: "①②③④⑤⑥⑦⑧⑨"[i - 1], "；", "。"),
}


def _tools(rng: random.Random) -> dict[str, Callable[..., Any]]:
    def listing(count: int, mark: str, skip: int = 0, twice: int = 0) -> str:
        sign, between, end = MARKS[mark]
        numbers = [i for i in range(1, count + 1 + bool(skip)) if i != skip]
        if twice:
            numbers[twice] = numbers[twice - 1]
        things = rng.sample(ITEMS, len(numbers))
        return between.join(sign(i) + thing for i, thing in zip(numbers, things, strict=True)) + end

    def off(value: int, low: int, high: int) -> int:
        step = rng.randint(low, high)
        return value - step if value - step > 0 and rng.random() < 0.5 else value + step

    def offp(value: Decimal, low: float, high: float) -> Decimal:
        places = -int(value.as_tuple().exponent)
        step = quantised(Decimal(str(rng.uniform(low, high))), places)
        ways = [v for v in (value - step, value + step) if 0 < v < 100]
        return rng.choice(ways) if ways else value / 2

    def swap(value: int) -> int:
        text = str(value)
        ways = [i for i in range(len(text) - 1) if text[i] != text[i + 1] and (i or text[1] != "0")]
        i = rng.choice(ways) if ways else 0
        return int(text[:i] + text[i + 1] + text[i] + text[i + 2 :])

    def outside(near: set[Decimal], low: int, high: int, places: int) -> Decimal:
        unit = Decimal(1).scaleb(-places)
        while True:
            value = quantised(Decimal(str(rng.uniform(low, high))), places)
            if near.isdisjoint(value + step * unit for step in range(-2, 3)):
                return value

    def no_share(whole: int, places: int) -> Decimal:
        return outside(
            {way(n, whole, places) for n in range(whole + 1) for way in (share, cut)}, 50, 99, places
        )

    def no_growth(now: int, places: int) -> Decimal:
        return outside(
            {way(now - n, n, places) for n in range(1, now) for way in (share, cut)}, 5, 60, places
        )

    def date(year: int, first: int = 1, last: int = 12) -> dt.date:
        month = rng.randint(first, last)
        return dt.date(year, month, rng.randint(1, calendar.monthrange(year, month)[1]))

    def names(pool: str, count: int) -> str:
        return "、".join(rng.sample(pool.split("、"), count))

    def shares(count: int, low: int = 2, high: int = 60) -> str:
        return "、".join(f"{quantised(Decimal(str(rng.uniform(low, high))), 1)}%" for _ in range(count))

    def counts(count: int, low: int, high: int, unit: str) -> str:
        return "、".join(f"{n}{unit}" for n in rng.sample(range(low, high), count))

    return {
        "draw": rng.randint, "pick": lambda *ways: rng.choice(ways), "share": share, "cut": cut,
        "growth": growth, "off": off, "offp": offp, "swap": swap, "listing": listing, "no_share": no_share,
        "no_growth": no_growth, "date": date, "names": names, "shares": shares, "counts": counts,
        "chinese": chinese, "days": lambda day, n: day + dt.timedelta(days=n), "abs": abs, "int": int,
        "weekday": lambda day, n=0: "一二三四五六日"[(day.weekday() + n) % 7],
        "percent": lambda value: Decimal(str(value)),
    }  # fmt: skip


@cache
def _code(expression: str) -> types.CodeType:
    return compile(expression, "<template>", "eval")


def _values(template: Template, rng: random.Random, broken: bool) -> dict[str, Any]:
    tools = {"__builtins__": {}, **_tools(rng)}
    raw = template.raw
    for _ in range(5000):
        year = rng.randint(2021, 2025)
        org, place = rng.choice(ORGS), rng.choice(PLACES)
        values: dict[str, Any] = {"y": year, "ly": year - 1, "ny": year + 1, "org": org, "place": place}
        for name, expression in raw.get("draw", {}).items():
            values[name] = eval(_code(str(expression)), tools, values)
        if not all(eval(_code(condition), tools, values) for condition in raw.get("require", ())):
            continue
        if broken:
            for name, expression in raw.get("break", {}).items():
                values[name] = eval(_code(str(expression)), tools, values)
            if not all(eval(_code(condition), tools, values) for condition in raw.get("broken_require", ())):
                continue
        return values
    raise ValueError(f"{template.id}: no draw meets its requirements")


def _written(
    text: str, values: Mapping[str, Any], style: str, rng: random.Random
) -> tuple[str, list[tuple[int, int]], list[Figure]]:
    figures: list[Figure] = []

    def put(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        written = write(values[name], form, style)
        figures.append(Figure(name, values[name], written))
        return written

    text = re.sub(r"<([^<>]*)>", lambda m: rng.choice(m[1].split("|")), text)
    text = re.sub(r"\{(\w+)(?::(\w+))?\}", put, text)
    out, places, opened = "", [], []
    for piece in re.split(r"(\[\[|\]\])", text):
        if piece == "[[":
            opened.append(len(out))
        elif piece == "]]":
            places.append((opened.pop(), len(out)))
        else:
            out += piece
    return out, places, figures


def render(template: Template, rng: random.Random, broken: bool) -> Sample:
    """One sample of a template."""
    raw = template.raw
    values = _values(template, rng, broken)
    style = rng.choice(SPELT)
    source = raw["broken"] if broken and "broken" in raw else raw["text"]
    text, places, figures = _written(source, values, style, rng)
    previous = raw.get("previous_broken", raw.get("previous")) if broken else raw.get("previous")
    if previous is not None:
        previous, _, more = _written(previous, values, style, rng)
        figures += more
    truth = []
    if template.kind != INNOCENT:
        grades: tuple[str, ...] = ("consistent",)
        if broken:
            grades = ("error", "warning", "unchecked") if template.kind in UNDECIDED else ("error", "warning")
        accepts = frozenset({template.kind, *raw.get("accepts", ())})
        quotes = tuple(text[a:b] for a, b in places)
        truth.append(Expected(template.kind, broken, quotes, tuple(places), accepts, grades))
    return Sample(
        text=text,
        truth=truth,
        template_id=template.id,
        variant="broken" if broken else INNOCENT if template.kind == INNOCENT else "true",
        previous=previous,
        scope=raw.get("scope", "sentence"),
        rounding=raw.get("rounding", "half-up"),
        figures=tuple(figures),
    )


def _turns(seed: int, n: int, only: str | None) -> Iterator[Sample]:
    rng = random.Random(seed)
    made = 0
    while made < n:
        deck = [t for t in templates() if only != "broken" or t.has_broken]
        rng.shuffle(deck)
        for template in deck[: n - made]:
            broken = template.has_broken and only != "true" and (only == "broken" or rng.random() < 0.5)
            yield render(template, rng, broken)
            made += 1


def generate(seed: int, n: int) -> Iterator[Sample]:
    """So many samples, true, broken and innocent; every template once before any comes again."""
    return _turns(seed, n, None)


def true_sentences(seed: int, n: int) -> Iterator[Sample]:
    """Only true and innocent samples: an error found in one is a false alarm."""
    return _turns(seed, n, "true")


def broken_sentences(seed: int, n: int) -> Iterator[Sample]:
    """Only broken samples, for recall."""
    return _turns(seed, n, "broken")
