"""Everything a form of duty may ask about one duty: its trigger, its tie, what came before and after.

In: a file, a norm's version and a trigger. Out: answers; `scan/forms` turn them into a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.core.periods import Counter
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import DutySpec, Target, Targets
from fajing.lawbook.model import Lawbook, Norm, Version
from fajing.scan.evaluate import UNKNOWN, Scope, evaluate
from fajing.scan.file_view import FileView, is_earlier, order

if TYPE_CHECKING:
    from fajing.scan.duty import Duty


@dataclass(slots=True)
class Context:
    """One duty being judged.

    Attributes:
        view: The file.
        lawbook: The law.
        counter: Counts time in the lawbook's zone and calendar.
        norm: The norm.
        version: Its version for this trigger.
        trigger: The event that raised the duty.
        object: The object the duty is tied to, if any.
        period: Number of the period, for periodic duties.
        duties_of: Duties of another norm in the same file, for `due_of`.
        others: Events of the trigger steps across all files, for `apart`.
        assume: How an unknown exception or filter is taken; the judge tries both.
        missing: Facts found absent on the way.
        working: Whether the working of a duty that is not met is wanted.
        tracing: Whether the working is being written down.
    """

    view: FileView
    lawbook: Lawbook
    counter: Counter
    norm: Norm
    version: Version
    trigger: Event
    object: str | None = None
    period: int | None = None
    duties_of: Callable[[str], Sequence[Duty]] = lambda _: ()
    others: Sequence[Event] = ()
    assume: bool = False
    missing: list[str] = field(default_factory=list)
    working: bool = True
    tracing: bool = False

    @property
    def spec(self) -> DutySpec:
        """The duty as the norm says it."""
        return self.version.duty

    @property
    def as_of(self) -> Moment:
        """The moment up to which the record is read."""
        return self.view.as_of

    # ---- ties

    def is_tied(self, event: Event) -> bool:
        """Whether an event belongs to the duty's object or matter, where it is tied to one."""
        spec = self.version.duty
        if spec.per == "matter":
            return event.matter == self.trigger.matter
        if spec.per == "object" or spec.for_each is not None:
            return self.object in event.objects if self.object is not None else not event.objects
        return True

    def serves(self, event: Event) -> bool:
        """Like `is_tied`, but an event that names no object serves every object of the case."""
        if not event.objects and self.version.duty.per != "matter":
            return True
        return self.is_tied(event)

    # ---- conditions

    def scope(
        self,
        *,
        target: Event | None = None,
        officer: Mapping[str, Any] | None = None,
        known_until: int | None = None,
        exceptions: bool = False,
        missing: list[str] | None = None,
    ) -> Scope:
        """What a condition of this duty may see; absent facts are noted in `missing`, by default the duty's own."""
        noted = self.missing if missing is None else missing
        return Scope(
            self.view,
            self.norm.procedure,
            self.trigger,
            target,
            officer,
            self.serves,
            known_until,
            exceptions,
            noted,
        )

    def ask(self, condition: Expression, **more: Any) -> bool | None:
        """Evaluates a condition: true, false, or None where a fact is absent."""
        answer = evaluate(condition, self.scope(**more))
        return None if answer is UNKNOWN else bool(answer)

    def decide(self, condition: Expression | None, **more: Any) -> bool:
        """Evaluates a filter or exception; an unknown answer is taken as `assume` says, and noted.

        An exception that is unknown only for steps that no map carries is not shown, and so does not hold.
        """
        if condition is None:
            return True
        missing: list[str] = []
        answer = self.ask(condition, missing=missing, **more)
        if answer is not None and not missing:
            return answer
        if answer is None and not missing:
            return False
        self.missing.extend(missing)
        return self.assume if answer is None else answer

    # ---- events

    def matching(self, targets: Iterable[Target], serving: bool = False) -> list[Event]:
        """Events of the targets that are tied (or, with `serving`, serve) and pass their filter, in order."""
        tie = self.serves if serving else self.is_tied
        found: dict[str, Event] = {}
        for target in targets:
            for event in self.view.of_step(target.step):
                if event is self.trigger or not tie(event):
                    continue
                if target.where is None or self.decide(target.where, target=event):
                    found[event.id] = event
        return sorted(found.values(), key=order) if len(found) > 1 else list(found.values())

    def following(self, targets: Iterable[Target], serving: bool = False) -> list[Event]:
        """Matching events later than the trigger."""
        return [event for event in self.matching(targets, serving) if is_earlier(self.trigger, event)]

    def preceding(self, targets: Iterable[Target], serving: bool = False) -> list[Event]:
        """Matching events earlier than the trigger that still stand at it, in order."""
        return [
            event
            for event in self.matching(targets, serving)
            if is_earlier(event, self.trigger) and self.view.stands(event, self.trigger)
        ]

    def uncarried(self, targets: Targets | Iterable[Target]) -> tuple[str, ...]:
        """Steps of the targets that no map could have brought."""
        steps = targets.steps if isinstance(targets, Targets) else targets
        return tuple(target.step for target in steps if not self.view.carries(target.step))

    def end_of_matter(self) -> Event | None:
        """The event that closes the search of an undated duty: the first end of the matter after the trigger.

        None where the matter has not ended, or where the trigger itself stands at or after its end.
        """
        ends = self.view.ends_of(self.trigger.matter)
        for end in ends:
            if end is self.trigger or not is_earlier(self.trigger, end):
                return None
            return end
        return None
