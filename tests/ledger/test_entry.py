"""What an entry may be: canonical bytes, and refusals."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.canonical import canonical_bytes
from fajing.core.errors import FajingError
from fajing.ledger.entry import Entry, holds_identity_number

AT = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers() | TEXTS
BODIES = st.dictionaries(
    TEXTS, PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(TEXTS, PLAIN, max_size=3)
)


def identity_number(first17):
    """An invented number with its right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(w * int(d) for w, d in zip(weights, first17, strict=True)) % 11]


@given(BODIES, st.lists(TEXTS.filter(lambda text: text and "\0" not in text), unique=True, max_size=3))
def test_bytes_are_canonical_and_read_back(body, subjects):
    entry = Entry("event", body, "officer:1", tuple(subjects), AT)
    told = {
        "actor": "officer:1",
        "at": "2026-03-02T01:20:00.000000Z",
        "body": body,
        "format": 1,
        "kind": "event",
    }
    assert entry.leaf() == canonical_bytes({**told, "subjects": subjects})
    assert Entry.read(entry.leaf()) == entry


def test_the_same_instant_gives_the_same_bytes():
    east = timezone(timedelta(hours=8))
    assert Entry("event", {}, at=AT).leaf() == Entry("event", {}, at=AT.astimezone(east)).leaf()


@pytest.mark.parametrize(
    "entry",
    [
        Entry("Event", {}, at=AT),
        Entry("受案", {}, at=AT),
        Entry("event", {"share": 0.5}, at=AT),
        Entry("event", {"of": [{"share": 0.5}]}, at=AT),
        Entry("event", {1: "x"}, at=AT),
        Entry("event", {"x": "\ud800"}, at=AT),
        Entry("event", {}, "", at=AT),
        Entry("event", {}, subjects=("",), at=AT),
        Entry("event", {}, subjects=("a", "a"), at=AT),
        Entry("event", {}, subjects=("a\0",), at=AT),
        Entry("event", {}, subjects=("a" * 201,), at=AT),
        Entry("event", {}, at=AT.replace(tzinfo=None)),
        Entry("event", {"text": "x" * (1 << 20)}, at=AT),
    ],
)
def test_what_may_not_be_kept_is_refused(entry):
    with pytest.raises(FajingError):
        entry.leaf()


@pytest.mark.parametrize(
    "leaf", [b"", b"[]", b"{}", b'{"format":2}', b'{"format":1,"kind":"event"}', b"\xff"]
)
def test_bytes_that_are_no_entry_are_refused(leaf):
    with pytest.raises(FajingError):
        Entry.read(leaf)


def test_an_identity_number_is_refused_and_not_repeated():
    number = identity_number("11010120000101001")
    for body in ({"who": number}, {"text": f"当事人（{number}）"}, {"of": [{number: 1}]}):
        with pytest.raises(FajingError) as raised:
            Entry("event", body, at=AT).leaf()
        assert number not in str(raised.value)


def test_a_hash_or_a_long_number_is_no_identity_number():
    number = identity_number("11010120000101001").encode()
    assert holds_identity_number(number)
    assert holds_identity_number(b"x " + number + b"\n")
    assert not holds_identity_number(b"a" + number)
    assert not holds_identity_number(number + b"0")
    assert not holds_identity_number(number[:-1] + (b"1" if number[-1:] != b"1" else b"2"))
    assert not holds_identity_number(b"10" * 32)
