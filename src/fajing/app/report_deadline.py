"""By when a yearly report is to be public: the lawbook names the norm, and the norm gives the day.

In: a lawbook whose `reports/annual/*.yaml` holds a `deadline`, a year. Out: the last day, or None where the lawbook
says nothing. No date stands in code; an overlay that replaces the file or the norm changes what is shown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.lawbook.yaml_reader import read_documents
from fajing.publish.sections import FOLDER
from fajing.scan.examples import judge_example


def last_day(lawbook: Lawbook, year: int) -> date | None:
    """The last day on which the report of a year is still public in time."""
    found = deadline_of(lawbook)
    norm = lawbook.norms.get(str(found.get("norm")))
    if norm is None:
        return None
    raw = {"matter": found.get("matter"), "events": [line.format(year=year) for line in found["events"]]}
    dues = [duty.verdict.due for duty in judge_example(norm, lawbook, raw) if duty.verdict.due is not None]
    return date.fromordinal(min(due.day for due in dues)) if dues else None


def followed_norms(lawbook: Lawbook) -> list[Norm]:
    """The norms that the lawbook names for the report."""
    named = deadline_of(lawbook).get("followed", ())
    return [lawbook.norms[one] for one in named if lawbook.norms.get(one) is not None]


def drafts_of(lawbook: Lawbook) -> list[Norm]:
    """Those of them that a check leaves out."""
    return [norm for norm in followed_norms(lawbook) if norm.status is not Status.IN_FORCE]


def closing_steps(lawbook: Lawbook) -> list[str]:
    """The steps by which the duty is met."""
    return [str(one) for one in deadline_of(lawbook).get("closed_by", ())]


def deadline_of(lawbook: Lawbook) -> dict[str, Any]:
    """What the lawbook says of it; a file of an overlay stands in place of the one of its name."""
    files = {
        path.name: path for folder in lawbook.folders for path in sorted((folder / FOLDER).glob("*.yaml"))
    }
    for path in files.values():
        for document in read_documents(path):
            if isinstance(document.data, dict) and "deadline" in document.data:
                return dict(document.data["deadline"])
    return {}
