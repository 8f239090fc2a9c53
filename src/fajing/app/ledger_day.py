"""Use case: what a ledger needs every day.

Segments without an entry are entered, the access journal's root goes into the ledger, a signed checkpoint goes to
another institution. In: a ledger, the folder that the other institution keeps, the key. Out: the checkpoint. For the
night's job and for `fajing ledger export`.
"""

from __future__ import annotations

from pathlib import Path

from fajing.app.ledger_import import enter_missing
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.handover import hand_over
from fajing.ledger.journal import Journal
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import ABOUT


def anchor_journal(ledger: Ledger) -> None:
    """Enter the root of the access journal, where there is one and it has grown.

    Raises:
        FajingError: The journal is gone, or the ledger did not take it.
    """
    journal = Journal.open_if_there(ledger)
    if journal is not None:
        journal.anchor()
        journal.close()


def end_day(ledger: Ledger, to: Path, key_file: Path | None = None, *, actor: str = "system") -> Checkpoint:
    """Do what a ledger needs every day.

    Args:
        ledger: The ledger.
        to: The folder that the other institution keeps.
        key_file: The key that signs checkpoints; by default as `checkpoint.key_path` says.
        actor: Token of who does it.

    Raises:
        FajingError: The key is missing, the folder holds a checkpoint that the ledger does not continue, or something
            could not be written.
    """
    if (ledger.data_dir / ABOUT).exists():
        enter_missing(ledger, actor=actor)
    anchor_journal(ledger)
    return hand_over(ledger, to, key_file, actor=actor)
