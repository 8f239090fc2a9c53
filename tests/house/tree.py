"""The files of this repository, for the tests of the house."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import REPOSITORY

IGNORED = {
    ".git",
    ".venv",
    ".venv-spark",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    "fajing-data",
}


def repository_files() -> list[Path]:
    """Every file that is or would be committed; without git, every file outside the ignored folders."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
            timeout=30,
        )
        names = listing.stdout.decode().split("\0")
        paths = [REPOSITORY / name for name in names if name]
    except (OSError, subprocess.SubprocessError):
        paths = [p for p in REPOSITORY.rglob("*") if IGNORED.isdisjoint(p.relative_to(REPOSITORY).parts)]
    return sorted(path for path in paths if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """Every Python file under these folders of the repository."""
    return sorted(path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))


def name(path: Path) -> str:
    """The path as it is read in messages."""
    return path.relative_to(REPOSITORY).as_posix()


def lines(path: Path) -> list[str]:
    """The lines of a text file."""
    return path.read_text("utf-8").splitlines()
