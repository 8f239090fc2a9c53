"""How the office's log tells an error: where in the program, and of which kind, never its message.

A message may quote what the program stumbled over, a cell of an export for instance, and with it somebody's name. What
is kept of an error in a row of the office is cut the same way.
"""

from __future__ import annotations

import copy
import logging
import traceback
from types import TracebackType

from fajing.core.errors import FajingError

_KEPT = 300


def fixed_words(error: BaseException) -> str:
    """What may be kept of an error: of one that a user may read, the words before what it quotes; else its kind.

    Rooms that read exports quote after a colon and a blank, and nowhere before but counts; a test holds them to it.
    """
    said = error.what.partition(": ")[0] if isinstance(error, FajingError) else ""
    return (said or type(error).__name__)[:_KEPT]


class WithoutValues(logging.Formatter):
    """Tells an exception by its type and its frames."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what another handler has made of the exception is not taken over."""
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(  # noqa: N802 - the name is the base class's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The frames of the exception and of what led to it."""
        _, error, _ = ei
        lines: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            lines.insert(0, f"{frames}{type(error).__name__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
