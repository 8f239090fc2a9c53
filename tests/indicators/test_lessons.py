"""From a loss to what came of it: the sessions that followed under the same label, duties broken before and since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment, Precision, parse_moment
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.examples import _duties as duties_table
from fajing.indicators.figure import Figures
from fajing.indicators.log_source import record_of
from fajing.indicators.period import Period
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.read_indicators import load_indicators
from fajing.publish.lessons import lessons_table

LABEL, NORM = "property.handed_over_late", "property.handed_over_within_24_hours"
DUTIES = (
    f"{NORM} @ 2026-01-05 outcome=late",
    f"{NORM} @ 2026-02-05 outcome=met",
    f"{NORM} @ 2026-04-10 outcome=missed",  # the day of the training counts as before it
    f"{NORM} @ 2026-04-11 outcome=met",
    f"{NORM} @ 2026-05-05 outcome=late",
    f"{NORM} @ 2026-06-05 outcome=met",
    f"{NORM} @ 2026-06-06 outcome=met",
    f"{NORM} @ 2026-06-07 outcome=undecidable",
    "disclosure.judgment_obeyed_in_twenty_working_days @ 2026-06-07 outcome=missed",
)


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook("cn-police")


@cache
def book_of(lawbook_id: str) -> IndicatorBook:
    return load_indicators(load_lawbook(lawbook_id))


def counted(
    lawbook: Lawbook, *events: tuple[str, str, str, dict[str, Any]], unit: str | None = None
) -> Figures:
    """The figures of 2026 over some steps of lessons and sessions."""
    log = Log(lawbook.zone)
    for number, (matter, step, day, values) in enumerate(events):
        procedure, _, name = step.partition(".")
        own = log.matters.setdefault(matter, Matter(matter, procedure, unit="甲所"))
        at = parse_moment(day, lawbook.zone)
        own.events.append(Event(f"{matter}/{number}", matter, procedure, name, at, number, values=values))
    period = Period(
        date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal(), frozenset({unit}) if unit else None
    )
    end = Moment(lawbook.zone.end_of_day(period.last) - 1, period.last, Precision.SECOND)
    table = duties_table(DUTIES, lawbook)
    given = Input(lawbook, book_of("cn-police"), record_of(log, lawbook), lambda _: table)
    return figures_of(given, period, end, scope=unit)


def loss(matter: str, day: str, label: str = LABEL, **more: str) -> tuple[str, str, str, dict[str, Any]]:
    return (
        matter,
        "lesson.ground_found",
        day,
        {"lesson_label": label, "ground_of_loss": "procedure", **more},
    )


def held(matter: str, day: str, label: str = LABEL) -> tuple[str, str, str, dict[str, Any]]:
    return (
        matter,
        "training_session.session_held",
        day,
        {"lesson_label": label, "training_topic": "移交时限"},
    )


def test_a_lesson_goes_from_loss_to_training_to_what_happened_since(lawbook: Lawbook) -> None:
    figures = counted(
        lawbook,
        loss("L1", "2026-03-02", lesson_norm=NORM),
        loss("L2", "2026-03-20"),
        held("T0", "2026-02-20"),  # held before anything was lost: it does not follow from it
        held("T1", "2026-04-10"),
        held("T2", "2026-05-10"),
        held("T3", "2026-05-11", "notice.withdrawal_untold"),
    )
    name = f"lessons.{LABEL}"
    losses, trainings = figures[f"{name}.losses"], figures[f"{name}.trainings"]
    assert (losses.value, list(losses.rows.ids)) == (2, ["L1/0", "L2/1"])
    assert lawbook.norms[NORM].title.zh in losses.base.zh
    assert (trainings.value, list(trainings.rows.ids)) == (2, ["T1/3", "T2/4"])
    before, after = figures[f"{name}.before"], figures[f"{name}.after"]
    assert (before.value, [term.value for term in before.terms]) == (Decimal("66.67"), [2, 3])
    assert (after.value, [term.value for term in after.terms]) == (Decimal("25.00"), [1, 4])
    assert [len(term.rows) for term in (*before.terms, *after.terms)] == [2, 3, 1, 4]
    assert list(after.rows.ids) == [f"{NORM}|4"]
    table, printed = lessons_table(figures, "zh")
    assert table is not None
    (row,) = table.rows
    assert [run.text for run in row] == [
        "未按时移交保管", "2件", "移交时限", "2次", "2/3（66.67%）", "1/4（25%）",
    ]  # fmt: skip
    assert printed == [f"{name}.{which}" for which in ("losses", "trainings", "before", "after")]


def test_without_training_the_whole_period_stands_and_says_so(lawbook: Lawbook) -> None:
    figures = counted(
        lawbook,
        loss("L1", "2026-03-02"),
        ("L1", "lesson.training_topic_set", "2026-03-05", {"training_topic": "移交"}),
    )
    name = f"lessons.{LABEL}"
    assert figures[f"{name}.trainings"].value == 0
    assert [term.value for term in figures[f"{name}.before"].terms] == [3, 7]
    assert "没有培训" in figures[f"{name}.before"].title.zh
    assert f"{name}.after" not in figures
    table, _printed = lessons_table(figures, "en")
    assert table is not None
    assert [run.text for run in table.rows[0]][2:] == ["移交", "0 sessions", "3/7 (42.86%)", "no training"]


def test_a_loss_without_a_label_and_a_year_without_losses_give_no_row(lawbook: Lawbook) -> None:
    figures = counted(lawbook, ("L1", "lesson.ground_found", "2026-03-02", {"ground_of_loss": "facts"}))
    assert figures.group("lessons") == ()
    assert figures["losses.lessons"].value == 1
    assert lessons_table(figures, "zh") == (None, [])
    assert counted(lawbook, held("T1", "2026-04-10")).group("lessons") == ()


def test_a_unit_has_its_own_losses(lawbook: Lawbook) -> None:
    events = (loss("L1", "2026-03-02"), held("T1", "2026-04-10"))
    assert counted(lawbook, *events, unit="乙所").group("lessons") == ()
    assert counted(lawbook, *events, unit="甲所")[f"lessons.{LABEL}.losses"].value == 1
