"""A Parquet file written row group by row group whose columns may become more on the way.

In: tables. Out: one file with all columns that occurred. Where a later table brings a new column, a further part
is begun, and the parts are put together at the end. `Aside` writes while other things are done.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fajing.ledger.segments.columns import fitted, values_of
from fajing.ledger.segments.schema import table_schema

_CELLS_AT_ONCE = 16_384  # the bytes written are the same, a sixth sooner than by a thousand


class GrowingTable:
    """The file being written.

    Args:
        path: The file.
        fixed: Columns that it always has.
        coding: Encoding of single columns.
    """

    def __init__(
        self, path: Path, fixed: Mapping[str, pa.DataType], coding: Mapping[str, str] | None = None
    ) -> None:
        self.path = path
        self._fixed, self._coding = fixed, dict(coding or {})
        self._values: set[str] = set()
        self._done: list[Path] = []
        self._writer: Any = None
        self._closed = False

    @property
    def names(self) -> list[str]:
        """The columns so far."""
        return list(self._schema().names)

    def write(self, table: pa.Table) -> None:
        """Write one row group."""
        own = values_of(table)
        if self._writer is not None and not self._values.issuperset(own):
            self._writer.close()
            done = self.path.with_name(f"{self.path.name}.part{len(self._done)}")
            self.path.rename(done)
            self._done.append(done)
            self._writer = None
        self._values.update(own)
        if self._writer is None:
            self._writer = self._open(self.path)
        self._add(self._writer, table)

    def close(self) -> None:
        """End the file."""
        if self._closed:
            return
        self._closed = True
        if self._writer is None:
            self._writer = self._open(self.path)
        self._writer.close()
        if self._done:
            last = self.path.with_name(f"{self.path.name}.part{len(self._done)}")
            self.path.rename(last)
            with self._open(self.path) as writer:
                for done in [*self._done, last]:
                    with pq.ParquetFile(done) as part:
                        for number in range(part.num_row_groups):
                            self._add(writer, part.read_row_group(number))
                    done.unlink()

    def abandon(self) -> None:
        """Let go of the file, whatever state it is in; after `close` this does nothing."""
        if not self._closed and self._writer is not None:
            self._closed = True
            with contextlib.suppress(OSError, pa.ArrowException):
                self._writer.close()

    def _schema(self) -> pa.Schema:
        return table_schema(self._fixed, self._values)

    def _add(self, writer: Any, table: pa.Table) -> None:
        writer.write_table(fitted(table, self._schema()), row_group_size=max(table.num_rows, 1))

    def _open(self, path: Path) -> Any:
        schema = self._schema()
        return pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[item.name for item in schema if pa.types.is_dictionary(item.type)],
            column_encoding=self._coding or None,
            write_page_checksum=True,
            write_batch_size=_CELLS_AT_ONCE,
        )


class Aside:
    """Does one thing after another in a thread of its own; while one is being done, one may wait."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Do something when what was asked before is done.

        Raises:
            OSError: What was asked before has failed; so with any other error of it.
        """
        self.wait()
        self._last = self._thread.submit(work)

    def wait(self) -> None:
        """Wait for what is being done; what went wrong with it is raised here."""
        if self._last is not None:
            last, self._last = self._last, None
            last.result()

    def close(self) -> None:
        """Wait for what is being done, however it ends."""
        self._thread.shutdown()


def sync_file(path: Path) -> None:
    """Make a file's bytes lasting."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder lasting, where the system can."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # Windows opens no folders; there a rename is lasting by itself
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
