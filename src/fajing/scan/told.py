"""A duty with its words at hand, for the sentences of the forms.

In: a duty and a speaker. Out: titles, moments and amounts as text. It judges nothing.
"""

from __future__ import annotations

from decimal import Decimal

from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.lawbook.duty_spec import DutySpec, Form
from fajing.scan.conditions_read import names_read
from fajing.scan.duty import Duty, Outcome
from fajing.scan.wording import Speaker, lower_first


class Told:
    """A duty and its words, for the functions of the forms."""

    def __init__(self, duty: Duty, speaker: Speaker) -> None:
        self.duty, self.speaker, self.verdict = duty, speaker, duty.verdict
        self.pick = speaker.pick
        self.trigger = duty.trigger
        self.at = speaker.moment(duty.trigger.at)
        self.act = act_of(duty, speaker)

    @property
    def spec(self) -> DutySpec:
        """The duty as the norm says it."""
        assert self.duty.version is not None
        return self.duty.version.duty

    @property
    def owed(self) -> str:
        """The step or steps owed."""
        return self.speaker.steps(self.spec.targets)

    @property
    def other(self) -> Event | None:
        """The event that the trigger is held against."""
        if self.verdict.done is not None and self.verdict.done is not self.trigger:
            return self.verdict.done
        return next((event for event in reversed(self.verdict.facts) if event is not self.trigger), None)

    @property
    def other_title(self) -> str:
        """The title of that event, else of the steps sought."""
        return self.speaker.event(self.other) if self.other is not None else self.owed

    @property
    def due(self) -> str:
        """The due moment; empty where there is none."""
        return self.speaker.due(self.verdict.due) if self.verdict.due else ""

    def moment(self, event: Event | None) -> str:
        """A second moment of the sentence: its clock time alone where the due moment is of the same day."""
        if event is None:
            return ""
        due = self.verdict.due
        precise = self.verdict.lateness is not None and abs(self.verdict.lateness.seconds or 60) < 60
        return self.speaker.moment(
            done_moment(event, self.speaker),
            seconds=precise,
            after=due.day if due else None,
            clock_only=due is not None and not due.whole_day,
        )

    def amount(self) -> str:
        """By how much."""
        return self.speaker.lateness(self.verdict.lateness)

    def late(self) -> str:
        """`，迟6小时`, or nothing where the amount is not known."""
        amount = self.amount()
        if self.duty.outcome is Outcome.SLOW:
            return self.pick(f"，逾基准{amount}", f", {amount} past the benchmark") if amount else ""
        return self.pick(f"，迟{amount}", f", {amount} late") if amount else self.pick("，迟", ", late")

    def missing(self) -> str:
        """The facts or parts that are absent."""
        titles = [
            self.speaker.fact(name, self.trigger).removeprefix("已") for name in self.verdict.missing[:3]
        ]
        return self.speaker.listing(
            titles if self.speaker.is_zh else [lower_first(title) for title in titles]
        )

    def amount_found(self) -> Decimal | None:
        """What a count, sum or length came to, from the working."""
        for operation, values in self.verdict.trace:
            if operation == "amount":
                return Decimal(values["total"])
        return None

    def gap_seconds(self) -> int:
        """The length of all gaps, from the working."""
        return sum(
            values["to_instant"] - values["from_instant"]
            for operation, values in self.verdict.trace
            if operation == "gap"
        )

    def excused(self) -> str:
        """The sentence of an excused duty."""
        by = self.verdict.excused_by
        if isinstance(by, Event):
            why = f"{self.speaker.moment(by.at)} {self.speaker.event(by)}"
        else:
            why = self.pick("符合例外情形", "an exception holds")
        return self.pick(f"{self.act}，{why}，免除", f"{self.act}: {why}, excused")

    def still_open(self) -> str:
        """The sentence of a duty that is not yet due."""
        if self.spec.form not in (Form.DO, Form.EVERY):
            return self.pick(f"{self.act} {self.at}，未到期", f"{self.act} {self.at}, not yet due")
        owed = self.owed
        if self.verdict.paused_since is not None:
            since = self.speaker.moment(self.verdict.paused_since)
            return self.pick(
                f"{self.act}后应{owed}，自 {since} 起暂停计时",
                f"{self.act}: {owed} owed, clock stopped since {since}",
            )
        if self.due:
            return self.pick(
                f"{self.act}后应在 {self.due} 前{owed}，未到期",
                f"{self.act}: {owed} due by {self.due}, not yet due",
            )
        return self.pick(f"{self.act}后应{owed}，未到期", f"{self.act}: {owed} owed, not yet due")


def done_moment(event: Event, speaker: Speaker) -> Moment:
    """The moment that counts: where law counts the posting (`done_at`), that of the posting."""
    procedure = speaker.lawbook.procedures.get(event.procedure)
    step = procedure.steps.get(event.step) if procedure else None
    posted = event.values.get(step.done_at) if step and step.done_at else None
    return posted if isinstance(posted, Moment) else event.at


def act_of(duty: Duty, speaker: Speaker) -> str:
    """What raised the duty, with the object where there is one: `扣押（物品2）`."""
    expired = duty.version.duty.expired if duty.version else None
    if expired is not None:
        norm = speaker.lawbook.norms.get(expired)
        title = speaker.text(norm.title) if norm else expired
        return speaker.pick(f"“{title}”期满", f"“{title}” ran out") + speaker.object(duty.object)
    title = speaker.event(duty.trigger)
    if not speaker.is_zh:
        title = title[:1].upper() + title[1:]
    return title + speaker.object(duty.object)


def values_read(duty: Duty, speaker: Speaker) -> list[tuple[str, str]]:
    """Title and value of the trigger's fields that the norm's conditions name."""
    if duty.version is None:
        return []
    found = []
    for word, name in names_read(duty.version.duty):
        values = duty.matter.values if word == "matter" else duty.trigger.values
        value = values.get(name)
        if value is not None and value != "" and not speaker.is_personal(name, duty.trigger):
            said = speaker.value_of(name, value, duty.trigger)
            found.append((speaker.fact(f"{word}.{name}", duty.trigger), said))
    return found
