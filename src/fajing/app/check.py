"""The main use case: read a log, judge it against a lawbook, write what was found.

In: paths and a lawbook's name. Out: a folder with `summary.json`, `duties.parquet`, `rejects.csv` and `report.html`,
all or none, and a `CheckResult` for whoever called. It prints nothing and keeps no met duty.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from fajing.app.duties_file import DutiesFile
from fajing.app.read_exports import Read, read_exports
from fajing.app.report.collect import Collector
from fajing.app.report.page import write_report
from fajing.app.shown import with_working
from fajing.app.tally import Judged, Tally, judged_of, norms_in_force, summary
from fajing.app.undecided import (
    MOST_MATTERS,
    Undecided,
    norms_undecided,
    undecided_of,
    with_what_they_rest_on,
)
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Log
from fajing.core.moments import Moment, parse_moment
from fajing.intake.rejects import write_rejects
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Severity
from fajing.scan.automaton.cache import is_cold
from fajing.scan.citations import Statutes
from fajing.scan.duty import Duty, Outcome
from fajing.scan.engines import AUTOMATON, REFERENCE, judge_of

FILES = ("summary.json", "duties.parquet", "rejects.csv", "report.html")
Progress = Callable[[str, int], None]
"""Told now and then what is being done (`read`, `judge`, `write`) and how many rows or duties are through."""

AUTO = "auto"
MANY = 20_000
"""From so many events on the automaton judges where nobody chose an engine."""
_EVERY = 2_000


class RowCount(Protocol):
    """What became of the rows of a file that was read."""

    @property
    def name(self) -> str:
        """Its name, without the folder."""

    @property
    def rows(self) -> int:
        """Rows of it."""

    @property
    def new(self) -> int:
        """Those that brought something."""

    @property
    def unchanged(self) -> int:
        """Those known already."""

    @property
    def corrected(self) -> int:
        """Those that replaced another content."""

    @property
    def rejected(self) -> int:
        """Those that cannot be read."""

    @property
    def ignored(self) -> int:
        """Totals, repeated headings, and what the map leaves out."""


@dataclass(slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        lawbook: The law it was held against.
        sources: The files that were read, with counts.
        judged: What was judged, in numbers.
        as_of: The moment up to which the record was read; None for an empty log.
        tally: Counts by norm.
        out: Where the files lie.
        how_zh: By which engine, and what else is to be said of how it was judged.
        how_en: The same in English.
        undecided: What hangs on norms that await a decision; in none of the counts.
    """

    lawbook: Lawbook
    sources: Sequence[RowCount]
    judged: Judged
    as_of: Moment | None
    tally: Tally
    out: Path
    how_zh: str = ""
    how_en: str = ""
    undecided: list[Undecided] = field(default_factory=list)

    def findings_at(self, severity: Severity) -> int:
        """Number of broken duties put to a unit, of norms at or above a severity."""
        return self.tally.findings_from(severity)


def _refuse_if_nothing_was_read(intake: Read) -> None:
    """A log of which every row was turned back is no log: a clean report of it would be a lie."""
    if intake.rejects and not intake.matter_count():
        first = intake.rejects[0]
        raise FajingError(
            f"没有一行读得进去，共退回{sum(one.rejected for one in intake.files)}行 (every row was turned back)",
            where=f"{first.file} {first.sheet or ''} 第{first.row}行 / row {first.row}".replace("  ", " "),
            why=f"{first.reason_zh} / {first.reason_en}",
            remedy=f"{first.remedy_zh}；用 fajing map check 看全部 / fajing map check shows all of them",
        )


def run_check(
    paths: Sequence[Path],
    *,
    law: str,
    out: Path,
    map_id: str | None = None,
    as_of: str | None = None,
    region: str | None = None,
    with_values: bool = False,
    language: str = "zh",
    statutes: Path | None = None,
    progress: Progress | None = None,
    engine: str = AUTO,
) -> CheckResult:
    """Checks a log and writes the results.

    Args:
        paths: Files of the log.
        law: Lawbook, with overlays joined by `+`.
        out: Folder for the results; made if need be. Earlier results in it are replaced, all at once.
        map_id: The map to read by; may be left out when exactly one fits.
        as_of: Up to when the record is read; a date means the whole of that day. By default the latest time in the log.
        region: Norms of this region are judged too.
        with_values: Whether rejects show the values of personal columns.
        language: Language of the report, `zh` or `en`.
        statutes: Folder with statute texts, to be quoted in the report.
        progress: Told how far it is.
        engine: `reference`, `automaton`, or `auto`: by the number of events. Both write the same bytes.

    Returns:
        The counts, and what was read.

    Raises:
        FajingError: The lawbook, the log, or an option is wrong; nothing is written then.
    """
    refuse_out(out, paths)
    lawbook = load_lawbook(law, region=region)
    texts = Statutes(statutes, lawbook) if statutes is not None else None
    told = (lambda _, rows: progress("read", rows)) if progress is not None else None
    intake = read_exports(paths, lawbook, map_id, with_values=with_values, progress=told)
    _refuse_if_nothing_was_read(intake)
    moment = read_as_of(as_of, lawbook) or intake.latest()
    norms = norms_in_force(lawbook)
    engine = chosen_engine(engine, intake.event_count())
    if engine == AUTOMATON and progress is not None and is_cold():
        progress("compile", 0)
    found = Collector(lawbook, language, moment)
    judged = _judges(intake, lawbook, moment, engine)
    checked = judged(norms, found, progress)
    undecided = _undecided(lawbook, moment, judged)
    if progress is not None:
        progress("write", checked.count)
    how = f"引擎 {engine}", f"Engine {engine}"
    result = CheckResult(lawbook, intake.files, checked.judged, moment, checked.tally, out, *how, undecided)
    with ResultFolder(out) as folder:
        text = pretty_bytes(summary(checked.tally, lawbook, checked.judged, moment))
        (folder / "summary.json").write_bytes(text)
        checked.write_duties(folder / "duties.parquet")
        write_rejects(intake.rejects, folder / "rejects.csv", with_values=with_values)
        write_report(folder / "report.html", result, found, texts)
    return result


