"""One number for all duties of a run, so that runs can be compared: here or on Spark, warm or full.

In: what was found in pieces, in any order and any partition. Out: a hexadecimal word that is the same where every duty is
the same. Of each duty that is not met two hashes of 64 bits are made and added up, modulo 2^64; what is met is told by the
counts, which go into the digest by norm, version, outcome, reason and whether the due moment is provisional. Numbers that
depend on how a log is cut (rows, files, facts) are replaced by hashes of the ids and words they stand for.

It tells whether two honest runs agree. It is no seal: for that a segment has its Merkle root.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.scan.automaton import layout as at
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.log import OUTCOMES, REASONS
from fajing.scan.automaton.segments import Totals
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import text_code

Words = NDArray[np.uint64]
_LANES = 2
_DUE = (at.O_EARLIEST, at.O_LATEST, at.O_DAY, at.O_WHOLE, at.O_PROVISIONAL)
_AS_THEY_ARE = (
    at.O_VERSION, at.O_OBJECT, at.O_PERIOD, at.O_OUTCOME, at.O_REASON, at.O_UNIT, at.O_TRIGGER_AT, at.O_TRIGGER_DAY,
)  # fmt: skip
_WORDS = 32
_NOTHING = np.uint64(0x6E6F7468696E6721)


def _constants(name: str, number: int) -> Words:
    """Odd numbers that nobody chose."""
    texts = (f"fajing digest {name} {place}" for place in range(number))
    found = [int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") | 1 for text in texts]
    return np.array(found, dtype=np.uint64)


_FACTORS = _constants("factor", _WORDS * _LANES).reshape(_WORDS, _LANES)
_STARTS = _constants("start", _LANES)
_TEXT_FACTOR, _TEXT_START = _constants("text", 2)


def mixed(words: Words) -> Words:
    """Every bit of a word spread over all of it (the last step of SplitMix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def text_hashes(texts: pa.Array) -> Words:
    """Of each text 64 bits that depend on its bytes alone.

    Args:
        texts: Strings, none of them null.
    """
    texts = texts.cast(pa.large_string())
    number = len(texts)
    if not number:
        return np.zeros(0, dtype=np.uint64)
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + number + 1]
    plain = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]] if data is not None else b""
    room = np.zeros(len(plain) + 8, dtype=np.uint8)
    room[: len(plain)] = plain
    eights: Words = np.ndarray((len(plain) + 1,), dtype="<u8", buffer=room.data, strides=(1,))
    places, lengths = ends[:-1] - ends[0], np.diff(ends)
    found = mixed(lengths.astype(np.uint64) * _TEXT_FACTOR + _TEXT_START)
    live = np.arange(number)
    for begin in range(0, int(lengths.max()), 8):
        live = live[lengths[live] > begin]
        rest = np.minimum(lengths[live] - begin, 8).astype(np.uint64)
        mask = np.uint64(2**64 - 1) >> (np.uint64(64) - np.uint64(8) * rest)
        found[live] = mixed((found[live] ^ (eights[places[live] + begin] & mask)) * _TEXT_FACTOR)
    return found


