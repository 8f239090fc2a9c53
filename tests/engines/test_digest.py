"""The digest of duties is the same for any cutting of a log, and another as soon as anything of a duty is another."""

from __future__ import annotations

from copy import copy
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.folders import cut, fresh, imported, in_force
from tests.ledger.segments.made import files_of

from fajing.app.grouping import roots_as_linked
from fajing.ledger.segments.merge import Standing
from fajing.ledger.segments.schema import Origin
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.digest import DutiesDigest, text_hashes
from fajing.scan.automaton.pieces import latest_of, pieces_of
from fajing.scan.automaton.segments import Judge, judge_folder, norms_to_judge
from fajing.scan.reference import latest_moment

SEEDS = range(40)
PLAIN = (
    at.O_NORM, at.O_VERSION, at.O_OBJECT, at.O_PERIOD, at.O_OUTCOME, at.O_REASON, at.O_UNIT, at.O_TRIGGER_AT,
    at.O_TRIGGER_DAY, at.O_FILE, at.O_MATTER, at.O_TRIGGER, at.O_HAS_DUE,
)  # fmt: skip
WHERE_THERE = {
    at.O_EARLIEST: at.O_HAS_DUE, at.O_LATEST: at.O_HAS_DUE, at.O_DAY: at.O_HAS_DUE, at.O_WHOLE: at.O_HAS_DUE,
    at.O_PROVISIONAL: at.O_HAS_DUE, at.O_LATE: at.O_LATE_KIND, at.O_MISSING: at.O_MISSING_N,
    at.O_MISSING_N: at.O_MISSING_N, at.O_LATE_KIND: at.O_LATE_KIND,
}  # fmt: skip
PLACES = (at.O_DONE, at.O_PAUSED, at.O_EXCUSED)


def standing_of(folder, book):
    return Standing(folder.segments(), roots_as_linked(book))


def judge_of(standing, book):
    return Judge(book, norms_to_judge(book, None), standing.carried(), latest_of(standing))


def digest_of(folder, book, **more):
    standing = standing_of(folder, book)
    judge = judge_of(standing, book)
    digest = DutiesDigest(judge.plan)
    if more.pop("shuffled", False):
        pieces = list(pieces_of(standing))
        Random(1).shuffle(pieces)
        more["pieces"] = pieces
    totals = judge_folder(standing, book, judge=judge, sink=digest.add, **more)
    return digest.hex(totals), digest.number


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_threads_and_segments_do_not_matter(seed, tmp_path):
    one = in_force(seed)
    found = set()
    for target in (1, 7, 1_000):  # events in a row group
        folder = fresh(tmp_path / f"by{target}", one.book)
        folder.write(Origin((), carried=one.log.carried), files_of(one), target=target)
        assert latest_of(standing_of(folder, one.book)) == latest_moment(one.log)
        found.add(digest_of(folder, one.book, threads=1))
        found.add(digest_of(folder, one.book, threads=3, shuffled=True))
    parts = cut(Random(seed), one.log, 1)
    whole = fresh(tmp_path / "whole", one.book)
    imported(whole, one.book, parts[0])
    found.add(digest_of(whole, one.book))
    assert len(found) == 1


@pytest.mark.parametrize("seed", range(6))
def test_files_put_together_from_several_segments_count_as_if_written_at_once(seed, tmp_path):
    one = in_force(seed)
    events = list(one.log.events())
    halves = []
    for half in (events[::2], events[1::2]):
        log = copy(one.log)
        log.matters = {
            key: type(matter)(
                matter.id, matter.procedure, matter.parent, matter.unit, matter.values,
                [event for event in half if event.matter == key], matter.source,
            )
            for key, matter in one.log.matters.items()
        }  # fmt: skip
        halves.append(log)
    several, once = fresh(tmp_path / "several", one.book), fresh(tmp_path / "once", one.book)
    for log in halves:
        imported(several, one.book, log)
    imported(once, one.book, one.log)
    assert digest_of(several, one.book) == digest_of(once, one.book)


