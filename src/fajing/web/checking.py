"""The check on demand: begun from a page or a program, in a process of its own, followed while it runs.

In: who asks. Out: how far it is, and what the last one found. The process holds `check.lock` from before it begins; the
system takes that back when the process ends, however it ends: what says that it runs while nobody holds the lock was
interrupted. What such a check does is what the night does, no more and no less.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from fajing.app.office_book import CHECK
from fajing.app.office_night import Night
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.findings.acts import Kind
from fajing.ledger.segments.folder import DataFolder
from fajing.web import own_process, turns
from fajing.web.clock import instant, zone
from fajing.web.importing import INTERRUPTED, RUNNING, STAGES, WAITING
from fajing.web.log_lines import fixed_words
from fajing.web.nightly import run_night
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.words import pick

DONE, FAILED = "done", "failed"
COUNTED = {"raised": Kind.RAISED, "restated": Kind.RESTATED, "gone": Kind.CLOSED, "back": Kind.REOPENED}
"""What a check counts: new findings, those that changed, that closed themselves, that came back."""


def begin(user: User) -> dict[str, Any]:
    """Starts the process that checks.

    Raises:
        FajingError: One is running, or a file is being taken in: that ends with a check of its own.
    """
    lock = turns.taken(_lock())
    if lock is None or turns.is_held(settings.OFFICE.folder / turns.NAME):
        if lock is not None:
            os.close(lock)
        raise FajingError(
            "现在不能检查：正在检查或者导入 (no check now: a check or an import is running)",
            why="一次只做一件；导入做完会自己检查 / one at a time; an import ends with a check",
            remedy="等它做完再试 / try again when it has ended",
        )
    try:
        told = _announce(user.number)
        try:
            start(lock)
        except OSError as error:
            _write(told | {"state": FAILED, "reason": f"{type(error).__name__}: {error.strerror}"})
    finally:
        os.close(lock)
    return standing()


def follow_up(user: User) -> None:
    """A check of what was just changed: begun at once, or when the one that is running has ended."""
    try:
        begin(user)
    except FajingError:  # what is running may have read the records before
        own_process.start("fajing.web.check_job", user.number)


def start(lock: int) -> None:
    """Starts the process."""
    own_process.start("fajing.web.check_job", lock=lock)


def run_after(number: str) -> dict[str, Any]:
    """Checks when the one that is running has ended, in the name of a police number."""
    lock = turns.waited_for(_lock())
    try:
        _announce(number)
        return run()
    finally:
        os.close(lock)


def _announce(number: str) -> dict[str, Any]:
    told = {"state": RUNNING, "by": number, "at": instant(), "stage": WAITING, "through": 0, "of": 0}
    _write(told)
    return told


def run() -> dict[str, Any]:
    """Checks when its turn has come; how far it is can be followed meanwhile."""
    told = _read()
    segments = DataFolder.make(settings.OFFICE.data, zone()).standing()
    told["of"] = sum(segment.manifest.matters for segment in segments)

    def say(**news: Any) -> None:
        _write(told | news)

    try:
        found = run_night(progress=own_process.paced(STAGES, say))
    except (FajingError, OSError, DatabaseError) as error:  # what else ends the process: interrupted
        _write(told | {"state": FAILED, "stage": "", "reason": fixed_words(error)})
    else:
        _write(told | {"state": DONE, "stage": "", "entry": _last_entry()} | counts(found))
    return _read()


def counts(found: Night) -> dict[str, int]:
    """What a check changed among the findings."""
    return {name: sum(act.kind is kind for act in found.acts) for name, kind in COUNTED.items()}


def standing() -> dict[str, Any]:
    """How the check on demand stands; empty `state` where none was ever asked for."""
    told = {"state": "", "by": "", "at": None, "stage": "", "through": 0, "of": 0, "reason": ""} | _read()
    if told["state"] == RUNNING and not turns.is_held(_lock()):
        told = told | _read()  # it may have ended between the two looks
        if told["state"] == RUNNING:
            told |= {"state": INTERRUPTED, "stage": ""}
    return told | {"title": pick(*STAGES.get(told["stage"], ("", "")))}


def last_found() -> dict[str, Any]:
    """What the last check found, whoever asked for it: when it was, up to when, in which entry, and the counts."""
    entry = follower.book().ledger.last(CHECK)
    if entry is None:
        return {}
    told, asked = entry.body, _read()
    found = {"entry": entry.index, "as_of": told["as_of"], "raised": told["raised"]}
    if asked.get("entry") == entry.index:
        found |= {name: asked[name] for name in COUNTED}
    return found


def _last_entry() -> int | None:
    entry = follower.book().ledger.last(CHECK)
    return entry.index if entry is not None else None


def _lock() -> Path:
    return settings.OFFICE.folder / "check.lock"


def _file() -> Path:
    return settings.OFFICE.folder / "check.json"


def _read() -> dict[str, Any]:
    try:
        return dict(json.loads(_file().read_bytes()))
    except (FileNotFoundError, ValueError):
        return {}


def _write(told: dict[str, Any]) -> None:
    """Puts the whole file in place at once: who reads it meanwhile reads the one before."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(pretty_bytes(told))
    fresh.replace(path)
