"""The meaning of the lawbook, in plain Python: one file at a time, one duty at a time, nothing clever.

In: a log and a lawbook. Out: every duty with its outcome, reason and due moment; the working is written for all that
are not simply met, unless nobody wants it. What this module says is the definition; any faster engine must agree with
it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fajing.core.errors import FajingError
from fajing.core.events import Event, Log
from fajing.core.moments import Moment, Precision
from fajing.core.periods import Counter
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import Form, Target
from fajing.lawbook.model import Lawbook, Norm, Status, Version
from fajing.scan.across_files import Others, across_files
from fajing.scan.chosen import Chosen, Dated
from fajing.scan.context import Context
from fajing.scan.duty import GRAVEST_FIRST, Duty, Outcome, Verdict
from fajing.scan.evaluate import UNKNOWN, Scope, evaluate
from fajing.scan.excuses import excused
from fajing.scan.file_view import FileView, is_earlier, order
from fajing.scan.files import group_into_files, unit_in_charge
from fajing.scan.forms import judge_of
from fajing.scan.forms._verdicts import undecidable
from fajing.scan.forms.every import windows

Progress = Callable[[int], None]
_MET, _EVERY = Outcome.MET, Form.EVERY  # found more quickly here than in their classes, once for every duty


def judge_log(
    log: Log,
    lawbook: Lawbook,
    *,
    norms: Sequence[Norm] | None = None,
    as_of: Moment | None = None,
    progress: Progress | None = None,
    working: bool = True,
) -> Iterator[Duty]:
    """Judges every file of a log.

    Args:
        log: The log.
        lawbook: The law.
        norms: Norms to judge; by default those in force.
        as_of: The moment up to which the record is read, in the lawbook's zone; by default the latest event.
        progress: Called with the number of files judged, now and then.
        working: Whether the working of what is not met is written down; judging does not depend on it.

    Yields:
        Duties, file by file, in the order of norm and trigger.
    """
    chosen = (
        [norm for norm in lawbook.norms.values() if norm.status is Status.IN_FORCE]
        if norms is None
        else list(norms)
    )
    moment = as_of or latest_moment(log)
    if moment is None:
        return
    book = Chosen(lawbook, chosen, working)
    others = across_files(log, chosen, moment)
    for number, (file_id, matters) in enumerate(group_into_files(log, lawbook, moment), 1):
        yield from judge_file(FileView(file_id, matters, lawbook, moment, log.carried), book, others)
        if progress is not None and number % 1000 == 0:
            progress(number)


def latest_moment(log: Log) -> Moment | None:
    """The latest `at` in the log, which is what `as_of` defaults to; None for a log without events."""
    return max(
        (event.at for event in log.events()), key=lambda at: (log.zone.latest(at), at.instant), default=None
    )


def book_of(lawbook: Lawbook, norms: Sequence[Norm], *, working: bool = True) -> Chosen:
    """What is the same for every file that is judged by some norms."""
    return Chosen(lawbook, norms, working)


def judge_file(view: FileView, book: Chosen, others: Others | None = None) -> Iterator[Duty]:
    """Judges one file by every norm.

    Args:
        view: The file at `as_of`.
        book: Lawbook, norms and counter.
        others: Per norm with `apart`, the trigger events of all files.
    """
    judge = _FileJudge(view, book, others or {})
    for norm_id in book.norms_for(view.steps()):
        yield from judge.duties_of(norm_id)


@dataclass(slots=True)
class _FileJudge:
    """Judges the norms of one file; a norm that another rests on is judged once."""

    view: FileView
    book: Chosen
    others: Others
    done: dict[str, list[Duty]] = field(default_factory=dict)

    def duties_of(self, norm_id: str) -> list[Duty]:
        found = self.done.get(norm_id)
        if found is None:
            norm = self.book.norm(norm_id)
            self.done[norm_id] = []  # the loader refuses circles; only keeps a broken book from recursing
            found = []
            for trigger, version in self._triggers(norm):
                found.extend(self._raise(norm, trigger, version))
            self.done[norm_id] = found
        return found

    # ---- which triggers, by which version

    def _triggers(self, norm: Norm) -> list[tuple[Event, Version | None]]:
        """Triggers of a norm with the version that judges them; None where it cannot be told."""
        dated = self.book.dated(norm)
        anchor = next(iter(self.view.of_step(norm.anchor)), None) if norm.anchor is not None else None
        own_day = anchor is None and dated.dated_by is None
        found: list[tuple[Event, Version | None]] = []
        for step in dated.steps:
            for trigger in self.view.of_step(step):
                day = trigger.at.day if own_day else self._day_of(norm, dated, trigger, anchor)
                version = None if day is None else dated.on(day)
                if day is None or (version is not None and step in version.duty.on):
                    found.append((trigger, version))
        for version in dated.by_expiry:
            for trigger in self._expiries(version):
                day = self._day_of(norm, dated, trigger, anchor)
                if day is None:
                    if all(trigger.id != other.id for other, _ in found):
                        found.append((trigger, None))
                elif dated.on(day) is version:
                    found.append((trigger, version))
        if len(found) > 1:
            found.sort(key=lambda pair: order(pair[0]))
        return found

    def _expiries(self, version: Version) -> list[Event]:
        assert version.duty.expired is not None
        duties, as_of = self.duties_of(version.duty.expired), self.view.as_of
        return [_expiry(duty) for duty in duties if _ran_out(duty, as_of, self.book.counter)]

    def _day_of(self, norm: Norm, dated: Dated, trigger: Event, anchor: Event | None) -> int | None:
        """The day whose version judges a trigger; None where it cannot be told."""
        if anchor is not None:
            return anchor.at.day
        return trigger.at.day if dated.dated_by is None else self._dated_day(norm, trigger, dated.dated_by)

    def _dated_day(self, norm: Norm, trigger: Event, dated_by: Target | Expression) -> int | None:
        scope = Scope(self.view, norm.procedure, trigger)
        if isinstance(dated_by, Target):
            events = [
                event
                for event in self.view.of_step(dated_by.step)
                if (event is trigger or is_earlier(event, trigger))
                and (dated_by.where is None or evaluate(dated_by.where, replace(scope, target=event)) is True)
            ]
            if trigger.objects:
                tied = [
                    event
                    for event in events
                    if not event.objects or set(event.objects) & set(trigger.objects)
                ]
                events = tied or events
            return events[-1].at.day if events else None
        value = evaluate(dated_by, scope)
        return value.day if isinstance(value, Moment) else None

    # ---- one trigger, one or several duties

    def _raise(self, norm: Norm, trigger: Event, version: Version | None) -> Iterator[Duty]:
        if version is None:
            if self._may_exist(norm, trigger):
                yield self._duty(norm, None, trigger, undecidable(["dated_by"]))
            return
        for tied_object in self._objects(norm, version, trigger):
            if tied_object is UNKNOWN:
                yield self._duty(norm, version, trigger, undecidable([f"roster {version.duty.for_each}"]))
                continue
            context = self._context(
                norm, version, trigger, tied_object if isinstance(tied_object, str) else None
            )
            exists = True if version.duty.where is None else context.ask(version.duty.where)
            if exists is False:
                continue
            if exists is None:
                yield self._duty(norm, version, trigger, undecidable(context.missing), context.object)
                continue
            context.missing.clear()  # what a condition that holds did not need
            if version.duty.form is _EVERY:
                for number in range(1, len(windows(context)) + 1):
                    verdict = judge_duty(replace(context, period=number, missing=[]))
                    yield self._duty(norm, version, trigger, verdict, context.object, number)
                continue
            yield self._duty(norm, version, trigger, judge_duty(context), context.object)

    def _may_exist(self, norm: Norm, trigger: Event) -> bool:
        """Whether a duty whose version cannot be told could exist at all: not if every version's `where` says no."""
        return any(
            version.duty.where is None
            or self._context(norm, version, trigger, None).ask(version.duty.where) is not False
            for version in norm.versions
            if version.duty.expired is not None or trigger.qualified_step in version.duty.on
        )

    def _objects(self, norm: Norm, version: Version, trigger: Event) -> list[str | object | None]:
        """The objects for which a trigger raises a duty; `[None]` for one duty that is tied to none."""
        spec = version.duty
        if spec.for_each is not None:
            return self._roster(norm, spec.for_each, trigger)
        if spec.per == "object" and trigger.objects:
            return list(dict.fromkeys(trigger.objects))
        return [None]

    def _roster(self, norm: Norm, name: str, trigger: Event) -> list[str | object | None]:
        add, remove = self.book.lawbook.procedures[norm.procedure].rosters[name]
        if not any(self.view.carries(step) for step in add):
            return [UNKNOWN]
        entries: dict[str, None] = {}
        steps = [*add, *remove]
        events = sorted((event for step in steps for event in self.view.of_step(step)), key=order)
        for event in events:
            if event is trigger or is_earlier(event, trigger):
                for entry in event.objects:
                    if event.qualified_step in add:
                        entries[entry] = None
                    else:
                        entries.pop(entry, None)
        return list(entries)

    def _context(self, norm: Norm, version: Version, trigger: Event, tied_object: str | None) -> Context:
        book = self.book
        return Context(
            self.view,
            book.lawbook,
            book.counter,
            norm,
            version,
            trigger,
            tied_object,
            duties_of=self.duties_of,
            others=self.others.get(norm.id, ()),
            working=book.working,
        )

    def _duty(
        self,
        norm: Norm,
        version: Version | None,
        trigger: Event,
        verdict: Verdict,
        tied_object: str | None = None,
        period: int | None = None,
    ) -> Duty:
        matter = self.view.matters[trigger.matter]
        due = verdict.due
        # 24:00 of the due day is 00:00 of the next, which is somebody else's.
        moment = trigger.at.instant if due is None else due.latest - due.whole_day
        unit = unit_in_charge(self.view, matter, moment) or trigger.unit
        return Duty(norm, version, self.view.id, matter, trigger, verdict, tied_object, period, unit)


