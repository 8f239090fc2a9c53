"""Hashes are the same whoever makes them, however the blocks fall, and when helpers fail."""

from __future__ import annotations

import io
import subprocess
import sys

import pyarrow as pa
import pytest

from fajing.ledger.segments import hashing
from fajing.ledger.segments.hashing import RowHasher
from fajing.ledger.segments.merkle import leaf_hash, root_of
from fajing.ledger.segments.rows import CHUNK, leaf_rows

COUNT = 3 * CHUNK + 100


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.table({"at": pa.array(range(COUNT)), "id": pa.array([f"案{n}" for n in range(COUNT)])})


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    return [f'{{"at":{n},"id":"案{n}"}}'.encode() for n in range(COUNT)]


def hash_all(table: pa.Table, helpers: int, cuts: tuple[int, ...]) -> tuple[bytes, bytes]:
    """Root and check bytes of a table hashed in pieces."""
    out = io.BytesIO()
    hasher = RowHasher(out, helpers)
    start = 0
    for end in (*cuts, table.num_rows):
        hasher.expect(1_000_000)
        for rows in leaf_rows(table.slice(start, end - start), start):
            hasher.take(rows)
        start = end
    return hasher.finish().root(), out.getvalue()


@pytest.mark.parametrize("helpers", [0, 1, 2])
@pytest.mark.parametrize("cuts", [(), (5, CHUNK + 1, 2 * CHUNK)])
def test_the_root_is_that_of_the_leaves(
    table: pa.Table, leaves: list[bytes], helpers: int, cuts: tuple[int, ...]
) -> None:
    root, checks = hash_all(table, helpers, cuts)
    assert root == root_of(leaves)
    assert checks == b"".join(leaf_hash(leaf)[:4] for leaf in leaves)


@pytest.mark.parametrize("code", ["", "import sys; sys.stdin.buffer.read(9); sys.stdout.write('x')", None])
def test_a_helper_that_dies_or_cannot_be_started_changes_nothing(
    table: pa.Table, leaves: list[bytes], code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def broken(_: list[str], **more: object) -> subprocess.Popen[bytes]:
        if code is None:
            raise OSError("no more processes")
        return start([sys.executable, "-c", code], **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(hashing.subprocess, "Popen", broken)
    assert hash_all(table, 1, ())[0] == root_of(leaves)


def test_few_rows_start_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing.subprocess, "Popen", lambda *_, **__: pytest.fail("a helper was started"))
    hasher = RowHasher(io.BytesIO(), 4)
    hasher.expect(1000)
    for rows in leaf_rows(pa.table({"at": pa.array(range(1000))})):
        hasher.take(rows)
    assert hasher.finish().size == 1000
