"""Whatever is changed in a sealed segment is found, and the row is named."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.ledger.segments.made import event, made_folder, matter, rich_file

from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = made_folder(tmp_path / "data")
    files = [(f"m{n}", [matter(f"m{n}", *(event(f"m{n}/{k}", f"m{n}", seq=k, unit="U") for k in range(4)))])
             for n in range(5)]  # fmt: skip
    made.write(Origin(), [rich_file()])
    made.write(Origin(), files, target=8)
    return made


def rewrite(path: Path, change: object) -> None:
    """Write a table anew with the same row groups, changed."""
    old = pq.ParquetFile(path)
    groups = [old.read_row_group(number) for number in range(old.num_row_groups)]
    old.close()
    table = change(pa.concat_tables(groups, promote_options="default").unify_dictionaries())  # type: ignore[operator]
    with pq.ParquetWriter(path, table.schema) as writer:
        first = 0
        for group in groups:
            writer.write_table(table.slice(first, group.num_rows), row_group_size=max(group.num_rows, 1))
            first += group.num_rows


def found(folder: DataFolder) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.segment, one.rows) for _, problems in folder.verify() for one in problems]


def with_cell(table: pa.Table, name: str, row: int, value: object) -> pa.Table:
    cells = table.column(name).to_pylist()
    cells[row] = value
    place = table.column_names.index(name)
    return table.set_column(
        place,
        name,
        pa.array(cells, pa.string() if name in ("step", "unit") else table.schema.field(name).type),
    )


def test_an_untouched_folder_verifies(folder: DataFolder) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(
    ("name", "row", "value"),
    [
        ("at", 7, 5),
        ("id", 0, "x"),
        ("seq", 19, 99),
        ("unit", 11, None),
        ("source", 3, "表:1"),
        ("precision", 8, 0),
    ],
)
def test_a_changed_cell_is_found_with_its_row(folder: DataFolder, name: str, row: int, value: object) -> None:
    rewrite(
        folder.segments_path / "000002/events.parquet",
        lambda t: _plain(with_cell(_plain(t), name, row, value)),
    )
    assert ("000002", (row,)) in found(folder)
    assert {segment for segment, _ in found(folder)} == {"000002"}


def _plain(table: pa.Table) -> pa.Table:
    return table.cast(
        pa.schema([(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema])
    )


def test_dropped_swapped_and_inserted_rows_are_found(folder: DataFolder) -> None:
    path = folder.segments_path / "000002/events.parquet"
    whole = path.read_bytes()
    rng = Random(1)
    for _ in range(30):
        kind, row, other = rng.choice("dsi"), rng.randrange(20), rng.randrange(20)
        order = list(range(20))
        if kind == "d":
            del order[row]
        elif kind == "i":
            order.insert(row, other)
        elif row == other:
            continue
        else:
            order[row], order[other] = order[other], order[row]
        rewrite(path, lambda table, order=order: table.take(pa.array(order)))
        problems = found(folder)
        assert [segment for segment, _ in problems].count("000002") == len(problems) > 0
        path.write_bytes(whole)
    assert found(folder) == []


def test_a_flipped_bit_anywhere_is_found(folder: DataFolder) -> None:
    """Whatever the place; only in the check bytes and in spare bytes of a file nothing is lost."""
    rng = Random(2)
    quiet = 0
    for name in ("events.parquet", "matters.parquet", "files.parquet", "checks.bin"):
        path = folder.segments_path / "000002" / name
        whole = path.read_bytes()
        for _ in range(30):
            place = rng.randrange(len(whole))
            path.write_bytes(
                whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :]
            )
            try:
                before = list(_content(folder))
            except Exception:  # noqa: BLE001  what cannot be read must be found
                before = None
            if found(folder) == []:
                quiet += 1
                path_changed, _ = before, path.write_bytes(whole)
                assert path_changed == _content(folder)
            path.write_bytes(whole)
    assert quiet < 60


def _content(folder: DataFolder) -> list:
    from tests.ledger.segments.made import plain_files

    return plain_files(folder.segments()[1].read_files())


@pytest.mark.parametrize(
    "name", ["events.parquet", "matters.parquet", "files.parquet", "segment.json", "checks.bin"]
)
def test_a_file_that_is_gone_or_cut_is_found(folder: DataFolder, name: str) -> None:
    path = folder.segments_path / "000001" / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert [segment for segment, _ in found(folder)] == ["000001"]
    path.unlink()
    assert [segment for segment, _ in found(folder)] == ["000001"]


def test_a_changed_matter_is_found(folder: DataFolder) -> None:
    rewrite(
        folder.segments_path / "000001/matters.parquet", lambda t: with_cell(_plain(t), "unit", 0, "别的所")
    )
    [(segment, problems)] = [(one, two) for one, two in folder.verify() if two]
    assert segment is not None
    assert problems[0].zh == "案事件表被改过"


@pytest.mark.parametrize(
    "change",
    [
        {"root": "00" * 32},
        {"events": 19},
        {"files": 4},
        {"first_at": 1},
        {"last_at": 1},
        {"matters_root": "00" * 32},
        {"number": 3},
        {"zone": "UTC"},
        {"algorithm": "md5"},
    ],
)
def test_a_changed_description_is_found(folder: DataFolder, change: dict) -> None:
    path = folder.segments_path / "000002/segment.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    assert {segment for segment, _ in found(folder)} == {"000002"}
