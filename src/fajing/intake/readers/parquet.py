"""Parquet, read in batches of rows. The first row as a person sees it is the row of column names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fajing.core.errors import FajingError
from fajing.intake.cells import Cell
from fajing.intake.readers.base import Numbered, Sheet, too_large, unreadable

if TYPE_CHECKING:
    from fajing.intake.text_columns import TextColumns

SUFFIXES = (".parquet",)
BATCH = 20_000
MOST_ROWS = 100_000_000
MOST_COLUMNS = 2_000
LARGEST_CELL = 1 << 20


def recognises(head: bytes, name: str) -> bool:
    """By its first four bytes."""
    return head.startswith(b"PAR1")


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file."""
    del delimiter
    try:
        with pq.ParquetFile(path) as file:
            names = [str(name) for name in file.schema_arrow.names]
            count = file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise unreadable(path, str(error)[:200]) from error
    if count > MOST_ROWS or len(names) > MOST_COLUMNS:
        raise too_large(path, f"{count} × {len(names)}")
    return [Sheet("", lambda: _rows(path, names), columns=lambda row, width: _columns(path, row, width))]


def _rows(path: Path, names: list[str]) -> Iterator[Numbered]:
    yield 1, list(names)
    number = 1
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH, use_threads=False):
                columns = [_cells(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, cells
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise unreadable(path, str(error)[:200]) from error


def _columns(path: Path, row: int, width: int) -> TextColumns | None:
    """The rows below the headings; None where not all columns are text, or the headings are not the first row."""
    from fajing.intake.coded import Coded
    from fajing.intake.text_columns import TextColumns

    try:
        with pq.ParquetFile(path) as file:
            if row != 1 or len(file.schema_arrow) != width or not all(map(_is_text, file.schema_arrow.types)):
                return None
            table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise unreadable(path, str(error)[:200]) from error
    columns = []
    for column in table.columns:
        found = column.combine_chunks().cast(pa.string()).dictionary_encode()
        if found.null_count:  # an empty cell is another than an empty text
            codes = np.asarray(found.indices.fill_null(-1)).astype(np.int32)
            columns.append(Coded(codes, found.dictionary.to_pylist()))
        else:
            columns.append(found)
    return TextColumns(np.arange(2, table.num_rows + 2), columns)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _cells(column: pa.Array) -> list[Cell]:
    """The cells of a column as Python values; what is no single value becomes JSON text."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_nested(kind):
        return [
            None if cell is None else json.dumps(cell, ensure_ascii=False, default=str)
            for cell in column.to_pylist()
        ]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return [None if cell is None else _decoded(cell) for cell in column.to_pylist()]
    if pa.types.is_boolean(kind):
        return [None if cell is None else "true" if cell else "false" for cell in column.to_pylist()]
    cells: list[Cell] = column.to_pylist()
    return cells


def _decoded(cell: bytes) -> str:
    try:
        return cell[:LARGEST_CELL].decode("utf-8")
    except UnicodeDecodeError as error:
        raise FajingError(
            "Parquet 里有二进制列 (a binary column in the Parquet file)",
            remedy="导出时转成文本 / turn it into text",
        ) from error
