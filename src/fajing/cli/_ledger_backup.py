"""`fajing ledger copy`, `backup` and `restore`: the ledger in another place."""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._ledger_open import Say, open_ledger
from fajing.cli._log_options import LANGUAGE

PATH = click.Path(path_type=Path)


@click.command(
    "copy",
    help="把账目抄到另一个数据库；--move 就此搬过去。/ Copy into another database; --move goes on there.",
)
@DATA
@click.option("--to", required=True, metavar="URL", help="postgresql://... 或 sqlite:PATH / where")
@click.option(
    "--move",
    "is_move",
    is_flag=True,
    help="此后用新的，旧的不再收 / go on there; the old one takes nothing more",
)
@LANGUAGE
def copy(data: Path | None, to: str, is_move: bool, language: str) -> int:
    """Copy or move."""
    from fajing.ledger.backup import copy as copy_entries
    from fajing.ledger.backup import move

    ledger, say = open_ledger(data), Say(language)
    if is_move:
        moved = move(ledger, to)
        say(f"已搬到 {to}，{moved.size():,}条", f"Moved to {to}, {moved.size():,} entries")
        return 0
    size, root = copy_entries(ledger, to)
    say(f"已抄{size:,}条到 {to}，根 {root.hex()}", f"Copied {size:,} entries to {to}, root {root.hex()}")
    return 0


@click.command(
    "backup",
    help="备份账本、调阅记录、保险柜和各段，不含密钥。/ Back up ledger, journal, vault, segments; no keys.",
)
@DATA
@click.option("--to", type=PATH, required=True, metavar="DIR", help="空文件夹 / an empty folder")
@LANGUAGE
def backup(data: Path | None, to: Path, language: str) -> int:
    """Back up."""
    from fajing.ledger.backup import backup as write_backup

    made = write_backup(open_ledger(data), to)
    Say(language)(
        f"已备份{made.size:,}条，根 {made.root.hex()}",
        f"Backed up {made.size:,} entries, root {made.root.hex()}",
    )
    return 0


@click.command(
    "restore", help="核验备份，恢复到新的数据文件夹，重放注销。/ Check a backup, restore it, replay erasures."
)
@click.argument("source", type=PATH)
@DATA
@click.option(
    "--store", metavar="URL", help="恢复到这个数据库；默认 SQLite / into this database; default: SQLite"
)
@click.option(
    "--handover", type=PATH, metavar="DIR", help="交接的文件夹：检查点和注销清单 / the hand-over folder"
)
@click.option("--without-handover", is_flag=True, help="没有交接的文件夹 / there is no hand-over folder")
@LANGUAGE
def restore(
    source: Path,
    data: Path | None,
    store: str | None,
    handover: Path | None,
    without_handover: bool,
    language: str,
) -> int:
    """Restore."""
    from fajing.core.errors import UsageError
    from fajing.ledger.backup import restore as restore_backup
    from fajing.ledger.segments.folder import data_path

    if (handover is None) == (not without_handover):
        raise UsageError(
            "指明交接的文件夹，没有就写 --without-handover (name the hand-over folder, or say that there is none)",
            why="备份之后的注销和检查点只在那里 / erasures and checkpoints since the backup are only there",
        )
    done, say = restore_backup(source, data_path(data), store, handover), Say(language)
    say(f"已恢复{done.size:,}条", f"Restored {done.size:,} entries")
    if done.behind is not None:
        say(
            f"交出过{done.behind:,}条的检查点：少了{done.behind - done.size:,}条，此后要另起交接的文件夹",
            f"A checkpoint of {done.behind:,} was handed over: {done.behind - done.size:,} are lost; "
            "hand over into a new folder from now on",
        )
    if done.erased:
        say(
            f"重放备份之后的注销{len(done.erased)}件",
            f"Replayed {len(done.erased)} erasures made since the backup",
        )
    return 0
