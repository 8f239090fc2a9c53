"""Money in fen, as whole numbers. Text and `Decimal` come in, `int` goes out; never a float."""

import re
import unicodedata
from decimal import Decimal

from fajing.core.errors import FajingError

_AMOUNT = re.compile(
    r"(?P<sign>[-+]?)(?:人民币|rmb|cny)?[¥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>[万亿]?)(?P<unit>元|圆|分)?(?:整|正)?",
    re.IGNORECASE,
)
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000}


def parse_fen(text: str | int | Decimal, *, where: str = "") -> int:
    """Read an amount of money; a number without a unit is in yuan.

    Returns:
        Fen (a hundredth of a yuan).

    Raises:
        FajingError: The text is not an amount, or is not a whole number of fen.

    Example:
        >>> parse_fen("1,234.50"), parse_fen("1.2万元"), parse_fen("￥200"), parse_fen("50分")
        (123450, 1200000, 20000, 50)
    """
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise _refused(text, where, "金额只接受文本、整数或十进制数，不接受浮点数。")
    plain = "".join(unicodedata.normalize("NFKC", str(text)).split())
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise _refused(text, where, "不是金额。")
    fen = Decimal(found["number"].replace(",", "")) * _SCALE[found["scale"]]
    if found["unit"] != "分":
        fen *= 100
    if fen != fen.to_integral_value():
        raise _refused(text, where, "不足一分的金额无法记账。")
    return -int(fen) if found["sign"] == "-" else int(fen)


def format_fen(fen: int, language: str = "zh") -> str:
    """Write an amount of fen for a reader, in yuan with two decimals.

    Example:
        >>> format_fen(123450), format_fen(-5, "en")
        ('1,234.50元', '-¥0.05')
    """
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}" if language == "en" else f"{sign}{yuan:,}.{rest:02d}元"


def _refused(value: object, where: str, why: str) -> FajingError:
    return FajingError(
        f"读不懂这个金额 (not an amount of money): {value!r}",
        where=where,
        why=why,
        remedy="1,234.50、1.2万元、￥200",
    )
