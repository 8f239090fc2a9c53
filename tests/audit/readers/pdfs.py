"""PDFs for tests, written with reportlab: laid out as a report is printed, with a running head and page numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE, LEADING, LEFT, ROWS = "STSong-Light", 16, 29, 70, 24
HEAD = "砚北分局法治政府建设情况报告"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def wrapped(paragraph: str, width: float = 28 * SIZE + 2) -> list[str]:
    """A paragraph broken into printed lines, its first indented by two characters."""
    lines, line = [], ""
    for sign in "　　" + paragraph:
        if pdfmetrics.stringWidth(line + sign, FONT, SIZE) > width:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


def write(
    path: Path, paragraphs: list[str], *, rows: int = ROWS, heads: bool = True, password: str = ""
) -> Path:
    """Print paragraphs on as many pages as they need."""
    lock = StandardEncryption(password, canPrint=1) if password else None
    canvas = Canvas(str(path), pagesize=(595, 842), encrypt=lock, invariant=1)
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph)]
    for number, start in enumerate(range(0, len(lines), rows), 1):
        if heads:
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(297, 810, HEAD)
            canvas.drawCentredString(297, 30, f"— {number} —")
        canvas.setFont(FONT, SIZE)
        for row, line in enumerate(lines[start : start + rows]):
            canvas.drawString(LEFT, 760 - LEADING * row, line)
        canvas.showPage()
    canvas.save()
    return path


def write_images(path: Path, pages: int, *, text_on: int | None = None) -> Path:
    """Pages that hold only an image; one of them text."""
    from PIL import Image

    canvas: Any = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for number in range(1, pages + 1):
        if number == text_on:
            canvas.setFont(FONT, SIZE)
            canvas.drawString(LEFT, 700, "全年评查案卷30卷。")
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return path
