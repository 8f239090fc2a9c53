"""What stands in a cell: blank words, text and ids, numbers, money, yes and no.

In: one cell as a reader gives it. Out: a value for an event, None for a blank cell, or `CellError` with a
reason and a remedy in both languages. A float from a spreadsheet is read with the 15 digits a person sees
there, so that no binary rounding gets into a value. Dates: dates.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, TypeVar

from fajing.core.errors import FajingError
from fajing.core.money import parse_fen
from fajing.lawbook.model import Text


class Several(tuple[str | None, ...]):
    """Several values in one cell, as event logs have them: the objects of an event, the items of a list."""

    __slots__ = ()


class Doubled:
    """A cell that was given twice with different values; nobody can tell which one is meant."""

    __slots__ = ()


DOUBLED = Doubled()
Cell: TypeAlias = (
    str | int | float | bool | Decimal | date | datetime | time | timedelta | Several | Doubled | None
)
Found = TypeVar("Found")

BLANK_WORDS = frozenset(
    {
        "",
        "空",
        "无",
        "不详",
        "未知",
        "暂无",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "null",
        "none",
        "nan",
        "n/a",
        "#n/a",
    }
)
YES = frozenset({"是", "有", "已", "true", "yes", "y", "t", "1", "√", "✓", "✔", "对"})
NO = frozenset({"否", "无", "没有", "未", "不是", "false", "no", "n", "f", "0", "×", "✗", "✘", "x"})
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number
LONGEST_ID = 120
_REMEMBERED = 200_000
_EXPONENT = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+?\d{1,3}")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,40})(?:\.\d{1,40})?")
_SCALES = {"万": 10_000, "亿": 100_000_000}


class CellError(Exception):
    """A cell that cannot be read: why, and what would be right."""

    def __init__(self, reason_zh: str, reason_en: str, remedy_zh: str, remedy_en: str) -> None:
        super().__init__(reason_en)
        self.reason = Text(reason_zh, reason_en)
        self.remedy = Text(remedy_zh, remedy_en)


class Remembered(dict[Cell, object]):
    """A parser that remembers the cells it has read: most columns hold few values, again and again.

    `parser[cell]` gives the value of the cell, and raises what the parser raises. Readers give no booleans (True
    would be the same key as 1).

    Attributes:
        parse: The parser itself, for whole columns, whose every value is read once anyway.
        blank: Of a column of ids, which are given back as they are: the words that mean nothing.
        many: Reads many different texts at once, as far as they are plain; None for the others.
    """

    def __init__(
        self,
        parse: Callable[[Cell], object],
        blank: frozenset[str] | None = None,
        many: Callable[[Sequence[str]], Sequence[object | None]] | None = None,
    ) -> None:
        super().__init__()
        self.parse, self.blank, self.many = parse, blank, many

    def __missing__(self, cell: Cell) -> object:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[cell] = self.parse(cell)
        return value


def plain(text: str) -> str:
    """Text with full-width forms made half-width, and without blanks and invisible marks at its ends.

    Example:
        >>> plain(" ２０２６年（１） ")
        '2026年(1)'
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip().strip("\ufeff\u200b\u200e\u200f").strip()


def is_blank(cell: Cell, words: frozenset[str] = BLANK_WORDS) -> bool:
    """Whether a cell says nothing: empty, or one of the words for it (in small letters).

    Example:
        >>> is_blank("不详"), is_blank(" / "), is_blank(0)
        (True, True, False)
    """
    if cell is None:
        return True
    return isinstance(cell, str) and plain(cell).casefold() in words


def blank_words(extra: Iterable[str] = ()) -> frozenset[str]:
    """The words for "nothing", with those a map adds."""
    return BLANK_WORDS | {plain(word).casefold() for word in extra}


def single(cell: Cell) -> Cell:
    """The one value of a cell that may hold several; equal ones count once.

    Raises:
        CellError: They differ, or the cell was given twice.

    Example:
        >>> single(Several(("a", None, "a"))), single("b")
        ('a', 'b')
    """
    if isinstance(cell, Doubled):
        raise CellError(
            "同一属性给了两次，值不同",
            "the same attribute is given twice, with different values",
            "在来源系统里查清后重新导出",
            "find out in the system it comes from and export again",
        )
    if not isinstance(cell, Several):
        return cell
    values = list(dict.fromkeys(value for value in cell if value))
    if len(values) > 1:
        raise CellError(
            "这里有几个值，只能有一个",
            "several values where there can be one",
            "换一列，或在来源系统里改成一个值",
            "use another column, or make it one value in the system it comes from",
        )
    return values[0] if values else None


def number_text(number: float) -> str:
    """A spreadsheet's number as a person sees it there.

    Example:
        >>> number_text(12.0), number_text(0.1 + 0.2)
        ('12', '0.3')
    """
    text = f"{number:.{EXACT_DIGITS}g}"
    if "e" in text and number == number and abs(number) != float("inf"):
        text = f"{Decimal(text):f}"
    return text


