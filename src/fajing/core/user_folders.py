"""Where the platform lets a program keep, for one user, what can be made again at any time.

Pure: nothing is read or made here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def caches() -> Path:
    """The user's folder for caches, as the platform has it, with the program's name.

    Raises:
        RuntimeError: The user has no home.
    """
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "fajing"
