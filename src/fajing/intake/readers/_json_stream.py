"""The arrays of a large JSON object, element by element. Not a format of its own.

Only the element that is being read is in memory. Numbers stay text, so that no digit is lost; a key that stands
twice in one object is refused, because a parser would drop one of the two in silence.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from fajing.core.errors import FajingError
from fajing.intake.readers._bytes import blocks

LONGEST_ELEMENT = 1 << 24  # characters of one element: it is held whole
_BLANKS = " \t\r\n"


def elements(path: Path) -> Iterator[tuple[str, int, Any]]:
    """Each element of each array in the outermost object: the array's key, its number from 1, the element.

    What stands under a key and is no array comes as one element with the number 0.

    Raises:
        FajingError: It is no JSON, no object, or one element is far too long.
    """
    reader = _Reader(path)
    reader.take("{")
    seen: set[str] = set()
    if reader.peek() == "}":
        reader.take("}")
    else:
        while True:
            if reader.peek() not in ('"', ""):
                reader.fail("键应是文本", "a key is a text")
            key = reader.value()
            if key in seen:
                reader.fail("同一个键写了两次", "the same key twice")
            seen.add(key)
            reader.take(":")
            if reader.peek() == "[":
                for number, element in enumerate(_array(reader), 1):
                    yield key, number, element
            else:
                yield key, 0, reader.value()
            if reader.take(",}") == "}":
                break
    if reader.peek():
        reader.fail("末尾还有别的内容", "something follows the end")


def _array(reader: _Reader) -> Iterator[Any]:
    reader.take("[")
    if reader.peek() == "]":
        reader.take("]")
        return
    while True:
        yield reader.value()
        if reader.take(",]") == "]":
            return


class _Reader:
    """The text of the file, of which only the part being read is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks = blocks(path)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text = ""
        self._at = 0
        self._line = 1
        self._is_end = False
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=str, parse_int=str, parse_constant=self._constant
        )

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, wanted: str) -> str:
        """Take the next character, which must be one of those wanted."""
        found = self.peek()
        if not found or found not in wanted:
            self.fail(f"这里应是 {' 或 '.join(wanted)}", f"{' or '.join(wanted)} is wanted here")
        self._at += 1
        return found

    def value(self) -> Any:
        """The next value, whole."""
        if not self.peek():
            self.fail("文件没有写完", "the file ends too early")
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                # it may only be cut off: then more of the file makes it good
                waiting = len(self._text) - self._at
                if waiting < LONGEST_ELEMENT and self._more(waiting):
                    continue
                self._at = max(self._at, error.pos)
                self.fail(*_said(error, is_long=waiting >= LONGEST_ELEMENT))
            except RecursionError:
                self.fail("套得太深", "nested too deeply")
            if end == len(self._text) and self._more():
                continue  # a number or word may go on
            self._at = end
            return found

    def _more(self, wanted: int = 0) -> bool:
        """Read on, by as much again as is waiting, so that a long element is not tried too often."""
        if self._is_end:
            return False
        self._line += self._text.count("\n", 0, self._at)
        parts = [self._text[self._at :]]
        self._at = 0
        got = 0
        try:
            while got <= wanted and not self._is_end:
                block = next(self._blocks, b"")
                self._is_end = not block
                parts.append(self._decoder.decode(block, self._is_end))
                got += len(parts[-1])
        except UnicodeDecodeError as error:
            raise self._error(f"不是 UTF-8 / not UTF-8: {error.reason}") from None
        self._text = "".join(parts)
        return got > 0

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.fail("同一个键写了两次", "the same key twice")
        return found

    def _constant(self, name: str) -> NoReturn:
        self.fail(f"{name} 不是 JSON 的数", f"{name} is no number of JSON")

    def fail(self, zh: str, en: str) -> NoReturn:
        """Refuse the file at this place."""
        raise self._error(f"{zh} / {en}")

    def _error(self, why: str) -> FajingError:
        line = self._line + self._text.count("\n", 0, self._at)
        return FajingError(
            f"JSON 有误，读不了 (broken JSON): {self._path.name}",
            where=f"{self._path.name}:{line}",
            why=why,
            remedy="重新导出 / export it again",
        )


def _said(error: json.JSONDecodeError, *, is_long: bool) -> tuple[str, str]:
    return ("一个元素太长", "one element is far too long") if is_long else ("写法不对", error.msg)