def read_text(cell: Cell, *, exact: bool = False) -> str | None:
    """A cell as text; blank gives None. Blank words are the caller's business.

    Args:
        cell: The cell.
        exact: Whether every digit matters, as in the number of a case: a number that the spreadsheet has
            rounded
            is refused, because two cases would become one.

    Raises:
        CellError: Digits are lost, or the text is far too long to be an id.
    """
    if isinstance(cell, Several | Doubled):
        if not exact:
            return "、".join(value for value in cell if value) if isinstance(cell, Several) else None
        cell = single(cell)
    if cell is None:
        return None
    if isinstance(cell, str):
        text = cell.strip() if cell.isascii() else cell.strip().strip("\ufeff\u200b").strip()
        if exact and _EXPONENT.fullmatch(text):
            raise _digits_lost()
        if exact and len(text) > LONGEST_ID:
            raise CellError(
                "编号过长",
                "too long for a number or id",
                f"不超过{LONGEST_ID}个字",
                f"at most {LONGEST_ID} characters",
            )
        if exact and not text.isprintable():
            raise CellError(
                "编号里有换行或控制字符",
                "a line break or control character inside an id",
                "删去换行，重新导出",
                "take the line break out and export again",
            )
        return text or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if exact and abs(cell) >= 10**EXACT_DIGITS:
            raise _digits_lost()
        return number_text(cell)
    if isinstance(cell, int) and exact and abs(cell) >= 10**LONGEST_ID:
        raise CellError(
            "编号过长",
            "too long for a number or id",
            f"不超过{LONGEST_ID}个字",
            f"at most {LONGEST_ID} characters",
        )
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def read_decimal(cell: Cell, unit: str | None = None) -> Decimal:
    """A number, exactly; `1,234.5`, `1.2万` and a trailing unit are understood.

    Raises:
        CellError: It is no number.

    Example:
        >>> read_decimal("１，２３４.５０"), read_decimal("1.2万"), read_decimal("12.5克", "克")
        (Decimal('1234.5'), Decimal('12000'), Decimal('12.5'))
    """
    if cell is None or isinstance(cell, bool | date | time | timedelta | Several | Doubled):
        raise _not_a_number()
    try:
        if isinstance(cell, int):
            return Decimal(cell) if abs(cell) < 10**40 else _refuse_size()
        if isinstance(cell, float):
            return _tidy(Decimal(number_text(cell)))
        if isinstance(cell, Decimal):
            return _tidy(cell)
        text = plain(cell).replace(" ", "")
        if unit and text.endswith(plain(unit)):
            text = text[: -len(plain(unit))]
        scale = _SCALES.get(text[-1:], 1)
        text = text if scale == 1 else text[:-1]
        if _NUMBER.fullmatch(text):
            return _tidy(Decimal(text.replace(",", "")) * scale)
    except InvalidOperation:
        pass
    raise _not_a_number()


def read_integer(cell: Cell, unit: str | None = None) -> int:
    """A whole number.

    Raises:
        CellError: It is no number, or not a whole one.
    """
    number = read_decimal(cell, unit)
    if number != number.to_integral_value():
        raise CellError(
            "应为整数", "a whole number is needed", "填写整数，如 3", "write a whole number, such as 3"
        )
    return int(number)


def read_fen(cell: Cell, scale: str = "yuan") -> int:
    """Money in fen; a bare number is in yuan, or in what the map says (`wan`, `fen`).

    Raises:
        CellError: It is no amount of money.

    Example:
        >>> read_fen("1.2万元"), read_fen(22.0), read_fen("3.5", "wan"), read_fen("50", "fen")
        (1200000, 2200, 3500000, 50)
    """
    try:
        if isinstance(cell, str):
            try:
                number: int | Decimal = read_decimal(cell) if scale != "yuan" else 0
            except CellError:
                return parse_fen(cell)  # it names its own unit
            if scale == "yuan":
                return parse_fen(cell)
        else:
            number = read_decimal(cell)
        fen = number * {"yuan": 100, "wan": 1_000_000, "fen": 1}[scale]
        if fen == int(fen):
            return int(fen)
    except FajingError:
        pass
    except CellError:
        pass
    raise CellError(
        "读不懂这个金额",
        "not an amount of money",
        "写成 1234.50、1.2万元 或 ￥200，最小到分",
        "write 1234.50 or ￥200, no finer than a hundredth",
    )


def read_boolean(cell: Cell) -> bool:
    """Yes or no. 无 means no here, though elsewhere it means that nothing is said.

    Raises:
        CellError: It is neither.

    Example:
        >>> read_boolean("是"), read_boolean("×"), read_boolean(1.0)
        (True, False, True)
    """
    if isinstance(cell, bool):
        return cell
    word = plain(read_text(cell) or "").casefold()
    if word in YES or word in NO:
        return word in YES
    raise CellError("应填是或否", "neither yes nor no", "填写“是”或“否”", "write yes or no")


def read_word(cell: Cell, words: Mapping[str, Found], what: Text) -> Found:
    """The meaning of a word a map lists; letters' case and width do not matter.

    Raises:
        CellError: The word is not listed.
    """
    key = plain(read_text(cell) or "").casefold()
    try:
        return words[key]
    except KeyError:
        known = "、".join(list(words)[:8])
        raise CellError(
            f"{what.zh}里没有这个词",
            f"not one of the words for {what.en}",
            f"改用：{known}；或在对照表的 words 里加上它",
            f"use one of {known}, or add it to `words` of the map",
        ) from None


def _tidy(number: Decimal) -> Decimal:
    """One form for equal numbers, so that 22.0 and 22 make no correction."""
    if not number.is_finite() or abs(number) >= Decimal(10) ** 40:
        _refuse_size()
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _refuse_size() -> Decimal:
    raise CellError(
        "数值过大", "the number is too large", "检查是否填错列", "see whether the columns are shifted"
    )


def _not_a_number() -> CellError:
    return CellError(
        "应为数字", "not a number", "填写数字，如 3 或 12.5", "write a number, such as 3 or 12.5"
    )


def _digits_lost() -> CellError:
    return CellError(
        "编号被表格软件存成了数字，15位以后的数字已经丢失",
        "a number stored as a figure: the digits after the 15th are lost",
        "在原系统里把该列设为文本后重新导出",
        "make the column text in the system it comes from and export again",
    )
