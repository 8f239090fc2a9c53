"""Files judged on the spot for a page, with the steps recorded in the office since the last check."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from fajing.app.office_files import Begun, OfficeFiles, Opened
from fajing.app.office_record import event_of_body
from fajing.app.opened_matters import begun_by
from fajing.app.undecided import norms_undecided, touched
from fajing.core.events import Event
from fajing.core.moments import Moment, Precision
from fajing.lawbook.model import Norm
from fajing.scan.chosen import Chosen
from fajing.scan.citations import CitedLine, Statutes
from fajing.scan.duty import Duty
from fajing.scan.explain import Fact, Working, citation, facts, version_words, working
from fajing.scan.file_view import FileView
from fajing.scan.reference import book_of, judge_file
from fajing.scan.remedies import what_would_have_met
from fajing.scan.sentences import sentence_of, verdict_words
from fajing.scan.wording import Speaker
from fajing.web import clock
from fajing.web.config import STATUTES
from fajing.web.drawing.time_bar import draw_duty
from fajing.web.law import lawbook
from fajing.web.records.models import PendingStep
from fajing.web.words import language


@cache
def office_files() -> OfficeFiles:
    """The files of the office's data folder."""
    return OfficeFiles(settings.OFFICE.data, lawbook(), begun)


def openings() -> list[Mapping[str, Any]]:
    """Bodies of the steps that began a matter since the last check."""
    return list(PendingStep.objects.filter(body__has_key="opens").values_list("body", flat=True))


def begun() -> Begun:
    """The matters begun in the office since the last check."""
    return begun_by(openings(), lawbook())


@cache
def statutes() -> Statutes | None:
    """Texts of statutes, where the office has them; where their folder is gone, pages do without."""
    folder = settings.OFFICE.statutes or os.environ.get(STATUTES)
    return Statutes(Path(folder), lawbook()) if folder and Path(folder).is_dir() else None


def as_of() -> Moment:
    """Now, as the moment up to which a record is read."""
    return clock.zone().moment(clock.office_now(), Precision.SECOND)


def speaker() -> Speaker:
    """Says values in the language of the request."""
    return Speaker(lawbook(), language(), clock.zone().civil(clock.instant()).year)


def recorded(matter: str) -> list[Event]:
    """Steps recorded since the last check for a matter and those begun above or below it; the latest of each id."""
    rows = PendingStep.objects.filter(matter__in=begun().around(matter)).order_by("entry")
    found = {str(row.body["id"]): event_of_body(row.body, clock.zone()) for row in rows}
    return list(found.values())


def recorded_of(matters: Sequence[str]) -> list[Event]:
    """The same for many matters."""
    rows = PendingStep.objects.order_by("entry")
    wanted = set(matters)
    found = {
        str(row.body["id"]): event_of_body(row.body, clock.zone()) for row in rows if row.matter in wanted
    }
    return list(found.values())


def open_file(matter: str, norms: Sequence[Norm] | None = None) -> Opened | None:
    """The file of a matter, judged up to now."""
    return office_files().open(matter, as_of(), recorded(matter), norms)


def undecided(opened: Opened) -> Sequence[Duty]:
    """What in a file hangs on norms that await a decision; none of its duties, and never a finding."""
    view = FileView(opened.id, opened.matters, lawbook(), as_of(), office_files().carried)
    return touched(judge_file(view, _undecided_norms()))


@cache
def _undecided_norms() -> Chosen:
    return book_of(lawbook(), norms_undecided(lawbook()))


@dataclass(frozen=True, slots=True)
class Explained:
    """A duty ready to be shown.

    Attributes:
        sentence: What was owed and what happened, up to the verdict.
        verdict: The verdict itself.
        drawing: SVG, or empty.
        facts: What the record says.
        working: How it was counted.
        met_by: What would have met it.
        law: What it rests on.
        version: Which version of the norm.
    """

    sentence: str
    verdict: str
    drawing: SafeString
    facts: list[Fact]
    working: list[Working]
    met_by: list[str]
    law: list[CitedLine]
    version: str


def explain(duty: Duty) -> Explained:
    """A duty in words and lines."""
    speaking = speaker()
    said, verdict = sentence_of(duty, speaking), verdict_words(duty, speaking)
    if said.endswith(verdict):
        said = said[: -len(verdict)]
    else:
        verdict = ""
    return Explained(
        said,
        verdict,
        draw_duty(duty, speaking, as_of()),
        facts(duty, speaking),
        working(duty, speaking),
        what_would_have_met(duty, speaking),
        citation(duty, speaking, statutes()),
        version_words(duty, speaking),
    )
