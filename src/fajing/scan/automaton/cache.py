"""Where compiled code is kept between runs, so that the machine is compiled once for a version of its sources.

Numba's own cache notices only that the file of the outermost function has changed; here the folder is named by a hash
of the sources of the machine. A data folder may hold it (`keep_in`), else the user's folder for caches does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

from fajing.core.user_folders import caches

VARIABLE = "NUMBA_CACHE_DIR"
_GROUND = ("machinery.py", "layout.py", "places.py")
_KEPT = 3  # versions of the sources
_chosen: list[Path] = []


@cache
def sources_hash() -> str:
    """A hash of all sources that are compiled: those that use the machinery, and what the machinery stands on."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        if path.name in _GROUND or b"automaton.machinery import" in text:
            digest.update(path.name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def keep_in(folder: Path) -> bool:
    """Keep compiled code in this folder, unless the user named one or the machine is loaded already.

    Returns:
        Whether it will be kept there.
    """
    if VARIABLE in os.environ or "fajing.scan.automaton.kernel" in sys.modules:
        return False
    _chosen[:] = [folder]
    return True


def folder() -> Path:
    """The folder for this version of the sources; made if need be.

    The first that can be written: what `NUMBA_CACHE_DIR` names, what `keep_in` was told, the user's, a temporary one.
    """
    named = os.environ.get(VARIABLE)
    bases = [Path(named)] if named else [*_chosen, caches() / "numba"]
    for base in [*bases, Path(tempfile.gettempdir()) / "fajing-numba"]:
        found = base / f"automaton-{sources_hash()}"
        try:
            found.mkdir(parents=True, exist_ok=True)
            if os.access(found, os.W_OK):
                _drop_old(base, found)
                return found
        except OSError:
            continue
    raise OSError(f"nowhere to keep compiled code: {found}")


def is_cold() -> bool:
    """Whether the machine has to be compiled before it can run: there is nothing kept of it."""
    return "fajing.scan.automaton.kernel" not in sys.modules and not any(folder().rglob("*.nbc"))


def set_up() -> None:
    """Tell Numba where to keep what it compiles; called before anything is compiled."""
    from numba.core import config

    setattr(config, "CACHE_DIR", str(folder()))  # noqa: B010 - made at run time


def _drop_old(base: Path, current: Path) -> None:
    """Remove compiled code of sources that are long gone."""
    others = [path for path in base.glob("automaton-*") if path != current]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
