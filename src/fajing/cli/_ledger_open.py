"""What the commands of `fajing ledger` share: opening the ledger, speaking in one language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fajing.ledger.ledger import Ledger


class Say:
    """Prints a line in the language asked for."""

    def __init__(self, language: str) -> None:
        self._is_en = language == "en"

    def __call__(self, zh: str, en: str) -> None:
        click.echo(en if self._is_en else zh)


def open_ledger(data: Path | None) -> Ledger:
    """The ledger of the data folder meant."""
    from fajing.ledger.ledger import Ledger
    from fajing.ledger.segments.folder import data_path

    return Ledger.open(data_path(data))
