"""Packs findings so that fifty thousand of them fit into one page.

In: the text and drawing of each finding. Out: plain lists for JSON. Findings of one norm say the same but for dates,
numbers and ids; so the text is kept once as a template, and each finding holds only what differs, as positions in one
dictionary of strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SECTION, LINE, FIELD = "\x1e", "\x1f", "\x1d"
"""Separate parts of a finding's text, lines of a part, and fields of a line."""
OPEN, CLOSE = "\x01", "\x02"
"""Around the number of a value in a template."""

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_VALUES = (
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?: \d{2}:\d{2}(?::\d{2})?)?"
    rf"|\b\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?(?: \d{{2}}:\d{{2}}(?::\d{{2}})?)?"
    r"|\d{2}:\d{2}(?::\d{2})?|\d+"
)
_FIRST_MARK = 0xE000  # private use: a character stands for a name while the text is packed
_PLAIN = re.compile(f"([\ue000-\uf8ff]|{_VALUES})")
_SHORTEST_SHARED = 3  # a number of one or two digits that comes twice is a coincidence, not the same value


class Strings:
    """A dictionary of strings, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The position of a string, which is added if it is new."""
        return self._numbers.setdefault(text, len(self._numbers))

    def as_list(self) -> list[str]:
        """All of them, in order of position."""
        return list(self._numbers)


class Packer:
    """Turns texts into templates and values.

    Attributes:
        strings: Values of all texts.
        templates: Texts with numbers in place of values.
    """

    def __init__(self) -> None:
        self.strings = Strings()
        self.templates = Strings()

    def pack(self, text: str, names: Iterable[str] = ()) -> tuple[int, list[int]]:
        """Packs one text.

        Args:
            text: The text.
            names: Ids that stand in it and differ from finding to finding (matters, objects, officers).

        Returns:
            Position of its template, and positions of its values in order.
        """
        marked: dict[str, str] = {}
        for name in sorted(
            {one for one in names if len(one) >= _SHORTEST_SHARED}, key=lambda one: (-len(one), one)
        ):
            if name in text:
                mark = chr(_FIRST_MARK + len(marked))
                marked[mark] = name
                text = text.replace(name, mark)
        values: list[int] = []
        shared: dict[str, int] = {}
        parts = _PLAIN.split(text)  # what lies between values, and the values, in turn
        for at in range(1, len(parts), 2):
            value = marked.get(parts[at], parts[at])
            place = shared.get(value)
            if place is None:
                place = len(values)
                values.append(self.strings.number(value))
                if len(value) >= _SHORTEST_SHARED:
                    shared[value] = place
            parts[at] = f"{OPEN}{place}{CLOSE}"
        return self.templates.number("".join(parts)), values


def unpack(template: str, values: list[int], strings: list[str]) -> str:
    """The text again; what the page's script does.

    Example:
        >>> packer = Packer()
        >>> template, values = packer.pack("接报 3月2日 09:00，迟6小时")
        >>> unpack(packer.templates.as_list()[template], values, packer.strings.as_list())
        '接报 3月2日 09:00，迟6小时'
    """
    return re.sub(f"{OPEN}(\\d+){CLOSE}", lambda found: strings[values[int(found[1])]], template)
