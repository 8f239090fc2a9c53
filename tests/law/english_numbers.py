"""Numbers with a unit in English text, said again in Chinese, so that one proof can hold both languages to the law."""

from __future__ import annotations

import re

WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
UNITS = {
    "hour": "小时",
    "working day": "个工作日",
    "day": "日",
    "month": "个月",
    "year": "年",
    "yuan": "元",
}
NUMBER = rf"(?:\d[\d,]*|(?:{'|'.join(WORDS)})(?:[ -](?:{'|'.join(WORDS)}|thousand))*)"
UNIT = r"(?P<unit>hour|working day|working-day|day|month|year|yuan)s?"
AMOUNT = re.compile(
    rf"\b(?P<number>{NUMBER})(?P<more>(?:(?:,| or| and| to) {NUMBER})*)[ -]{UNIT}\b", re.IGNORECASE
)


def value(text: str) -> int:
    """A number in figures or words.

    Example:
        >>> value("4,000"), value("twenty-four"), value("two thousand"), value("Twelve")
        (4000, 24, 2000, 12)
    """
    if text[0].isdigit():
        return int(text.replace(",", ""))
    total = 0
    for word in re.split(r"[ -]", text.lower()):
        if word in ("hundred", "thousand"):
            total = (total or 1) * (100 if word == "hundred" else 1000)
        else:
            total += WORDS[word]
    return total


def said_in_chinese(text: str) -> str:
    """The amounts of an English text, in Chinese; all else is left out.

    Example:
        >>> said_in_chinese("within 24 hours or three working days, 8, 12 or 24 hours; at most 2,000 yuan")
        '24小时，3个工作日，8小时，12小时，24小时，2000元'
    """
    found = []
    for match in AMOUNT.finditer(text):
        unit = UNITS[match["unit"].lower().replace("-", " ")]
        numbers = [match["number"], *re.findall(NUMBER, match["more"], re.IGNORECASE)]
        found += [f"{value(one)}{unit}" for one in numbers]
    return "，".join(found)
