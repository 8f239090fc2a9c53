"""Draw norms in force from a committed lawbook, so that nobody chose them and anybody can draw them again.

    python tools/draw_norms.py --commit 1a2b3c4 --count 50             # the first fifty
    python tools/draw_norms.py --commit 1a2b3c4 --count 30 --skip 50   # the thirty after them

The lawbook is taken from the commit, not from the working folder. Its norms in force, of all regions, are put in the
order of SHA-256(lawbook hash + norm id); the hash is the one that every run records. Whoever changes one letter of the
lawbook gets another order, so the draw cannot be arranged while norms are being written.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fajing.core.canonical import hash_bytes
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Status

ROOT = Path(__file__).resolve().parents[1]
BOOK = "law/cn-police"


def in_drawn_order(lawbook_hash: str, ids: Iterable[str]) -> list[str]:
    """Return the ids in the order that the hash of the lawbook gives them."""
    return sorted(ids, key=lambda norm_id: hash_bytes((lawbook_hash + norm_id).encode()))


def draw(book: Lawbook, count: int, skip: int = 0) -> list[str]:
    """Return the ids of `count` norms in force, after the first `skip` of the order."""
    in_force = [norm.id for norm in book.norms.values() if norm.status is Status.IN_FORCE]
    return in_drawn_order(book.hash, in_force)[skip : skip + count]


def committed(commit: str, book: str = BOOK, root: Path = ROOT) -> tuple[str, Lawbook]:
    """Return the full name of the commit, and the lawbook as it stands there."""
    name = _git(root, "rev-parse", "--verify", f"{commit}^{{commit}}").decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", name, book))) as archive:
            archive.extractall(folder, filter="data")
        return name, load_lawbook(str(Path(folder) / book), region=ALL_REGIONS)


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True).stdout


def main() -> None:
    """Print the commit, the hash of its lawbook and the norms drawn."""
    parser = argparse.ArgumentParser(description="Draw norms in force from a committed lawbook.")
    parser.add_argument("--commit", default="HEAD", help="the commit to draw from (default HEAD)")
    parser.add_argument("--count", type=int, default=50, help="how many norms (default 50)")
    parser.add_argument("--skip", type=int, default=0, help="how many at the head of the order to leave out")
    wanted = parser.parse_args()
    name, book = committed(wanted.commit)
    print(f"commit  {name}\nlawbook {book.hash}")
    for place, norm_id in enumerate(draw(book, wanted.count, wanted.skip), wanted.skip + 1):
        print(f"{place:4}  {norm_id}")


if __name__ == "__main__":
    main()
