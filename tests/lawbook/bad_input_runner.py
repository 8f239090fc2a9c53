"""Loads one bad file as an overlay of the small lawbook, and says what the loader says of it."""

from __future__ import annotations

from pathlib import Path

from fajing.lawbook.load import problems

HERE = Path(__file__).parent
SMALL = HERE / "books" / "small"
BAD = HERE / "bad_input"
FOLDERS = {
    "source": "sources",
    "calendar": "calendars",
    "labels": "labels",
    "benchmarks": "benchmarks",
    "register": "registers",
    "procedure": "procedures",
    "map": "maps",
    "shared": "shared",
}
"""Where a bad file of this kind is put; all other kinds are about norms."""


def bad_files() -> list[Path]:
    """All bad files, by kind of error."""
    return sorted(BAD.glob("*/*.yaml"))


def said_of(bad: Path, folder: Path) -> list[str]:
    """The problems of the small lawbook with this file laid over it, one line each.

    Args:
        bad: The file.
        folder: An empty folder to work in.
    """
    kind = bad.parent.name
    overlay = folder / "overlay"
    place = (
        overlay / "lawbook.yaml" if kind == "lawbook" else overlay / FOLDERS.get(kind, "norms") / "bad.yaml"
    )
    place.parent.mkdir(parents=True)
    place.write_bytes(bad.read_bytes())
    report = problems(f"{SMALL}+{overlay}")
    return [problem.line(overlay) for problem in (*report.errors, *report.warnings)]
