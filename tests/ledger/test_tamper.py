"""Random changes of what was written at or before a checkpoint that someone else holds: every one is detected.

Two kinds of hand: a clumsy one that changes rows in the database, and a careful one that knows the program, changes
what an entry says and makes every hash, subject and kind after it anew. Only the checkpoint held outside stops the
second.
"""

import itertools
import random

import pytest

from fajing.core.errors import FajingError
from fajing.ledger.checkpoint import make_checkpoint, read_key
from fajing.ledger.entry import Entry
from fajing.ledger.fsck import check_log, check_rows
from fajing.ledger.keys import check_signed
from fajing.ledger.log import Log
from fajing.ledger.note import PrivateKey
from fajing.ledger.stores.base import Row
from fajing.ledger.tree import Frontier

ORDINARY, FULL = 600, 10_000
SIZE, HELD = 40, 33


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The rows and subjects of a ledger, and a checkpoint somebody took away before its end."""
    from fajing.ledger.ledger import Ledger

    ledger = Ledger.init(tmp_path_factory.mktemp("whole"), origin="fajing/test")
    for n in range(1, SIZE):
        kind = ("event", "finding.pushed", "import")[n % 3]
        ledger.append(
            [Entry(kind, {"n": n, "unit": f"u{n % 4}"}, f"officer:{n % 5}", (f"matter:{n % 7}", f"n:{n}"))]
        )
        if n + 1 == HELD:
            held = ledger.checkpoint()
    return list(ledger.log.rows()), list(ledger.log.store.subjects()), ledger.log.algorithm, held


def other_entry(chance, row):
    """The same entry with one thing changed in it, or another entry altogether."""
    entry = Entry.read(row.leaf)
    how = chance.randrange(5)
    body, actor, kind, subjects, at = dict(entry.body), entry.actor, entry.kind, entry.subjects, entry.at
    if how == 0:
        body["n"] = chance.randrange(10**6, 10**9)
    elif how == 1:
        actor = f"officer:{chance.randrange(10**6)}"
    elif how == 2:
        kind = f"kind{chance.randrange(10**6)}"
    elif how == 3:
        subjects = (*subjects, f"more:{chance.randrange(10**6)}")
    else:
        at = at.replace(microsecond=(at.microsecond + chance.randrange(1, 10**6)) % 10**6)
    return Entry(kind, body, actor, subjects, at)


def changed_bytes(chance, data):
    data = bytearray(data)
    how = chance.randrange(4)
    place = chance.randrange(len(data))
    if how == 0:
        data[place] ^= 1 << chance.randrange(8)
    elif how == 1:
        del data[place:]
    elif how == 2:
        data[place:place] = bytes([chance.randrange(256)])
    else:
        data.append(chance.randrange(256))
    return bytes(data)


def clumsy(chance, rows, subjects):
    """Change one thing in the database."""
    place = chance.randrange(HELD)
    row = rows[place]
    how = chance.randrange(9)
    if how == 0:
        rows[place] = row._replace(leaf=changed_bytes(chance, row.leaf))
    elif how == 1:
        rows[place] = row._replace(hashes=changed_bytes(chance, row.hashes))
    elif how == 2:
        rows[place] = row._replace(kind=row.kind + "x")
    elif how == 3:
        rows[place] = row._replace(leaf=other_entry(chance, row).leaf())
    elif how == 4:
        del rows[place]
    elif how == 5:
        other = (place + chance.randrange(1, HELD)) % HELD
        rows[place], rows[other] = (
            rows[other]._replace(number=place), row._replace(number=other),
        )  # fmt: skip
    elif how == 6:
        rows.insert(place, row)
    elif how == 7:
        del rows[place:]
    elif chance.randrange(2):
        del subjects[chance.choice([n for n, (number, _) in enumerate(subjects) if number < HELD])]
    else:
        subjects.append((place, f"new:{chance.randrange(10**6)}"))
        subjects.sort()
    return rows, subjects


def careful(chance, rows, subjects, algorithm):
    """Change what the entries say, and make all that follows from it anew."""
    leaves = [row.leaf for row in rows]
    place = chance.randrange(1, HELD)
    how = chance.randrange(4)
    if how == 0:
        leaves[place] = other_entry(chance, rows[place]).leaf()
    elif how == 1:
        del leaves[place]
    elif how == 2:
        other = chance.choice([n for n in range(1, HELD) if n != place])
        leaves[place], leaves[other] = leaves[other], leaves[place]
    else:
        leaves.insert(place, other_entry(chance, rows[place]).leaf())
    edge, made, pairs = Frontier(algorithm), [], []
    for number, leaf in enumerate(leaves):
        entry = Entry.read(leaf)
        made.append(Row(number, entry.kind, (), leaf, edge.add(algorithm.leaf(leaf))))
        pairs += [(number, subject) for subject in entry.subjects]
    return made, sorted(pairs)


def tamper(whole, count, seed):
    """How many of so many random changes are not detected."""
    rows, subjects, algorithm, held = whole
    missed = agrees_with_itself = 0
    for number in range(count):
        chance = random.Random(seed * 10**6 + number)
        if number % 2:
            hand, (now, pairs) = "careful", careful(chance, list(rows), list(subjects), algorithm)
        else:
            hand, (now, pairs) = "clumsy", clumsy(chance, list(rows), list(subjects))
        found = check_rows(now, pairs, algorithm, [held])
        missed += found.is_whole
        agrees_with_itself += hand == "careful" and check_rows(now, pairs, algorithm).is_whole
    return missed, agrees_with_itself


def test_the_whole_ledger_is_whole(whole):
    rows, subjects, algorithm, held = whole
    found = check_rows(rows, subjects, algorithm, [held])
    assert found.is_whole
    assert (found.size, found.held) == (SIZE, [HELD])


def test_random_changes_before_a_checkpoint_are_all_detected(whole):
    missed, unseen_without = tamper(whole, ORDINARY, 1)
    assert missed == 0
    assert unseen_without == ORDINARY // 2, "a careful hand should be seen by the checkpoint alone"


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_random_changes_are_all_detected(whole, soak_note):
    missed, unseen_without = tamper(whole, FULL, 2)
    soak_note("tamper", changes=FULL, missed=missed, seen_by_the_checkpoint_alone=unseen_without)
    assert missed == 0


def test_what_comes_after_the_checkpoint_can_be_rewritten_unseen(whole):
    """The remainder that the threat model names: this shows that it is there, not that it is good."""
    rows, subjects, algorithm, held = whole
    edge, made, pairs = Frontier(algorithm), [], []
    for row in rows:
        entry = Entry.read(row.leaf)
        if row.number >= HELD:
            entry = Entry(entry.kind, {"n": 0}, entry.actor, entry.subjects, entry.at)
        leaf = entry.leaf()
        made.append(Row(row.number, entry.kind, (), leaf, edge.add(algorithm.leaf(leaf))))
        pairs += [(row.number, subject) for subject in entry.subjects]
    assert check_rows(made, sorted(pairs), algorithm, [held]).is_whole
    assert check_rows(rows[:HELD], [one for one in subjects if one[0] < HELD], algorithm, [held]).is_whole


def test_a_database_changed_behind_its_guards_is_found_out(make_ledger):
    """The same on a real database whose guards somebody took down."""
    ledger = make_ledger()
    ledger.append([Entry("event", {"n": n}, subjects=(f"matter:{n}",)) for n in range(20)])
    held = ledger.checkpoint()
    ledger.append([Entry("event", {"n": 99})])
    assert check_log(ledger.log, [held], {"hash": "sha256"}).is_whole
    leaf = ledger.entry(7).leaf.replace(b'"n":6', b'"n":5').hex()
    if ledger.about.store.startswith("sqlite:"):
        import sqlite3

        connection = sqlite3.connect(ledger.data_dir / "ledger" / "ledger.sqlite", isolation_level=None)
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute(f"UPDATE ledger SET leaf = x'{leaf}' WHERE number = 7")
        connection.close()
    else:
        import psycopg

        with psycopg.connect(ledger.about.store, autocommit=True) as connection:
            connection.execute("ALTER TABLE fajing_ledger.ledger DISABLE TRIGGER append_only")
            connection.execute(f"UPDATE fajing_ledger.ledger SET leaf = '\\x{leaf}' WHERE number = 7")
    found = check_log(ledger.log, [held])
    assert not found.is_whole
    assert found.faults[0].index == 7
    assert "第7条的哈希与内容不符" in found.faults[0].zh


def test_a_checkpoint_signed_by_another_key_is_no_checkpoint(make_ledger):
    ledger = make_ledger()
    forged = make_checkpoint(
        ledger.about.origin, 1, ledger.root(), "sha256", PrivateKey.make(ledger.about.origin)
    )
    with pytest.raises(FajingError, match="没有认识的签名"):
        check_signed(ledger, forged.note)


def test_every_place_of_a_small_ledger_is_guarded(whole):
    """One bit of every byte of every leaf and hash up to the checkpoint."""
    rows, subjects, algorithm, held = whole
    few = rows[:HELD]
    pairs = [one for one in subjects if one[0] < HELD]
    for place, name in itertools.product((0, 1, 2, HELD - 1), ("leaf", "hashes")):
        data = getattr(few[place], name)
        for byte in range(0, len(data), 7):
            changed = data[:byte] + bytes([data[byte] ^ 1]) + data[byte + 1 :]
            now = [*few[:place], few[place]._replace(**{name: changed}), *few[place + 1 :]]
            assert not check_rows(now, pairs, algorithm, [held]).is_whole


def test_a_log_reads_the_hash_it_was_made_with(make_ledger):
    ledger = make_ledger("sm3")
    ledger.append([Entry("event", {})])
    held = ledger.checkpoint()
    assert held.hash == "sm3"
    assert check_log(ledger.log, [held], {"hash": "sm3"}).is_whole
    assert not check_log(Log(ledger.log.store, "sha256")).is_whole
    assert not check_log(ledger.log, (), {"hash": "sha256"}).is_whole
    assert read_key(ledger.data_dir / "keys" / "checkpoint.key").public.name == ledger.about.origin
