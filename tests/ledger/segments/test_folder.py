"""Where the data folder is, what it refuses, and that its segments are numbered without gaps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.ledger.segments.made import made_folder, rich_file

from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.ledger.segments.folder import DataFolder, data_path
from fajing.ledger.segments.schema import Origin


def test_the_folder_is_the_one_given_then_the_variable_then_here() -> None:
    assert data_path(Path("/x"), {"FAJING_DATA": "/y"}) == Path("/x")
    assert data_path(None, {"FAJING_DATA": "/y"}) == Path("/y")
    assert data_path(None, {"FAJING_DATA": ""}) == Path("fajing-data")


def test_a_folder_is_made_once_and_says_its_zone(tmp_path: Path) -> None:
    made_folder(tmp_path / "deep/data")
    about = (tmp_path / "deep/data/fajing.json").read_bytes()
    assert json.loads(about)["zone"] == "Asia/Shanghai"
    assert made_folder(tmp_path / "deep/data").segments() == []
    assert (tmp_path / "deep/data/fajing.json").read_bytes() == about


def test_another_zone_a_newer_schema_and_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FajingError, match="no data folder"):
        DataFolder.open(tmp_path)
    made_folder(tmp_path / "data")
    with pytest.raises(FajingError, match="another time zone"):
        DataFolder.make(tmp_path / "data", Zone.of("UTC"))
    about = tmp_path / "data/fajing.json"
    for text, said in (
        ('{"schema": 2, "zone": "UTC", "made_by": "x"}', "newer program"),
        ('{"schema": 1}', "damaged"),
        ('{"schema": 1, "zone": "Nowhere", "made_by": "x"}', "no such time zone"),
        ("[]", "damaged"),
    ):
        about.write_text(text, "utf-8")
        with pytest.raises(FajingError, match=said):
            made_folder(tmp_path / "data")
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(FajingError, match="cannot make"):
        made_folder(tmp_path / "file")


def test_segments_are_numbered_and_a_gap_is_refused(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "data")
    for _ in range(3):
        folder.write(Origin(), [rich_file()])
    assert [segment.number for segment in folder.segments()] == [1, 2, 3]
    shutil.rmtree(folder.segments_path / "000002")
    with pytest.raises(FajingError, match="missing"):
        folder.segments()
    assert [[one.en for one in problems] for _, problems in folder.verify()] == [[], ["segment 2 is missing"]]
    shutil.copytree(folder.segments_path / "000001", folder.segments_path / "000002")
    with pytest.raises(FajingError, match="missing"):
        folder.segments()
    [_, (_, problems), _] = folder.verify()
    assert "folder and number" in problems[0].en
