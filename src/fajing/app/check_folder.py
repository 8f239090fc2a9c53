"""Judges what stands in a data folder, and only what can have changed since the last time.

In: a data folder and a lawbook. Out: the four files of `check`, or in a process that stays, counts after each import.
A `CheckedFolder` keeps plan, machine and state between checks; from what it keeps under `DIR/warm/` another process
goes on.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.check import CheckResult, ResultFolder, read_as_of, refuse_out
from fajing.app.grouping import roots_as_linked
from fajing.app.report.collect import MOST_FINDINGS, MOST_PROVISIONAL, Collector
from fajing.app.report.page import write_report
from fajing.app.shown import judge_again, looks_across
from fajing.app.tally import Judged, Tally, norms_in_force, summary
from fajing.app.undecided import (
    MOST_MATTERS,
    Undecided,
    norms_undecided,
    undecided_of,
    with_what_they_rest_on,
)
from fajing.app.warm.basis import NAMES, basis_of
from fajing.app.warm.checked import Checked
from fajing.app.warm.duties import Standing
from fajing.app.warm.names import Ints, Names, name_hashes
from fajing.app.warm.others import others_for
from fajing.app.warm.recorder import Law
from fajing.app.warm.run import check_all, check_changed, copy_of
from fajing.app.warm.state import State, load, save
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Carried
from fajing.core.moments import Moment
from fajing.intake.rejects import write_rejects
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments import components, merge
from fajing.ledger.segments.decode import File, Moments, read_files
from fajing.ledger.segments.folder import DataFolder, data_path
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import SourceFile
from fajing.scan.automaton.cache import is_cold, keep_in
from fajing.scan.automaton.pieces import latest_of
from fajing.scan.citations import Statutes
from fajing.scan.duty import Duty

Progress = Callable[[str, int], None]
_NODES_AT_ONCE = 20_000


class CheckedFolder:
    """A data folder under a lawbook, ready to be checked again and again.

    Args:
        folder: The data folder.
        lawbook: The law.
        threads: How many pieces are judged at once.
        master: Where Spark runs, if a full check is to run there.
        norms: The norms that are judged; by default those in force.
        state: Name of the folder under `warm/` in which what the next check needs is kept; by default `warm/` itself.
    """

    def __init__(
        self,
        folder: DataFolder,
        lawbook: Lawbook,
        *,
        threads: int = 2,
        master: str | None = None,
        norms: Sequence[Norm] | None = None,
        state: str = "",
    ) -> None:
        self.folder, self.lawbook, self.threads, self.master = folder, lawbook, threads, master
        self.warm = folder.path / "warm" / state
        self.norms = norms_in_force(lawbook) if norms is None else list(norms)
        self.segments: list[Segment] = []
        self._names = Names(folder.path / "warm" / "names", [])
        self._law: Law | None = None
        self._state: State | None = None
        self._read_state = False

    # ------------------------------------------------------------ checking
    def check(self, as_of: Moment | None = None, progress: Progress | None = None) -> Checked:
        """Brings the state up to date.

        Args:
            as_of: The moment up to which the record is read; by default the latest time in the folder.
            progress: Told how far it is.

        Raises:
            FajingError: A segment is damaged.
        """
        told = progress or _nobody
        self._open_segments()
        standing = merge.Standing(self.segments, roots_as_linked(self.lawbook, as_of))
        moment = as_of or latest_of(standing)
        tally = Tally(self.norms)
        if moment is None:
            matters = sum(segment.manifest.matters for segment in self.segments)
            return Checked(
                tally, Judged(matters, matters, 0, standing.rejected()), None, None, "", "", Counter()
            )
        if is_cold():
            told("compile", 0)
        law = self._law_of(standing.carried())
        basis = basis_of(self.lawbook, self.norms, law.carried, self.folder.zone)
        before, why = self._usable(basis, moment)
        self.warm.mkdir(parents=True, exist_ok=True)
        changed: int | None = None
        if before is not None:
            state = copy_of(before)
            try:
                done = check_changed(law, self.segments, self._names, moment, state, self.warm, told)
                changed, by_reference = done.files, done.by_reference
                why = done.in_full
            except (OSError, ValueError, pa.ArrowException) as error:
                why = (
                    f"上次检查留下的文件用不了：{error}",
                    f"what the last check left cannot be used: {error}",
                )
                before = None
        if before is None:
            number = self._state.next_part if self._state is not None else 1
            state = State(basis, [], moment, 0, next_part=number)
            by_reference = check_all(
                law, self.segments, self._names, moment, state, self.warm, told
            ).by_reference
        state.segments = _about(self.segments)
        state.as_of, state.latest = moment, self.lawbook.zone.latest(moment)
        save(state, self.warm)
        self._state, self._read_state = state, True
        for (norm_id, _), counts in sorted(state.counts.items()):
            tally.add_counts(norm_id, counts)
        tally.add_missing(+state.missing)
        judged = Judged(*state.sizes, standing.rejected())
        return Checked(tally, judged, moment, changed, *why, by_reference)

    def _open_segments(self) -> None:
        """The segments as they are now; those opened before stay open."""
        known = {(one.number, one.manifest.root): one for one in self.segments}
        found = self.folder.standing()
        self.segments = [known.get((one.number, one.manifest.root), one) for one in found]
        kept = len(self._names.segments)
        if list(self._names.segments) == self.segments[:kept]:
            self._names = self._names.with_segments(self.segments)
        else:
            self._names = Names(self.folder.path / "warm" / "names", self.segments)

    def _law_of(self, carried: Carried) -> Law:
        if self._law is None or self._law.carried != carried:
            self._law = Law(self.lawbook, self.norms, carried, self.threads, self.master)
        return self._law

    def _usable(self, basis: dict[str, str], as_of: Moment) -> tuple[State | None, tuple[str, str]]:
        """The state to go on from, or why there is none."""
        if not self._read_state:
            self._read_state = True
            try:
                self._state = load(self.warm)
            except ValueError as error:
                return None, (f"warm/ 损坏：{error}", f"warm/ is damaged: {error}")
        state = self._state
        if state is None:
            return None, ("", "")
        for name, (zh, en) in NAMES.items():
            if state.basis.get(name) != basis[name]:
                return None, (f"{zh}变了", f"{en} changed")
        if state.segments != _about(self.segments)[: len(state.segments)]:
            return None, ("以前判过的段变了", "segments judged before changed")
        zone = self.lawbook.zone
        if zone.latest(as_of) < state.latest or as_of.day < state.as_of.day:
            return None, ("截至时间比上次早", "the as-of moment is earlier than the last")
        if any(not (self.warm / name).is_file() for name in state.files()):
            return None, ("warm/ 少了文件", "files of warm/ are gone")
        return state, ("", "")

    # ------------------------------------------------------------ what was found
    def duties(self) -> Standing:
        """The duties that are not met, as of the last check."""
        assert self._state is not None
        state = self._state
        return Standing(self.warm, state.parts, state.across, state.replaced, state.across_replaced)

    def write(
        self,
        checked: Checked,
        out: Path,
        *,
        language: str = "zh",
        texts: Statutes | None = None,
        progress: Progress | None = None,
        undecided: Sequence[Undecided] = (),
    ) -> CheckResult:
        """Writes the files of the last check.

        Args:
            checked: What `check` gave.
            out: Folder for the results.
            language: Language of the report.
            texts: Statute texts to quote.
            progress: Told how far it is.
            undecided: What hangs on norms that await a decision.
        """
        told = progress or _nobody
        found = Collector(self.lawbook, language, checked.as_of)
        count = self._state.unmet() if checked.as_of is not None and self._state is not None else 0
        told("write", count)
        result = CheckResult(
            self.lawbook, self._sources(), checked.judged, checked.as_of, checked.tally, out, *checked.how()
        )
        result.undecided.extend(undecided)
        with ResultFolder(out) as folder:
            text = pretty_bytes(summary(checked.tally, self.lawbook, checked.judged, checked.as_of))
            (folder / "summary.json").write_bytes(text)
            if checked.as_of is None:
                from fajing.app.duties_file import DutiesFile

                DutiesFile(self.lawbook.zone).write(folder / "duties.parquet")
            else:
                duties = self.duties()
                with _scratch(folder) as scratch:
                    duties.write(folder / "duties.parquet", count, scratch)
                shown, total, held = duties.shown(self.lawbook, MOST_FINDINGS, MOST_PROVISIONAL)
                found.fill(self._with_working(shown, checked.as_of), total, held)
            self._write_rejects(folder / "rejects.csv")
            write_report(folder / "report.html", result, found, texts)
        return result

    def _sources(self) -> list[SourceFile]:
        return [source for segment in self.segments for source in segment.manifest.origin.sources]

    def _write_rejects(self, path: Path) -> None:
        """The rejects of all imports, one list below the other."""
        write_rejects([], path)
        with path.open("ab") as out:
            for one in sorted((self.folder.path / "rejects").glob("*.csv")):
                with one.open("rb") as rows:
                    rows.readline()
                    shutil.copyfileobj(rows, out)

    def _with_working(self, shown: pa.Table, as_of: Moment) -> Iterator[Duty]:
        """The duties of some rows again by the reference, with their working."""
        state, law = self._state, self._law
        if state is None or law is None or not shown.num_rows:
            return
        keys = set(shown.column("key").to_pylist())
        wanted: dict[str, set[str]] = {}
        for file_id, norm_id in zip(
            shown.column("file").to_pylist(), shown.column("norm").to_pylist(), strict=True
        ):
            wanted.setdefault(file_id, set()).add(norm_id)
        matters = pc.unique(shown.column("matter"))
        _, nodes = self._names.find(np.unique(name_hashes(matters)), len(self.segments))
        norms = [law.lawbook.norms[one] for one in sorted(set().union(*wanted.values()))]
        across = [norm for norm in norms if looks_across(norm)]
        ids = {norm.id for norm in across}
        some = {file_id for file_id, own in wanted.items() if own & ids}
        for places in merge.districts_of(self.segments):  # files of two districts do not meet
            units = np.unique(state.units.unit_of(nodes[np.isin(nodes >> components.BITS, places)]))
            others = {}
            if across:
                files = (one for one in self._files(units, as_of) if one[0] in some)
                others = others_for(
                    across, files, self.segments, lambda own: self._files(own, as_of), state.units, places
                )
            for start in range(0, len(units), _NODES_AT_ONCE):
                some_files = self._files(units[start : start + _NODES_AT_ONCE], as_of)
                for duty in judge_again(some_files, wanted, law.lawbook, law.carried, as_of, others):
                    if duty.key in keys:
                        keys.remove(duty.key)
                        yield duty

    def _files(self, units: Ints, as_of: Moment) -> Iterator[File]:
        """The files of some units."""
        assert self._state is not None
        roots = roots_as_linked(self.lawbook, as_of)
        for start in range(0, len(units), _NODES_AT_ONCE):
            nodes = self._state.units.nodes_of(units[start : start + _NODES_AT_ONCE]).tolist()
            group = merge.regrouped(*merge.standing_rows(self.segments, nodes), roots)
            yield from read_files(group.files, group.matters, group.events, Moments(self.lawbook.zone))


def run_check_folder(
    data: Path | None,
    *,
    law: str,
    out: Path,
    as_of: str | None = None,
    region: str | None = None,
    language: str = "zh",
    statutes: Path | None = None,
    progress: Progress | None = None,
    master: str | None = None,
) -> CheckResult:
    """Checks what stands in a data folder and writes the results.

    Args:
        data: The data folder; else `$FAJING_DATA`, else `./fajing-data`.
        law: Lawbook, with overlays joined by `+`.
        out: Folder for the results, not the data folder itself.
        as_of: Up to when the record is read; by default the latest time in the folder.
        region: Norms of this region are judged too.
        language: Language of the report, `zh` or `en`.
        statutes: Folder with statute texts, to be quoted in the report.
        progress: Told how far it is.
        master: Where Spark runs, if a full check is to run there.

    Raises:
        FajingError: The lawbook, the folder, or an option is wrong; nothing is written then.
    """
    where = data_path(data)
    refuse_out(out, ())
    if out.resolve() == where.resolve():
        raise UsageError(
            f"结果不能写在数据文件夹里 (results do not belong into the data folder itself): {out}",
            remedy="--out 换一个文件夹 / another folder with --out",
        )
    lawbook = load_lawbook(law, region=region)
    texts = Statutes(statutes, lawbook) if statutes is not None else None
    folder = DataFolder.open(where)
    if folder.zone != lawbook.zone:
        raise FajingError(
            f"数据文件夹用的是另一个时区 (the folder has another time zone): {folder.zone.name}",
            where=str(where),
            why=f"规则库用 {lawbook.zone.name} / the lawbook has {lawbook.zone.name}",
        )
    keep_in(where / "cache" / "numba")
    checked_folder = CheckedFolder(folder, lawbook, master=master)
    checked = checked_folder.check(read_as_of(as_of, lawbook), progress)
    undecided = _undecided(checked_folder, checked.as_of, progress)
    return checked_folder.write(
        checked, out, language=language, texts=texts, progress=progress, undecided=undecided
    )


def _undecided(beside: CheckedFolder, as_of: Moment | None, progress: Progress | None) -> list[Undecided]:
    """What hangs on norms that await a decision: judged apart with a state of its own, so that no count knows of it."""
    lawbook = beside.lawbook
    waiting = norms_undecided(lawbook)
    if not waiting or as_of is None:
        return []
    norms = with_what_they_rest_on(waiting, lawbook)
    apart = CheckedFolder(beside.folder, lawbook, master=beside.master, norms=norms, state="undecided")
    tally = apart.check(as_of, progress).tally
    own = {norm.id for norm in waiting}
    latest, _, _ = apart.duties().shown(lawbook, MOST_MATTERS, MOST_PROVISIONAL, own)
    pairs = zip(latest.column("norm").to_pylist(), latest.column("matter").to_pylist(), strict=True)
    return undecided_of(tally, pairs)


def _about(segments: Sequence[Segment]) -> list[list[object]]:
    return [[one.number, one.manifest.root, one.manifest.events] for one in segments]


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder for what does not fit into memory, gone at the end."""
    path = folder / ".sorting"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _nobody(_what: str, _count: int) -> None:
    """Nobody watches."""
