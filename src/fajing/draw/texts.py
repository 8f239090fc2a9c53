"""What may be written in a record: tokens, short texts and moments, none of them a personal value.

In: a value. Out: the same value, checked. Nothing is repaired here: what was committed must be what stands there.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from fajing.core.errors import FajingError
from fajing.ledger.entry import holds_identity_number

LONGEST_TOKEN = 80
LONGEST_TEXT = 120

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,79}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"[0-9]{11}")
_HASH = re.compile(r"[0-9a-f]{64}")


def person_token(value: str, where: str) -> str:
    """The token of a person: a police or reviewer number, never a name.

    Raises:
        FajingError: It is none, or looks like a name or a personal number.

    Example:
        >>> person_token("officer:030117", "by")
        'officer:030117'
    """
    if not _TOKEN.fullmatch(value) or not any(sign.isdigit() for sign in value):
        raise FajingError(
            f"人员只写编号，不写姓名 (a person is written as a number, never as a name): {value!r}",
            where=where,
            why="字母、数字和 ._:/@-，至少一个数字 / letters, digits and ._:/@- with at least one digit",
            remedy="officer:030117",
        )
    return _no_personal_number(value, where)


def item_id(value: str, where: str) -> str:
    """The id of premises, a file or an item: one word of one line.

    Raises:
        FajingError: It is empty, too long, holds a space or a sign nobody sees, or a personal number.
    """
    is_plain = value.isprintable() and value.split() == [value] and unicodedata.is_normalized("NFC", value)
    if not 0 < len(value) <= LONGEST_TOKEN or not is_plain:
        raise FajingError(
            f"编号写法不对 (not an id): {value!r}",
            where=where,
            why=f"1至{LONGEST_TOKEN}字，无空格，NFC / 1 to {LONGEST_TOKEN} characters, no spaces, NFC",
        )
    if not _DIGIT.search(value):
        raise FajingError(
            f"编号里没有数字，像是名称 (an id without a digit looks like a name): {value!r}",
            where=where,
            remedy="写登记编号或案号 / write its registered number",
        )
    return _no_personal_number(value, where)


def name(value: str, where: str) -> str:
    """A short latin name, such as that of a draw or of a source.

    Raises:
        FajingError: It is not one.

    Example:
        >>> name("2026-q4.hotels", "draw")
        '2026-q4.hotels'
    """
    if not _NAME.fullmatch(value):
        raise FajingError(
            f"名称写法不对 (not a short name): {value!r}",
            where=where,
            why="小写字母、数字、._-，最多64个 / small letters, digits, ._-, at most 64",
            remedy="2026-q4.hotels",
        )
    return _no_personal_number(value, where)


def text(value: str, where: str, *, may_be_empty: bool = False) -> str:
    """A short text of one line.

    Raises:
        FajingError: It is empty, too long, not one printable line, or holds a personal number.
    """
    if not value and may_be_empty:
        return value
    is_line = value.isprintable() and value == value.strip() and unicodedata.is_normalized("NFC", value)
    if not 0 < len(value) <= LONGEST_TEXT or not is_line:
        raise FajingError(
            f"应是一行，1至{LONGEST_TEXT}字 (one line of 1 to {LONGEST_TEXT} characters): {value[:40]!r}",
            where=where,
        )
    return _no_personal_number(value, where)


@lru_cache(maxsize=4096)
def group(value: str, where: str) -> str:
    """The name of a stratum, unit or speciality: a text without spaces, or nothing.

    Raises:
        FajingError: It is not one.
    """
    if any(sign.isspace() for sign in value) or value == "*":
        raise FajingError(f"不能有空格，不能是 * (no spaces, not *): {value!r}", where=where)
    return text(value, where, may_be_empty=True)


def is_hash(value: str) -> bool:
    """Whether it is 64 small hexadecimal digits."""
    return _HASH.fullmatch(value) is not None


def moment(at: datetime, where: str) -> str:
    """An instant as the record writes it: UTC, whole seconds.

    Raises:
        FajingError: It has no zone.

    Example:
        >>> moment(datetime(2026, 3, 2, 9, tzinfo=UTC), "at")
        '2026-03-02T09:00:00Z'
    """
    if at.tzinfo is None:
        raise FajingError("时间没有时区 (a time without a zone)", where=where)
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def instant(value: str, where: str) -> datetime:
    """The instant that a record writes.

    Raises:
        FajingError: It is not written as `moment` writes it.
    """
    try:
        if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise FajingError(
        f"时间写法不对 (not a moment of a record): {value!r}", where=where, remedy="2026-03-02T01:00:00Z"
    )


def _no_personal_number(value: str, where: str) -> str:
    if _LONG.search(value) and (_MOBILE.search(value) or holds_identity_number(value.encode())):
        raise FajingError(
            "像是身份证号或手机号，不收 (looks like an identity or telephone number)",
            where=where,
            why="抽取记录要公开，里面没有个人信息 / a record is published and holds no personal value",
            remedy="写内部编号 / write an internal number",
        )
    return value
