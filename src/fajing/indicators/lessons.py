"""From a loss to what came of it: by label, what was lost, what was trained after it, how often it was broken since.

In: what is known at an instant, a period. Out: for each label that a loss of the period was put down to, indicators to
be counted: duties of the label before its first training and after it. A session is tied to a loss by the same label.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fajing.indicators.count import find
from fajing.indicators.known import Known
from fajing.indicators.period import Period
from fajing.indicators.values import Ints
from fajing.lawbook.conditions import parse_condition
from fajing.lawbook.indicator_spec import Counted, Indicator
from fajing.lawbook.model import Lawbook, Text

GROUP = "lessons"
LOSS, SESSION = "lesson.ground_found", "training_session.session_held"
TOPIC_SET = "lesson.training_topic_set"
LABEL, NORM, GROUND, TOPIC = "lesson_label", "lesson_norm", "ground_of_loss", "training_topic"
FIELDS = frozenset({LABEL, NORM, GROUND, TOPIC})
"""What the record must hold of events for it."""
LOSSES, TRAININGS, BEFORE, AFTER = "losses", "trainings", "before", "after"
_MINE = 'duty.label == "{label}" and duty.bearer in ["body", "officer_role"] and duty.outcome in [{outcomes}]'
_BROKEN, _JUDGED = '"late", "missed"', '"met", "late", "missed", "slow", "excused"'
_CASES, _SESSIONS, _PERCENT = Text("件", "cases"), Text("次", "sessions"), Text("%", "%")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a label was the ground of, and the training that followed.

    Attributes:
        label: Id of the label.
        losses: Rows of the losses of the period.
        sessions: Rows of the sessions with that label, from the day of the first loss on.
        norms: Norms that were named.
        topics: Topics of training that were set or held.
        trained: The day of the first session; None where there was none.
    """

    label: str
    losses: Ints
    sessions: Ints
    norms: tuple[str, ...]
    topics: tuple[str, ...]
    trained: int | None


def lessons_of(known: Known, period: Period) -> list[Lesson]:
    """The lessons of a period, by label."""
    record = known.record
    if LOSS not in record.steps:
        return []
    losses = find(Counted("events", "lesson", (LOSS,)), known, None, period).rows
    labels = _texts(known, LABEL, losses)
    sessions, topics = _of_body(known, SESSION, period), _of_body(known, TOPIC_SET, period)
    of_session = _texts(known, LABEL, sessions)
    found = []
    for label in sorted(set(labels) - {""}):
        own = losses[_is(labels, label)]
        held = sessions[_is(of_session, label)]
        held = held[record.day[held] >= record.day[own].min()]
        set_for = topics[np.isin(record.matter[topics], record.matter[own])]
        words = [*_texts(known, TOPIC, set_for), *_texts(known, TOPIC, held)]
        found.append(
            Lesson(
                label, own, held,
                tuple(sorted({*_texts(known, NORM, own)} - {""})),
                tuple(dict.fromkeys(one for one in words if one)),
                int(record.day[held].min()) if len(held) else None,
            )
        )  # fmt: skip
    return found


def _of_body(known: Known, step: str, period: Period) -> Ints:
    """Rows of a step in the period, of whichever unit: training is often held by the body."""
    if step not in known.record.steps:
        return np.zeros(0, np.int64)
    return find(Counted("events", "", (step,)), known, None, replace(period, units=None)).rows


def _texts(known: Known, field: str, rows: Ints) -> list[str]:
    found = [""] * len(rows)
    for part in known.record.values(field).take(rows).parts:
        if part.kind == "text":
            for place in np.flatnonzero(part.known).tolist():
                found[place] = str(part.words[int(part.data[place])])
    return found


def _is(texts: list[str], wanted: str) -> Ints:
    return np.array([place for place, text in enumerate(texts) if text == wanted], np.int64)


# ---------------------------------------------------------------- as indicators
def counted_of(lesson: Lesson, lawbook: Lawbook) -> tuple[Indicator, Indicator]:
    """The losses and the sessions as indicators, in words; their rows are known already."""
    title, norms = _title(lesson.label, lawbook), [_norm(one, lawbook) for one in lesson.norms]
    under = Text("、".join(one.zh for one in norms), ", ".join(one.en for one in norms))
    rule = Text(f"，规则：{under.zh}" if norms else "", f"; norm: {under.en}" if norms else "")
    mine = parse_condition(f'event.{LABEL} == "{lesson.label}"')
    losses = Indicator(
        f"{GROUP}.{lesson.label}.{LOSSES}",
        Text(f"{title.zh}：败诉和纠错", f"{title.en}: losses"),
        GROUP, "count", _CASES,
        Text(f"期内查明原因、对应标签“{title.zh}”的{rule.zh}", f"losses of the period under “{title.en}”{rule.en}"),
        counted=Counted("events", "lesson", (LOSS,), mine),
    )  # fmt: skip
    trainings = Indicator(
        f"{GROUP}.{lesson.label}.{TRAININGS}",
        Text(f"{title.zh}：其后的培训", f"{title.en}: training that followed"),
        GROUP, "count", _SESSIONS,
        Text("首件查明原因之日起举办、对应同一标签的执法培训", "sessions with the label since the first such loss"),
        counted=Counted("events", "training_session", (SESSION,), mine),
    )  # fmt: skip
    return losses, trainings


def shares_of(lesson: Lesson, period: Period, lawbook: Lawbook) -> list[tuple[Indicator, Period]]:
    """Duties broken under the label up to the first training and after it, each with its period."""
    if lesson.trained is None:
        return [(_share(lesson, BEFORE, period, lawbook), period)]
    found = [(BEFORE, replace(period, last=min(lesson.trained, period.last)))]
    if lesson.trained < period.last:
        found.append((AFTER, replace(period, first=lesson.trained + 1)))
    return [(_share(lesson, which, one, lawbook), one) for which, one in found]


def _share(lesson: Lesson, which: str, period: Period, lawbook: Lawbook) -> Indicator:
    title = _title(lesson.label, lawbook)
    first, last = date.fromordinal(period.first), date.fromordinal(period.last)
    when = Text("培训后", "after training") if which == AFTER else Text("培训前", "before training")
    if lesson.trained is None:
        when = Text("没有培训", "without training")
    return Indicator(
        f"{GROUP}.{lesson.label}.{which}",
        Text(f"{title.zh}：{when.zh}违反比例", f"{title.en}: share broken, {when.en}"),
        GROUP, "share", _PERCENT,
        Text(
            f"{first}至{last}产生、标签“{title.zh}”、由本机关承担、已能判定的应办；分子为逾期或者未办的",
            f"duties of the body under “{title.en}” from {first} to {last} that could be judged; the part is those "
            "late or missed",
        ),
        better="lower",
        counted=_duties(lesson.label, _BROKEN),
        whole=_duties(lesson.label, _JUDGED),
    )  # fmt: skip


def _duties(label: str, outcomes: str) -> Counted:
    return Counted("duties", "", (), parse_condition(_MINE.format(label=label, outcomes=outcomes)))


def _title(label: str, lawbook: Lawbook) -> Text:
    known = lawbook.labels.get(label)
    return known.title if known is not None else Text(label, label)


def _norm(norm: str, lawbook: Lawbook) -> Text:
    known = lawbook.norms.get(norm)
    return known.title if known is not None else Text(norm, norm)
