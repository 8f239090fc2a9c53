"""What every store must do: one suite, run on each."""

import datetime as dt
import threading

import pytest

from fajing.core.errors import FajingError
from fajing.ledger.entry import Entry
from fajing.ledger.fsck import check_log
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.base import StoreError
from fajing.ledger.tree import is_consistent, root_from_inclusion


def some(count, first=0, kind="event"):
    return [
        Entry(kind, {"n": n, "name": "受案"}, f"officer:{n % 3}", (f"matter:{n % 4}", f"finding:{n}"))
        for n in range(first, first + count)
    ]


def test_a_new_ledger_holds_one_entry_that_says_which_it_is(make_ledger):
    ledger = make_ledger()
    [first] = ledger.entries()
    assert (first.index, first.kind, first.body["hash"]) == (0, "ledger", "sha256")
    assert ledger.size() == 1


def test_entries_come_back_as_they_were_in_order_and_without_gaps(make_ledger):
    ledger = make_ledger()
    entries = some(30)
    receipts = ledger.append(entries[:1]) + ledger.append(entries[1:25]) + ledger.append(entries[25:])
    assert [one.index for one in receipts] == list(range(1, 31))
    assert [one.entry for one in ledger.entries(1)] == entries
    assert [one.index for one in ledger.entries(5, 9)] == [5, 6, 7, 8]
    assert ledger.size() == 31
    assert receipts[-1].root == ledger.root()
    assert receipts[0].size == 2
    assert receipts[0].root == ledger.root(2)
    assert all(
        one.leaf_hash == ledger.log.algorithm.leaf(entry.leaf())
        for one, entry in zip(receipts, entries, strict=True)
    )


def test_a_large_batch_goes_in_whole(make_ledger):
    ledger = make_ledger()
    entries = some(5_500)
    receipts = ledger.append(entries)
    assert len(receipts) == 5_500
    assert [one.body["n"] for one in ledger.entries(kind="event")] == list(range(5_500))
    assert [one.body["n"] for one in ledger.entries(subject="matter:3")] == list(range(3, 5_500, 4))


def test_entries_are_found_by_kind_and_subject(make_ledger):
    ledger = make_ledger()
    ledger.append(some(8))
    ledger.append(some(4, 8, "finding.pushed") + some(2, 12, "finding.closed") + some(1, 14, "findings"))
    assert [one.body["n"] for one in ledger.entries(kind="finding.pushed")] == [8, 9, 10, 11]
    assert [one.body["n"] for one in ledger.entries(kind="finding.")] == [8, 9, 10, 11, 12, 13]
    assert [one.body["n"] for one in ledger.entries(subject="matter:1")] == [1, 5, 9, 13]
    assert [one.body["n"] for one in ledger.entries(kind="event", subject="matter:1")] == [1, 5]
    assert [one.body["n"] for one in ledger.entries(3, 10, subject="matter:1")] == [5]
    assert list(ledger.entries(subject="matter:9")) == []


def test_a_follower_sees_each_entry_once(make_ledger):
    ledger = make_ledger()
    ledger.append(some(10))
    seen, position = [], 0
    while True:
        news = ledger.since(position, 4)
        seen += [one.index for one in news.entries]
        if news.position == position:
            break
        position = news.position
    assert seen == list(range(11))
    ledger.append(some(1))
    assert [one.index for one in ledger.since(position).entries] == [11]


@pytest.mark.parametrize("hash_name", ["sha256", "sm3"])
def test_every_entry_is_proven_to_every_size(make_ledger, hash_name):
    ledger = make_ledger(hash_name)
    for n in range(8):
        ledger.append(some(n % 3 + 1))
    with_hash, size = ledger.log.algorithm, ledger.size()
    for upto in range(1, size + 1):
        root = ledger.root(upto)
        for stored in ledger.entries(0, upto):
            path = ledger.inclusion(stored.index, upto)
            assert (
                root_from_inclusion(with_hash, with_hash.leaf(stored.leaf), stored.index, upto, path) == root
            )
        for old in range(upto + 1):
            path = ledger.consistency(old, upto)
            assert is_consistent(with_hash, old, ledger.root(old), upto, root, path)


