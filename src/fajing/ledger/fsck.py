"""Whether a ledger is whole: every hash made anew, every index held against what the entries say.

In: a ledger and checkpoints that someone else held. Out: what does not hold, and what was counted. It changes nothing
and trusts nothing that is kept beside the leaves. Without a checkpoint from outside it can only say that the ledger
agrees with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fajing.core.errors import FajingError
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.entry import Entry
from fajing.ledger.hashes import Algorithm
from fajing.ledger.log import Log
from fajing.ledger.stores.base import Row
from fajing.ledger.tree import Frontier

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold.

    Attributes:
        zh: What, in Chinese.
        en: The same in English.
        index: Of which entry, where it is one.
    """

    zh: str
    en: str
    index: int | None = None


@dataclass(slots=True)
class Verdict:
    """What came out.

    Attributes:
        size: Number of rows seen.
        root: Root over them, made anew.
        faults: What does not hold, the first ones; `count` is of all.
        count: Number of faults.
        held: Sizes of the checkpoints that hold.
        kinds: Number of entries of each kind.
        last_at: When the last entry was made.
    """

    size: int = 0
    root: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    held: list[int] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    last_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything holds."""
        return self.count == 0

    def add(self, zh: str, en: str, index: int | None = None) -> None:
        """Note a fault."""
        self.count += 1
        if len(self.faults) < _SHOWN:
            self.faults.append(Fault(zh, en, index))


def check_log(
    log: Log, held: Sequence[Checkpoint] = (), expected: Mapping[str, str] | None = None
) -> Verdict:
    """Check a log as it stands.

    Args:
        log: The log.
        held: Checkpoints from outside, their signatures checked.
        expected: What the store must say of the log.

    Raises:
        FajingError: The store cannot be read.
    """
    size = log.size()  # others may go on writing
    verdict = check_rows(log.rows(0, size), log.store.subjects(size), log.algorithm, held)
    told = log.store.about()
    for name, value in (expected or {}).items():
        if told.get(name) != value:
            verdict.add(
                f"数据库里的 {name} 是 {told.get(name)!r}", f"the store says {name} {told.get(name)!r}"
            )
    return verdict


def check_rows(
    rows: Iterable[Row],
    subjects: Iterable[tuple[int, str]],
    algorithm: Algorithm,
    held: Sequence[Checkpoint] = (),
) -> Verdict:
    """Check rows.

    Args:
        rows: All rows in order.
        subjects: All pairs of row and subject, in order of rows.
        algorithm: How they are hashed.
        held: Checkpoints from outside, their signatures checked.
    """
    verdict = Verdict()
    edge = Frontier(algorithm)
    waiting = sorted(held, key=lambda one: one.size)
    told = _Subjects(subjects)
    _compare(verdict, edge, waiting)
    for row in rows:
        if row.number != edge.size:
            verdict.add(
                f"第{edge.size}条不在，下一条是第{row.number}条",
                f"entry {edge.size} is missing, the next is {row.number}",
                edge.size,
            )
            told.skip_to(row.number)
            if waiting:
                verdict.add("检查点无从核对", "the checkpoints cannot be compared", edge.size)
            return verdict
        if row.hashes != edge.add(algorithm.leaf(row.leaf)):
            verdict.add(
                f"第{row.number}条的哈希与内容不符",
                f"the hashes of entry {row.number} are not those of its content",
                row.number,
            )
        _check_entry(verdict, row, told.of(row.number))
        if waiting and waiting[0].size <= edge.size:
            _compare(verdict, edge, waiting)
    verdict.size, verdict.root = edge.size, edge.root()
    if told.rest():
        verdict.add("有代号指向没有的账目", "a subject points at an entry that is not there")
    for one in waiting:
        verdict.add(
            f"账本只有{edge.size}条，检查点说有{one.size}条",
            f"there are {edge.size} entries, a checkpoint says {one.size}",
        )
    return verdict


def _compare(verdict: Verdict, edge: Frontier, waiting: list[Checkpoint]) -> None:
    """Compare with the checkpoints of this size."""
    while waiting and waiting[0].size == edge.size:
        one = waiting.pop(0)
        if one.root == edge.root():
            verdict.held.append(one.size)
        else:
            verdict.add(
                f"前{one.size}条与 {one.at.date()} 的检查点不符",
                f"the first {one.size} entries differ from the checkpoint of {one.at.date()}",
            )


def _check_entry(verdict: Verdict, row: Row, subjects: Sequence[str]) -> None:
    try:
        entry = Entry.read(row.leaf)
        again = entry.leaf()
    except FajingError as error:
        verdict.add(f"第{row.number}条读不懂：{error.what}", f"entry {row.number}: {error.what}", row.number)
        return
    if again != row.leaf:
        verdict.add(f"第{row.number}条写法不规范", f"entry {row.number} is not canonical", row.number)
    if entry.kind != row.kind or sorted(entry.subjects) != sorted(subjects):
        verdict.add(
            f"第{row.number}条的种类或代号与内容不符",
            f"kind or subjects of entry {row.number} are not those of its content",
            row.number,
        )
    verdict.kinds[entry.kind] = verdict.kinds.get(entry.kind, 0) + 1
    verdict.last_at = entry.at


class _Subjects:
    """Pairs of row and subject, handed out row by row."""

    def __init__(self, pairs: Iterable[tuple[int, str]]) -> None:
        self._pairs: Iterator[tuple[int, str]] = iter(pairs)
        self._next = next(self._pairs, None)

    def of(self, number: int) -> list[str]:
        """The subjects of a row; those of earlier rows that nobody asked for count as its own, and differ."""
        found = []
        while self._next is not None and self._next[0] <= number:
            found.append(self._next[1] if self._next[0] == number else "")
            self._next = next(self._pairs, None)
        return found

    def skip_to(self, number: int) -> None:
        """Leave out those of earlier rows."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._pairs, None)

    def rest(self) -> bool:
        """Whether any are left."""
        return self._next is not None
