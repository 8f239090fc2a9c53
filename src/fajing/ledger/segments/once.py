"""An id stands once in a file. Looked at without taking ids apart, unless two may be alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.errors import FajingError
from fajing.ledger.segments.native import functions as native
from fajing.ledger.segments.native.joiner import digests_of
from fajing.ledger.segments.pieces import one_array


def refuse_twice(events: pa.Table, files: Any) -> None:
    """Refuse an id that stands twice in a file.

    Args:
        events: Rows of events.
        files: Ids of the files that they number.

    Raises:
        FajingError: One does.
    """
    if _all_differ(events):
        return
    seen: set[tuple[int, str]] = set()
    for pair in zip(events.column("file").to_pylist(), events.column("id").to_pylist(), strict=True):
        if pair in seen:
            raise FajingError(
                f"同一案卷里两条办案记录编号相同 (an event's id stands twice in a file): {pair[1]}",
                where=files[pair[0]].as_py(),
                remedy="同一编号只写一条 / write one event for an id",
            )
        seen.add(pair)


def _all_differ(events: pa.Table) -> bool:
    """Whether it is certain that no id stands twice in a file."""
    functions = native.loaded()
    if functions is None:
        return bool(pc.count_distinct(events.column("id")).as_py() == events.num_rows)
    files = np.ascontiguousarray(events.column("file"), np.int32)
    digests = np.sort(digests_of(functions, files, one_array(events.column("id"))))
    return not bool((digests[1:] == digests[:-1]).any())