def test_what_is_asked_beyond_the_end_is_refused(make_ledger):
    ledger = make_ledger()
    for ask in (lambda: ledger.root(2), lambda: ledger.inclusion(1), lambda: ledger.consistency(0, 2)):
        with pytest.raises(IndexError):
            ask()
    with pytest.raises(IndexError):
        ledger.entry(1)


def test_an_entry_that_is_refused_takes_the_whole_batch_with_it(make_ledger):
    ledger = make_ledger()
    with pytest.raises(FajingError, match="float"):
        ledger.append([*some(3), Entry("event", {"share": 0.5})])
    assert ledger.size() == 1
    ledger.append(some(1))
    assert ledger.root() == Ledger.open(ledger.data_dir).root()


def test_opened_again_it_goes_on_where_it_was(make_ledger):
    ledger = make_ledger()
    ledger.append(some(7))
    other = Ledger.open(ledger.data_dir)
    other.append(some(3, 7))
    ledger.append(some(2, 10))
    other.append(some(1, 12))
    assert [one.body["n"] for one in ledger.entries(1)] == list(range(13))
    assert ledger.root() == other.root()
    other.close()


def test_there_is_one_ledger_in_a_store(make_ledger, tmp_path, store_url):
    ledger = make_ledger()
    with pytest.raises(FajingError, match="已有账本"):
        Ledger.init(ledger.data_dir, store_url)
    if store_url is not None:
        with pytest.raises(FajingError, match="已经有账本"):
            Ledger.init(tmp_path / "other", store_url)


def test_threads_lose_nothing(make_ledger):
    ledger = make_ledger()
    receipts = []

    def write(number):
        for n in range(20):
            receipts.extend(ledger.append([Entry("event", {"of": number, "n": n})]))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.index for one in receipts) == list(range(1, 161))
    told = {(one.body["of"], one.body["n"]): one.index for one in ledger.entries(1)}
    assert len(told) == 160
    for number in range(8):
        order = [told[number, n] for n in range(20)]
        assert order == sorted(order)


def test_large_batches_of_many_threads_each_get_their_own_receipts(make_ledger):
    """More than goes into one transaction: whoever writes next may have others before him."""
    ledger = make_ledger()
    told = {}

    def write(number):
        receipts = ledger.append([Entry("event", {"of": number, "n": n}) for n in range(1_900)])
        told[number] = [one.index for one in receipts]

    threads = [threading.Thread(target=write, args=(number,)) for number in range(9)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == list(range(9))
    assert ledger.size() == 1 + 9 * 1_900
    for number, indexes in told.items():
        assert indexes == list(range(indexes[0], indexes[0] + 1_900))
        first = ledger.entry(indexes[0])
        assert (first.body["of"], first.body["n"]) == (number, 0)


def test_a_ledger_is_checked_while_others_write(make_ledger):
    ledger = make_ledger()
    ledger.append(some(3_000))
    stop = threading.Event()

    def write():
        while not stop.is_set():
            ledger.append(some(5))

    thread = threading.Thread(target=write)
    thread.start()
    verdicts = [check_log(ledger.log) for _ in range(3)]
    stop.set()
    thread.join()
    assert [one.faults for one in verdicts] == [[], [], []]
    assert verdicts[-1].size < ledger.size()


def test_a_log_that_was_moved_takes_nothing_more(make_ledger):
    ledger = make_ledger()
    ledger.log.store.mark_moved("elsewhere")
    with pytest.raises(FajingError, match="迁到别处"):
        ledger.append(some(1))
    assert ledger.size() == 1


def test_a_row_that_is_not_the_next_one_is_refused(make_ledger):
    ledger = make_ledger()
    ledger.append(some(2))
    rows = list(ledger.log.rows())
    with pytest.raises(StoreError), ledger.log.store.appending() as appending:
        appending.add([rows[1]])
    assert list(ledger.log.rows()) == rows


def test_times_are_kept_to_the_microsecond_in_utc(make_ledger):
    ledger = make_ledger()
    east = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2026, 3, 2, 9, 20, 1, 123456, tzinfo=east)
    ledger.append([Entry("event", {}, at=at)])
    assert b'"at":"2026-03-02T01:20:01.123456Z"' in ledger.entry(1).leaf
    assert ledger.entry(1).entry.at == at
