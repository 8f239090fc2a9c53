"""Figures kept on disk with the records behind them, for those who show them without reckoning them again.

In: figures, or the folder they were kept in. Out: a folder of two files, or figures equal to those kept, whose rows are
read when they are opened. `figures.json` holds values; `rows.parquet` a row group for each term that has records.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import pyarrow as pa
import pyarrow.parquet as pq

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.core.moments import Moment, Precision
from fajing.indicators.figure import Figure, Figures, Number, Prior, Rows, Term
from fajing.lawbook.model import Text

Details = tuple[pa.Array, pa.Array, pa.Array]
"""Matter, unit and moment of records, as columns of text."""
LookUp = Callable[[str, Sequence[str]], Details]
"""From a kind of rows and their ids to the details of each, in the same order."""
_Common = tuple[str | None, date, date, Moment]
VALUES, ROWS = "figures.json", "rows.parquet"
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("id", "matter", "unit", "at")] + [("weight", pa.string())]
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a figure, as it is listed.

    Attributes:
        id: Its id.
        matter: The matter it belongs to.
        unit: The unit it belongs to.
        at: When, as printed.
        weight: What it brings to a sum; None where each counts one.
    """

    id: str
    matter: str
    unit: str
    at: str
    weight: Number | None


class KeptRows(Sequence[str]):
    """Ids that are read when they are asked for, together with what is listed of each."""

    def __init__(self, path: Path, group: int, size: int) -> None:
        self._path, self._group, self._size = path, group, size

    def __len__(self) -> int:
        return self._size

    @cached_property
    def table(self) -> pa.Table:
        """The row group."""
        with pq.ParquetFile(self._path) as file:
            return file.read_row_group(self._group)

    @cached_property
    def _ids(self) -> list[str]:
        found: list[str] = self.table.column("id").to_pylist()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._ids[place]

    def records(self, first: int = 0, most: int | None = None) -> list[Record]:
        """Some of them with what is listed of each, in the order of their ids."""
        rows = self.table.slice(first, most).to_pylist()
        return [
            Record(row["id"], row["matter"], row["unit"], row["at"], _number(row["weight"])) for row in rows
        ]


class KeptWeights(Sequence[Number]):
    """What each of the rows brings."""

    def __init__(self, rows: KeptRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Number: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Number]: ...
    def __getitem__(self, place: int | slice) -> Number | Sequence[Number]:
        return self._numbers[place]

    def __iter__(self) -> Iterator[Number]:
        return iter(self._numbers)

    @cached_property
    def _numbers(self) -> list[Number]:
        return [_sure(text) for text in self._rows.table.column("weight").to_pylist()]


