"""Machine code gives the same bytes, hashes and roots as JSON and hashlib, on rows of every kind."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.ledger.segments.made import at, event, made_folder, matter

from fajing.core.canonical import canonical_bytes
from fajing.core.errors import FajingError
from fajing.core.events import Acting, Matter
from fajing.ledger.segments import once
from fajing.ledger.segments.merkle import leaf_hash, root_of
from fajing.ledger.segments.native import functions as native
from fajing.ledger.segments.native import joiner
from fajing.ledger.segments.native.joiner import Joiner, digests_of
from fajing.ledger.segments.native.sha256_code import LANES, _roots
from fajing.ledger.segments.pieces import pieces_of
from fajing.ledger.segments.rows import Rows, canonical_rows, leaf_hashes
from fajing.ledger.segments.schema import WORDS, Origin

TEXTS = ["", "案", "A 1", '说"不"', "\\", "\n\t\x00\x1f\x7f", "🙂", "é" * 70, "字" * 300, "{,", "null", " "]


@pytest.fixture(autouse=True)
def functions() -> native.Functions:
    found = native.load()
    assert found is not None, "nothing could be compiled here"
    return found


def random_table(chance: random.Random, count: int) -> pa.Table:
    """Rows of every type of column; some columns are full, some have gaps, some are empty."""

    def cells(make: Any) -> list[Any]:
        gap = chance.choice([0.0, 0.3, 0.97, 1.0])
        return [None if chance.random() < gap else make() for _ in range(count)]

    def text() -> str:
        return chance.choice(TEXTS) + str(chance.randrange(9))

    def plain() -> str:
        return chance.choice(["", "x", "案号", "o" * 40])

    def person() -> dict[str, str | None]:
        return {"id": text(), "role": chance.choice([None, "leader"])}

    words = pa.array(cells(text), pa.string()).dictionary_encode()
    spare = pa.DictionaryArray.from_arrays(
        pa.array(cells(lambda: chance.randrange(4)), pa.int32()), pa.array(["甲", None, '"', ""])
    )
    people = pa.list_(pa.struct([("id", pa.string()), ("role", pa.string())]))
    return pa.table(
        {
            "at": pa.array(cells(lambda: chance.randrange(-(2**63), 2**63)), pa.int64()),
            "bool.open": pa.array(cells(lambda: chance.random() < 0.5), pa.bool_()),
            "decimal.sum": pa.array(cells(plain), pa.string()),
            "file": pa.array(cells(plain), pa.string()).dictionary_encode(),
            "id": pa.array(cells(text), pa.string()),
            "officers_more": pa.array(cells(lambda: [person() for _ in range(chance.randrange(3))]), people),
            "objects_more": pa.array(cells(lambda: [text()]), pa.list_(pa.string())),
            "precision": pa.array(cells(lambda: chance.randrange(-128, 128)), pa.int8()),
            "source": pa.array(cells(text), pa.string()),
            'text."名"': words,
            "text.spare": spare.cast(WORDS),
            "text.none": pa.nulls(count, WORDS),
        }
    )


def said(table: pa.Table) -> list[bytes]:
    """The canonical bytes of each row, by Python alone."""
    rows = []
    for row in table.to_pylist():
        if row["officers_more"] is not None:
            row["officers_more"] = [
                {name: part for name, part in man.items() if part is not None} for man in row["officers_more"]
            ]
        rows.append(canonical_bytes({name: cell for name, cell in row.items() if cell is not None}))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_random_rows_are_the_same_bytes_and_hashes_both_ways(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    table = random_table(chance, 2600)
    offset, length = chance.randrange(50), chance.choice([0, 1, LANES, 2048, 2500])
    table = table.slice(offset, length)
    wanted = said(table)
    compiled = [text.encode() for rows in canonical_rows(table) for text in rows.to_pylist()]
    hashes = b"".join(leaf_hashes(table))
    assert compiled == wanted
    assert hashes == b"".join(map(leaf_hash, wanted))
    part = Rows(table).texts(length // 3, length).to_pylist()
    assert [text.encode() for text in part] == wanted[length // 3 :]
    monkeypatch.setattr(native, "_kept", [None])
    assert [text.encode() for rows in canonical_rows(table) for text in rows.to_pylist()] == wanted
    assert b"".join(leaf_hashes(table)) == hashes


def test_rows_that_say_nothing_and_rows_without_columns() -> None:
    table = pa.table({"at": pa.array([None, 1, None], pa.int64())})
    assert [one for rows in canonical_rows(table) for one in rows.to_pylist()] == ["{}", '{"at":1}', "{}"]
    empty = pa.table({"at": pa.nulls(2, pa.int64())})
    assert b"".join(leaf_hashes(empty)) == leaf_hash(b"{}") * 2
    assert list(leaf_hashes(table.slice(0, 0))) == []


def test_long_rows_are_counted_before_memory_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    table = random_table(random.Random(9), 300)
    wanted = b"".join(map(leaf_hash, said(table)))
    monkeypatch.setattr(joiner, "_AMPLE", 1000)
    assert b"".join(leaf_hashes(table)) == wanted


def test_messages_of_every_length_hash_as_by_hashlib(functions: native.Functions) -> None:
    chance = np.random.default_rng(1)
    for length in (*range(131), 447, 448, 1000):
        for count in (1, LANES - 1, LANES + 1):
            room = native.padded(count, length)
            messages = chance.integers(0, 256, (count, length), np.uint8)
            room[:, :length] = messages
            wanted = b"".join(hashlib.sha256(one.tobytes()).digest() for one in messages)
            assert native.hashes_of_equals(functions, room) == wanted, (length, count)


def test_the_standard_s_constants_come_from_primes() -> None:
    assert (_roots(8, 2)[0], _roots(8, 2)[-1]) == (0x6A09E667, 0x5BE0CD19)
    assert (_roots(64, 3)[0], _roots(64, 3)[-1]) == (0x428A2F98, 0xC67178F2)


def test_a_code_without_its_word_is_refused_before_anything_is_read(functions: native.Functions) -> None:
    codes = pa.array([0, 7], pa.int32())
    pieces = pieces_of(pa.table({"file": pa.DictionaryArray.from_arrays(codes, pa.array(["a"]), safe=False)}))
    with pytest.raises(IndexError):
        Joiner(functions, pieces, 2)


@pytest.mark.parametrize("why", [ImportError("no compiler"), RuntimeError("no such processor")])
def test_without_a_compiler_hashes_are_made_all_the_same(
    why: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> native.Functions:
        raise why

    monkeypatch.setattr(native, "_compiled", refused)
    monkeypatch.setattr(native, "_kept", [])
    assert native.load() is None
    table = pa.table({"at": pa.array([1, 2])})
    assert b"".join(leaf_hashes(table)) == leaf_hash(b'{"at":1}') + leaf_hash(b'{"at":2}')


def test_code_that_hashes_wrongly_is_not_used(
    functions: native.Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = native.Functions(lambda *_: None, functions.join, functions.count, functions.digest, None)
    monkeypatch.setattr(native, "_compiled", lambda: wrong)
    monkeypatch.setattr(native, "_kept", [])
    assert native.load() is None


def file_of(number: int, chance: random.Random) -> tuple[str, list[Matter]]:
    """A file with events of every kind."""
    events = [
        event(
            f"{chance.choice(TEXTS[:9])}{n}",
            f"m{number}",
            f"2026-03-{chance.randrange(1, 29):02}T09:00",
            officers=tuple(
                Acting(f"o{k}", chance.choice([None, "leader"])) for k in range(chance.randrange(4))
            ),
            objects=tuple(TEXTS[: chance.randrange(3)]),
            values={
                "a": chance.choice([None, "x", 3, True, Decimal("1.5")]),
                "b": chance.choice(TEXTS),
                "c": chance.choice([None, at("2026-03-09")]),
            },
        )
        for n in range(chance.randrange(30))
    ]
    return f"m{number}", [matter(f"m{number}", *events)]


def test_a_segment_has_the_same_roots_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [file_of(number, random.Random(number)) for number in range(60)]
    one = made_folder(tmp_path / "a").write(Origin(), files, target=200)
    leaves = [text.encode() for group in range(one.group_count)
              for rows in canonical_rows(one.events_with_ids(group)) for text in rows.to_pylist()]  # fmt: skip
    monkeypatch.setattr(native, "_kept", [None])
    other = made_folder(tmp_path / "b").write(Origin(), files)
    assert (one.manifest.root, one.manifest.matters_root) == (
        other.manifest.root,
        other.manifest.matters_root,
    )
    assert (one.path / "checks.bin").read_bytes() == (other.path / "checks.bin").read_bytes()
    assert root_of(leaves).hex() == one.manifest.root
    assert one.group_count > other.group_count


# ---------------------------------------------------------------- an id stands once in a file
def ids(*pairs: tuple[int, str | None]) -> pa.Table:
    return pa.table(
        {"file": pa.array([file for file, _ in pairs], pa.int32()), "id": pa.array([one for _, one in pairs])}
    )


FILES = pa.array(["甲", "乙"])


@pytest.mark.parametrize("way", ["compiled", "not compiled", "all digests alike"])
def test_an_id_twice_in_a_file_is_refused_and_in_two_files_is_not(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "not compiled":
        monkeypatch.setattr(native, "_kept", [None])
    if way == "all digests alike":
        monkeypatch.setattr(once, "digests_of", lambda _, numbers, __: np.zeros(len(numbers), np.uint64))
    once.refuse_twice(ids((0, "e"), (0, "f"), (1, "e"), (1, "")), FILES)
    once.refuse_twice(ids((0, "e")).slice(0, 0), FILES)
    with pytest.raises(FajingError, match="twice") as found:
        once.refuse_twice(ids((0, "e"), (1, "f"), (1, "g"), (1, "f")).slice(1), FILES)
    assert found.value.where == "乙"


def test_digests_tell_texts_and_numbers_apart(functions: native.Functions) -> None:
    texts = pa.array(["", "a", "ab", "ba", "案", "a"]).slice(1)
    numbers = np.array([0, 0, 0, 0, 1], np.int32)
    found = digests_of(functions, numbers, texts)
    assert len(set(found.tolist())) == 5
    assert found[0] == digests_of(functions, numbers[:1], pa.array(["a"]))[0]
