"""The main use case: read a log, judge it against a lawbook, write what was found.

In: paths and a lawbook's name. Out: a folder with `summary.json`, `duties.parquet`, `rejects.csv` and `report.html`,
all or none, and a `CheckResult` for whoever called. It prints nothing and keeps no met duty.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fajing.app.duties_file import DutiesFile
from fajing.app.report.collect import Collector
from fajing.app.report.page import write_report
from fajing.app.tally import Tally, norms_in_force, summary
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.core.moments import Moment, parse_moment
from fajing.intake.read import Intake, read_logs
from fajing.intake.rejects import write_rejects
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Severity
from fajing.scan.citations import Statutes
from fajing.scan.duty import Duty, Outcome
from fajing.scan.reference import judge_log, latest_moment

FILES = ("summary.json", "duties.parquet", "rejects.csv", "report.html")
Progress = Callable[[str, int], None]
"""Told now and then what is being done (`read`, `judge`, `write`) and how many rows or duties are through."""

_EVERY = 2_000


@dataclass(slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        lawbook: The law it was held against.
        intake: What was read, with counts and rejects.
        as_of: The moment up to which the record was read; None for an empty log.
        tally: Counts by norm.
        out: Where the files lie.
    """

    lawbook: Lawbook
    intake: Intake
    as_of: Moment | None
    tally: Tally
    out: Path

    def findings_at(self, severity: Severity) -> int:
        """Number of broken duties put to a unit, of norms at or above a severity."""
        return self.tally.findings_from(severity)


def _refuse_if_nothing_was_read(intake: Intake) -> None:
    """A log of which every row was turned back is no log: a clean report of it would be a lie."""
    if intake.rejects and not intake.log.matters:
        first = intake.rejects[0]
        raise FajingError(
            f"没有一行读得进去，共退回{intake.log.rejected}行 (every row was turned back)",
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

    Returns:
        The counts, and what was read.

    Raises:
        FajingError: The lawbook, the log, or an option is wrong; nothing is written then.
    """
    _refuse(out, paths)
    lawbook = load_lawbook(law, region=region)
    texts = Statutes(statutes, lawbook) if statutes is not None else None
    told = (lambda _, rows: progress("read", rows)) if progress is not None else None
    intake = read_logs(paths, lawbook, map_id, with_values=with_values, progress=told)
    log = intake.log
    _refuse_if_nothing_was_read(intake)
    moment = read_as_of(as_of, lawbook) or latest_moment(log)
    norms = norms_in_force(lawbook)
    tally = Tally(norms)
    rows = DutiesFile(lawbook.zone)
    found = Collector(lawbook, language, moment)
    duties: Iterable[Duty] = judge_log(log, lawbook, norms=norms, as_of=moment) if moment is not None else ()
    for number, duty in enumerate(duties, 1):
        tally.add(duty)
        if duty.outcome is not Outcome.MET:
            rows.add(duty)
            found.add(duty)
        if progress is not None and number % _EVERY == 0:
            progress("judge", number)
    if progress is not None:
        progress("write", rows.count)
    result = CheckResult(lawbook, intake, moment, tally, out)
    with _Folder(out) as folder:
        (folder / "summary.json").write_bytes(pretty_bytes(summary(tally, lawbook, log, moment)))
        rows.write(folder / "duties.parquet")
        write_rejects(intake.rejects, folder / "rejects.csv", with_values=with_values)
        write_report(folder / "report.html", result, found, texts)
    return result


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


def _refuse(out: Path, paths: Sequence[Path]) -> None:
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


class _Folder:
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
