"""PDF with text: running heads and page numbers go, broken lines are joined to paragraphs.

In: a file, read page by page. Out: its text with where pages begin. Images are not read: a page that is only an
image is named in the notes, and a file of nothing but images is refused.
"""

from __future__ import annotations

from pathlib import Path

from fajing.audit.readers._lines import Line, joined, without_running_heads
from fajing.audit.readers.base import Note, Progress, ReportText, tidy
from fajing.core.errors import FajingError

SUFFIXES = (".pdf",)
_MOST_UNREADABLE = 0.2  # share of characters without a meaning


def recognises(head: bytes, name: str) -> bool:
    """By its first bytes, or its name where they are neither a PDF's nor another's."""
    return b"%PDF-" in head[:1024] or (
        name.endswith(SUFFIXES) and not head.startswith((b"PK\x03\x04", b"\xd0\xcf"))
    )


def read(path: Path, progress: Progress | None) -> ReportText:
    """The file's text."""
    from fajing.audit.readers._pdfium import pages_of

    pages, images = pages_of(path, progress)
    _refuse_unreadable(path, pages, images)
    text, begins = _tidied(*joined(without_running_heads(pages)))
    return ReportText(path.name, text, begins, _notes(images))


def _refuse_unreadable(path: Path, pages: list[list[Line]], images: list[int]) -> None:
    signs = "".join(line.text for page in pages for line in page)
    if not signs.strip():
        if images:
            raise FajingError(
                f"这个 PDF 是图片，没有文字可读 (this PDF is images, without text to read): {path.name}",
                where=f"共{len(pages)}页 / {len(pages)} pages",
                why="多半是扫描件。本程序不识别图片里的字。/ Most likely a scan. Letters in images are not recognised.",
                remedy="找原来的文档；只有扫描件时，先识别成文字并人工校对 / use the original document; of a scan, "
                "first make a text and proof-read it",
            )
        raise FajingError(
            f"这个 PDF 没有文字 (this PDF holds no text): {path.name}",
            where=f"共{len(pages)}页 / {len(pages)} pages",
            remedy="换成有文字的文件 / use a file that holds text",
        )
    strange = sum(1 for sign in signs if sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < "\t")
    if strange > _MOST_UNREADABLE * len(signs):
        raise FajingError(
            f"这个 PDF 的文字是乱码 (the text of this PDF makes no sense): {path.name}",
            why="字体里没有文字对应表。/ Its fonts do not say which characters they show.",
            remedy="找原来的文档，或重新导出 PDF / use the original document, or export the PDF again",
        )


def _tidied(text: str, begins: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The tidy text; the pages' offsets follow it, for tidying only ever takes characters away."""
    kept = tidy(text)
    if kept.rstrip("\n") == text:
        return kept, begins
    moved = [len(tidy(text[:begin]).rstrip("\n")) if begin else 0 for begin in begins]
    return kept, tuple(min(offset, len(kept)) for offset in moved)


def _notes(images: list[int]) -> tuple[Note, ...]:
    if not images:
        return ()
    listed = "、".join(map(str, images[:20])) + ("…" if len(images) > 20 else "")
    return (
        Note(
            f"第{listed}页是图片，没有文字，没有读。",
            f"Pages {listed.replace('、', ', ')} are images without text and were not read.",
        ),
    )
