"""What some norms find in a log that was read into tables: counted by the automaton, told by the reference.

In: the log's files, norms. Out: the same `Judged` as judging duty by duty gives; only the first broken duty of each
matter is judged again, for what is said of it.
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.duty_table import DutyTables
from fajing.app.table_files import TableFiles
from fajing.app.what_if import Judged
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.pieces import Pieces
from fajing.scan.automaton.segments import Judge, judge_pieces
from fajing.scan.duty import Outcome

_COLUMNS = ["file", "matter", "norm", "key", "outcome", "_instant"]
_BROKEN = pa.array([one.value for one in Outcome if one.is_broken], pa.string())


def judged_tables(files: TableFiles, lawbook: Lawbook, norms: list[Norm]) -> Judged:
    """What some norms find.

    Args:
        files: The log's files.
        lawbook: The law with these norms in it.
        norms: The norms; none find nothing.
    """
    result, wanted = Judged(norms), {norm.id for norm in norms}
    if not norms:
        return result
    judge = Judge(lawbook, norms, files.log.carried, files.as_of)
    tables, broken = DutyTables(judge.plan, lawbook), list[pa.Table]()

    def sink(found: Found) -> None:
        table = tables.of(found)[0].select(_COLUMNS)
        broken.append(table.filter(pc.is_in(table.column("outcome").cast(pa.string()), _BROKEN)))

    judge_pieces(Pieces.given(files.sources), judge, sink=sink)
    for norm_id, of_norm in judge.totals.outcomes().items():
        if norm_id in wanted:
            result.outcomes.update(Counter({Outcome(name): count for name, count in of_norm.items()}))
    firsts = _firsts(pa.concat_tables(broken), wanted) if broken else {}
    by_file: dict[str, set[str]] = {}
    for file_id, norm_id in firsts.values():
        by_file.setdefault(file_id, set()).add(norm_id)
    for duty in files.again(by_file, lawbook):
        if duty.key in firsts:
            result.flagged[duty.matter.id] = duty
    return result


def _firsts(broken: pa.Table, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Of each matter its first broken duty: file and norm by key."""
    broken = broken.filter(pc.is_in(broken.column("norm").cast(pa.string()), pa.array(sorted(wanted))))
    broken = broken.take(pc.sort_indices(broken, [("_instant", "ascending"), ("key", "ascending")]))
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    cells = (broken.column(name).to_pylist() for name in ("matter", "key", "file", "norm"))
    for matter, key, file_id, norm_id in zip(*cells, strict=True):
        if matter not in seen:
            seen.add(matter)
            found[key] = file_id, norm_id
    return found
