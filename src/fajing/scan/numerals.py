"""Numbers in the text of a law, in Chinese or arabic numerals, each with the unit that follows it.

In: text such as `二十四小时以内`, `三至五日`, `4000元`. Out: amounts. The number of an article, paragraph or item
(`第二款`) is no amount, nor is a date. Nothing is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SIZES = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "零〇○一二两三四五六七八九十百千万"
_NUMBER = rf"(?:\d[\d,，]*(?:\.\d+)?万?|[{_CHINESE}]+|半)"
_UNIT_WORDS = {
    "个工作日": "working_days",
    "工作日": "working_days",
    "小时": "hours",
    "分钟": "minutes",
    "昼夜": "days",
    "日": "days",
    "天": "days",
    "个月": "months",
    "月": "months",
    "星期": "weeks",
    "周岁": "age",
    "周": "weeks",
    "年": "years",
    "元": "yuan",
    "次": "times",
    "名": "persons",
    "人": "persons",
}
_UNIT = "|".join(_UNIT_WORDS)
_AMOUNT = re.compile(rf"(?P<before>第)?(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT}|[个份件部式种项方倍])?")
_RANGE = re.compile(rf"\s*(?:至|到|—|－|-|~|～|、|或者|或)\s*(?={_NUMBER})")
_DATE = re.compile(r"\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?")
_EACH = re.compile(r"每一?(?:个)?(工作日|日|天|周|月|季度|年度?)")
_EACH_UNITS = {"工作日": ("working_days", 1), "日": ("days", 1), "天": ("days", 1), "周": ("weeks", 1),
               "月": ("months", 1), "季度": ("months", 3), "年": ("years", 1), "年度": ("years", 1)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text.

    Attributes:
        count: Its value.
        unit: `hours`, `days`, `working_days`, `yuan`, `times`, `persons` ...; another word as it stands; or empty.
        text: As written.
    """

    count: Decimal
    unit: str
    text: str


def amounts(text: str) -> list[Amount]:
    """The amounts of a text, in order.

    Example:
        >>> [(int(one.count), one.unit) for one in amounts("第二款 在二十四小时以内，延长三至五日，4000元、五万元")]
        [(24, 'hours'), (3, 'days'), (5, 'days'), (4000, 'yuan'), (50000, 'yuan')]
        >>> [(str(one.count), one.unit) for one in amounts("2025年1月1日起半年内，每月一次，不得少于两名")]
        [('6', 'months'), ('1', 'months'), ('1', 'times'), ('2', 'persons')]
    """
    text = _DATE.sub(lambda found: "　" * len(found[0]), text)
    found: list[tuple[int, Amount]] = []
    awaiting: list[int] = []  # places of numbers whose unit follows a later number: 三至五日
    for match in _AMOUNT.finditer(text):
        value = number(match["number"])
        if match["before"] or value is None:
            awaiting = []
            continue
        word = match["unit"] or ""
        unit = _UNIT_WORDS.get(word, word)
        if match["number"] == "半":
            value, unit = (Decimal(6), "months") if unit == "years" else (Decimal("0.5"), unit)
        found.append((match.start(), Amount(value, unit, match[0])))
        if unit:
            for place in awaiting:
                start, one = found[place]
                found[place] = (start, Amount(one.count, unit, f"{one.text}{word}"))
            awaiting = []
        elif _RANGE.match(text, match.end()):
            awaiting.append(len(found) - 1)
        else:
            awaiting = []
    for match in _EACH.finditer(text):
        unit, count = _EACH_UNITS[match[1]]
        found.append((match.start(), Amount(Decimal(count), unit, match[0])))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def number(text: str) -> Decimal | None:
    """A numeral's value; None where it is none.

    Example:
        >>> [str(number(text)) for text in ("二十四", "一百零五", "两", "1,000", "十万", "2.5万", "千", "半")]
        ['24', '105', '2', '1000', '100000', '25000', 'None', '0.5']
    """
    if text == "半":
        return Decimal("0.5")
    if text[0].isdigit():
        plain = Decimal(text.removesuffix("万").replace(",", "").replace("，", "") or 0)
        return (plain * 10_000 if text.endswith("万") else plain).normalize() + 0
    if text[0] in "百千万":
        return None
    total = 0
    for part, size in _myriads(text):
        value = _below_myriad(part)
        if value is None:
            return None
        total += value * size
    return Decimal(total)


def _myriads(text: str) -> list[tuple[str, int]]:
    head, sign, tail = text.rpartition("万")
    return ([(head, 10_000)] if sign else []) + ([(tail, 1)] if tail else [])


def _below_myriad(text: str) -> int | None:
    if not set(text) & set(_SIZES) and len(text) > 1:  # 二〇二五: read digit by digit
        return int("".join(str(_DIGITS[sign]) for sign in text)) if set(text) <= set(_DIGITS) else None
    total, digit = 0, None
    for sign in text:
        if sign in _SIZES:
            total += (1 if digit is None else digit) * _SIZES[sign]
            digit = None
        elif sign in _DIGITS:
            digit = _DIGITS[sign] or None
        else:
            return None
    return total + (digit or 0)
