"""Readable ids and the order in which a person expects to find them. Pure text, no I/O."""

import re

from fajing.core.errors import FajingError

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_DIGITS = re.compile(r"(\d+)")


def is_id(text: str) -> bool:
    """Tell whether the text is a readable id.

    Example:
        >>> is_id("acceptance.registered_in_time"), is_id("受案.1"), is_id("Acceptance")
        (True, False, False)
    """
    return _ID.fullmatch(text) is not None


def check_id(text: str, *, where: str = "") -> str:
    """Return the id unchanged.

    Raises:
        FajingError: The text is not small latin letters, digits and `_`, in parts joined by `.`.
    """
    if not is_id(text):
        raise FajingError(
            f"标识写法不对 (not a readable id): {text!r}",
            where=where,
            why="标识由小写英文字母、数字和下划线组成，以字母开头，各段用点连接。",
            remedy="acceptance.registered_in_time",
        )
    return text


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which numbers inside a text are ordered as numbers.

    Example:
        >>> sorted(["案10", "案9", "案9a"], key=natural_key)
        ['案9', '案9a', '案10']
    """
    parts = _DIGITS.split(text)
    return tuple((0, int(part), part) if i % 2 else (1, 0, part) for i, part in enumerate(parts) if part)
