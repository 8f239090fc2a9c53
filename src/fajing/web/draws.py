"""Draws as pages need them: read once for each state of a file, listed from the ledger, made from tables or files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from fajing.app.draw_ledger import Listed, list_draws
from fajing.app.draw_pool import PoolFile, new_pool
from fajing.app.draw_records import read_record, record_path
from fajing.core.errors import FajingError, UsageError
from fajing.draw import verify_draw
from fajing.draw.pool import Pool, Target
from fajing.draw.record import Draw
from fajing.draw.words import FILE_SAMPLE
from fajing.web import reach
from fajing.web.access.rules import OVERSIGHT
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import MatterRow
from fajing.web.words import pick

_TABLES = (".csv", ".xlsx", ".json")
_LARGEST = 20 * 1024 * 1024
_PREFIX = "officer:"
SCRIPT = Path(verify_draw.__file__)
"""The verifier that outsiders run: one file, standard library only."""


def token_of(user: User) -> str:
    """How a user stands in a record."""
    return f"{_PREFIX}{user.number}"


def path_of(draw: str) -> Path:
    """The file of a record."""
    return record_path(settings.OFFICE.data, draw)


def read(draw: str) -> Draw | None:
    """A draw by its name; None where there is none. It is not to be changed."""
    try:
        path = path_of(draw)
        found = path.stat()
    except (FajingError, OSError):
        return None
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> Draw:
    """Reading does every stage again, which takes seconds for a large pool: once for each state of the file."""
    return read_record(path)


def unit_of(draw: str) -> str | None:
    """The unit of who committed it; empty where that is the body itself; None where there is no such draw."""
    found = read(draw)
    if found is None:
        return None
    number = str(found.stages[0]["by"]).removeprefix(_PREFIX)
    user = User.objects.select_related("unit").filter(number=number).first()
    if user is None or user.unit is None or user.unit.parent_id is None:
        return ""
    return user.unit.name


def may_lead(user: User, draw: str) -> bool:
    """Whether a user does the stages of a draw: of his units, or of the body where he reaches all of it."""
    return user.kind in OVERSIGHT and unit_of(draw) in user.reach()


def listed(user: User) -> list[Listed]:
    """Draws that the ledger knows and the user may see, the latest first."""
    within = user.reach()
    found = []
    for one in list_draws(follower.book().ledger):
        unit = unit_of(one.id)
        if unit is not None and (unit == "" or unit in within):
            found.append(one)
    return found[::-1]


def closed_files(
    user: User, units: Sequence[str], begin: int, end: int, procedure: str = ""
) -> list[MatterRow]:
    """Matters in reach that were closed in a span."""
    rows = reach.matters(user).filter(closed_at__gte=begin, closed_at__lt=end)
    if units:
        rows = rows.filter(unit__in={name for one in units for name in reach.under(user, one)})
    if procedure:
        rows = rows.filter(procedure=procedure)
    return list(rows.order_by("matter"))


def pool_of_files(rows: Sequence[MatterRow]) -> Pool:
    """The pool of a sample of files, each unit a stratum."""
    if not rows:
        raise UsageError(
            "这段时间没有结案的案件 (nothing was closed in this span)", remedy="改时间或单位 / change it"
        )
    return Pool.of(FILE_SAMPLE, [Target(row.matter, 1, row.unit) for row in rows])


def pool_of_tables(kind: str, sent: Mapping[str, UploadedFile[bytes] | None], earlier: str = "") -> PoolFile:
    """The pool of tables that were sent, or of what an earlier draw gave; nothing of the tables is kept.

    Raises:
        FajingError: A table is missing, too large, or not one.
    """
    with tempfile.TemporaryDirectory(prefix="fajing-draw-") as folder:
        paths: dict[str, Path | None] = {}
        for name in ("targets", "people", "conflicts"):
            one = sent.get(name)
            paths[name] = _put(Path(folder), name, one) if one is not None else None
        if earlier:
            paths["targets"] = path_of(earlier)
        targets = paths["targets"]
        if targets is None:
            raise UsageError(
                pick("还没有选对象的表。", "Choose the table of what may be drawn.") + " (no table)"
            )
        return new_pool(kind, targets, paths["people"], paths["conflicts"])


def _put(folder: Path, name: str, one: UploadedFile[bytes]) -> Path:
    suffix = Path(str(one.name)).suffix.lower()
    if suffix not in _TABLES:
        raise UsageError(
            f"只收表格 (tables only): {suffix or name}", remedy="CSV、XLSX；评查组可用案卷样本的记录"
        )
    if (one.size or 0) > _LARGEST:
        raise UsageError(f"表太大 (the table is too large): {name}", remedy="20 MB")
    path = folder / f"{name}{suffix}"
    with path.open("wb") as out:
        for chunk in one.chunks():
            out.write(chunk)
    return path
