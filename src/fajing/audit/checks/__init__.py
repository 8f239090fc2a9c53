"""The checks, one file each, found by walking this folder.

A check is a module with `KINDS` (of the closed list) and `check(report)`, which yields findings. A file that
begins with an underscore is a helper. To add a check, add a file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from fajing.audit.finding import Finding
from fajing.audit.report import Report

Check = Callable[[Report], Iterator[Finding]]


@cache
def check_modules() -> tuple[str, ...]:
    """Names of the modules that hold a check, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return tuple(f"{__name__}.{name}" for name in names if not name.startswith("_"))


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check."""
    return tuple(import_module(name).check for name in check_modules())


@cache
def all_kinds() -> frozenset[str]:
    """Every kind that some check reports."""
    return frozenset(kind for name in check_modules() for kind in import_module(name).KINDS)
