"""A draw that is over, and matters that are closed, put into a data folder that somebody else serves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fajing.app.draw_records import change, draw_now, keep_new, record_path
from fajing.draw.plan import Plan
from fajing.draw.pool import Pool, Target
from fajing.draw.record import Draw
from fajing.draw.sources import PublicNumber, Secret, commitment_of
from fajing.ledger.ledger import Ledger

DRAW = "past-1"
TYPED = ("去年案卷", "双色球", "第1期", "公告")


def close_some(data: Path) -> None:
    """As if some matters had been closed on the day they began: the invented week knows of none yet."""
    with sqlite3.connect(data / "office" / "office.sqlite3", timeout=20) as tables:
        some = "select matter from records_matterrow where unit <> '' order by matter limit 5"
        tables.execute(f"update records_matterrow set closed_at = first_at where matter in ({some})")


def revealing(source: str, value: str, holder: str, at: datetime) -> Callable[[Draw], None]:
    """The step by which a holder reveals what he committed himself to."""
    return lambda one: one.reveal(source, value, by=holder, at=at)


def past_draw(data: Path) -> None:
    """A draw of the past among matters of the office, made by the use cases with a clock of its own, once."""
    path = record_path(data, DRAW)
    if path.exists():
        return
    began, by = datetime(2026, 3, 2, 9, tzinfo=UTC), "officer:040001"
    secrets = {"bureau": (by, "a" * 64), "reader": ("reader:7", "b" * 64)}
    sources: list[PublicNumber | Secret] = [
        PublicNumber("public", "双色球", "第1期", "2026-03-03T12:00:00Z", "99 99")
    ]
    for name, (holder, value) in secrets.items():
        sources.append(Secret(name, holder, commitment_of(DRAW, name, holder, value)))
    with sqlite3.connect(data / "office" / "office.sqlite3", timeout=20) as tables:
        some = tables.execute(
            "select matter from records_matterrow where unit <> '' order by matter limit 29"
        )
        pool = Pool.of("file_sample", [Target(matter) for (matter,) in some])
    draw = Draw.commit(
        pool, Plan({"*": 4}), sources, draw=DRAW, title="去年案卷", salt="c" * 64, by=by, at=began
    )
    ledger = Ledger.open(data)

    def at(hours: int) -> Callable[[], datetime]:
        return lambda: began + timedelta(hours=hours)

    keep_new(path, draw, ledger, at(0))
    for name, (holder, value) in secrets.items():
        change(path, ledger, revealing(name, value, holder, at(1)()), at(1))
    read_at = at(40)()
    change(
        path, ledger,
        lambda one: one.enter("public", "03 11", read_from="公告", read_at=read_at, by=by, at=read_at), at(40),
    )  # fmt: skip
    draw_now(path, ledger, by, at(41))
    ledger.close()
