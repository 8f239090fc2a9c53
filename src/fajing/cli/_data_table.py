"""What `fajing data show` prints: one line for each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from fajing.ledger.segments.folder import DataFolder
    from fajing.ledger.segments.reader import Segment


def print_segments(folder: DataFolder, segments: list[Segment], language: str) -> None:
    """Print the segments to stdout."""
    zh = language != "en"
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 160
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("段" if zh else "Segment", justify="right", no_wrap=True)
    table.add_column("来源" if zh else "Source", overflow="fold")
    for title in ("办案记录", "案卷") if zh else ("Events", "Files"):
        table.add_column(title, justify="right", no_wrap=True)
    for title in ("最早", "最晚") if zh else ("First", "Last"):
        table.add_column(title, no_wrap=True)
    table.add_column("根" if zh else "Root", no_wrap=True, min_width=64)
    for segment in segments:
        one = segment.manifest
        table.add_row(
            str(one.number),
            ("、" if zh else ", ").join(source.name for source in one.origin.sources) or "—",
            f"{one.events:,}",
            f"{one.files:,}",
            *(_time(folder, at) for at in (one.first_at, one.last_at)),
            one.root,
        )
    console.print(table)
    events = sum(segment.manifest.events for segment in segments)
    console.print(
        f"数据文件夹 {folder.path}，时区 {folder.zone.name}，{len(segments)}段，{events:,}条"
        if zh
        else f"Data folder {folder.path}, time zone {folder.zone.name}, {len(segments)} segments, {events:,} rows",
        markup=False,
    )


def _time(folder: DataFolder, at: int | None) -> str:
    return "—" if at is None else folder.zone.civil(at).isoformat(" ", "minutes")
