"""Draws kept as files and in the ledger: commit, reveal, draw, replace, verify.

In: the file of a record, what a stage is given, a ledger where there is one. Out: the file with that stage, the stage's
entry in the ledger. The file is written first and the entry appended after it; whoever opens the record next appends
what a crash left out, before anything new happens.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fajing.app.draw_ledger import check_in_ledger, enter_stages
from fajing.app.draw_pool import write_new
from fajing.core.clock import now
from fajing.core.errors import FajingError, UsageError
from fajing.draw.record import Draw, MissingRevealError
from fajing.draw.texts import name
from fajing.draw.verify_draw import Step, verify
from fajing.ledger.ledger import Ledger

T = TypeVar("T")


def record_path(data: Path, draw: str) -> Path:
    """Where the office keeps the record of a draw: `draws/NAME.json` of the data folder.

    Raises:
        FajingError: That is no name of a draw.
    """
    return data / "draws" / f"{name(draw, 'draw')}.json"


def keep_new(
    path: Path, draw: Draw, ledger: Ledger | None, clock: Callable[[], datetime] | None = None
) -> list[int]:
    """Keep a draw that was just committed.

    Returns:
        Numbers of its entries; none without a ledger.

    Raises:
        FajingError: The file is there, or the ledger knows another draw of this name.
    """
    if ledger is not None and any(True for _ in ledger.entries(kind="draw.", subject=f"draw:{draw.id}")):
        raise UsageError(
            f"账本里已有这个名称的抽取 (the ledger has a draw of this name): {draw.id}",
            remedy="另取名称 / take another name",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_new(path, draw.to_bytes())
    return enter_stages(ledger, draw, clock) if ledger is not None else []


def change(
    path: Path, ledger: Ledger | None, act: Callable[[Draw], T], clock: Callable[[], datetime] | None = None
) -> tuple[Draw, T]:
    """Add to a record under a lock: read it, act, write it, enter it.

    Args:
        path: The record.
        ledger: Where its stages are entered.
        act: Appends a stage to the draw.
        clock: What time it is, where that is not the real time.

    Returns:
        The draw as it is now, and what `act` gave.

    Raises:
        FajingError: The record does not hold, or `act` refused; the file is as it was.
    """
    with _locked(path):
        draw = read_record(path)
        if ledger is not None:
            enter_stages(ledger, draw, clock)
        given = act(draw)
        part = path.with_name(path.name + ".part")
        try:
            part.touch(mode=0o600)
            with part.open("wb") as file:
                file.write(draw.to_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise UsageError(f"写不进这个文件 (cannot write): {path}", why=error.strerror or "") from error
        if ledger is not None:
            enter_stages(ledger, draw, clock)
        return draw, given


def draw_now(path: Path, ledger: Ledger | None, by: str, clock: Callable[[], datetime] | None = None) -> Draw:
    """Draw; where a secret was not revealed in time, record the draw as void and refuse.

    Raises:
        MissingRevealError: Nothing was drawn; the record now says so.
        FajingError: A source is still awaited, or the draw was made before.
    """

    def act(draw: Draw) -> MissingRevealError | None:
        at = (clock or now)()
        try:
            draw.run(by=by, at=at)
        except MissingRevealError as error:
            draw.void("missing_reveal", by=by, at=at)
            return error
        return None

    made, missing = change(path, ledger, act, clock)
    if missing is not None:
        raise missing
    return made


def read_record(path: Path) -> Draw:
    """The draw of a file.

    Raises:
        FajingError: It cannot be read, or does not hold.
    """
    return Draw.read(_bytes(path))


def verify_record(path: Path, ledger: Ledger | None = None) -> list[Step]:
    """Verify a record three times over: by the stand-alone verifier, by doing it again, and against the ledger.

    Returns:
        What was recomputed; the last step is the first that does not hold, where one does not.
    """
    data = _bytes(path)
    steps = verify(data)
    if not steps[-1].holds:
        return steps
    try:
        draw = Draw.read(data)
    except FajingError as error:
        said = str(error).replace("\n", " ")
        return [*steps, Step(False, said, said)]
    steps.append(
        Step(
            True,
            "用抽取程序重做一遍，逐字节相同",
            "done again by the drawing program, byte for byte the same",
        )
    )
    return [*steps, *check_in_ledger(ledger, draw)] if ledger is not None else steps


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"读不出这个文件 (cannot read): {path}", why=error.strerror or "") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = path.with_name(path.name + ".lock")
    try:
        lock.touch(exist_ok=False)
    except FileExistsError as error:
        raise UsageError(
            f"另有人正在改这份记录 (someone else is changing this record): {path.name}",
            remedy=f"稍后再试；确无人在改时删去 {lock.name} / try later, or remove the lock file if nobody is",
        ) from error
    except OSError as error:
        raise UsageError(
            f"写不进这个文件夹 (cannot write): {path.parent}", why=error.strerror or ""
        ) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