class DutiesDigest:
    """Adds up duties.

    Args:
        plan: By which they are judged: that of the judge itself, whose facts grow while it judges.

    Attributes:
        sums: By lane.
        number: How many duties were added.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sums: Words = np.zeros(_LANES, dtype=np.uint64)
        self.number = 0
        self._norms: Words = np.array([text_code(norm.id) for norm in plan.norms], dtype=np.uint64)
        begins = [norm.versions[0].duty.expired is not None for norm in plan.norms]
        self._begins_at_end = np.array(begins, dtype=bool)

    def add(self, found: Found) -> None:
        """Adds what was found in a piece; a sink for `judge_folder`."""
        self.sums = self.sums + self._sum(found)
        self.number += len(found.rows)

    def take_back(self, found: Found) -> None:
        """Takes out what was added before."""
        self.sums = self.sums - self._sum(found)
        self.number -= len(found.rows)

    def hex(self, totals: Totals) -> str:
        """The digest, 32 characters.

        Args:
            totals: Counts of all duties, those that are met too.
        """
        lines = [f"{self.number} {' '.join(f'{word:016x}' for word in self.sums.tolist())}"]
        lines += sorted(_count_lines(totals))
        return blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()

    def _sum(self, found: Found) -> Words:
        return mixed(self._hashes(found)).sum(axis=0, dtype=np.uint64)

    def _hashes(self, found: Found) -> Words:
        """Of each row two numbers."""
        rows = found.rows
        total = np.broadcast_to(_STARTS, (len(rows), _LANES)).copy()
        for place, word in enumerate(self._words(found)):
            total += mixed(word)[:, None] * _FACTORS[place]
        return total

    def _words(self, found: Found) -> list[Words]:
        """What a duty is, word by word, free of how the log is cut."""
        rows, source = found.rows, found.source
        if not len(rows):
            return []
        files = text_hashes(pa.array(source.file_ids, pa.string()))
        matters = text_hashes(_whole(source.matters(["id"]), "id"))
        events = _Events(found)
        due, kind = rows[:, at.O_HAS_DUE] != 0, rows[:, at.O_LATE_KIND]
        made_up = self._begins_at_end[rows[:, at.O_NORM]]
        words = [_plain(rows[:, place]) for place in _AS_THEY_ARE]
        words += [_plain(np.where(due, rows[:, place], 0)) for place in _DUE]
        words += [
            _plain(due),
            self._norms[rows[:, at.O_NORM]],
            files[rows[:, at.O_FILE]],
            matters[rows[:, at.O_MATTER]],
            events.ids(rows[:, at.O_TRIGGER]),
            events.ids(rows[:, at.O_DONE]),
            events.ids(rows[:, at.O_EXCUSED]),
            events.instants(rows[:, at.O_PAUSED]),
            _plain(rows[:, at.O_PAUSED] >= 0),
            _plain(kind),
            _plain(np.where(kind != 0, rows[:, at.O_LATE], 0)),
            _plain(np.where(made_up, rows[:, at.O_OF_OBJECT], 0)),
            _plain(np.where(made_up, rows[:, at.O_OF_PERIOD], 0)),
            self._missing(rows),
        ]
        return words

    def _missing(self, rows: NDArray[np.int64]) -> Words:
        """The facts that are missing, as a set."""
        found = np.zeros(len(rows), dtype=np.uint64)
        some = np.flatnonzero(rows[:, at.O_MISSING_N] > 0)
        if not len(some):
            return found
        numbers = rows[some, at.O_MISSING : at.O_MISSING + at.O_MISSING_MOST].copy()
        numbers[np.arange(at.O_MISSING_MOST) >= rows[some, at.O_MISSING_N][:, None]] = -1
        numbers.sort(axis=1)
        again = np.zeros(numbers.shape, dtype=bool)
        again[:, 1:] = numbers[:, 1:] == numbers[:, :-1]
        codes: Words = np.array([text_code(fact) for fact in self.plan.facts], dtype=np.uint64)
        each = np.where((numbers < 0) | again, np.uint64(0), mixed(codes)[np.maximum(numbers, 0)])
        found[some] = each.sum(axis=1, dtype=np.uint64)
        return found


class _Events:
    """Ids and times of the events of a piece, read where they are needed."""

    def __init__(self, found: Found) -> None:
        rows = found.rows
        self._found = found
        ids = _whole(found.source.events(["id"]), "id")
        wanted = np.zeros(len(ids), dtype=bool)
        for place in (at.O_TRIGGER, at.O_DONE, at.O_EXCUSED):
            wanted[rows[rows[:, place] >= 0, place]] = True
        some = np.flatnonzero(wanted)
        self._hashes = np.zeros(len(ids), dtype=np.uint64)
        self._hashes[some] = text_hashes(ids.take(pa.array(some)))

    def ids(self, places: NDArray[np.int64]) -> Words:
        """Hashes of the ids of events; what is no event keeps its sign."""
        return np.where(places >= 0, self._hashes[np.maximum(places, 0)], _plain(places) ^ _NOTHING)

    def instants(self, places: NDArray[np.int64]) -> Words:
        """When events happened; nought where there is none."""
        some = np.flatnonzero(places >= 0)
        found = np.zeros(len(places), dtype=np.uint64)
        if len(some):
            instants = np.asarray(_whole(self._found.source.events(["at"]), "at"))
            found[some] = _plain(instants[places[some]])
        return found


def _plain(numbers: NDArray[Any]) -> Words:
    """Whole numbers as words without a sign."""
    return numbers.astype(np.int64).view(np.uint64)


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _count_lines(totals: Totals) -> list[str]:
    """The counts as text; versions by their place."""
    found: dict[str, int] = {}
    for number, outcome, reason, provisional in np.argwhere(totals.counts).tolist():
        rule = totals.plan.rules[number]
        version = rule.norm.versions.index(rule.version) if rule.version is not None else -1
        why = REASONS[reason - 1].value if reason else "-"
        key = f"{rule.norm.id} {version} {OUTCOMES[outcome].value} {why} {provisional}"
        found[key] = found.get(key, 0) + int(totals.counts[number, outcome, reason, provisional])
    return [f"{key} {number}" for key, number in found.items()]
