"""Numbers for the drawing of a finding; the page's script draws them.

In: a judged duty. Out: a short list of whole numbers: times as civil seconds (so that the page needs no time zone),
texts as positions in the dictionary. Nothing is computed that the judge has not said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fajing.app.report.words import Words
from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.core.periods import Length, Unit
from fajing.core.working import format_duration
from fajing.lawbook.duty_spec import Form
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.sentences import verdict_words
from fajing.scan.told import act_of, done_moment
from fajing.scan.wording import Speaker

TIME, ORDER, INTERVAL, COUNT, PARTS = 1, 2, 3, 4, 5
LATE, EARLY, FORBIDDEN = 0, 1, 2
_NONE = -1
_MOST_EVENTS = 12
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil time is naive

Drawing = list[int | list[int]]


class Draughtsman:
    """Makes drawings in one language.

    Args:
        speaker: Says titles and moments.
        words: The report's own words.
        number: Gives a text's position in the page's dictionary.
        as_of: The moment up to which the record was read.
    """

    def __init__(
        self, speaker: Speaker, words: Words, number: Callable[[str], int], as_of: Moment | None
    ) -> None:
        self.speaker, self.words, self.number, self.as_of = speaker, words, number, as_of
        self._civil: dict[int, int] = {}

    def draw(self, duty: Duty) -> Drawing:
        """The drawing of a duty; empty where there is nothing to draw."""
        if duty.version is None:
            return []
        form = duty.version.duty.form
        if form is Form.COVERED_BY or form is Form.APART:
            return self._interval(duty)
        if duty.verdict.reason is Reason.ABSENT_PART and form is not Form.WITH:
            return self._owed_parts(duty)
        if duty.verdict.due is not None and form not in (Form.AT_MOST, Form.AT_LEAST):
            return self._time(duty)
        if form in (Form.AT_MOST, Form.AT_LEAST):
            return self._count(duty)
        if duty.verdict.reason is Reason.ONLY_AFTER and duty.verdict.done is None:
            return []  # several steps out of order: the facts show them in their order of time
        if form in (
            Form.PRECEDED_BY,
            Form.AFTER_WINDOW,
            Form.AVOID,
            Form.DO,
            Form.ACCOMPANIED_BY,
            Form.EVERY,
        ):
            return self._order(duty)
        if form in (Form.WITH, Form.OFFICERS):
            return self._parts(duty)
        return []

    def _numbers(self, texts: Sequence[str]) -> list[int]:
        """Positions of labels, each beginning with a capital where the language has them."""
        return [self.number(text[:1].upper() + text[1:]) for text in texts]

    # ------------------------------------------------------------------ time

    def civil(self, instant: int) -> int:
        """Civil seconds of an instant, as if its clock were UTC's."""
        found = self._civil.get(instant)
        if found is None:
            passed = self.speaker.lawbook.zone.civil(instant) - _EPOCH
            found = self._civil[instant] = int(passed.total_seconds())
        return found

    def _start_of(self, moment: Moment) -> int:
        return self.civil(moment.instant)

    def _end_of(self, moment: Moment) -> int:
        """A step known to the day is drawn at the end of that day: so lateness in days has its true length."""
        return self.civil(moment.instant) + (_DAY if moment.is_day else 0)

    def _time(self, duty: Duty) -> Drawing:
        verdict, spec = duty.verdict, duty.version.duty if duty.version else None
        due = verdict.due
        assert due is not None
        assert spec is not None
        backward = spec.form in (Form.PRECEDED_BY, Form.AFTER_WINDOW)
        mode = EARLY if verdict.reason is Reason.TOO_EARLY else FORBIDDEN if spec.form is Form.AVOID else LATE
        first = next(iter(verdict.facts), duty.trigger) if backward else duty.trigger
        done = duty.trigger if backward else verdict.done
        start = self._start_of(self._counted_from(duty, first))
        begin = self._begin(duty, start)
        # A least distance is reached when its last day begins; a window must have run out to the end of its last.
        from_day = mode == EARLY and spec.form is Form.PRECEDED_BY and due.whole_day
        end = self.civil(self.speaker.lawbook.zone.start_of_day(due.day) if from_day else due.latest)
        pauses = self._pauses(duty)
        allowed = "" if pauses else self._length(end - begin, due.whole_day)
        key = "wait" if mode == EARLY else "allowed"
        flag = (
            self.words("earliest_flag" if from_day else "wait_flag")
            if mode == EARLY
            else self._flag(duty, backward)
        )
        actual = done_moment(done, self.speaker) if done is not None else None
        texts = (
            self.speaker.event(first) if backward else act_of(duty, self.speaker),
            self.speaker.moment(self._counted_from(duty, first)),
            flag,
            self.speaker.day(due.day) if from_day else self.speaker.due(due),
            self.speaker.event(done) if done else self.words("not_yet"),
            self.speaker.moment(actual) if actual else self._until_now(),
            self.words("forbidden_span")
            if mode == FORBIDDEN
            else self.words(key, allowed)
            if allowed
            else "",
            verdict_words(duty, self.speaker),
        )
        stop = _NONE if done is not None or self.as_of is None else self._end_of(self.as_of) - start
        at = _NONE if actual is None else (self._start_of(actual) if mode else self._end_of(actual)) - start
        flat = [moment - start for pause in pauses for moment in pause]
        return [TIME, mode, start, begin - start, end - start, at, stop, flat, *self._numbers(texts)]

    def _length(self, seconds: int, whole_days: bool) -> str:
        """The time allowed as law says it: whole days, or hours also where they make a day or three."""
        if whole_days:
            return format_duration(days=round(seconds / _DAY), language=self.speaker.language)
        if seconds % 3600 == 0 and seconds <= 3 * _DAY:
            return self.speaker.length(Length(Unit.HOURS, seconds // 3600))
        return format_duration(seconds=seconds, language=self.speaker.language)

    def _until_now(self) -> str:
        return self.words("as_of", self.speaker.day(self.as_of.day)) if self.as_of is not None else ""

    def _flag(self, duty: Duty, backward: bool) -> str:
        spec = duty.version.duty if duty.version else None
        assert spec is not None
        owed = act_of(duty, self.speaker) if backward else self.speaker.steps(spec.targets)
        return self.words("due_flag", owed)

    def _counted_from(self, duty: Duty, first: Event) -> Moment:
        """Where counting began: the trigger, or another moment that the working names."""
        for operation, values in duty.verdict.trace:
            if operation == "start" and (values["instant"], values["day"]) != (
                first.at.instant,
                first.at.day,
            ):
                zone = self.speaker.lawbook.zone
                civil = zone.civil(values["instant"])
                return zone.moment(civil.date() if values["precision"] == "day" else civil)
            if operation == "period":
                zone = self.speaker.lawbook.zone
                return zone.moment(datetime.fromordinal(values["from_day"]).date())
        return first.at

    def _begin(self, duty: Duty, start: int) -> int:
        """Where the first counted day or hour begins."""
        for operation, values in duty.verdict.trace:
            if operation == "first_day_not_counted":
                return self.civil(self.speaker.lawbook.zone.start_of_day(values["from_day"]))
            if operation == "first_hour_not_counted":
                return self.civil(values["from_instant"])
            if (
                operation == "backward"
                and "to_day" in values
                and duty.verdict.due
                and duty.verdict.due.whole_day
            ):
                return self.civil(self.speaker.lawbook.zone.start_of_day(values["from_day"] + 1))
        return start

    def _pauses(self, duty: Duty) -> list[tuple[int, int]]:
        zone = self.speaker.lawbook.zone
        return [
            (
                self.civil(zone.start_of_day(values["from_day"])),
                self.civil(zone.start_of_day(values["to_day"])),
            )
            for operation, values in duty.verdict.trace
            if operation == "paused"
        ]

    # ------------------------------------------------------------------ order, intervals, counts, parts

    def _order(self, duty: Duty) -> Drawing:
        """Two acts in their order, or one act and the gap where the other should stand."""
        spec, verdict = duty.version.duty if duty.version else None, duty.verdict
        assert spec is not None
        owed = self.speaker.steps(spec.targets)
        before = spec.form in (Form.PRECEDED_BY, Form.AFTER_WINDOW, Form.ACCOMPANIED_BY)
        done = verdict.done if verdict.done is not duty.trigger else None
        texts = (
            act_of(duty, self.speaker),
            self.speaker.moment(duty.trigger.at),
            self.speaker.event(done) if done else owed,
            self.speaker.moment(done.at) if done else self.words("none_here"),
            verdict_words(duty, self.speaker),
        )
        return [
            ORDER,
            int(before),
            int(done is not None),
            int(spec.form is Form.AVOID),
            *self._numbers(texts),
        ]

    def _interval(self, duty: Duty) -> Drawing:
        """The act's interval above, those that should cover it (or must not overlap it) below, gaps hatched."""
        trigger, spec = duty.trigger, duty.version.duty if duty.version else None
        assert spec is not None
        if trigger.until is None or trigger.at.is_day or trigger.until.is_day:
            return []
        start, apart = self.civil(trigger.at.instant), spec.form is Form.APART
        others: list[int] = []
        for event in duty.verdict.facts[:_MOST_EVENTS]:
            if event.until is not None:
                others += [self.civil(event.at.instant) - start, self.civil(event.until.instant) - start]
        end = self.civil(trigger.until.instant) - start
        marks: list[int] = []
        if apart and others:
            marks = [max(0, others[0]), min(end, others[1])]
        for operation, values in duty.verdict.trace:
            if operation == "gap":
                marks += [
                    self.civil(values["from_instant"]) - start,
                    self.civil(values["to_instant"]) - start,
                ]
        other = self.speaker.steps(spec.targets) if not apart else ""
        if apart and duty.verdict.facts:
            other = f"{duty.verdict.facts[0].matter} {self.speaker.event(duty.verdict.facts[0])}"
        lengths = [
            format_duration(seconds=stop - begin, language=self.speaker.language)
            for begin, stop in zip(marks[::2], marks[1::2], strict=True)
        ]
        texts = (
            act_of(duty, self.speaker),
            self.speaker.moment(trigger.at) + "–" + self.speaker.moment(trigger.until, after=trigger.at.day),
            other,
            self.words("overlap" if apart else "gap"),
        )
        return [
            INTERVAL, start, end, others, marks, [self.number(text) for text in lengths], *self._numbers(texts)
        ]  # fmt: skip

    def _count(self, duty: Duty) -> Drawing:
        """One dot for each event counted; those past the limit are marked."""
        amount = duty.version.duty.amount if duty.version else None
        if amount is None or amount.kind != "count" or not isinstance(amount.bound, int):
            return []
        events = duty.verdict.facts[-_MOST_EVENTS:]
        hidden = len(duty.verdict.facts) - len(events)
        dots = [self.number(self.speaker.moment(event.at)) for event in events]
        most = duty.version is not None and duty.version.duty.form is Form.AT_MOST
        title = self.speaker.steps(amount.targets) if amount.targets else act_of(duty, self.speaker)
        return [COUNT, int(most), amount.bound, hidden, dots, self.number(title)]

    def _owed_parts(self, duty: Duty) -> Drawing:
        """A box for each step owed, those that are lacking open."""
        spec = duty.version.duty if duty.version else None
        assert spec is not None
        titles = [self.speaker.step(target.step) for target in spec.targets.steps]
        there = [int(target.step not in duty.verdict.missing) for target in spec.targets.steps]
        return [PARTS, self._numbers(titles), there]

    def _parts(self, duty: Duty) -> Drawing:
        """A box for each part or officer owed: filled where it is there, open and hatched where it is not."""
        spec = duty.version.duty if duty.version else None
        assert spec is not None
        if spec.form is Form.WITH:
            lacking = set(duty.verdict.missing)
            titles = [self.speaker.fact(f"event.{part}", duty.trigger) for part in spec.parts]
            there = [int(part not in lacking) for part in spec.parts]
        else:
            present = [officer.id for officer in duty.trigger.officers]
            wanted = spec.officers_count[1] if spec.officers_count else len(present)
            if spec.officers_where is not None or len(present) > _MOST_EVENTS or wanted > _MOST_EVENTS:
                return []
            lack = max(0, wanted - len(present))
            titles, there = [*present, *["—"] * lack], [1] * len(present) + [0] * lack
        if duty.outcome is Outcome.MET:
            return []
        return [PARTS, [self.number(title) for title in titles], there]
