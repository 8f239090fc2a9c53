"""The draw of norms for an independent reading is decided by the lawbook alone."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fajing.core.canonical import hash_tree
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Status

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "law" / "it-road-fines"


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_norms", ROOT / "tools" / "draw_norms.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["draw_norms"] = module
    spec.loader.exec_module(module)
    return module


draw_norms = _tool()


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


def test_the_order_is_that_of_the_hash_of_lawbook_and_id() -> None:
    ids = [f"theme.norm_{number}" for number in range(20)]
    drawn = draw_norms.in_drawn_order("ab" * 32, ids)
    digests = [hashlib.sha256(("ab" * 32 + norm_id).encode()).hexdigest() for norm_id in drawn]
    assert sorted(drawn) == sorted(ids)
    assert digests == sorted(digests)
    assert drawn == draw_norms.in_drawn_order("ab" * 32, reversed(ids))


def test_another_lawbook_gives_another_order() -> None:
    ids = [f"theme.norm_{number}" for number in range(20)]
    assert draw_norms.in_drawn_order("ab" * 32, ids) != draw_norms.in_drawn_order("ac" * 32, ids)


def test_only_norms_in_force_are_drawn_each_once(book: Lawbook) -> None:
    in_force = {norm.id for norm in book.norms.values() if norm.status is Status.IN_FORCE}
    assert in_force
    drawn = draw_norms.draw(book, len(book.norms) + 1)
    assert len(drawn) == len(set(drawn)) == len(in_force)
    assert set(drawn) == in_force


def test_what_is_drawn_next_follows_what_was_drawn_first(book: Lawbook) -> None:
    everything = draw_norms.draw(book, len(book.norms))
    assert draw_norms.draw(book, 2) + draw_norms.draw(book, 1, skip=2) == everything[:3]


def test_the_lawbook_of_the_commit_is_drawn_from(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    shutil.copytree(BOOK, tmp_path / "law" / "fines")
    git = ["git", "-c", "user.name=reader", "-c", "user.email=reader@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "law"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    (tmp_path / "law" / "fines" / "more.txt").write_text("not committed", encoding="utf-8")
    name, book = draw_norms.committed("HEAD", "law/fines", tmp_path)
    assert len(name) == 40
    assert book.hash == hash_tree(BOOK) != hash_tree(tmp_path / "law" / "fines")
