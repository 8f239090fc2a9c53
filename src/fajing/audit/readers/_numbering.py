"""The numbers that Word writes before paragraphs: 一、 （二） 3. — they stand in no text, but a reader sees them.

In: numbering.xml and styles.xml of a .docx. Out: the number of each paragraph in its turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_LEVEL = re.compile(r"%([1-9])")
_CIRCLED = 0x2460  # ①; up to 20
_MOST_LEVELS = 9


def chinese(number: int) -> str:
    """A number below 100 as Chinese writes it; digits beyond.

    Example:
        >>> chinese(10), chinese(12), chinese(30), chinese(47)
        ('十', '十二', '三十', '四十七')
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            text, number = text + sign, number - value
    return text


def written(number: int, form: str) -> str:
    """A number in one of the forms that .docx names; empty for a bullet."""
    if form in {"bullet", "none"}:
        return ""
    if form.startswith(("chinese", "ideographDigital", "japaneseCounting", "taiwaneseCounting")):
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(_CIRCLED + number - 1)
    if form in {"lowerLetter", "upperLetter", "lowerRoman", "upperRoman"} and number > 0:
        text = _letters(number) if form.endswith("Letter") else _roman(number)
        return text.upper() if form.startswith("upper") else text
    return f"{number:02d}" if form == "decimalZero" else str(number)


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts paragraphs as Word counts them.

    Attributes:
        lists: The levels of each list.
        styles: List and level that a style gives to its paragraphs.
    """

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Element | None, styles: Element | None) -> Numbering:
        """The numbering of a document."""
        made = cls()
        if numbering is not None:
            made._read_lists(numbering)
        if styles is not None:
            made._read_styles(styles)
        return made

    def number(self, properties: Element | None) -> str:
        """What stands before a paragraph; called once for each paragraph, in order."""
        which = self._which(properties)
        if which is None or which[0] not in self.lists:
            return ""
        list_id, at = which
        levels = self.lists[list_id]
        level = levels.get(at)
        if level is None or not 0 <= at < _MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(self._abstract[list_id], [0] * _MOST_LEVELS)
        counts[at] = counts[at] + 1 if counts[at] else level.start
        counts[at + 1 :] = [0] * (_MOST_LEVELS - at - 1)

        def one(match: re.Match[str]) -> str:
            position = int(match[1]) - 1
            other = levels.get(position, _Level())
            return written(counts[position] or other.start, other.form)

        return "" if level.form in {"bullet", "none"} else _LEVEL.sub(one, level.text)

    def _which(self, properties: Element | None) -> tuple[str, int] | None:
        """List and level of a paragraph: its own, or its style's."""
        if properties is None:
            return None
        given = properties.find(f"{W}numPr")
        style = properties.find(f"{W}pStyle")
        of_style = self.styles.get(style.get(f"{W}val", "")) if style is not None else None
        if given is None:
            return of_style
        list_id, level = _value(given, "numId"), _value(given, "ilvl")
        if list_id is None:
            return (of_style[0], _whole(level)) if of_style else None
        return None if list_id == "0" else (list_id, _whole(level))

    def _read_lists(self, root: Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for node in root.iter(f"{W}abstractNum"):
            abstract[node.get(f"{W}abstractNumId", "")] = {
                _whole(level.get(f"{W}ilvl")): _level(level) for level in node.iter(f"{W}lvl")
            }
        for node in root.iter(f"{W}num"):
            list_id, name = node.get(f"{W}numId", ""), _value(node, "abstractNumId") or ""
            levels = dict(abstract.get(name, {}))
            for change in node.iter(f"{W}lvlOverride"):
                at, own = _whole(change.get(f"{W}ilvl")), change.find(f"{W}lvl")
                start = _value(change, "startOverride")
                if own is not None:
                    levels[at] = _level(own)
                if start is not None:
                    old = levels.get(at, _Level())
                    levels[at] = _Level(_whole(start), old.form, old.text)
                    name = f"{name}/{list_id}"  # begins anew: counts of its own
            self.lists[list_id] = levels
            self._abstract[list_id] = name

    def _read_styles(self, root: Element) -> None:
        parents: dict[str, str] = {}
        for style in root.iter(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            given = style.find(f"{W}pPr/{W}numPr")
            if given is not None and (list_id := _value(given, "numId")):
                self.styles[name] = (list_id, _whole(_value(given, "ilvl")))
            elif parent := _value(style, "basedOn"):
                parents[name] = parent
        for name, at in parents.items():
            seen = {name}
            while at not in self.styles and at in parents and at not in seen:
                seen.add(at)
                at = parents[at]
            if at in self.styles:
                self.styles[name] = self.styles[at]


def _level(node: Element) -> _Level:
    return _Level(
        _whole(_value(node, "start"), 1), _value(node, "numFmt") or "decimal", _value(node, "lvlText") or ""
    )


def _value(node: Element, name: str) -> str | None:
    found = node.find(f"{W}{name}")
    return found.get(f"{W}val") if found is not None else None


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else default
