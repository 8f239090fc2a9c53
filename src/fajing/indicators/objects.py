"""Which objects events are about: rows with the codes of their objects, in one order.

In: the columns of objects as they were read. Out: rows once for each object. Ids of objects are not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.indicators.columns import codes_of, compact, joined
from fajing.indicators.values import Ints

NO_OBJECT = -1


class Objects:
    """Pairs of row and object, by row.

    Args:
        first: The first object of each event, piece by piece; None for a piece without the column.
        more: The others, as lists.
        sizes: Events of each piece.

    Attributes:
        number: How many different objects there are.
    """

    def __init__(self, first: Sequence[Any], more: Sequence[Any], sizes: Sequence[int]) -> None:
        words: dict[str, int] = {}
        there, cells = compact(first, sizes)
        rows, start = [there], 0
        codes = [joined([codes_of(pa.chunked_array([one]), words) for one in cells])]
        for chunk, size in zip(more, sizes, strict=True):
            if chunk is not None and chunk.null_count < size:
                for one in chunk.chunks:
                    rows.append(np.asarray(pc.list_parent_indices(one)).astype(np.int64) + start)
                    codes.append(codes_of(pa.chunked_array([pc.list_flatten(one)]), words))
                    start += len(one)
            else:
                start += size
        of_rows, named = joined(rows), joined(codes)
        if len(rows) > 1:
            order = np.lexsort((named, of_rows))
            of_rows, named = of_rows[order], named[order]
            new = np.append(True, (np.diff(of_rows) != 0) | (np.diff(named) != 0))[: len(of_rows)]
            of_rows, named = of_rows[new], named[new]
        self.number = len(words)
        self._codes = named
        self._starts = np.zeros(sum(sizes) + 1, np.int64)
        np.cumsum(np.bincount(of_rows, minlength=sum(sizes)), out=self._starts[1:])

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows once for each of their objects, with the object; once with `NO_OBJECT` where there is none."""
        starts, codes = self._starts, self._codes
        begin, number = starts[rows], starts[rows + 1] - starts[rows]
        times = np.maximum(number, 1)
        many = np.repeat(rows, times)
        offset = np.arange(len(many)) - np.repeat(np.cumsum(times) - times, times)
        places = np.minimum(np.repeat(begin, times) + offset, max(0, len(codes) - 1))
        found = codes[places] if len(codes) else np.zeros(len(many), np.int64)
        return many, np.where(np.repeat(number, times) == 0, NO_OBJECT, found)
