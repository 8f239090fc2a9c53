"""Reads an uploaded report in a process of its own: a damaged or hostile file ends that process, not the office.

In: a file. Out: its text. Run as `python -m fajing.web.reading FILE`, it prints that, or what is wrong, as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from fajing.audit.readers import ReportText, read_report
from fajing.audit.readers.base import Note
from fajing.core.errors import FajingError

SECONDS, MEMORY = 60, 3 << 30


def read_apart(path: Path) -> ReportText:
    """The text of a file.

    Raises:
        FajingError: It cannot be read, or reading it took too long or too much.
    """
    command = [sys.executable, "-m", "fajing.web.reading", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise FajingError(
            f"这个文件读不下去 (reading this file was given up): {path.name}",
            why="读得太久、占用太多，或者文件会使读取程序中止。/ Too long, too much, or it ends the reader.",
            remedy="另存为 .docx 或者粘贴正文 / save it as .docx, or paste its text",
        ) from error
    if "wrong" in told:
        what, where, why, remedy = told["wrong"]
        raise FajingError(what, where=where, why=why, remedy=remedy)
    notes = tuple(Note(*one) for one in told["notes"])
    return ReportText(path.name, told["text"], tuple(told["pages"]), notes)


def main(path: Path) -> None:
    """Reads a file and prints what it holds."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, OSError, ValueError):
        pass  # not every system has these limits; the time limit holds on all
    try:
        found = read_report(path)
        notes = [(one.zh, one.en) for one in found.notes]
        told: dict[str, object] = {"text": found.text, "pages": found.pages, "notes": notes}
    except FajingError as wrong:
        told = {"wrong": (wrong.what, wrong.where, wrong.why, wrong.remedy)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
