"""Order, row groups, what is refused, and that a segment is there whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tests.conftest import REPOSITORY
from tests.ledger.segments.made import ZONE, event, made_folder, matter, plain_files, rich_file

from fajing.core.errors import FajingError
from fajing.ledger.segments.columns import event_table, matter_table
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.parts import GrowingTable
from fajing.ledger.segments.schema import EVENT_COLUMNS, Origin


def numbered(count: int, events: int = 2) -> list:
    return [
        (f"m{n}", [matter(f"m{n}", *(event(f"m{n}/{k}", f"m{n}", seq=k) for k in range(events)))])
        for n in range(count)
    ]


def test_rows_stand_by_file_time_number_and_id(tmp_path: Path) -> None:
    events = [
        event("d", "b", "2026-03-03"),
        event("c", "a", "2026-03-02", seq=2),
        event("z", "a", "2026-03-02", seq=1),
        event("y", "b", "2026-03-02", seq=1),
        event("案", "b", "2026-03-02", seq=1),
    ]
    matters = [matter("a", events[1], events[2]), matter("b", events[0], events[3], events[4])]
    segment = made_folder(tmp_path / "data").write(
        Origin(), [("a", matters), ("c", [matter("c", event("a", "c"))])]
    )
    assert segment.events(0).column("id").to_pylist() == ["y", "z", "案", "c", "d", "a"]


def test_row_groups_end_with_files_and_a_giant_file_is_not_cut(tmp_path: Path) -> None:
    files = [
        *numbered(5),
        ("big", [matter("big", *(event(f"b{k}", "big", seq=k) for k in range(9)))]),
        *numbered(1),
    ]
    files[-1] = ("last", [matter("last", event("l", "last"))])
    segment = made_folder(tmp_path / "data").write(Origin(), files, target=4)
    assert [group.rows for group in segment.manifest.row_groups] == [4, 4, 2, 9, 1]
    table = pa.concat_tables(segment.files(group) for group in range(segment.group_count)).to_pylist()
    assert [row["first_row"] for row in table] == [0, 2, 4, 6, 8, 10, 19]
    assert [row["row_group"] for row in table] == [0, 0, 1, 1, 2, 3, 4]
    assert plain_files(segment.read_files()) == plain_files(files)


def test_columns_that_come_late_are_null_before(tmp_path: Path) -> None:
    files = numbered(3, 1)
    files[1][1][0].events[0].values = {"late": Decimal("0.5")}
    files[2][1][0].events[0].values = {"later": True, "late": "x"}
    files[2][1][0].values = {"kind": "y"}
    segment = made_folder(tmp_path / "data").write(Origin(), files, target=1)
    assert segment.manifest.columns[-3:] == ("bool.later", "decimal.late", "text.late")
    assert [segment.events(group).column("decimal.late").to_pylist() for group in range(3)] == [
        [None],
        ["0.5"],
        [None],
    ]
    assert plain_files(segment.read_files()) == plain_files(files)
    assert sorted(path.name for path in segment.path.iterdir()) == [
        "checks.bin", "events.parquet", "files.parquet", "matters.parquet", "segment.json",
    ]  # fmt: skip


def test_an_id_that_stands_twice_in_a_file_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "data")
    with pytest.raises(FajingError, match="twice in a file"):
        folder.write(Origin(), [("m", [matter("m", event("e"), event("e", when="2026-03-05"))])])
    assert list(folder.segments_path.iterdir()) == []
    files = [("m", [matter("m", event("e"))]), ("n", [matter("n", event("e", "n"))])]
    assert folder.write(Origin(), files).manifest.events == 2


@pytest.mark.parametrize("value", [1 << 70, "\ud800", 1.5, ["x"]])
def test_a_value_that_cannot_be_kept_is_refused_and_nothing_is_left(tmp_path: Path, value: object) -> None:
    folder = made_folder(tmp_path / "data")
    with pytest.raises(FajingError, match=r"written|kept"):
        folder.write(Origin(), [("m", [matter("m", event("e", values={"x": value}))])])
    assert list(folder.segments_path.iterdir()) == []


def test_no_value_and_a_value_of_none_are_the_same(tmp_path: Path) -> None:
    file = ("m", [matter("m", event("e", values={"x": None, "y": 1}))])
    segment = made_folder(tmp_path / "data").write(Origin(), [file])
    [(_, [back])] = segment.read_files()
    assert dict(back.events[0].values) == {"y": 1}


def test_files_given_as_columns_are_the_same_segment(tmp_path: Path) -> None:
    files = [rich_file(), *numbered(3)]
    plain = made_folder(tmp_path / "a").write(Origin(), files)
    matters = [one for _, own in files for one in own]
    of_file = [number for number, (_, own) in enumerate(files) for _ in own]
    events = [(each, of_file[n], n) for n, one in enumerate(matters) for each in one.events]
    with made_folder(tmp_path / "b").writer(Origin()) as writer:
        writer.add_columns(
            [root for root, _ in files],
            matter_table(matters, of_file, {}),
            event_table(*(list(part) for part in zip(*reversed(events), strict=True))),
        )
        writer.seal()
    [other] = DataFolder.open(tmp_path / "b").segments()
    assert other.manifest == plain.manifest


def test_wrong_columns_are_refused(tmp_path: Path) -> None:
    good = event_table([event("e")], [0], [0])
    matters = matter_table([matter("m")], [0], {})
    for bad in (
        good.drop_columns(["seq"]),
        good.append_column("day", pa.array([1])),
        good.set_column(3, "at", pa.array([1], pa.int32())),
    ):
        with made_folder(tmp_path / "data").writer(Origin()) as writer:
            with pytest.raises(FajingError, match="column"):
                writer.add_columns(["m"], matters, bad)
    assert set(good.column_names) == set(EVENT_COLUMNS)


def test_what_the_disk_refuses_while_other_things_are_done_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("no space left")

    folder = made_folder(tmp_path / "data")
    monkeypatch.setattr(GrowingTable, "write", refused)
    with pytest.raises(OSError, match="no space"):
        folder.write(Origin(), numbered(9), target=2)
    with folder.writer(Origin()) as writer:
        writer.add(*rich_file())
        with pytest.raises(OSError, match="no space"):
            writer.seal()
    assert list(folder.segments_path.iterdir()) == []


def test_two_writers_cannot_take_one_number(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "data")
    with folder.writer(Origin()) as writer:
        writer.add(*rich_file())
        (folder.segments_path / "000001").mkdir()
        with pytest.raises(FajingError, match="not sealed"):
            writer.seal()


CRASH = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.ledger.segments.made import ZONE, matter, event
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin
folder = DataFolder.make(Path({data!r}), ZONE)
print("begun", flush=True)
for _ in range(1000):
    folder.write(Origin(), ((f"m{{n}}", [matter(f"m{{n}}", event(f"e{{n}}", f"m{{n}}"))]) for n in range(40)), target=5)
    print("sealed", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be killed in the same way on Windows")
def test_a_killed_writer_leaves_only_whole_segments(tmp_path: Path) -> None:
    """Killed at a random moment again and again; every segment it told of is there, and all are whole."""
    data = tmp_path / "data"
    script = CRASH.format(root=str(REPOSITORY), data=str(data))
    told = 0
    for number in range(6):
        environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}/src{os.pathsep}{REPOSITORY}"}
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.013 * number)
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
        told += said.count("sealed")
        folder = DataFolder.open(data)
        segments = folder.segments()
        assert told <= len(segments) <= told + number + 1
        told = len(segments)
        assert [problems for _, problems in folder.verify()] == [[] for _ in segments]
    made_folder(data, ZONE).write(Origin(), [rich_file()])
    assert all(not path.name.startswith(".") for path in folder.segments_path.iterdir())
