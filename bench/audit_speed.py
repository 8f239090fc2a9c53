"""How long the report auditor takes: a text of 30,000 characters, and a PDF of 300 pages with the memory it held.

    make bench            (or: python bench/audit_speed.py)

The text is drawn from the templates of the tests (tests/audit/templates), true and broken, by seed. The PDF needs
reportlab, which the test extra brings; without it that part says that it was not measured.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.audit.generate import generate  # noqa: E402

from fajing.audit.readers import read_report  # noqa: E402
from fajing.audit.run import audit_text  # noqa: E402

CHARACTERS = 30_000
PAGES = 300


def text_of(characters: int, seed: int) -> str:
    """Paragraphs of drawn sentences, at least so many characters."""
    parts: list[str] = []
    for sample in generate(seed, 4000):
        parts.append(sample.text)
        if sum(map(len, parts)) >= characters:
            break
    return "\n".join(parts)


def write_pdf(path: Path) -> bool:
    """A PDF of 300 pages of such text; False where reportlab is not there."""
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        return False
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    text = "".join(text_of(CHARACTERS * 4, 2).split("\n"))
    for page in range(PAGES):
        canvas.setFont("STSong-Light", 12)
        start = page * 400 % (len(text) - 400)
        for line in range(20):
            canvas.drawString(60, 780 - 30 * line, text[start + 20 * line : start + 20 * line + 20])
        canvas.showPage()
    canvas.save()
    return True


def main() -> None:
    """Measures and prints."""
    text = text_of(CHARACTERS, 1)
    start = time.process_time()
    audit = audit_text(text)
    print(f"text   {len(text):,} characters, {len(audit.claims)} claims: {time.process_time() - start:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        if not write_pdf(path):
            print("pdf    not measured: reportlab is not installed")
            return
        start = time.process_time()
        report = read_report(path)
        read = time.process_time()
        audit = audit_text(report.text)
        print(f"pdf    {PAGES} pages, {len(report.text):,} characters: read {read - start:.1f} s,", end=" ")
        print(f"audited {time.process_time() - read:.1f} s, {len(audit.claims):,} claims")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")


if __name__ == "__main__":
    main()
