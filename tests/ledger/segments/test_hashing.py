"""Hashes are the same whoever makes them, however the blocks fall, compiled or not."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest

from fajing.ledger.segments import hashing
from fajing.ledger.segments.hashing import RowHasher
from fajing.ledger.segments.merkle import leaf_hash, root_of
from fajing.ledger.segments.native import functions as native
from fajing.ledger.segments.rows import CHUNK

COUNT = 3 * CHUNK + 100


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.table({"at": pa.array(range(COUNT)), "id": pa.array([f"案{n}" for n in range(COUNT)])})


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    return [f'{{"at":{n},"id":"案{n}"}}'.encode() for n in range(COUNT)]


@pytest.fixture(params=["compiled", "not compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With machine code, and as it is where there is none."""
    if request.param == "compiled":
        assert native.load() is not None
    else:
        monkeypatch.setattr(native, "_kept", [None])
    return str(request.param)


def hash_all(table: pa.Table, threads: int, cuts: tuple[int, ...]) -> tuple[bytes, bytes]:
    """Root and check bytes of a table hashed in pieces."""
    out = io.BytesIO()
    hasher = RowHasher(out, threads)
    start = 0
    for end in (*cuts, table.num_rows):
        if threads:
            hasher.expect(1_000_000)
        hasher.take(table.slice(start, end - start))
        start = end
    return hasher.finish().root(), out.getvalue()


@pytest.mark.parametrize("threads", [0, 1, 3])
@pytest.mark.parametrize("cuts", [(), (5, CHUNK + 1, 2 * CHUNK)])
def test_the_root_is_that_of_the_leaves(
    table: pa.Table, leaves: list[bytes], threads: int, cuts: tuple[int, ...], way: str
) -> None:
    root, checks = hash_all(table, threads, cuts)
    assert root == root_of(leaves)
    assert checks == b"".join(leaf_hash(leaf)[:4] for leaf in leaves)


def test_few_rows_start_no_thread_and_compile_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "_kept", [])
    monkeypatch.setattr(native, "_compiled", lambda: pytest.fail("compiled for a thousand rows"))
    monkeypatch.setattr(hashing, "ThreadPoolExecutor", lambda *_: pytest.fail("a thread was started"))
    hasher = RowHasher(io.BytesIO(), 4)
    hasher.expect(1000)
    hasher.take(pa.table({"at": pa.array(range(1000))}))
    assert hasher.finish().size == 1000


def test_what_goes_wrong_in_a_thread_is_told(table: pa.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> hashing.Hashed:
        raise MemoryError("no room")

    monkeypatch.setattr(hashing, "hashed", broken)
    with pytest.raises(MemoryError, match="no room"):
        hash_all(table, 2, ())
