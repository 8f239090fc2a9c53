"""Read numbers as they are written: Arabic, full-width, grouped, Chinese; 万 and 亿; 余, 近, 约; ranges, shares.

In: the flattened text (`flatten`), one character for one. Out: `Figure`s with their places. What a number
counts is not asked here. No pattern repeats a group that may be empty or that overlaps its neighbour, so
that no text, however odd, takes more than one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fajing.audit.claims import ClaimKind, Marker
from fajing.audit.language.load import any_of, tables

_KEEP = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "(": "（",
        ")": "）",
        "?": "？",
        "!": "！",
        "﹪": "%",
        "％": "%",
        "\u3000": " ",
        "\xa0": " ",
        "．": ".",
        "－": "-",
        "～": "~",
        "\t": " ",
        "\r": " ",
        "﹙": "（",
        "﹚": "）",
    }
)
_WIDE = str.maketrans(
    {chr(0xFF10 + i): str(i) for i in range(10)}
    | {chr(0xFF21 + i): chr(65 + i) for i in range(26)}
    | {chr(0xFF41 + i): chr(97 + i) for i in range(26)}
)
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_TEN = Decimal(10)


def flatten(text: str) -> str:
    """The text with one way of writing each mark, character for character, so that offsets stay.

    Example:
        >>> flatten("１２件,其中(a)３,０００件")
        '12件，其中（a）3,000件'
    """
    plain = text.translate(_WIDE)
    kept = [*plain.translate(_KEEP)]
    for pattern, mark in ((_GROUPED, ","), (_CLOCK, ":")):
        for match in pattern.finditer(plain):
            for i in range(match.start(), match.end()):
                if plain[i] == mark:
                    kept[i] = mark
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number where it stands."""

    kind: ClaimKind
    start: int
    end: int
    number: Decimal
    resolution: Decimal
    low: Decimal
    high: Decimal
    marker: Marker = "exact"
    unit: str = ""
    upper: Decimal | None = None
    spelt: bool = False


def spelt_number(text: str) -> int | None:
    """The value of a Chinese numeral, or nothing where it is none.

    Example:
        >>> [spelt_number(t) for t in ("十五", "两千零五", "一万零二十", "三万", "二十十", "三四")]
        [15, 2005, 10020, 30000, None, None]
    """
    table = tables()
    total = section = 0
    digit: int | None = None
    last_power = 10**9
    for character in text:
        if character in table["groups"]:
            total = (total + section + (digit or 0)) * table["groups"][character]
            section, digit, last_power = 0, None, 10**9
        elif character in table["powers"]:
            power = table["powers"][character]
            if power >= last_power or (digit is None and power != _TEN):
                return None
            section += (1 if digit is None else digit) * power
            digit, last_power = None, power
        elif character in "零〇":
            if digit:
                return None
            digit = 0
        elif character in table["digits"]:
            if digit:
                return None
            digit = table["digits"][character]
        else:
            return None
    return total + section + (digit or 0)


_NUMERALS = "零〇一二两三四五六七八九十百千"
# bounded, so that a line of nothing but numerals is not tried anew from each of them
_CN = f"[一二两三四五六七八九十][{_NUMERALS}]{{0,10}}(?:[万亿][{_NUMERALS}]{{0,10}}){{0,2}}"
_AR = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@cache
def _pattern() -> re.Pattern[str]:
    table = tables()
    unit = any_of([*table["units_of"], *table["also"]])
    inside = any_of(table["inside"]["at_least"])
    year = r"\d{4}|[一二][〇零一二三四五六七八九]{3}"
    hotline = r"(?=\s?(?:市民|政务|便民|服务|热线|平台|投诉|举报|工单|公共|法律|接处警|指挥|警情|报警|接警))"
    date = "|".join(
        [
            rf"(?:{year})年(?:度)?(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?",
            r"\d{1,2}月\d{1,2}[日号]",
            r"(?<!\d)\d{1,2}\s?[-—–~至到]{1,2}\s?\d{1,2}月份?",
            r"(?<!\d)\d{1,2}月(?:份|底|末|中旬|初|上旬|下旬)?",
            "[一二三四]季度",
            r"(?<!\d)\d{4}\s?[-—–~至]{1,2}\s?\d{4}年?",
        ]
    )
    marked = rf"(?P<in1>{inside})?(?P<group>[百千万亿]{{0,2}})(?P<in2>{inside})?(?P<unit>{unit})?"
    to = r"\s?(?:[-—–~]{1,2}|至|到)\s?"
    parts = [
        rf"(?P<date>{date})",
        r"(?P<document>[〔\[（]\d{4}[〕\]）](?:第)?\d+号)",
        rf"(?P<ordinal>第\s?(?:\d+|{_CN})[条款项届次名期季位批章节编号轮]?(?:之[一二三四五六七八九])?)",
        r"(?P<phone>(?<![\d.])\d{3,4}-\d{7,8}(?!\d)|(?<![\d.])1\d{10}(?!\d))",
        rf"(?P<hotline>(?<![\d.])(?:1\d{{4}}|1\d{{2}}){hotline})",
        r"(?P<clock>(?<!\d)\d{1,2}:\d{2}(?!\d))",
        rf"(?P<share_spelt>百分之(?P<spelt_whole>{_CN}|零)(?:点(?P<spelt_rest>[零一二三四五六七八九]+))?)",
        rf"(?P<fraction>(?P<below>\d+|{_CN})分之(?P<above>\d+|{_CN}))",
        rf"(?P<span>(?P<from>\d+(?:\.\d+)?){to}(?P<to>\d+(?:\.\d+)?)(?P<span_unit>%|{unit}))",
        r"(?P<share>(?<![\d.])(?P<percent>\d+(?:\.\d+)?)\s?%)",
        rf"(?P<plain>(?<![\d.A-Za-z])(?P<value>{_AR}){marked})",
        rf"(?P<word>(?P<numeral>{_CN})(?P<in3>{inside})?(?P<word_unit>{unit}))",
    ]
    return re.compile("|".join(parts))


