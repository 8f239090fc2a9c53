"""A duty as the norm lays it down, in plain words: what raises it, what is owed, by when, what excuses.

In: a version of a norm and a speaker. Out: short labelled lines for a card. No event is judged here;
sentences about judged duties are `sentences`.
"""

from __future__ import annotations

from fajing.core.periods import Length, Rollover, Starts
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import (
    Amount,
    DutySpec,
    Excuse,
    Extension,
    Form,
    Period,
    Target,
    Targets,
    Within,
)
from fajing.lawbook.read_periods import units_of
from fajing.scan.condition_words import ConditionWords
from fajing.scan.wording import Speaker

Line = tuple[str, str]
_FORMS = {
    Form.DO: ("应当", "Must follow"),
    Form.PRECEDED_BY: ("此前应有", "Must stand before"),
    Form.AFTER_WINDOW: ("须待期满", "Only after the period since"),
    Form.ACCOMPANIED_BY: ("案卷中应有", "Must stand in the file"),
    Form.AVOID: ("不得", "Must not follow"),
    Form.AT_MOST: ("至多", "At most"),
    Form.AT_LEAST: ("至少", "At least"),
    Form.OFFICERS: ("办案人数", "Officers"),
    Form.ROLE: ("须由", "By someone in the role"),
    Form.BY_OTHER_THAN: ("不得由同一人", "By another person than at"),
    Form.BY_SAME_AS: ("须由同一人", "By the same person as at"),
    Form.WITH: ("须附有", "Must carry"),
    Form.VALUE: ("须符合", "Must hold"),
    Form.COVERED_BY: ("全程须有", "Covered throughout by"),
    Form.APART: ("不得同时占用同一", "Never two at once with the same"),
    Form.EVERY: ("每期应有", "In each period"),
}
_APART = {"officer": ("办案人", "officer"), "room": ("房间", "room"), "device": ("设备", "device")}
_SPANS = {"day": ("当日", "same day"), "month": ("当月", "same month"), "year": ("当年", "same year")}
_TIES = {"object": ("同一人、物", "the same object"), "matter": ("同一案事件", "the same matter")}


