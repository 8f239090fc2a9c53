"""Long work of the office in processes of its own: no page waits for it, and a restart of the server stops none.

In: what to run. Out: a process, and words of how far it is that come not more than a few times a second.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection
from time import monotonic
from typing import Any

from django.conf import settings

from fajing.ledger.segments.folder import VARIABLE

_OFTEN = 0.4
"""Seconds between two words of how far it is."""
_OF_KNOWN = ("read", "judge")
"""Stages of which it may be known beforehand how much there is."""


def start(module: str, *arguments: str, lock: int | None = None) -> None:
    """Starts a module as a process that outlives the one that starts it.

    Args:
        module: Run as `python -m`.
        arguments: Of its command line.
        lock: A handle that it holds from its first moment on; the system takes it back however it ends.

    Raises:
        OSError: The system starts no process.
    """
    subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
        pass_fds=() if lock is None else (lock,), env={**os.environ, VARIABLE: str(settings.OFFICE.data)},
    )  # fmt: skip


def paced(stages: Collection[str], say: Callable[..., None]) -> Callable[..., None]:
    """A listener to progress that passes on a new stage at once, and the same one now and then.

    Args:
        stages: Those that are told; others are work inside one of them.
        say: Given `stage` and `through`, and `of` where how much there is became known or unknown.
    """
    last, said = 0.0, ""

    def tell(stage: str, through: int, of: int | None = None) -> None:
        nonlocal last, said
        if stage not in stages or (stage == said and of is None and monotonic() - last < _OFTEN):
            return
        last, said = monotonic(), stage
        if of is None and stage not in _OF_KNOWN:
            of = 0
        more: dict[str, Any] = {} if of is None else {"of": of}
        say(stage=stage, through=through, **more)

    return tell
