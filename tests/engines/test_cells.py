"""Cells of Arrow arrays as numbers, memory used again, and the order of intervals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across_rows import in_order, parted
from fajing.scan.automaton.cells import coded, dictionary, numbers, texts
from fajing.scan.automaton.rooms import Carver, Rooms
from fajing.scan.automaton.row_columns import words_of
from fajing.scan.plan.memory import text_code

NUMBERS = [None if one % 5 == 3 else one * one - 40 for one in range(50)]
WORDS = [None if one % 7 == 2 else f"w{one % 4}" for one in range(50)]


@pytest.mark.parametrize("first", [0, 1, 13])
@pytest.mark.parametrize("kind", [pa.int64(), pa.int32()])
def test_numbers_and_nulls_of_a_slice_are_kept_apart(first, kind):
    table = pa.table({"n": pa.array(NUMBERS, kind)}).slice(first)
    expected = [-1 if one is None else one for one in NUMBERS[first:]]
    assert numbers(table, "n", null=-1).tolist() == expected
    filled = np.zeros(len(expected), np.int64)
    numbers(table, "n", null=-1, found=filled)
    assert filled.tolist() == expected
    whole = pa.table({"n": pa.array(range(50), kind)}).slice(first)
    assert numbers(whole, "n").tolist() == list(range(first, 50))


@pytest.mark.parametrize("first", [0, 3, 8])
def test_yes_and_no_are_one_and_nought(first):
    cells = [None if one % 3 == 0 else one % 2 == 0 for one in range(30)]
    table = pa.table({"b": pa.array(cells)}).slice(first)
    assert numbers(table, "b").tolist() == [at.NULL if one is None else int(one) for one in cells[first:]]
    table = pa.table({"b": pa.array([True, False] * 15)}).slice(first)
    assert numbers(table, "b").tolist() == [1 - one % 2 for one in range(first, 30)]


@pytest.mark.parametrize("first", [0, 5])
@pytest.mark.parametrize("index", [pa.int32(), pa.int8(), None])
def test_words_become_codes_whatever_their_dictionary(first, index):
    array = pa.array(WORDS)
    array = array if index is None else array.cast(pa.dictionary(index, pa.string()))
    table = pa.table({"w": pa.chunked_array([array.slice(0, 20), array.slice(20)])}).slice(first)
    if index is not None:
        table = table.unify_dictionaries()
    assert texts(table, "w").tolist() == [at.NULL if one is None else text_code(one) for one in WORDS[first:]]
    assert coded(table, "w", len, 9, np.int32).tolist() == [9 if one is None else 2 for one in WORDS[first:]]
    assert not len(texts(table, "absent"))


def test_a_dictionary_without_nulls():
    words, cells = dictionary(pa.table({"w": pa.array(["b", "a", "b"]).dictionary_encode()}), "w")
    assert [words[cell] for cell in cells] == ["b", "a", "b"]


def test_a_room_is_given_out_again_only_when_nobody_looks_at_it():
    rooms = Rooms()
    first = rooms.of(100)[:60].reshape(6, 10)
    part = first[2]
    part[:] = 7
    del first
    other = rooms.of(100)
    other[:] = 1
    assert part.tolist() == [7] * 10
    where = part.ctypes.data - 20 * 8
    del part
    assert rooms.of(80).ctypes.data == where
    assert len(rooms.of(1000)) == 1000


def test_a_carver_cuts_out_of_one_room_from_the_second_time_on():
    carver = Carver(Rooms())
    for _ in range(3):
        carver.begin()
        cut = [carver.cut((3, 5)), carver.cut(7, np.int8), carver.cut(0), carver.cut(9, np.int32)]
        assert [(one.shape, one.dtype.itemsize) for one in cut] == [
            ((3, 5), 8),
            ((7,), 1),
            ((0,), 8),
            ((9,), 4),
        ]
        for number, one in enumerate(cut):
            one[...] = number
        assert [set(one.ravel().tolist()) for one in cut] == [{0}, {1}, set(), {3}]
    kept = cut[0]
    carver.begin()
    carver.cut((3, 5))[...] = 9
    assert set(kept.ravel().tolist()) == {0}


@pytest.mark.parametrize("span", [1000, 2**61])
def test_intervals_are_sorted_by_key_and_beginning(span):
    draw = np.random.default_rng(5)
    rows = np.stack(
        [
            draw.integers(0, 2**62, 20)[draw.integers(0, 20, 400)],
            draw.integers(-span, span, 400),
            draw.integers(0, 9, 400),
            np.arange(400) << 1 | (draw.integers(0, 10, 400) == 0),
        ],
        axis=1,
    )
    known, rest = in_order(rows)
    doubtful = rows[:, 3] & 1 == 1
    assert rest.tolist() == rows[doubtful].tolist()
    assert sorted(known.T.tolist()) == sorted(rows[~doubtful].tolist())
    keys, begins = known[0], known[1]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    assert len(starts) == len(np.unique(keys))
    assert ((np.diff(begins) >= 0) | (np.diff(keys) != 0)).all()


def test_no_intervals_have_an_order_too():
    known, rest = in_order(np.zeros((0, 4), np.int64))
    assert known.shape == (4, 0) and not len(rest)


def test_intervals_are_parted_by_their_mixed_keys():
    intervals = np.array([[5, 1, 2, 0], [6, 3, 4, 1], [9, 5, 6, 0], [4, 7, 8, 0]])
    found, cuts = np.empty((4, 4), np.int64), np.zeros(5, np.int64)
    parted(intervals, np.arange(4), 100, 1, 4, found, cuts)
    assert cuts.tolist() == [0, 2, 3, 3, 4]
    assert found.tolist() == [[4, 1, 2, 200], [8, 5, 6, 204], [5, 7, 8, 206], [7, 3, 4, 203]]


def test_words_of_rows_as_columns():
    rows = np.arange(3 * at.O_WORDS).reshape(3, at.O_WORDS)
    places = np.array([at.O_NORM, at.O_LATE])
    assert words_of(rows, places).tolist() == rows[:, places].T.tolist()
