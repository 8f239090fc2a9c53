"""What `fajing import` prints: the rows read, what of them was new, what is gone, where it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from fajing.app.import_log import ImportResult

_SHOWN = 8


def print_import(result: ImportResult, language: str) -> None:
    """Print an import's result to stdout."""
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 120
    console.print(_table(result, language))
    for zh, en in _lines(result):
        console.print(en if language == "en" else zh, markup=False)


def _table(result: ImportResult, language: str) -> Table:
    zh = language != "en"
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for title in ("新", "更正", "未变", "合计") if zh else ("New", "Corrected", "Unchanged", "Total"):
        table.add_column(title, justify="right", no_wrap=True)
    one = result.counts
    for name, numbers in (
        ("办案记录" if zh else "Events", (one.new, one.corrected, one.unchanged)),
        ("案事件" if zh else "Matters", (one.new_matters, one.changed_matters, one.unchanged_matters)),
    ):
        table.add_row(name, *(f"{number:,}" for number in (*numbers, sum(numbers))))
    return table


def _lines(result: ImportResult) -> Iterator[tuple[str, str]]:
    """What is said below the table, in Chinese and English."""
    for count in result.intake.files:
        name = Path(count.path).name
        read = count.new + count.unchanged + count.corrected
        twice = f"（其中同批重复{count.unchanged:,}，同批更正{count.corrected:,}）"
        again = f" (of these {count.unchanged:,} repeated and {count.corrected:,} corrected in this run)"
        if not count.unchanged and not count.corrected:
            twice = again = ""
        yield (
            f"{name}：行{count.rows:,} = 读入{read:,}{twice} + 退回{count.rejected:,} + 忽略{count.ignored:,}",
            (
                f"{name}: rows {count.rows:,} = read {read:,}{again}"
                f" + rejected {count.rejected:,} + ignored {count.ignored:,}"
            ),
        )
    counts = result.counts
    if counts.repeated:
        yield (
            f"编号相同的办案记录{counts.repeated:,}条未收，以后出现的为准",
            f"{counts.repeated:,} events left out: a later one has the same id",
        )
    if counts.reordered:
        yield (
            f"时间相同、先后有变的办案记录{counts.reordered:,}条按新的先后重写",
            f"{counts.reordered:,} events of equal time written again in their new order",
        )
    for ids, zh, en in (
        (result.corrected_ids, "更正", "Corrected"),
        (result.gone_matters, "全量导出中不再有的案事件，仍保留", "Matters gone from the full export, kept"),
        (result.gone_events, "全量导出中不再有的办案记录，仍保留", "Events gone from the full export, kept"),
    ):
        if ids:
            more = len(ids) > _SHOWN
            yield (
                f"{zh}{len(ids):,}：{'、'.join(ids[:_SHOWN])}{'……' if more else ''}",
                f"{en}: {len(ids):,}: {', '.join(ids[:_SHOWN])}{', ...' if more else ''}",
            )
    if result.gone_matters and result.intake.rejects:
        yield "其中可能有这次被退回的行", "Some of these may be among the rows rejected this time"
    if result.rejects is not None:
        yield f"退回清单 {result.rejects}", f"Rejects in {result.rejects}"
    book = result.lawbook
    yield f"规则库 {book.id}，摘要 {book.hash}", f"Lawbook {book.id}, hash {book.hash}"
    if result.segment is None:
        yield (
            f"没有新的内容，数据文件夹未变：{result.folder.path}",
            f"Nothing new; the data folder is as it was: {result.folder.path}",
        )
    else:
        manifest = result.segment.manifest
        yield (
            f"已封存第{manifest.number}段，办案记录{manifest.events:,}条，在 {result.segment.path}",
            f"Sealed segment {manifest.number} with {manifest.events:,} events in {result.segment.path}",
        )
        yield f"根 {manifest.root}", f"Root {manifest.root}"
    if result.receipt is not None:
        yield (
            f"已入账本第{result.receipt.index}条，账本共{result.receipt.size:,}条",
            f"Entered in the ledger as entry {result.receipt.index}; it holds {result.receipt.size:,}",
        )
    else:
        yield (
            "未入账本：这个数据文件夹还没有账本，建立用 fajing ledger init",
            "Not entered in a ledger: this data folder has none; make one with fajing ledger init",
        )
