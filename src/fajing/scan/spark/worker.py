"""What runs inside Spark's Python workers: the same judge, made once in each worker, one piece at a time.

In: what is common to all pieces, and where some of them are. Out: batches of Arrow. Nothing here imports pyspark.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fajing import __version__
from fajing.core.errors import FajingError
from fajing.core.events import Carried
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import WORDS, Across
from fajing.scan.automaton.segments import Judge
from fajing.scan.spark.wire import Answer, Ints, Where, law_of, packed, source_of

_KEPT = 2  # judges; a worker may serve several runs of one driver
_judges: OrderedDict[str, tuple[Judge, str]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Common:
    """What is common to all pieces of a run; pickled together, so that norms stay the lawbook's own.

    Attributes:
        run: A name for the run.
        version: Of the program at the driver.
        lawbook: The law, as the driver read it: with overlays, region and drafts.
        norms: Norms to judge.
        carried: What the maps could have brought.
        as_of: The moment up to which the record is read.
        codes: Where the driver keeps compiled code; used where it can be reached.
    """

    run: str
    version: str
    lawbook: Lawbook
    norms: Sequence[Norm]
    carried: Carried
    as_of: Moment
    codes: str


def judge_pieces(
    common: Common, wheres: Sequence[Where], numbers: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Judges some pieces.

    Args:
        common: What is common to all.
        wheres: The pieces.
        numbers: Batches of one column: which of them.
    """
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            yield from packed(number, judge_piece(common, wheres[number]))


def judge_piece(common: Common, where: Where) -> Answer:
    """Judges one piece."""
    judge, law = _judge_of(common)
    totals = judge.totals
    judge.across = part_of_across(judge, where)
    found = judge.piece(source_of(where))
    judge.finish()
    put_off = _put_off(judge, where)
    places = np.flatnonzero(totals.counts)
    counts = np.stack([places, totals.counts.ravel()[places]], axis=1)
    by_reference = dict(totals.by_reference)
    totals.counts[:] = 0
    totals.by_reference.clear()
    rows = found.rows
    some = rows[rows[:, at.O_MISSING_N] > 0]
    numbers = {
        int(number)
        for place in range(at.O_MISSING_MOST)
        for number in np.unique(some[some[:, at.O_MISSING_N] > place, at.O_MISSING + place])
    }
    facts = {number: judge.plan.facts[number] for number in numbers}
    return Answer(
        rows, facts, found.pending, found.duties, counts, by_reference, totals.columns, law, put_off
    )


def part_of_across(judge: Judge, where: Where | None) -> Across | None:
    """What the driver found out across files, as far as it tells of a piece."""
    if not judge.plan.across:
        return None
    assert judge.as_of is not None
    across = Across(judge.plan.across, judge.lawbook.zone, judge.as_of)
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros((0, WORDS), dtype=np.int64)
    if where is not None and where.across:
        for group, (_, codes) in enumerate(where.across):
            across.add((where.piece.segment, where.piece.group), group, codes, none, nothing)
        across.codes = np.concatenate([codes for _, codes in where.across])
    return across


def _put_off(judge: Judge, where: Where) -> Ints:
    """What waits for other files, with the triggers by the driver's numbers."""
    bases = np.repeat(
        np.array([base for base, _ in where.across], dtype=np.int64),
        [len(codes) for _, codes in where.across],
    )
    firsts = np.cumsum([0, *(len(codes) for _, codes in where.across)])
    own = np.arange(len(bases)) - np.repeat(firsts[:-1], np.diff(firsts)) + bases
    found = [
        (one.file, judge.numbers[one.norm], int(own[trigger]))
        for one in judge._deferred
        for trigger in one.triggers.tolist()
    ]
    judge._deferred = []
    return np.array(found, dtype=np.int64).reshape(len(found), 3)


def _judge_of(common: Common) -> tuple[Judge, str]:
    """The judge of a run, made once in each worker."""
    found = _judges.get(common.run)
    if found is None:
        if common.version != __version__:
            raise FajingError(
                f"工作节点上的版本不同 (another version at the worker): {__version__}",
                why=f"驱动程序是 {common.version} / the driver has {common.version}",
                remedy="各节点装同一版本 / install the same version everywhere",
            )
        if os.access(common.codes, os.W_OK):
            os.environ.setdefault("NUMBA_CACHE_DIR", common.codes)
        judge = Judge(common.lawbook, common.norms, common.carried, common.as_of)
        found = _judges[common.run] = judge, law_of(judge.plan)
        while len(_judges) > _KEPT:
            _judges.popitem(last=False)
    return found
