"""The duties that are not met, kept between checks: parts that are only added to, and the files a later part replaces.

In: tables of duties, part after part. Out: a relation of those that stand, for counting, for the report and for
duties.parquet, in bounded memory (DuckDB sorts out of core).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from fajing.app.duties_file import GROUP, MOST_IN_MEMORY, ORDER, SCHEMA, write_duties, write_sorted
from fajing.app.duty_table import PARTS, TABLE, WORDS
from fajing.lawbook.model import Lawbook

_PART = pa.field("_part", pa.int32())
_MEMORY = "768MB"


class PartWriter:
    """Writes one part; the file is made with the first rows.

    Args:
        path: The file.
        number: Number of the part.
    """

    def __init__(self, path: Path, number: int) -> None:
        self.path, self.number = path, number
        self.rows = 0
        self._schema = PARTS.append(_PART)
        self._writer: Any = None

    def add(self, table: pa.Table) -> None:
        """Takes rows."""
        if not table.num_rows:
            return
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self.path,
                self._schema,
                compression="lz4",
                use_dictionary=[*WORDS, "unit", _PART.name],
                write_statistics=False,
                write_page_checksum=True,
            )
        table = table.cast(PARTS)
        number = pa.repeat(pa.scalar(self.number, pa.int32()), table.num_rows)
        self._writer.write_table(table.append_column(_PART, number), row_group_size=GROUP)
        self.rows += table.num_rows

    def close(self) -> bool:
        """Ends the file; tells whether there is one."""
        if self._writer is not None:
            self._writer.close()
        return self._writer is not None


class Standing:
    """The duties that stand.

    Args:
        folder: Where the parts lie.
        parts: Names of parts, of which later ones replace files of earlier ones.
        across: The same of norms that look across files.
        replaced: Names of files with the ids of replaced files, and the part that replaced them.
        across_replaced: The same for the parts of norms that look across files.
    """

    def __init__(
        self,
        folder: Path,
        parts: Sequence[str],
        across: Sequence[str],
        replaced: Mapping[str, int],
        across_replaced: Mapping[str, int] | None = None,
    ) -> None:
        self.folder, self.parts, self.across, self.replaced = folder, parts, across, replaced
        self.across_replaced = across_replaced or {}

    def write(self, path: Path, count: int, scratch: Path) -> None:
        """Writes duties.parquet, sorted.

        Args:
            path: The file.
            count: How many rows there are.
            scratch: A folder for what does not fit into memory.
        """
        if count <= MOST_IN_MEMORY:
            write_duties(self.table(), path)
            return
        names = ", ".join(f'"{name}"' for name in SCHEMA.names)
        order = ", ".join(f'"{name}"' for name in ORDER)
        with self._connected(scratch) as (connection, source):
            found = connection.sql(f"SELECT {names} FROM {source} ORDER BY {order}")  # noqa: S608 - own names
            reader = found.fetch_arrow_reader(GROUP)
            write_sorted((pa.Table.from_batches([batch]).cast(SCHEMA) for batch in reader), path)

    def table(self) -> pa.Table:
        """All of them."""
        names = ", ".join(f'"{name}"' for name in TABLE.names)
        with self._connected() as (connection, source):
            return connection.sql(f"SELECT {names} FROM {source}").to_arrow_table().cast(TABLE)  # noqa: S608

    def batches(self) -> Iterator[pa.Table]:
        """All of them, some at once."""
        names = ", ".join(f'"{name}"' for name in TABLE.names)
        with self._connected() as (connection, source):
            reader = connection.sql(f"SELECT {names} FROM {source}").fetch_arrow_reader(GROUP)  # noqa: S608
            for batch in reader:
                yield pa.Table.from_batches([batch]).cast(TABLE)

    def shown(
        self, lawbook: Lawbook, most: int, most_provisional: int, only: Collection[str] | None = None
    ) -> tuple[pa.Table, int, int]:
        """The latest findings, for the report (file, matter, norm, key); how many there are, and provisional ones.

        Args:
            lawbook: The law.
            most: Of more findings than this the latest are given.
            most_provisional: The same of provisional ones.
            only: Ids of the norms whose duties are given; by default of all.
        """
        body = [
            norm.id
            for norm in lawbook.norms.values()
            if norm.is_finding and (only is None or norm.id in only)
        ]
        settled, own = (
            ("is_finding", []) if only is None else ("is_finding AND norm IN (SELECT unnest(?))", [body])
        )
        held = "provisional AND outcome IN ('late', 'missed') AND norm IN (SELECT unnest(?))"
        columns = "file, matter, norm, key"
        with self._connected() as (connection, source):
            tables = []
            counts = []
            for where, values, number in ((settled, own, most), (held, [body], most_provisional)):
                query = f"SELECT {columns} FROM {source} WHERE {where} ORDER BY _instant DESC, key DESC LIMIT {number}"  # noqa: S608
                tables.append(connection.sql(query, params=values).to_arrow_table())
                rows = connection.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchall()  # noqa: S608
                counts.append(int(rows[0][0]))
        return pa.concat_tables(tables), counts[0], counts[1]

    def _connected(self, scratch: Path | None = None) -> _Connection:
        return _Connection(self, scratch)


class _Connection:
    """A connection of its own, and the text of the relation."""

    def __init__(self, duties: Standing, scratch: Path | None) -> None:
        self.duties, self.scratch = duties, scratch

    def __enter__(self) -> tuple[Any, str]:
        self._connection = duckdb.connect()

        def run(text: str) -> None:
            self._connection.execute(text).fetchall()  # a result left open would stand in the way of the next

        run("SET enable_progress_bar = false")
        run("SET preserve_insertion_order = false")
        if self.scratch is not None:
            run(f"SET memory_limit = '{_MEMORY}'")
            run(f"SET temp_directory = '{_quoted(self.scratch)}'")
        one = self.duties
        sources = [self._standing(run, "within", one.parts, one.replaced)]
        if one.across:
            sources.append(self._standing(run, "across", one.across, one.across_replaced))
        return self._connection, f"({' UNION ALL '.join(sources)})"

    def _standing(
        self, run: Callable[[str], None], name: str, parts: Sequence[str], replaced: Mapping[str, int]
    ) -> str:
        """The rows of some parts that no later part replaced."""
        folder = self.duties.folder
        source = f"SELECT * FROM {_read(folder, parts)} AS part"  # noqa: S608 - own names
        if not replaced:
            return source
        files = " UNION ALL ".join(
            f"SELECT file, {number} AS number FROM {_read(folder, [one])}"  # noqa: S608 - own names
            for one, number in replaced.items()
        )
        last = f"SELECT file, max(number) AS number FROM ({files}) GROUP BY file"  # noqa: S608 - own names
        run(f"CREATE TEMP TABLE {name} AS {last}")
        later = f"SELECT 1 FROM {name} WHERE {name}.file = part.file AND part._part < {name}.number"  # noqa: S608
        return f"{source} WHERE NOT EXISTS ({later})"

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _read(folder: Path, names: Iterable[str]) -> str:
    paths = ", ".join(f"'{_quoted(folder / name)}'" for name in names)
    return f"read_parquet([{paths}])"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def write_empty(path: Path) -> None:
    """A part without rows, so that there is always one to read."""
    pq.write_table(TABLE.append(_PART).empty_table(), path)


def write_replaced(path: Path, files: Sequence[str]) -> None:
    """The files that a part replaces."""
    pq.write_table(pa.table({"file": pa.array(files, pa.string())}), path, compression="lz4")