class Checked(Protocol):
    """What was found in a log."""

    @property
    def tally(self) -> Tally:
        """Counts by norm."""

    @property
    def judged(self) -> Judged:
        """What was judged, in numbers."""

    @property
    def count(self) -> int:
        """Duties that are not met."""

    def write_duties(self, path: Path) -> None:
        """Writes duties.parquet."""


_Judges = Callable[[list[Norm], Collector, Progress | None], Checked]


def _judges(intake: Read, lawbook: Lawbook, moment: Moment | None, engine: str) -> _Judges:
    """What judges by some norms: tables as they are by the automaton, all else event by event."""
    if engine == AUTOMATON and moment is not None and (tables := intake.tables()) is not None:
        from fajing.app.check_tables import check_tables
        from fajing.app.table_files import TableFiles

        return partial(check_tables, TableFiles(tables, lawbook, moment))
    return partial(_CheckedLog, intake.log(), lawbook, moment, engine)


def _undecided(lawbook: Lawbook, moment: Moment | None, judges: _Judges) -> list[Undecided]:
    """What hangs on norms that await a decision; judged apart, so that no count knows of it."""
    norms = norms_undecided(lawbook)
    if not norms or moment is None:
        return []
    found = Collector(lawbook, "zh", moment, MOST_MATTERS, {norm.id for norm in norms})
    tally = judges(with_what_they_rest_on(norms, lawbook), found, None).tally
    return undecided_of(tally, ((duty.norm.id, duty.matter.id) for duty in found.kept()))


class _CheckedLog:
    """Judges a log duty by duty."""

    def __init__(
        self,
        log: Log,
        lawbook: Lawbook,
        moment: Moment | None,
        engine: str,
        norms: list[Norm],
        found: Collector,
        progress: Progress | None,
    ) -> None:
        judge = judge_of(engine, working=False)
        self.tally = Tally(norms)
        self._rows = DutiesFile(lawbook.zone)
        duties: Iterable[Duty] = judge(log, lawbook, norms=norms, as_of=moment) if moment is not None else ()
        for number, duty in enumerate(duties, 1):
            self.tally.add(duty)
            if duty.outcome is not Outcome.MET:
                self._rows.add(duty)
                found.add(duty)
            if progress is not None and number % _EVERY == 0:
                progress("judge", number)
        if moment is not None:
            found.put(with_working(found.kept(), log, lawbook, norms, moment))
        self.judged = judged_of(log, lawbook, moment)

    @property
    def count(self) -> int:
        """Duties that are not met."""
        return self._rows.count

    def write_duties(self, path: Path) -> None:
        """Writes duties.parquet."""
        self._rows.write(path)


def chosen_engine(engine: str, events: int) -> str:
    """The engine by its name, or by the number of events.

    Raises:
        UsageError: There is no such engine.
    """
    if engine == AUTO:
        return AUTOMATON if events >= MANY else REFERENCE
    judge_of(engine)
    return engine


def read_as_of(text: str | None, lawbook: Lawbook) -> Moment | None:
    """The moment of `--as-of`; None where it was left out.

    Raises:
        FajingError: It is no date or time.
    """
    if text is None:
        return None
    try:
        return parse_moment(text, lawbook.zone)
    except FajingError as error:
        raise UsageError(error.what, where="--as-of", remedy=error.remedy) from error


def refuse_out(out: Path, paths: Sequence[Path]) -> None:
    """Refuse a folder for results that is none, or in which they would replace the log.

    Raises:
        UsageError: It is so.
    """
    own = {(out / name).resolve() for name in FILES}
    if any(path.resolve() in own for path in paths):
        raise UsageError(
            f"结果会盖掉要检查的文件 (the results would replace the log itself): {out}",
            remedy="--out 换一个文件夹",
        )
    if out.exists() and not out.is_dir():
        raise UsageError(
            f"结果要写进文件夹，这里却是一个文件 (not a folder): {out}", remedy="--out 换一个文件夹名"
        )


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(f"写不进这里 (cannot write here): {out}", why=error.strerror or str(error))


class ResultFolder:
    """A folder made beside the target and moved there when all is written, so that nobody reads half a result."""

    def __init__(self, out: Path) -> None:
        self.out = out.absolute()

    def __enter__(self) -> Path:
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self.part = Path(tempfile.mkdtemp(prefix=f".{self.out.name}-", dir=self.out.parent))
        except OSError as error:
            raise _unwritable(self.out, error) from error
        return self.part

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if isinstance(error, OSError):
                raise _unwritable(self.out, error) from error
            if kind is None:
                self.part.chmod(0o755)
                if self.out.is_dir():
                    for path in self.part.iterdir():
                        path.replace(self.out / path.name)
                else:
                    self.part.rename(self.out)
        except OSError as problem:
            raise _unwritable(self.out, problem) from problem
        finally:
            shutil.rmtree(self.part, ignore_errors=True)
