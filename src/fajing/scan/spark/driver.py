"""Judges what stands in a data folder on Spark: lists pieces, sends them out in waves, adds up what comes back.

In: what stands, a lawbook, where Spark runs. Out: what `automaton.segments.judge_folder` gives. The data folder must be
readable by every worker under the same path, and the program installed there in the same version.
"""

from __future__ import annotations

import tempfile
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fajing import __version__
from fajing.core.errors import FajingError
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments.decode import Moments
from fajing.ledger.segments.merge import RowGroup, Standing
from fajing.ledger.segments.schema import EVENT_COLUMNS, MATTER_COLUMNS
from fajing.scan.automaton import cache
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across_folder import key_of
from fajing.scan.automaton.across_others import Deferred
from fajing.scan.automaton.found import Found, FoundUnread
from fajing.scan.automaton.pieces import MERGED, MergedSource, Piece, Pieces, Source, latest_of
from fajing.scan.automaton.segments import Judge, Progress, Sink, Totals, norms_to_judge
from fajing.scan.spark.session import LOCAL, spark_session
from fajing.scan.spark.wire import ANSWER, Answer, Where, law_of, unpacked, where_of
from fajing.scan.spark.worker import Common, judge_pieces, part_of_across

_WAVE = 4
"""Pieces in a wave, for each task that Spark runs at once; two waves are under way."""


def judge_folder_on_spark(
    standing: Standing,
    lawbook: Lawbook,
    *,
    norms: Sequence[Norm] | None = None,
    as_of: Moment | None = None,
    threads: int = 2,
    master: str = LOCAL,
    scratch: Path | None = None,
    settings: dict[str, str] | None = None,
    sink: Sink | None = None,
    progress: Progress | None = None,
    pieces: Iterable[Source] | None = None,
    judge: Judge | None = None,
) -> Totals:
    """Judges everything that stands in a folder, on Spark.

    Args:
        standing: What stands.
        lawbook: The law.
        norms: Norms to judge; by default those in force.
        as_of: The moment up to which the record is read; by default the latest event.
        threads: How many pieces are read at once here, where norms look across files.
        master: Where Spark runs, `local[2]` for instance; a session that is active already is used as it is.
        scratch: A folder that every worker can read, for files put together from several segments; by default a
            temporary one of this machine.
        settings: Further settings of Spark.
        sink: As for `segments.judge_folder`.
        progress: Told how many events are through.
        pieces: Only these; by default all.
        judge: A judge of these norms at this moment, if there is one already; its totals grow.

    Raises:
        FajingError: Java or pyspark is missing, Spark does not start, or a worker failed.
    """
    if judge is None:
        moment = as_of or latest_of(standing)
        judge = Judge(lawbook, norms_to_judge(lawbook, norms), standing.carried(), moment)
    if judge.as_of is None:
        return judge.totals
    codes = _compiled(judge)
    everything = Pieces.of(standing)
    judge.look_across(everything, threads)
    with (
        tempfile.TemporaryDirectory(prefix="fajing_merged_", dir=scratch) as folder,
        spark_session(master, {"spark.executorEnv.NUMBA_CACHE_DIR": codes, **(settings or {})}) as session,
        closing(_Waves(session, judge, Path(folder), codes)) as waves,
    ):
        for source, answer in waves.run(everything if pieces is None else pieces):
            found = _taken(judge, source, answer)
            if sink is not None:
                sink(found)
            if progress is not None:
                progress(judge.totals.events)
    for found in judge.rest(everything):
        if sink is not None:
            sink(found)
    return judge.totals


def _compiled(judge: Judge) -> str:
    """Compiles the machine here, before many workers would each do so; gives out where the code is kept."""
    assert judge.as_of is not None
    events, matters = (pa.schema(list(of.items())).empty_table() for of in (EVENT_COLUMNS, MATTER_COLUMNS))
    files = pa.schema([("id", pa.string()), ("file", pa.int64())]).empty_table()
    piece = Piece(MERGED, 0, 0, 0, 0, 0, np.zeros(0, dtype=np.int8))
    moments = Moments(judge.lawbook.zone)
    other = judge.at(judge.as_of)
    other.across = part_of_across(other, None)
    other.piece(MergedSource(RowGroup(files, matters, events), piece, moments))
    return str(cache.folder().parent)