def judge_duty(context: Context) -> Verdict:
    """Judges one duty; whatever an exception or filter leaves unknown is judged both ways.

    Args:
        context: The duty.

    Returns:
        The verdict, with its working where that is wanted, unless it is simply met.
    """
    try:
        verdict = _with_exceptions(context)
        if context.missing:
            return _judge_both_ways(context, verdict)
        return _with_working(context, verdict)
    except FajingError as error:  # a date or length in the record that leads beyond the year 9999
        return undecidable([error.what])


def _judge_both_ways(context: Context, verdict: Verdict) -> Verdict:
    """The verdict where something is unknown, which was taken one way so far: both ways must come out alike."""
    missing = tuple(dict.fromkeys(context.missing))
    other = _with_exceptions(replace(context, assume=True, missing=[]))
    if _is_unmet(verdict) and _is_unmet(other):
        # Not met either way, which waiting must not undo: the milder of the two is certain.
        if _rank(other) > _rank(verdict):
            verdict, context = other, replace(context, assume=True)
    elif other.outcome is not verdict.outcome:
        return replace(undecidable(missing), due=verdict.due, facts=verdict.facts, trace=verdict.trace)
    return _with_working(context, verdict)


def _with_working(context: Context, verdict: Verdict) -> Verdict:
    """The verdict with its working, where that is wanted: judged once more, and written down."""
    if verdict.outcome is not _MET and context.working and not context.tracing:
        return _with_exceptions(replace(context, tracing=True, missing=[]))
    return verdict