def find_figures(flat: str) -> Iterator[Figure]:
    """Every figure of a flattened text, in order."""
    for match in _pattern().finditer(flat):
        if (figure := _figure(flat, match)) is not None:
            yield figure


def _figure(flat: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    zero = Decimal(0)
    if match["date"]:
        return Figure("date", start, end, zero, zero, zero, zero)
    if match["ordinal"]:
        kind: ClaimKind = "article" if match["ordinal"][-1] in "条款项" else "ordinal"
        return Figure(kind, start, end, zero, zero, zero, zero)
    if match["document"] or match["phone"] or match["hotline"] or match["clock"]:
        return Figure("name", start, end, zero, zero, zero, zero)
    if match["share_spelt"]:
        whole = spelt_number(match["spelt_whole"])
        rest = "".join(str(tables()["digits"][c]) for c in match["spelt_rest"] or "")
        if whole is None:
            return None
        return _marked(flat, "share", start, end, Decimal(f"{whole}.{rest}" if rest else whole), "%", True)
    if match["fraction"]:
        below, above = (_whole(match[name]) for name in ("below", "above"))
        if not below or not above:
            return None
        value = Decimal(above * 100) / Decimal(below)
        # three quarters are said of anything near them
        about = Decimal("0.03") * value
        return Figure(
            "share", start, end, value, about, value - about, value + about, "exact", "分之", None, True
        )
    if match["span"]:
        low, high = Decimal(match["from"]), Decimal(match["to"])
        return Figure(
            "range",
            start,
            end,
            low,
            Decimal(1),
            min(low, high),
            max(low, high),
            "about",
            match["span_unit"],
            high,
        )
    if match["share"]:
        return _marked(flat, "share", start, end, Decimal(match["percent"]), "%", False)
    return _plain(flat, match, start, end) if match["plain"] else _word(flat, match, start, end)


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() else spelt_number(text)


def _plain(flat: str, match: re.Match[str], start: int, end: int) -> Figure | None:
    group = Decimal(1)
    for character in match["group"] or "":
        group *= tables()["groups"].get(character) or tables()["powers"][character]
    written = match["value"].replace(",", "")
    unit = match["unit"] or ""
    kind = _kind_of(unit)
    number = Decimal(written) * group
    decimals = -int(Decimal(written).as_tuple().exponent)
    resolution = group / _TEN**decimals if group > 1 or decimals else Decimal(1)
    exact_to = resolution if group > 1 or decimals else Decimal(0)
    return _marked(
        flat,
        kind,
        start,
        end,
        number,
        unit,
        False,
        resolution,
        exact_to,
        more=bool(match["in1"] or match["in2"]),
    )


def _word(flat: str, match: re.Match[str], start: int, end: int) -> Figure | None:
    value = spelt_number(match["numeral"])
    unit = match["word_unit"]
    spelt = match["word"]
    idioms = tables()["idioms"]
    if not value or spelt in idioms or any(flat.startswith(i, start) for i in idioms if len(i) > 2):
        return None
    if flat[start - 1 : start] in "〇零百千万每数几" and start:
        return None
    return _marked(flat, _kind_of(unit), start, end, Decimal(value), unit, True, more=bool(match["in3"]))


def _kind_of(unit: str) -> ClaimKind:
    family = tables()["units_of"].get(unit, "")
    if family in ("multiple", "points"):
        return "multiple" if family == "multiple" else "points"
    return "share" if family == "tenth" else "count" if unit else "bare"


def _marked(
    flat: str,
    kind: ClaimKind,
    start: int,
    end: int,
    number: Decimal,
    unit: str,
    spelt: bool,
    resolution: Decimal | None = None,
    exact_to: Decimal = Decimal(0),
    *,
    more: bool = False,
) -> Figure:
    """A figure with the words around it that make it less than exact."""
    if unit == "成":
        number, resolution, exact_to = number * 10, _TEN, _TEN
    if resolution is None:
        resolution = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
    marker: Marker = "at_least" if more else "exact"
    table = tables()
    if not more:
        for name in ("at_least", "about", "under"):
            behind = next((w for w in words_of("behind", name) if flat.startswith(w, end)), "")
            before = next((w for w in words_of("before", name) if flat.endswith(w, 0, start)), "")
            if behind or (before and before not in table["exclaiming"]):
                marker = name
                break
    half = exact_to / 2
    low, high = number - half, number + half
    if marker == "at_least":
        step = _step(number)
        low, high = number, number + max(step, exact_to) if more else number * 2 + step
    elif marker == "about":
        low, high = number * Decimal("0.9"), number * Decimal("1.1")
    elif marker == "under":
        low, high = number * Decimal("0.8"), number
    return Figure(kind, start, end, number, resolution, low, high, marker, unit, None, spelt)


@cache
def words_of(where: str, name: str) -> tuple[str, ...]:
    """Words before or behind a number, longest first."""
    return tuple(sorted(tables()[where].get(name, ()), key=len, reverse=True))


def _step(number: Decimal) -> Decimal:
    """The place of the last figure that is not nought: what 余 may stand for."""
    step = Decimal(1)
    while number and number % (step * 10) == 0:
        step *= 10
    return step
