"""XML, element by element, with what makes XML dangerous forbidden. Not a format of its own.

Nothing of the document is kept: a handler is told of each element as it begins and ends. A document type, and with
it every entity, is refused before it is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from fajing.core.errors import FajingError
from fajing.intake.readers._bytes import blocks

LONGEST_PIECE = 1 << 24  # bytes of one tag or text: it is held whole
MOST_NESTED = 64
_GB = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](gb[\w-]*)["']""", re.IGNORECASE)


class Broken(Exception):
    """The structure is not the format's: what is wrong, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Handler(Protocol):
    """What is told of the document. A `Broken` from it becomes an error with the line."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; its name has the form `namespace}name` or `name`."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """A piece of text between tags."""


def parse(path: Path, handler: Handler, *, with_text: bool = False) -> Iterator[None]:
    """Read a document; the caller is given a turn after each block, to take what the handler has gathered.

    Raises:
        FajingError: It is no XML, or not what the handler takes.
    """
    found: Any = None
    read = 0
    try:
        for block in _utf8_if_chinese(path):
            if found is None:
                # a name given here counts, whatever the document says of itself
                encoding = "utf-8" if _GB.match(block) else None
                found = _parser(handler, encoding, with_text=with_text)
            read += len(block)
            found.Parse(block, False)
            if read - found.CurrentByteIndex > LONGEST_PIECE:
                raise Broken("一个标记太长", "one tag is far too long")
            yield
        if found is not None:
            found.Parse(b"", True)
        yield
    except Broken as broken:
        raise _refused(path, _line(found), f"{broken.zh} / {broken.en}") from None
    except ExpatError as error:
        raise _refused(path, error.lineno, str(error)) from None
    except DefusedXmlException as error:
        raise _refused(
            path,
            _line(found),
            f"不读取含 DTD 或实体的 XML / XML with a DTD or entities is not read ({type(error).__name__})",
        ) from None
    except (ValueError, LookupError) as error:
        raise _refused(path, _line(found), str(error)[:200]) from None
    finally:
        if found is not None:
            found.StartElementHandler = found.EndElementHandler = found.CharacterDataHandler = None


def _parser(handler: Handler, encoding: str | None, *, with_text: bool) -> Any:
    """The guarded parser, telling the handler directly: the layer between costs as much as the reading."""
    expat = DefusedXMLParser(target=_NoTarget(), encoding=encoding, forbid_dtd=True).parser
    expat.DefaultHandlerExpand = None
    expat.StartElementHandler = handler.start
    expat.EndElementHandler = handler.end
    expat.CharacterDataHandler = handler.text if with_text else None
    expat.CommentHandler = expat.ProcessingInstructionHandler = None
    expat.ordered_attributes = False
    expat.buffer_text = True
    return expat


class _NoTarget:
    def close(self) -> None:
        """Nothing was built."""


def _utf8_if_chinese(path: Path) -> Iterator[bytes]:
    """The blocks of the file; those of a GB encoding, which the parser does not know, as UTF-8."""
    decoder = None
    is_first = True
    for block in blocks(path):
        if is_first and _GB.match(block):
            decoder = codecs.getincrementaldecoder("gb18030")("strict")
        is_first = False
        yield decoder.decode(block).encode("utf-8") if decoder else block
    if decoder:
        decoder.decode(b"", True)


def _line(expat: Any) -> int | None:
    return expat.CurrentLineNumber if expat is not None else None


def _refused(path: Path, line: int | None, why: str) -> FajingError:
    place = f":{line}" if line else ""
    return FajingError(
        f"XML 有误，读不了 (broken XML): {path.name}",
        where=f"{path.name}{place}",
        why=why,
        remedy="重新导出 / export it again",
    )
