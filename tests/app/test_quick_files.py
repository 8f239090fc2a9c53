"""Files read from the copy of a segment are the files of the segment; a copy that is gone costs time, nothing else."""

import shutil
from dataclasses import fields

import numpy as np
import pytest
from tests.conftest import REPOSITORY

from fajing.app import quick_files
from fajing.app.import_log import run_import
from fajing.app.quick_files import QuickSegment, copy_segments, place_of
from fajing.ledger.segments.reader import Segment

WEEK = REPOSITORY / "examples" / "first_week"


@pytest.fixture(scope="module")
def segment(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    run_import([WEEK / "first_week.xlsx"], law=f"cn-police+{WEEK / 'bureau'}", data=data)
    return Segment(data / "segments" / "000001")


@pytest.fixture
def copied(segment, tmp_path, monkeypatch):
    """The segment's copy, in pieces of a few files."""
    monkeypatch.setattr(quick_files, "_EVENTS_AT_ONCE", 20)
    assert copy_segments([segment], tmp_path) == 1
    return QuickSegment(segment.path, tmp_path)


def plain(files):
    return [
        (
            root,
            matter.id,
            matter.values,
            [[getattr(event, one.name) for one in fields(event)] for event in matter.events],
        )
        for root, matters in files
        for matter in matters
    ]


def test_every_file_alone_is_the_same(segment, copied):
    for number in range(0, segment.manifest.files, 4):
        assert plain(copied.read_files([number])) == plain(segment.read_files([number]))


def test_some_files_together_are_the_same(segment, copied):
    rng = np.random.default_rng(5)
    for size in (2, 7, 30):
        numbers = np.sort(rng.choice(segment.manifest.files, size, replace=False)).tolist()
        assert plain(copied.read_files(numbers)) == plain(segment.read_files(numbers))


def test_without_its_copy_a_segment_is_read_itself(segment, copied, tmp_path):
    shutil.rmtree(place_of(segment, tmp_path))
    assert plain(copied.read_files([3])) == plain(segment.read_files([3]))


def test_a_copy_is_made_once_and_goes_with_its_segment(segment, tmp_path):
    assert copy_segments([segment], tmp_path) == 1
    assert copy_segments([segment], tmp_path) == 0
    assert copy_segments([], tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
