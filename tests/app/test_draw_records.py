"""Draws kept as files and in a ledger: order shown, crashes mended, nothing lost or forged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.draw.samples import HOLDERS, NUMBER, PUBLISHED, SECRETS, START, committed

from fajing.app import draw_ledger, draw_records
from fajing.app.draw_ledger import check_in_ledger, enter_stages, list_draws
from fajing.app.draw_records import change, draw_now, keep_new, read_record, record_path, verify_record
from fajing.core.errors import FajingError
from fajing.draw.entries import all_entry_parts
from fajing.draw.record import MissingRevealError
from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger

HOUR = timedelta(hours=1)


class Clock:
    """The clock of the ledger and of the use cases, set by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self):
        return self.at


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(draw_records, "now", made)
    monkeypatch.setattr(draw_ledger, "now", made)
    return made


@pytest.fixture
def ledger(tmp_path):
    made = Ledger.init(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def path(tmp_path):
    return record_path(tmp_path / "data", "hotels-1")


def reveal(path, ledger, clock, *names):
    for name in names or SECRETS:
        clock.at += timedelta(minutes=1)
        change(
            path,
            ledger,
            lambda draw, name=name: draw.reveal(name, SECRETS[name], by=HOLDERS[name], at=clock.at),
        )


def publish(path, ledger, clock):
    clock.at = PUBLISHED + HOUR
    change(
        path,
        ledger,
        lambda draw: draw.enter(
            "lottery", NUMBER, read_from="公告栏", read_at=PUBLISHED, by="officer:5", at=clock.at
        ),
    )


def whole(path, ledger, clock):
    keep_new(path, committed(), ledger)
    reveal(path, ledger, clock)
    publish(path, ledger, clock)
    return draw_now(path, ledger, "officer:5")


def kinds(ledger):
    return [one.kind for one in ledger.entries(kind="draw.")]


def test_every_stage_is_entered_before_the_next(path, ledger, clock):
    keep_new(path, committed(), ledger)
    assert kinds(ledger) == ["draw.committed"]
    reveal(path, ledger, clock, "bureau")
    assert kinds(ledger) == ["draw.committed", "draw.revealed"]
    reveal(path, ledger, clock, "reader")
    publish(path, ledger, clock)
    draw = draw_now(path, ledger, "officer:5")
    change(
        path,
        ledger,
        lambda draw: draw.replace_target(draw.result()[0].target, "moved", by="officer:5", at=clock.at),
    )
    assert kinds(ledger) == ["draw.committed", *["draw.revealed"] * 3, "draw.drawn", "draw.replaced"]
    steps = verify_record(path, ledger)
    assert steps[-1].holds
    assert "都在公开数字公布前入账" in steps[-1].zh
    assert draw.state == "drawn"


def test_a_record_written_in_one_go_afterwards_is_found_by_the_ledger(path, ledger, clock):
    whole(path, None, clock)
    assert verify_record(path)[-1].holds
    assert "账目0条" in verify_record(path, ledger)[-1].zh
    enter_stages(ledger, read_record(path))
    step = verify_record(path, ledger)[-1]
    assert not step.holds
    assert "账目入账时公开数字已经公布" in step.zh


def test_a_reveal_before_the_commitment_in_the_ledger_is_found(path, ledger, clock):
    whole(path, None, clock)
    done = read_record(path)
    parts = all_entry_parts(done)
    for one in [parts[1], parts[0], *parts[2:]]:
        ledger.append([Entry(one.kind, one.body, one.actor, one.subjects, START)])
    step = check_in_ledger(ledger, done)[-1]
    assert not step.holds
    assert step.en.startswith("ledger and record differ")


def test_a_record_that_was_exchanged_is_found_and_takes_nothing_more(path, ledger, clock):
    whole(path, ledger, clock)
    other = path.with_name("other.json")
    clock.at = START
    keep_new(other, committed(), None)
    reveal(other, None, clock, "reader", "bureau")
    assert not verify_record(other, ledger)[-1].holds
    clock.at = PUBLISHED + HOUR
    with pytest.raises(FajingError, match="the ledger tells of this draw otherwise"):
        publish(other, ledger, clock)


def test_what_a_crash_left_out_is_entered_before_anything_new(path, ledger, clock, monkeypatch):
    keep_new(path, committed(), ledger)
    calls = []

    def dies_at_the_second_call(ledger, draw, *rest):
        calls.append(draw.id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return enter_stages(ledger, draw, *rest)

    with monkeypatch.context() as broken:
        broken.setattr(draw_records, "enter_stages", dies_at_the_second_call)
        with pytest.raises(KeyboardInterrupt):
            reveal(path, ledger, clock, "bureau")
    assert kinds(ledger) == ["draw.committed"]
    assert len(read_record(path).stages) == 2
    reveal(path, ledger, clock, "reader")
    assert kinds(ledger) == ["draw.committed", "draw.revealed", "draw.revealed"]
    assert check_in_ledger(ledger, read_record(path))[-1].holds


def test_a_missing_reveal_voids_the_draw_in_file_and_ledger(path, ledger, clock):
    keep_new(path, committed(), ledger)
    reveal(path, ledger, clock, "bureau")
    clock.at = PUBLISHED + HOUR
    with pytest.raises(MissingRevealError, match="reader"):
        draw_now(path, ledger, "officer:5")
    assert read_record(path).state == "voided"
    assert kinds(ledger)[-1] == "draw.voided"
    assert verify_record(path, ledger)[-1].holds


def test_a_refusal_leaves_file_and_ledger_as_they_were(path, ledger, clock):
    keep_new(path, committed(), ledger)
    before = path.read_bytes()
    with pytest.raises(FajingError, match="not what was committed"):
        change(path, ledger, lambda draw: draw.reveal("bureau", "77" * 32, by="officer:5", at=clock.at))
    assert path.read_bytes() == before
    assert kinds(ledger) == ["draw.committed"]
    assert sorted(one.name for one in path.parent.iterdir()) == ["hotels-1.json"]


def test_a_name_is_used_once(path, ledger, clock):
    keep_new(path, committed(), ledger)
    with pytest.raises(FajingError, match="the ledger has a draw of this name"):
        keep_new(path.with_name("again.json"), committed(), ledger)
    with pytest.raises(FajingError, match="it is not replaced"):
        keep_new(path, committed(), None)


def test_two_people_do_not_change_a_record_at_once(path, ledger, clock):
    keep_new(path, committed(), ledger)

    def inner(draw):
        reveal(path, ledger, clock, "bureau")

    with pytest.raises(FajingError, match="someone else is changing"):
        change(path, ledger, inner)
    reveal(path, ledger, clock, "bureau")


def test_a_changed_file_is_neither_read_nor_verified(path, ledger, clock):
    whole(path, ledger, clock)
    path.write_bytes(path.read_bytes().replace(b'"hotel-01"', b'"hotel-02"', 1))
    assert not verify_record(path, ledger)[-1].holds
    with pytest.raises(FajingError):
        read_record(path)


def test_the_list_shows_also_what_was_never_drawn(path, ledger, clock):
    keep_new(path, committed(), ledger)
    keep_new(path.with_name("b.json"), committed(draw="hotels-2"), ledger)
    reveal(path, ledger, clock)
    publish(path, ledger, clock)
    draw_now(path, ledger, "officer:5")
    shown = [(one.id, one.state, one.kind, one.closes_at) for one in list_draws(ledger)]
    assert shown == [
        ("hotels-1", "drawn", "inspection", "2026-12-02T07:00:00Z"),
        ("hotels-2", "committed", "inspection", "2026-12-02T07:00:00Z"),
    ]
    assert list_draws(ledger)[0].entries == (1, 3, 4, 5, 6)


def test_the_entries_are_found_under_the_draw(path, ledger, clock):
    whole(path, ledger, clock)
    found = list(ledger.entries(subject="draw:hotels-1"))
    assert [one.index for one in found] == [1, 2, 3, 4, 5]
    assert "pool" not in found[0].body
