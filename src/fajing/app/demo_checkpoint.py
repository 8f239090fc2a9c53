"""Use case: a demonstration's ledger gets a checkpoint by its own key, so that its receipts can be verified.

In: a data folder with a ledger and its key. Out: a checkpoint kept beside the ledger, over everything that was imported
and done so far. A bureau makes its own daily, with a key that the audit administrator holds.
"""

from __future__ import annotations

from pathlib import Path

from fajing.app.ledger_import import enter_missing
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.handover import keep_checkpoint
from fajing.ledger.ledger import Ledger


def keep_first(data: Path) -> Checkpoint:
    """Enters segments that have no entry yet, and keeps a checkpoint.

    Raises:
        FajingError: There is no ledger, or its key is not here.
    """
    ledger = Ledger.open(data)
    try:
        enter_missing(ledger)
        made = ledger.checkpoint()
        keep_checkpoint(ledger, made)
    finally:
        ledger.close()
    return made
