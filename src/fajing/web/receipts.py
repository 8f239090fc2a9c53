"""Receipts for outsiders, by the latest checkpoint that is kept beside the ledger; no key is needed for them here."""

from __future__ import annotations

from typing import Any

from fajing.app.office_book import STEP
from fajing.core.errors import UsageError
from fajing.ledger.handover import latest_checkpoint
from fajing.ledger.receipts import find_event, prove_entry, prove_event
from fajing.web import judged
from fajing.web.records import follower


def of_entry(index: int) -> dict[str, Any] | None:
    """The receipt of an entry; None where no checkpoint was made since."""
    ledger = follower.book().ledger
    checkpoint = latest_checkpoint(ledger)
    if checkpoint is None or checkpoint.size <= index:
        return None
    return prove_entry(ledger, index, checkpoint)


def of_event(matter: str, event: str) -> dict[str, Any] | None:
    """The receipt of a step: of its own entry where it was recorded here, else of its row in an import.

    Returns:
        None where no checkpoint was made since, or its segment is not entered yet.

    Raises:
        UsageError: There is no such step.
        FajingError: Its segment is not as it was entered.
    """
    book = follower.book()
    own = [one for one in book.of_matter(matter) if one.kind == STEP and one.body["id"] == event]
    if own:
        return of_entry(own[-1].index)
    segment, row = find_event(judged.office_files().folder.standing(), event, matter)
    checkpoint = latest_checkpoint(book.ledger)
    if checkpoint is None:
        return None
    try:
        return prove_event(book.ledger, segment, row, checkpoint)
    except UsageError:
        return None
