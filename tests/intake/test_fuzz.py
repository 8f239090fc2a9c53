"""Damaged and odd files: read with every row accounted for, or refused in words; never a traceback, never a hang."""

import random
import time

import pytest
from tests.intake import mutants_logs
from tests.intake.book import lawbook
from tests.intake.mutants import MAPS, make_file

from fajing.core.errors import FajingError
from fajing.intake import files
from fajing.intake.read import read_logs
from fajing.intake.rejects import write_rejects
from fajing.intake.suggest import suggest_map

BOOK = lawbook(*MAPS)
LOG_BOOK = lawbook(*mutants_logs.MAPS)
LONGEST = 20.0  # seconds for one small file, on a busy machine


def in_words(refused):
    """A refusal says what is wrong and what to do; False, for "not read"."""
    assert refused.what
    assert refused.exit_code == 2
    return False


def try_one(number, folder, make=make_file, book=BOOK):
    """Read the file with that number; tell whether it was read."""
    path = make(number, folder)
    begun = time.monotonic()
    try:
        intake = read_logs([path], book)
    except FajingError as refused:
        return in_words(refused)
    finally:
        assert time.monotonic() - begun < LONGEST, path
        path.unlink()
    [count] = intake.files
    assert count.is_complete, (number, count)
    # a row that stands for several matters may be rejected for each of them
    again = count.rejected if files.STANDS_AGAIN in [note.what for note in count.notes] else 0
    places = len({(one.sheet, one.row) for one in intake.rejects})
    assert max(0, count.rejected - again) <= places <= count.rejected == intake.log.rejected, number
    assert all(
        one.reason_zh and one.remedy_zh and one.reason_en and one.remedy_en for one in intake.rejects
    ), number
    ids = [event.id for event in intake.log.events()]
    assert len(ids) == len(set(ids)), number
    for matter in intake.log.matters.values():
        assert matter.id.strip(), number
        assert all(
            event.matter == matter.id and event.procedure == matter.procedure for event in matter.events
        ), number
    write_rejects(intake.rejects, folder / "rejects.csv", with_values=True)
    return True


def test_five_hundred_mutants_are_read_whole_or_refused(tmp_path):
    read = sum(try_one(number, tmp_path) for number in range(500))
    assert 100 < read < 450  # both ways are well trodden


def test_four_hundred_event_logs_are_read_whole_or_refused(tmp_path):
    made = mutants_logs.make_log_file
    read = sum(try_one(number, tmp_path, made, LOG_BOOK) for number in range(400))
    assert 100 < read < 350  # both ways are well trodden


def test_a_proposal_is_made_or_refused_for_event_logs_too(tmp_path):
    for number in range(1000, 1060):
        path = mutants_logs.make_log_file(number, tmp_path)
        try:
            assert suggest_map(path, BOOK).columns
        except FajingError as refused:
            in_words(refused)


def test_a_proposal_is_made_or_refused_for_mutants_too(tmp_path):
    for number in range(1000, 1060):
        path = make_file(number, tmp_path)
        try:
            assert suggest_map(path, BOOK).columns
        except FajingError as refused:
            in_words(refused)


def test_an_undamaged_mutant_read_twice_changes_nothing(tmp_path):
    tried = 0
    for number in range(2000, 2100):
        path = make_file(number, tmp_path)
        try:
            once = read_logs([path], BOOK)
        except FajingError:
            continue
        tried += 1
        twice = read_logs([path, path], BOOK)
        second = twice.files[1]
        assert second.new == second.corrected == 0 or once.files[0].corrected, number
        assert second.rejected == once.files[0].rejected
        assert sorted(e.id for e in once.log.events()) == sorted(e.id for e in twice.log.events()), number
    assert tried > 20


@pytest.mark.soak
def test_twenty_thousand_mutants_are_read_whole_or_refused(tmp_path, soak_note):
    begun = time.monotonic()
    first = random.SystemRandom().randrange(1_000_000, 1_000_000_000)
    read = sum(try_one(number, tmp_path) for number in range(first, first + 20_000))
    soak_note(
        "mutated files",
        first=first,
        read=read,
        refused=20_000 - read,
        seconds=round(time.monotonic() - begun),
    )


@pytest.mark.soak
def test_twenty_thousand_event_logs_are_read_whole_or_refused(tmp_path, soak_note):
    begun = time.monotonic()
    first = random.SystemRandom().randrange(1_000_000, 1_000_000_000)
    made = mutants_logs.make_log_file
    read = sum(try_one(number, tmp_path, made, LOG_BOOK) for number in range(first, first + 20_000))
    soak_note(
        "mutated event logs",
        first=first,
        read=read,
        refused=20_000 - read,
        seconds=round(time.monotonic() - begun),
    )