@pytest.fixture(scope="module")
def some_found(tmp_path_factory):
    """Pieces with rows, of several logs."""
    found = []
    for seed in range(60):
        one = in_force(seed)
        folder = fresh(tmp_path_factory.mktemp("data") / "d", one.book)
        imported(folder, one.book, one.log)
        standing = standing_of(folder, one.book)
        judge = judge_of(standing, one.book)
        pieces = []
        totals = judge_folder(standing, one.book, judge=judge, sink=pieces.append)
        found += [(judge, totals, piece) for piece in pieces if len(piece.rows)]
    return found


def changed(piece, row, place, value):
    other = copy(piece)
    other.rows = piece.rows.copy()
    other.rows[row, place] = value
    return other


def most_of(piece, judge, place):
    """How many different values a number may have that stands for something else."""
    return {
        at.O_NORM: len(judge.plan.norms),
        at.O_FILE: piece.source.piece.files,
        at.O_MATTER: piece.matters.num_rows,
        at.O_TRIGGER: piece.events.num_rows,
        at.O_DONE: piece.events.num_rows,
        at.O_EXCUSED: piece.events.num_rows,
        at.O_MISSING: len(judge.plan.facts),
    }.get(place)


@pytest.mark.parametrize("place", [*PLAIN, *WHERE_THERE, *PLACES])
def test_a_change_of_any_field_of_any_duty_changes_it(place, some_found):
    tried = 0
    for judge, totals, piece in some_found:
        before = DutiesDigest(judge.plan)
        before.add(piece)
        for row in range(len(piece.rows)):
            old = int(piece.rows[row, place])
            if place in WHERE_THERE and not piece.rows[row, WHERE_THERE[place]]:
                continue
            if place in PLACES and old < 0:
                value = 0
            elif place == at.O_PAUSED:
                value = -1
            elif place in (at.O_MISSING_N, at.O_LATE_KIND, at.O_HAS_DUE):
                value = {0: 1}.get(old, old - 1)
            else:
                most = most_of(piece, judge, place)
                value = old + 1 if most is None else (old + 1) % most
            if value == old or (
                place == at.O_MISSING and value in piece.rows[row, place + 1 : place + at.O_MISSING_MOST]
            ):
                continue
            after = DutiesDigest(judge.plan)
            after.add(changed(piece, row, place, value))
            assert after.hex(totals) != before.hex(totals)
            tried += 1
    assert tried > 2


def test_another_count_of_duties_that_are_met_changes_it(some_found):
    judge, totals, piece = some_found[0]
    digest = DutiesDigest(judge.plan)
    digest.add(piece)
    before = digest.hex(totals)
    totals.counts[0, at.MET, 0, 0] += 1
    after = digest.hex(totals)
    totals.counts[0, at.MET, 0, 0] -= 1
    assert after != before == digest.hex(totals)


def test_what_was_added_can_be_taken_back(some_found):
    judge, totals, piece = some_found[0]
    digest = DutiesDigest(judge.plan)
    empty = digest.hex(totals)
    digest.add(piece)
    digest.add(piece)
    assert digest.hex(totals) != empty
    digest.take_back(piece)
    digest.take_back(piece)
    assert digest.hex(totals) == empty


@given(st.lists(st.text(max_size=30), min_size=1, max_size=12), st.integers(0, 5))
def test_hashes_of_texts_depend_on_the_text_alone(texts, start):
    alone = [int(text_hashes(pa.array([text]))[0]) for text in texts]
    together = text_hashes(pa.array(["x" * start, *texts])[1:])
    assert together.tolist() == alone
    assert len(set(alone)) == len(set(texts))


def test_hashes_of_texts_tell_apart_what_begins_alike():
    texts = ["", "\0", "\0\0", "a", "a\0", "abcdefgh", "abcdefgh\0", "abcdefghi", "事项", "事顷"]
    assert len(np.unique(text_hashes(pa.array(texts)))) == len(texts)
    assert text_hashes(pa.array(["a"])).tolist() == text_hashes(pa.array(["a"], pa.large_string())).tolist()
