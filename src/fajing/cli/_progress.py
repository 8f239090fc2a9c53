"""Progress on stderr, where that is a terminal; silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WORDS = {
    "read": ("读取记录", "Reading", "行", "rows"),
    "judge": ("逐项对照", "Judging", "项应办", "duties"),
    "events": ("逐项对照", "Judging", "条记录", "events"),
    "files": ("重判", "Judging again", "个案卷", "files"),
    "compile": ("首次编译，约一两分钟，以后不再编译", "Compiling, once, about a minute or two", "", ""),
    "write": ("写出结果", "Writing", "项", "rows"),
    "compare": ("与已有记录比较", "Comparing", "条", "events"),
    "seal": ("封存", "Sealing", "条", "events"),
    "verify": ("核验封存", "Verifying seals", "条", "events"),
    "town": ("造虚构的分局", "Building an invented bureau", "件", "matters"),
    "pages": ("读取报告", "Reading the report", "页", "pages"),
    "figures": ("读取办案记录", "Reading the record", "条", "events"),
    "audit": ("核对报告", "Auditing the report", "字", "characters"),
}


@contextmanager
def showing_progress(language: str) -> Iterator[Callable[[str, int], None] | None]:
    """A function to be told how far the work is; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("…") as status:

        def told(what: str, count: int) -> None:
            zh, en, zh_unit, en_unit = _WORDS.get(what, (what, what, "", ""))
            if not zh_unit:
                status.update(en if language == "en" else zh)
                return
            text = f"{en} {count:,} {en_unit}" if language == "en" else f"{zh} {count:,} {zh_unit}"
            status.update(text)

        yield told