class _Waves:
    """Sends pieces out, some at a time, so that neither driver holds more than two waves of answers.

    Args:
        session: Spark's.
        judge: Whose norms they are judged by.
        scratch: A folder that every worker can read.
        codes: Where compiled code is kept.
    """

    def __init__(self, session: Any, judge: Judge, scratch: Path, codes: str) -> None:
        assert judge.as_of is not None
        self._session, self._scratch, self._across = session, scratch, judge.across
        self._norms = {norm.id: norm for norm in judge.norms}
        self._size = max(4, _WAVE * int(session.sparkContext.defaultParallelism))
        common = Common(
            uuid.uuid4().hex, __version__, judge.lawbook, judge.norms, judge.carried, judge.as_of, codes
        )
        self._common = session.sparkContext.broadcast(common)

    def close(self) -> None:
        """Frees what the workers hold in common."""
        self._common.destroy()

    def run(self, pieces: Iterable[Source]) -> Iterator[tuple[Source, Answer]]:
        """What was found in each piece, in their order."""
        sources = iter(pieces)
        waiting: deque[tuple[list[Source], Future[dict[int, Answer]]]] = deque()
        with ThreadPoolExecutor(2) as pool:
            while True:
                wave = list(islice(sources, self._size))
                if wave:
                    wheres = [where_of(source, self._scratch, self._across) for source in wave]
                    waiting.append((wave, pool.submit(self._judge, wheres)))
                if waiting and (not wave or len(waiting) > 1):
                    done, answers = waiting.popleft()
                    found = answers.result()
                    for number, source in enumerate(done):
                        yield source, found.pop(number)
                if not wave and not waiting:
                    return

    def _judge(self, wheres: list[Where]) -> dict[int, Answer]:
        """Has Spark judge some pieces, one a task."""
        job = self._session.range(0, len(wheres), 1, len(wheres))
        try:
            table: pa.Table = job.mapInArrow(_work_on(self._common, wheres), ANSWER).toArrow()
        except Exception as error:
            raise _failed(error) from error
        return unpacked(table, self._norms)


def _work_on(common: Any, wheres: list[Where]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """The function that Spark calls with numbers of pieces."""

    def work(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from judge_pieces(common.value, wheres, numbers)

    return work


def _failed(error: Exception) -> FajingError:
    lines = [line for line in str(error).splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if "Error: " in line or "Exception: " in line), "")
    return FajingError(
        "Spark 的任务失败 (a task of Spark failed)",
        why=(said or "\n".join(lines[-5:]))[:600],
        remedy="各节点须能读数据文件夹并装有同一版本 / every node needs the data folder and the same version",
    )


def _taken(judge: Judge, source: Source, answer: Answer) -> Found:
    """Adds an answer to the totals, and puts it in the judge's own numbers."""
    totals, plan = judge.totals, judge.plan
    if answer.law != law_of(plan):
        raise FajingError(
            "工作节点上的规则编号不同 (norms are numbered otherwise at a worker)",
            remedy="各节点装同一版本 / install the same version everywhere",
        )
    totals.counts.ravel()[answer.counts[:, 0]] += answer.counts[:, 1]
    totals.by_reference.update(answer.by_reference)
    totals.read(answer.columns)
    judge._deferred += _put_off(judge, source, answer)
    totals.files += int((source.piece.skip == 0).sum())
    totals.events += source.piece.rows
    return FoundUnread(source, _renumbered(judge, answer), answer.pending, answer.duties, plan)


def _put_off(judge: Judge, source: Source, answer: Answer) -> list[Deferred]:
    """Duties that wait for other files, as the judge keeps them."""
    triggers: dict[tuple[int, int], list[int]] = {}
    for file, norm, trigger in answer.put_off.tolist():
        triggers.setdefault((file, norm), []).append(trigger)
    key, none = key_of(source), np.zeros(0, dtype=np.int64)
    return [
        Deferred(key, file, judge.plan.norms[norm].id, np.array(sorted(some), dtype=np.int64), none)
        for (file, norm), some in triggers.items()
    ]


def _renumbered(judge: Judge, answer: Answer) -> Any:
    """The rows, with facts by the judge's own numbers: the reference may have met some at the worker first."""
    rows, plan = answer.rows, judge.plan
    for fact in answer.facts.values():
        if fact not in judge.facts:
            judge.facts[fact] = len(plan.facts)
            plan.facts.append(fact)
    if any(judge.facts[fact] != number for number, fact in answer.facts.items()):
        own = np.zeros(max(answer.facts) + 1, dtype=np.int64)
        for number, fact in answer.facts.items():
            own[number] = judge.facts[fact]
        facts = rows[:, at.O_MISSING : at.O_MISSING + at.O_MISSING_MOST]
        there = np.arange(at.O_MISSING_MOST) < rows[:, at.O_MISSING_N][:, None]
        facts[there] = own[facts[there]]
    return rows