def keep(figures: Figures, folder: Path, look_up: LookUp) -> None:
    """Write figures and their records; what the folder held before is replaced file by file.

    Args:
        figures: The figures.
        folder: Made if it is not there.
        look_up: Matter, unit and moment of records.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / f".{ROWS}"
    listed = []
    with pq.ParquetWriter(work, _SCHEMA, compression="zstd") as out:
        group = 0
        for figure in figures:
            terms = []
            for term in figure.terms:
                plain: dict[str, Any] = {"title": _words(term.title), "value": _text(term.value)}
                plain |= {"kind": term.rows.kind, "size": len(term.rows)}
                if len(term.rows):
                    out.write_table(_table(term.rows, look_up))
                    plain |= {"group": group, "weighed": term.rows.weights is not None}
                    group += 1
                terms.append(plain)
            listed.append(_plain(figure) | {"terms": terms})
    whole = {
        "scope": figures.scope, "first": figures.first.isoformat(), "last": figures.last.isoformat(),
        "cut_off": [figures.cut_off.instant, figures.cut_off.day, figures.cut_off.precision.value],
        "lawbook": figures.lawbook, "figures": listed,
    }  # fmt: skip
    values = folder / f".{VALUES}"
    values.write_bytes(pretty_bytes(whole))
    os.replace(work, folder / ROWS)  # noqa: PTH105 - in place of the old one in one step
    os.replace(values, folder / VALUES)  # noqa: PTH105


def read_kept(folder: Path) -> Figures:
    """The figures that were kept in a folder.

    Raises:
        FajingError: There are none, or they are damaged.
    """
    path = folder / VALUES
    try:
        plain = json.loads(path.read_bytes())
        instant, day, precision = plain["cut_off"]
        cut_off = Moment(instant, day, Precision(precision))
        first, last = date.fromisoformat(plain["first"]), date.fromisoformat(plain["last"])
        common: _Common = (plain["scope"], first, last, cut_off)
        found = {one["indicator"]: _figure(one, common, folder / ROWS) for one in plain["figures"]}
        return Figures(*common, plain["lawbook"], found)
    except FileNotFoundError as error:
        raise FajingError(
            "这里还没有算好的指标 (no figures are kept here yet)",
            where=str(folder),
            remedy="夜间检查会算好 / the nightly check reckons them",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FajingError(
            "存下的指标坏了 (the kept figures are damaged)", where=str(path), why=str(error),
            remedy="删掉这个文件夹，再跑一次夜间检查 / remove the folder and run the nightly check again",
        ) from error  # fmt: skip


def look_up_in(figures: Figures) -> LookUp:
    """Matter, unit and moment of every record behind some kept figures."""
    known: dict[str, dict[str, tuple[str, str, str]]] = {}

    def of_kind(kind: str) -> dict[str, tuple[str, str, str]]:
        if kind not in known:
            terms = [term for figure in figures for term in figure.terms if term.rows.kind == kind]
            tables = [term.rows.ids.table for term in terms if isinstance(term.rows.ids, KeptRows)]
            columns = ([table.column(name).to_pylist() for name in _SCHEMA.names[:4]] for table in tables)
            known[kind] = {
                name: (matter, unit, at)
                for some in columns
                for name, matter, unit, at in zip(*some, strict=True)
            }
        return known[kind]

    def look_up(kind: str, ids: Sequence[str]) -> Details:
        found = [of_kind(kind).get(one, ("", "", "")) for one in ids]
        return tuple(pa.array([one[place] for one in found], pa.string()) for place in range(3))

    return look_up


# ---------------------------------------------------------------- pieces
def _table(rows: Rows, look_up: LookUp) -> pa.Table:
    ids = list(rows.ids)
    details = look_up(rows.kind, ids)
    weights = [None] * len(ids) if rows.weights is None else [_text(one) for one in rows.weights]
    columns = [
        pa.array(ids, pa.string()),
        *(one.cast(pa.string()) for one in details),
        pa.array(weights, pa.string()),
    ]
    return pa.table(columns, schema=_SCHEMA)


def _plain(figure: Figure) -> dict[str, Any]:
    prior = figure.prior
    return {
        "indicator": figure.indicator, "title": _words(figure.title), "group": figure.group, "form": figure.form,
        "value": _text(figure.value), "missing": _words(figure.missing), "unit": _words(figure.unit),
        "formula": _words(figure.formula), "base": _words(figure.base), "better": figure.better,
        "prior": None if prior is None else [_text(prior.value), _words(prior.source), prior.comparable],
        "series": [[month, _text(value)] for month, value in figure.series],
        "hidden": figure.hidden, "unknown": figure.unknown,
    }  # fmt: skip


def _figure(plain: Mapping[str, Any], common: _Common, rows: Path) -> Figure:
    prior = plain["prior"]
    return Figure(
        plain["indicator"], _sure_words(plain["title"]), plain["group"], plain["form"], _number(plain["value"]),
        _maybe_words(plain["missing"]), _sure_words(plain["unit"]), _sure_words(plain["formula"]),
        _sure_words(plain["base"]), tuple(_term(one, rows) for one in plain["terms"]), *common, plain["better"],
        None if prior is None else Prior(_sure(prior[0]), _maybe_words(prior[1]), prior[2]),
        tuple((month, _number(value)) for month, value in plain["series"]), plain["hidden"], plain["unknown"],
    )  # fmt: skip


def _term(plain: Mapping[str, Any], path: Path) -> Term:
    rows = Rows(plain["kind"], ())
    if plain["size"]:
        ids = KeptRows(path, plain["group"], plain["size"])
        rows = Rows(plain["kind"], ids, KeptWeights(ids) if plain["weighed"] else None)
    return Term(_sure_words(plain["title"]), _number(plain["value"]), rows)


def _words(text: Text | None) -> list[str] | None:
    return None if text is None else [text.zh, text.en]


def _sure_words(plain: Sequence[str]) -> Text:
    return Text(*plain)


def _maybe_words(plain: Sequence[str] | None) -> Text | None:
    return None if plain is None else Text(*plain)


def _text(value: Number | None) -> str | None:
    """A decimal keeps its places: `39.50` and `39.5` are told apart by them, and a whole number by their absence."""
    return None if value is None else str(value) if isinstance(value, int) else f"{value:f}d"


def _number(text: str | None) -> Number | None:
    return None if text is None else _sure(text)


def _sure(text: str) -> Number:
    return Decimal(text.removesuffix("d")) if text.endswith("d") else int(text)
