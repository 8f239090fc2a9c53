"""What is read back from a segment equals what was written."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.ledger.segments.made import (
    event,
    files_of,
    made_folder,
    matter,
    plain_files,
    rich_file,
)
from tests.scan.random_books import pair

from fajing.core.canonical import canonical_bytes
from fajing.core.errors import FajingError
from fajing.core.events import Carried
from fajing.ledger.segments.merkle import leaf_hash, root_from_path, root_of
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import Origin, SourceFile


def test_everything_an_event_and_a_matter_carry_comes_back(tmp_path: Path) -> None:
    file = rich_file()
    segment = made_folder(tmp_path / "data").write(Origin(), [file])
    assert plain_files(segment.read_files()) == plain_files([file])


@pytest.mark.parametrize("target", [1, 7, 500_000])
def test_random_logs_come_back_equal_whatever_the_row_groups(tmp_path: Path, target: int) -> None:
    for seed in range(20):
        one = pair(seed)
        folder = made_folder(tmp_path / str(seed), one.log.zone)
        files = files_of(one)
        segment = folder.write(Origin(carried=one.log.carried), files, target=target)
        assert plain_files(segment.read_files()) == plain_files(files)
        assert segment.manifest.origin.carried == one.log.carried
        assert segment.zone == one.log.zone


def test_single_files_can_be_read(tmp_path: Path) -> None:
    files = [(f"m{n}", [matter(f"m{n}", event(f"e{n}", f"m{n}"))]) for n in range(10)]
    segment = made_folder(tmp_path / "data").write(Origin(), files, target=3)
    assert plain_files(segment.read_files({8, 0, 3})) == plain_files([files[0], files[3], files[8]])
    assert list(segment.read_files(set())) == []


def test_the_description_comes_back(tmp_path: Path) -> None:
    carried = Carried(frozenset({"case.opened"}), {"*": frozenset({"unit"})}, frozenset())
    source = SourceFile("a.csv", "ab" * 32, "steps", 10, 9, 0, 0, 1, 0)
    origin = Origin((source,), carried, ("small", "cd" * 32), {"steps": "ef" * 32})
    segment = made_folder(tmp_path / "data").write(origin, [rich_file()])
    assert Segment(segment.path).manifest == segment.manifest
    assert segment.manifest.origin == origin
    assert (segment.manifest.events, segment.manifest.matters, segment.manifest.files) == (3, 3, 1)


def test_columns_are_as_the_format_says(tmp_path: Path) -> None:
    segment = made_folder(tmp_path / "data").write(Origin(), [rich_file()])
    table = pq.read_table(segment.path / "events.parquet")
    assert table.column_names == list(segment.manifest.columns)
    assert table.column("step").to_pylist() == ["case.opened", "case.opened", "case.closed"]
    assert str(table.schema.field("step").type).startswith("dictionary<values=string, indices=int32")
    assert table.column("precision").to_pylist() == [0, 1, 1]
    assert table.column("officer_1").to_pylist() == ["A", None, "B"]
    assert table.column("officers_more").to_pylist()[0] == [
        {"id": "C", "role": "leader"},
        {"id": "D", "role": None},
    ]
    assert table.column("objects_more").to_pylist() == [["P2", "P3"], None, None]
    assert table.column("int.text").to_pylist() == [None, None, 5]
    assert table.column("decimal.share").to_pylist() == ["1.50", None, None]
    assert table.column("bool.no").to_pylist() == [False, None, None]
    files = pq.read_table(segment.path / "files.parquet").to_pylist()
    assert files == [{"id": "m", "first_row": 0, "rows": 3, "row_group": 0}]


def test_the_root_is_that_of_the_canonical_rows(tmp_path: Path) -> None:
    """The hash can be made anew from the table with nothing but JSON and SHA-256."""
    segment = made_folder(tmp_path / "data").write(Origin(), [rich_file()], target=1)
    table = pq.read_table(segment.path / "events.parquet")
    ids = pq.read_table(segment.path / "matters.parquet").column("id").to_pylist()
    roots = pq.read_table(segment.path / "files.parquet").column("id").to_pylist()
    leaves = []
    for row in table.to_pylist():
        said = {name: cell for name, cell in row.items() if cell is not None}
        said |= {"file": roots[row["file"]], "matter": ids[row["matter"]]}
        if row["officers_more"]:
            said["officers_more"] = [
                {name: part for name, part in man.items() if part is not None} for man in row["officers_more"]
            ]
        leaves.append(canonical_bytes(said))
    assert root_of(leaves).hex() == segment.manifest.root
    assert sha256(b"\0" + leaves[0]).digest() == leaf_hash(leaves[0])
    for number, leaf in enumerate(leaves):
        text, path = segment.proof(number)
        assert text == leaf
        assert root_from_path(leaf_hash(leaf), number, len(leaves), path) == root_of(leaves)
    with pytest.raises(IndexError):
        segment.proof(3)


def test_the_root_rests_on_content_not_on_row_groups(tmp_path: Path) -> None:
    files = files_of(pair(3))
    one = made_folder(tmp_path / "a", pair(3).log.zone).write(Origin(), files, target=1)
    other = made_folder(tmp_path / "b", pair(3).log.zone).write(Origin(), files)
    assert one.manifest.root == other.manifest.root
    assert one.manifest.matters_root == other.manifest.matters_root
    assert one.group_count > other.group_count


def test_columns_without_any_value_in_a_row_group_are_known_before_they_are_read(tmp_path: Path) -> None:
    bare = ("n", [matter("n", event("n1"))])
    segment = made_folder(tmp_path / "data").write(Origin(), [rich_file(), bare], target=1)
    wanted = ["int.text", "bool.no", "objects_more", "step", "no.such"]
    assert segment.group_count == 2
    assert segment.with_values(0, wanted) == ["int.text", "bool.no", "objects_more", "step"]
    assert segment.with_values(1, wanted) == ["step"]
    for group in range(2):
        table = segment.events(group)
        there = [name for name in table.column_names if table.column(name).null_count < table.num_rows]
        assert segment.with_values(group, table.column_names) == there


@pytest.mark.parametrize("files", [[], [("m", [matter("m")])], [("root", [])]])
def test_a_log_without_events_is_kept_too(tmp_path: Path, files: list) -> None:
    segment = made_folder(tmp_path / "data").write(Origin(), files)
    assert segment.manifest.events == 0
    assert segment.manifest.first_at is None
    assert plain_files(segment.read_files()) == plain_files(files)
    assert segment.manifest.root == sha256(b"").hexdigest()
    assert pq.read_table(segment.path / "events.parquet").num_rows == 0


def test_a_newer_or_damaged_description_is_refused(tmp_path: Path) -> None:
    segment = made_folder(tmp_path / "data").write(Origin(), [rich_file()])
    path = segment.path / "segment.json"
    whole = json.loads(path.read_text("utf-8"))
    for changed, said in (
        ({**whole, "schema": 3}, "newer program"),
        ({**whole, "schema": "x"}, "unknown version"),
        ({name: whole[name] for name in whole if name != "root"}, "damaged"),
        ([], "damaged"),
    ):
        path.write_text(json.dumps(changed), "utf-8")
        with pytest.raises(FajingError, match=said):
            Segment(segment.path)
    path.write_text("{", "utf-8")
    with pytest.raises(FajingError, match="damaged"):
        Segment(segment.path)
    path.unlink()
    with pytest.raises(FajingError, match="cannot read"):
        Segment(segment.path)


def test_many_threads_may_read_a_segment_at_once(tmp_path: Path) -> None:
    one = pair(6)
    folder = made_folder(tmp_path / "data", one.log.zone)
    segment = folder.write(Origin(()), files_of(one), target=1)
    groups = [number for number in range(segment.group_count) if segment.manifest.row_groups[number].rows]
    alone = {group: segment.events(group) for group in groups}

    def read(names):
        return [
            (group, names, segment.events(group, names), segment.files(group), segment.matters(group))
            for group in groups * 50
        ]

    columns = [["id"], ["at", "precision"], ["step", "seq"], ["at", "unit"]] * 2
    with ThreadPoolExecutor(len(columns)) as pool:
        for found in pool.map(read, columns):
            for group, names, events, _, _ in found:
                assert events.equals(alone[group].select(names))