class DutyWords:
    """Says one duty.

    Args:
        speaker: Language and lawbook.
        home: The norm's procedure.
        spec: The duty.
    """

    def __init__(self, speaker: Speaker, home: str, spec: DutySpec) -> None:
        self.speaker = speaker
        self.spec = spec
        self.conditions = ConditionWords(speaker, home, spec.on)

    def lines(self) -> list[Line]:
        """Labelled lines, in the order a person asks."""
        spec, pick = self.spec, self.speaker.pick
        found = [(pick("触发", "When"), self._trigger())]
        if spec.where is not None:
            found.append((pick("条件", "Where"), self.conditions.say(spec.where)))
        found.append((pick(*_FORMS[spec.form]), self._owed()))
        if spec.before:
            found.append((pick("并先于", "And before"), self._targets(spec.before)))
        if spec.until:
            found.append((pick("直到", "Until"), self._targets(spec.until)))
        found.extend(self._time())
        found.extend((pick("可延长", "Extended by"), self._extension(item)) for item in spec.extend)
        for pause in spec.pause:
            text = f"{self._targets(pause.start)} → {self._targets(pause.end)}"
            found.append((pick("不计入期限", "Not counted"), text))
        if spec.unless is not None:
            found.append((pick("除非", "Unless"), self.conditions.say(spec.unless)))
        found.extend((pick("免除", "Excused by"), self._excuse(item)) for item in spec.excuse)
        if spec.per is not None:
            found.append((pick("只看", "Looks at"), pick(*_TIES[spec.per])))
        if spec.for_each is not None:
            found.append((pick("逐一", "For each"), spec.for_each))
        return found

    def _trigger(self) -> str:
        if self.spec.expired is not None:
            norm = self.speaker.lawbook.norm(self.spec.expired)
            title = self.speaker.text(norm.title) if norm else self.spec.expired
            return self.speaker.pick(f"“{title}”的期限届满而未办", f"{title}: the period ran out")
        return self.speaker.pick("、", " / ").join(self.speaker.step(step) for step in self.spec.on)

    def _owed(self) -> str:
        spec, pick = self.spec, self.speaker.pick
        match spec.form:
            case Form.AT_MOST | Form.AT_LEAST:
                return self._amount(spec.amount)
            case Form.OFFICERS if spec.officers_count is not None:
                text = " ".join(map(str, spec.officers_count))
                return text + (
                    self._aside(self.conditions.say(spec.officers_where)) if spec.officers_where else ""
                )
            case Form.ROLE:
                return self.speaker.either(list(spec.roles))
            case Form.BY_OTHER_THAN if spec.any_handler:
                return pick("此前任何办案人", "any earlier handler")
            case Form.WITH:
                join = self.speaker.both if spec.parts_all else self.speaker.either
                return join(list(spec.parts))
            case Form.VALUE if spec.value is not None:
                return self.conditions.say(spec.value)
            case Form.APART if spec.apart is not None:
                where = self._aside(self.conditions.say(spec.apart_where)) if spec.apart_where else ""
                return pick(*_APART[spec.apart]) + where
            case Form.EVERY if spec.every is not None:
                calendar = pick("，按日历计", ", by the calendar") if spec.aligned else ""
                return f"{self.speaker.length(spec.every)}{calendar}: {self._all(spec.targets)}"
            case Form.COVERED_BY:
                slack = (
                    pick(f"（容许{spec.tolerance}秒）", f" ({spec.tolerance} seconds allowed)")
                    if spec.tolerance
                    else ""
                )
                return self._all(spec.targets) + slack
            case _:
                return self._all(spec.targets)

    def _amount(self, amount: Amount | None) -> str:
        if amount is None:
            return ""
        bound = amount.bound
        if isinstance(bound, Length):
            number = self.speaker.length(bound)
        elif isinstance(bound, Expression):
            number = self.conditions.say(bound)
        else:
            number = str(bound)
        what = self._targets(amount.targets) or self.speaker.pick("本环节", "this step itself")
        of = {"count": self.speaker.pick("次", "times"), "length": self.speaker.pick("总时长", "in all")}
        kind = of.get(amount.kind) or amount.value or ""
        span = f" ({self.speaker.pick(*_SPANS[amount.span])})" if amount.span else ""
        return f"{number} {kind}: {what}{span}"

    # ---- steps

    def _all(self, targets: Targets) -> str:
        text = self._targets(targets.steps, every=targets.all)
        return text + (self.speaker.pick("（依次）", " (in this order)") if targets.in_order else "")

    def _targets(self, targets: tuple[Target, ...], every: bool = False) -> str:
        words = []
        for target in targets:
            where = self._aside(self.conditions.say(target.where, target.step)) if target.where else ""
            words.append(self.speaker.step(target.step) + where)
        joint = self.speaker.pick("、" if every else " / ", " + " if every else " / ")
        return joint.join(words)

    def _aside(self, text: str) -> str:
        """Words in the brackets of the language."""
        return self.speaker.pick(f"（{text}）", f" ({text})")

    # ---- time

    def _time(self) -> list[Line]:
        spec, pick = self.spec, self.speaker.pick
        found: list[Line] = []
        if spec.within is not None:
            found.append((pick("期限", "Within"), self._within(spec.within)))
        if spec.at_least is not None:
            found.append((pick("至少早", "At least"), self.speaker.length(spec.at_least)))
        if spec.by is not None:
            text = self.conditions.say(spec.by.value) if spec.by.value else f"{spec.by.due_of}"
            for sign, length in (("−", spec.by.minus), ("+", spec.by.plus)):
                text += f" {sign} {self.speaker.length(length)}" if length else ""
            found.append((pick("截止", "By"), text))
        if spec.within is not None and spec.form not in (Form.PRECEDED_BY, Form.AT_MOST, Form.AT_LEAST):
            found.append((pick("计算", "Counted"), self._counting(spec.within)))
        return found

    def _within(self, within: Within) -> str:
        if within.earlier_of or within.later_of:
            words = [self._within(part) for part in (*within.earlier_of, *within.later_of)]
            which = (
                self.speaker.pick("先到", "earlier of")
                if within.earlier_of
                else self.speaker.pick("后到", "later of")
            )
            return f"{which}: {self.speaker.either(words)}"
        return self.speaker.pick("；", "; ").join(self._period(tier) for tier in within.tiers)

    def _period(self, period: Period) -> str:
        if period.benchmark is not None:
            benchmark = self.speaker.lawbook.benchmarks[period.benchmark]
            fixed = period.fixed()
            length = self.speaker.length(fixed) if fixed else ""
            text = self.speaker.pick(f"及时（基准 {length}）", f"promptly (benchmark {length})")
            text += f" [{self.speaker.text(benchmark.title)}]"
        elif isinstance(period.count, int):
            text = self.speaker.length(Length(period.unit, period.count))
        else:
            unit = Length(period.unit, 2).say(self.speaker.language).removeprefix("2").strip()
            text = f"{self.conditions.say(period.count)} {unit}"
        if period.start is not None:
            start = (
                self._targets((period.start,))
                if isinstance(period.start, Target)
                else self.conditions.say(period.start)
            )
            text += self.speaker.pick(f"（自{start}起）", f" (from {start})")
        if period.where is not None:
            text += self.speaker.pick("，若", " if ") + self.conditions.say(period.where)
        return text

    def _counting(self, within: Within) -> str:
        pick = self.speaker.pick
        units = units_of(within)
        starts = {self.spec.counting.starts_for(unit) for unit in units}
        words = {
            Starts.MOMENT: pick("自当时起", "from the moment"),
            Starts.NEXT_HOUR: pick("开始的小时不计", "the first hour left out"),
            Starts.NEXT_DAY: pick("开始之日不计", "the first day left out"),
        }
        text = self.speaker.listing([words[start] for start in sorted(starts)])
        if all(unit.is_clock for unit in units):
            return text
        rolls = self.spec.counting.rollover is Rollover.NEXT_WORKING_DAY
        return text + pick(
            "，节假日顺延" if rolls else "，节假日不顺延",
            ", rolls off holidays" if rolls else ", no rollover",
        )

    def _extension(self, item: Extension) -> str:
        pick = self.speaker.pick
        length = item.to or item.by
        how = pick("至", "to") if item.to else pick("再加", "by")
        text = f"{self._targets((item.on,))} {how} {self.speaker.length(length) if length else ''}"
        if item.times is not None:
            text += pick(
                f"，至多{item.times}次", ", once" if item.times == 1 else f", at most {item.times} times"
            )
        if item.role:
            text += pick("，须由", ", by ") + self.speaker.either(
                [self.speaker.role(role) for role in item.role]
            )
        return text

    def _excuse(self, item: Excuse) -> str:
        text = self._targets(item.on)
        if item.until:
            text += self.speaker.pick("，直到", ", until ") + self._targets(item.until)
        if item.then is not None:
            text += self.speaker.pick("，此后", ", then ") + self._within(item.then)
        return text
