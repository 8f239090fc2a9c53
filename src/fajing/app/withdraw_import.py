"""Use case: an import is undone by an entry. Nothing is deleted; its segment no longer counts (docs/adr/0022).

In: a ledger, a data folder, the number of a segment. Out: an entry `import.withdrawn` (or `import.restored`), and the
folder's list of withdrawn segments, made from all such entries. The next check judges without it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fajing.app.ledger_import import entered_segments
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger
from fajing.ledger.receipts import segment_token
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.withdrawn import read_withdrawn, write_withdrawn

WITHDRAWN, RESTORED = "import.withdrawn", "import.restored"
_KIND = "import."


def withdrawn_in(ledger: Ledger, stop: int | None = None) -> dict[int, int]:
    """By number of a segment the entry that withdrew it; a later restoring takes that back.

    Args:
        ledger: The ledger.
        stop: Only entries before this one.
    """
    found: dict[int, int] = {}
    for one in ledger.entries(0, stop, kind=_KIND):
        if one.kind == WITHDRAWN:
            found[int(one.body["segment"])] = one.index
        elif one.kind == RESTORED:
            found.pop(int(one.body["segment"]), None)
    return found


def withdraw(
    ledger: Ledger,
    folder: DataFolder,
    segment: int,
    reason: str,
    *,
    actor: str,
    at: int,
    restore: bool = False,
) -> int:
    """Undo an import, or take its undoing back; the number of the entry.

    Args:
        ledger: The ledger.
        folder: The data folder.
        segment: Number of the import's segment.
        reason: Why, without personal values.
        actor: Token of who does it.
        at: When.
        restore: Whether it is to count again.

    Raises:
        UsageError: There is no such import, or it is withdrawn already, or holds what was recorded in the office.
    """
    known, gone = entered_segments(ledger), withdrawn_in(ledger)
    found = next((one for one in folder.segments() if one.number == segment), None)
    if found is None or segment not in known:
        raise UsageError(f"存证里没有这次导入 (the ledger knows no such import): {segment}")
    if not found.manifest.origin.sources:
        raise UsageError(
            "这一段是办公系统里记录的环节，不能撤销 (it holds steps recorded in the office)",
            remedy="逐条更正 / correct them one by one",
        )
    if (segment in gone) != restore:
        raise UsageError(
            f"这次导入没有被撤销过 (it is not withdrawn): {segment}"
            if restore
            else f"这次导入已经撤销 (it is withdrawn already): {segment}"
        )
    if not reason.strip():
        raise UsageError("要写明为什么 (say why)")
    body = {
        "segment": segment,
        "root": known[segment]["root"],
        "events": found.manifest.events,
        "reason": reason,
    }
    kind = RESTORED if restore else WITHDRAWN
    entry = Entry(kind, body, actor, (segment_token(segment),), datetime.fromtimestamp(at, UTC))
    (receipt,) = ledger.append([entry])
    keep_in_line(ledger, folder)
    return receipt.index


def keep_in_line(ledger: Ledger, folder: DataFolder) -> bool:
    """Makes the folder's list of withdrawn segments from the entries; whether it was otherwise."""
    wanted = withdrawn_in(ledger)
    try:
        known = read_withdrawn(folder.path)
    except FajingError:
        known = {0: 0}  # damaged: made anew
    if known == wanted:
        return False
    write_withdrawn(folder.path, wanted)
    return True