def _is_unmet(verdict: Verdict) -> bool:
    return verdict.outcome.is_broken or verdict.outcome is Outcome.SLOW


def _with_exceptions(context: Context) -> Verdict:
    """The form's own verdict, then what excuses: a duty that is met needs no excuse."""
    spec = context.spec
    verdict = judge_of(spec.form)(context)
    if verdict.outcome is _MET:
        return verdict
    if context.tracing and (uncarried := context.uncarried([target for e in spec.excuse for target in e.on])):
        verdict.trace.extend(("not_carried", {"step": step}) for step in uncarried)
    if spec.unless is None and not spec.excuse:
        return verdict
    if spec.unless is not None and context.decide(spec.unless, exceptions=True):
        return replace(verdict, outcome=Outcome.EXCUSED, reason=None, excused_by=str(spec.unless))
    # Of several excuses the best counts: none takes away what another gave, or what was never in need of one.
    # Where they come out alike, the duty as it revived is the one that is told.
    return max((*excused(context, verdict), verdict), key=_rank)


def _rank(verdict: Verdict) -> int:
    """The gravest outcome is 0."""
    return GRAVEST_FIRST.index(verdict.outcome)


def _ran_out(duty: Duty, as_of: Moment, counter: Counter) -> bool:
    """Whether a duty's time has run out without its being fulfilled."""
    due = duty.verdict.due
    return (
        due is not None
        and (duty.outcome.is_broken or duty.outcome is Outcome.SLOW)
        and counter.has_expired(as_of, due)
    )


def _expiry(duty: Duty) -> Event:
    """The made-up event at which a duty's time ran out."""
    due = duty.verdict.due
    assert due is not None
    # 24:00 of a day: days count from that day, hours from its last instant.
    at = Moment(due.latest, due.day, Precision.SECOND)
    objects = (duty.object,) if duty.object is not None else duty.trigger.objects
    return Event(
        id=f"expired({duty.key})",
        matter=duty.matter.id,
        procedure=duty.matter.procedure,
        step=duty.trigger.step,
        at=at,
        seq=-1,  # what happens at that very moment follows it
        unit=duty.unit,
        objects=objects,
        values=duty.trigger.values,
        source=duty.trigger.source,
    )
