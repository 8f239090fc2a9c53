"""The meaning of the lawbook, in plain Python: one file at a time, one duty at a time, nothing clever.

In: a log and a lawbook. Out: every duty with its outcome, reason and due moment; the working is written for all that
are not simply met, unless nobody wants it. What this module says is the definition; any faster engine must agree with
it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fajing.core.errors import FajingError
from fajing.core.events import Event, Log
from fajing.core.moments import Moment, Precision
from fajing.core.periods import Counter
from fajing.lawbook.duty_spec import Form, Target
from fajing.lawbook.model import Lawbook, Norm, Status, Version
from fajing.scan.across_files import Others, across_files
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
    book = _Book(lawbook, chosen, working)
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


class _Book:
    """What is the same for every file."""

    def __init__(self, lawbook: Lawbook, norms: Sequence[Norm], working: bool) -> None:
        self.lawbook = lawbook
        self.norms = {norm.id: norm for norm in norms}
        self.working = working
        self.counter = Counter(lawbook.zone, lawbook.calendar)
        self._ids = list(self.norms)
        self._always: set[int] = set()
        self._by_step: dict[str, list[int]] = {}
        for number, norm in enumerate(self.norms.values()):
            steps = _trigger_steps(norm)
            if steps is None:
                self._always.add(number)
            for step in steps or ():
                self._by_step.setdefault(step, []).append(number)

    def norms_for(self, steps: Iterable[str]) -> Iterator[str]:
        """Ids of the norms that these steps may trigger, in the order of the norms."""
        chosen = self._always.union(*(self._by_step.get(step, ()) for step in steps))
        return (self._ids[number] for number in sorted(chosen))


def book_of(lawbook: Lawbook, norms: Sequence[Norm], *, working: bool = True) -> _Book:
    """What is the same for every file that is judged by some norms."""
    return _Book(lawbook, norms, working)


def _trigger_steps(norm: Norm) -> frozenset[str] | None:
    """Steps that may trigger a norm; None where another norm's running out may."""
    duties = [version.duty for version in norm.versions]
    if any(duty.expired is not None for duty in duties):
        return None
    return frozenset(step for duty in duties for step in duty.on)


def judge_file(view: FileView, book: _Book, others: Others | None = None) -> Iterator[Duty]:
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
    book: _Book
    others: Others
    done: dict[str, list[Duty]] = field(default_factory=dict)

    def duties_of(self, norm_id: str) -> list[Duty]:
        if norm_id not in self.done:
            norm = self.book.norms.get(norm_id) or self.book.lawbook.norms[norm_id]
            self.done[
                norm_id
            ] = []  # the loader refuses circles; this only keeps a broken book from recursing
            self.done[norm_id] = [
                duty for trigger in self._triggers(norm) for duty in self._raise(norm, *trigger)
            ]
        return self.done[norm_id]

    # ---- which triggers, by which version

    def _triggers(self, norm: Norm) -> Iterator[tuple[Event, Version | None]]:
        """Triggers of a norm with the version that judges them; None where it cannot be told."""
        anchor = None
        if norm.anchor is not None:
            anchor = next(iter(self.view.of_step(norm.anchor)), None)
        found: list[tuple[Event, Version | None]] = []
        seen: set[str] = set()
        for version in norm.versions:
            for trigger in self._events_of(version):
                chosen = self._version_for(norm, trigger, anchor)
                if chosen is version:
                    found.append((trigger, version))
                elif chosen is UNKNOWN and trigger.id not in seen:
                    seen.add(trigger.id)
                    found.append((trigger, None))
        found.sort(key=lambda pair: order(pair[0]))
        return iter(found)

    def _events_of(self, version: Version) -> list[Event]:
        spec = version.duty
        if spec.expired is not None:
            duties, as_of = self.duties_of(spec.expired), self.view.as_of
            return [_expiry(duty) for duty in duties if _ran_out(duty, as_of, self.book.counter)]
        return [event for step in dict.fromkeys(spec.on) for event in self.view.of_step(step)]

    def _version_for(self, norm: Norm, trigger: Event, anchor: Event | None) -> Version | object | None:
        day: int | None = trigger.at.day
        if anchor is not None:
            day = anchor.at.day
        else:
            dated_by = next(
                (version.dated_by for version in norm.versions if version.dated_by is not None), None
            )
            if dated_by is not None:
                day = self._dated_day(norm, trigger, dated_by)
        if day is None:
            return UNKNOWN
        for version in reversed(norm.versions):
            if version.start.toordinal() <= day and (version.end is None or day <= version.end.toordinal()):
                return version
        return None

    def _dated_day(self, norm: Norm, trigger: Event, dated_by: Target | object) -> int | None:
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
        value = evaluate(dated_by, scope)  # type: ignore[arg-type]
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
            if version.duty.form is Form.EVERY:
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
        return Context(
            self.view,
            self.book.lawbook,
            self.book.counter,
            norm,
            version,
            trigger,
            object=tied_object,
            duties_of=self.duties_of,
            others=self.others.get(norm.id, ()),
            working=self.book.working,
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
        return _judge_both_ways(context)
    except FajingError as error:  # a date or length in the record that leads beyond the year 9999
        return undecidable([error.what])


def _judge_both_ways(context: Context) -> Verdict:
    verdict = _with_exceptions(context)
    if context.missing:
        missing = tuple(dict.fromkeys(context.missing))
        other = _with_exceptions(replace(context, assume=True, missing=[]))
        if _is_unmet(verdict) and _is_unmet(other):
            # Not met either way, which waiting must not undo: the milder of the two is certain.
            if _rank(other) > _rank(verdict):
                verdict, context = other, replace(context, assume=True)
        elif other.outcome is not verdict.outcome:
            return replace(undecidable(missing), due=verdict.due, facts=verdict.facts, trace=verdict.trace)
    if verdict.outcome is not Outcome.MET and context.working and not context.tracing:
        return _with_exceptions(replace(context, tracing=True, missing=[]))
    return verdict


def _is_unmet(verdict: Verdict) -> bool:
    return verdict.outcome.is_broken or verdict.outcome is Outcome.SLOW


def _with_exceptions(context: Context) -> Verdict:
    """The form's own verdict, then what excuses: a duty that is met needs no excuse."""
    spec = context.spec
    verdict = judge_of(spec.form)(context)
    if verdict.outcome is Outcome.MET:
        return verdict
    if context.tracing and (uncarried := context.uncarried([target for e in spec.excuse for target in e.on])):
        verdict.trace.extend(("not_carried", {"step": step}) for step in uncarried)
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
