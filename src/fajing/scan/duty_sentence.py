"""A duty as one sentence: who must do what by when, for a reader who does not know the format.

In: a version's duty and a speaker. Out: one sentence, and its condition apart, where it has one. Exceptions are not
in it: they stand in the labelled lines of `duty_words`.
"""

from __future__ import annotations

from fajing.core.periods import Length
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import Amount, DutySpec, Form, Period, Within
from fajing.lawbook.model import Norm, Version
from fajing.scan.condition_words import ConditionWords
from fajing.scan.wording import Speaker, lower_first

_KINDS = {"officer": ("人员", "officer"), "room": ("房间", "room"), "device": ("设备", "device")}
_SPANS = {
    "day": ("一日内", " in one day"),
    "month": ("一月内", " in one month"),
    "year": ("一年内", " in one year"),
}


def duty_sentence(norm: Norm, version: Version, speaker: Speaker) -> str:
    """What must be done, in one sentence with its full stop."""
    said = _Sentence(norm, version.duty, speaker).say()
    return said[:1].upper() + said[1:] + speaker.pick("。", ".")


def duty_condition(norm: Norm, version: Version, speaker: Speaker) -> str:
    """The condition under which the duty exists; empty where it always does."""
    where = version.duty.where
    return ConditionWords(speaker, norm.procedure, version.duty.on).say(where) if where is not None else ""


class _Sentence:
    def __init__(self, norm: Norm, spec: DutySpec, speaker: Speaker) -> None:
        self.spec, self.speaker, self.pick = spec, speaker, speaker.pick
        self.conditions = ConditionWords(speaker, norm.procedure, spec.on)
        self.act = self._act()
        self.owed = speaker.steps(spec.targets)

    def say(self) -> str:
        spec, act, owed = self.spec, self.act, self.owed
        match spec.form:
            case Form.DO:
                return self._do()
            case Form.PRECEDED_BY:
                return self._preceded_by()
            case Form.AVOID:
                return self._avoid()
            case Form.AT_MOST | Form.AT_LEAST if spec.amount is not None:
                return self._amount(spec.amount)
            case Form.OFFICERS if spec.officers_count is not None:
                return self._officers(*spec.officers_count)
            case Form.ROLE | Form.BY_OTHER_THAN | Form.BY_SAME_AS:
                return self._by_whom()
            case Form.WITH:
                return self._with()
            case Form.APART:
                return self._apart()
        return self.pick(*self._plain(act, owed))

    def _plain(self, act: str, owed: str) -> tuple[str, str]:
        """Forms that are said in one pattern."""
        spec = self.spec
        if spec.form is Form.AFTER_WINDOW:
            period = self._within()
            return f"{owed}后满{period}，才可以{act}", f"{act} only after {period} have run out since {owed}"
        if spec.form is Form.ACCOMPANIED_BY:
            return f"有{act}的，案卷中应当有{owed}", f"where there is {act}, the file holds {owed}"
        if spec.form is Form.VALUE and spec.value is not None:
            said = self.conditions.say(spec.value)
            return f"{act}应当符合：{said}", f"at {act} this holds: {said}"
        if spec.form is Form.COVERED_BY:
            return f"{act}的全过程应当有{owed}", f"{act} is covered by {owed} throughout"
        if spec.form is Form.EVERY and spec.every is not None:
            length = self.speaker.length(spec.every)
            return f"{act}后，每{length}应当{owed}", f"after {act}, {owed} follows every {length}"
        return f"{act}后，应当{owed}", f"after {act}, {owed} follows"

    def _by_whom(self) -> str:
        spec, pick, act, owed = self.spec, self.pick, self.act, self.owed
        if spec.form is Form.ROLE:
            roles = self.speaker.either(list(spec.roles))
            return pick(f"{act}应当由 {roles} 办理", f"{act} is done by {roles}")
        if spec.form is Form.BY_SAME_AS:
            return pick(f"{act}应当由办理{owed}的人办理", f"{act} is done by the same person as {owed}")
        if spec.any_handler:
            return pick(f"{act}不得由本案办案人办理", f"{act} is not done by a handler of the case")
        return pick(f"{act}不得由办理{owed}的人办理", f"{act} is done by another person than {owed}")

    def _apart(self) -> str:
        kind = self.pick(*_KINDS.get(self.spec.apart or "", ("对象", "object")))
        where = self.conditions.say(self.spec.apart_where) if self.spec.apart_where else ""
        more = self.pick(f"（{where}的）", f" ({where})") if where else ""
        return self.pick(
            f"任何两次{self.act}{more}不得同时占用同一{kind}",
            f"no two of {self.act}{more} have the same {kind} at one time",
        )

    def _act(self) -> str:
        if self.spec.expired is not None:
            norm = self.speaker.lawbook.norm(self.spec.expired)
            title = self.speaker.text(norm.title) if norm else self.spec.expired
            return self.pick(f"“{title}”期限届满", f"the period of “{title}” has run out")
        titles = [self.speaker.step(step) for step in self.spec.on]
        return self.speaker.either(list(dict.fromkeys(titles)))

    # ---- time

    def _within(self) -> str:
        return self._length_of(self.spec.within)

    def _length_of(self, within: Within | None) -> str:
        if within is None:
            return ""
        parts = [self._period(period) for period in within.tiers]
        parts += [self._length_of(part) for part in (*within.earlier_of, *within.later_of)]
        return self.speaker.either(list(dict.fromkeys(parts)))

    def _period(self, period: Period) -> str:
        if isinstance(period.count, int):
            return self.speaker.length(Length(period.unit, period.count))
        unit = Length(period.unit, 2).say(self.speaker.language).removeprefix("2").strip()
        said = self.conditions.say(period.count)
        return self.pick(f"“{said}”{unit}", f"“{said}” {unit}")

    def _benchmark(self) -> bool:
        within = self.spec.within
        return within is not None and any(tier.benchmark for tier in within.tiers)

    def _until_moment(self, value: Expression | None) -> str:
        by = self.spec.by
        if value is not None:
            return self.conditions.say(value)
        norm = self.speaker.lawbook.norm(by.due_of) if by and by.due_of else None
        title = self.speaker.text(norm.title) if norm else (by.due_of or "" if by else "")
        return self.pick(f"“{title}”到期", f"the due moment of “{title}”")

    # ---- forms

    def _do(self) -> str:
        spec, pick, act, owed = self.spec, self.pick, self.act, self.owed
        follow = pick("", "follow" if spec.targets.all and len(spec.targets.steps) > 1 else "follows")
        if spec.before:
            before = self.speaker.steps(spec.before)
            return pick(f"{act}后，应当先{owed}，再{before}", f"after {act}, {owed} {follow} before {before}")
        if spec.by is not None:
            text = self._until_moment(spec.by.value)
            if spec.by.minus:
                length = self.speaker.length(spec.by.minus)
                text = pick(f"{text}的{length}之前", f"{length} before {text}")
            elif spec.by.plus:
                length = self.speaker.length(spec.by.plus)
                text = pick(f"{text}后{length}", f"{length} after {text}")
            return pick(f"{act}后，应当在{text}前{owed}", f"after {act}, {owed} {follow} by {text}")
        if self._benchmark():
            return pick(
                f"{act}后，应当及时{owed}（本机关标准{self._within()}）",
                f"after {act}, {owed} {follow} promptly (own standard: {self._within()})",
            )
        if spec.within is None:
            return pick(
                f"{act}后，应当在结案前{owed}", f"after {act}, {owed} {follow} before the matter ends"
            )
        period = self._within()
        start = next((tier.start for tier in spec.within.tiers if tier.start is not None), None)
        since = ""
        if start is not None and len(spec.within.tiers) == 1:
            named = (
                self.conditions.say(start) if isinstance(start, Expression) else self.speaker.step(start.step)
            )
            since = pick(f"（自{named}起算）", f" (counted from {named})")
        return pick(
            f"{act}后{period}内{since}，应当{owed}", f"{owed} {follow} within {period} of {act}{since}"
        )

    def _preceded_by(self) -> str:
        spec, pick, act, owed = self.spec, self.pick, self.act, self.owed
        if spec.at_least is not None:
            length = self.speaker.length(spec.at_least)
            return pick(f"{owed}应当至少早于{act}{length}", f"{owed} comes at least {length} before {act}")
        if spec.within is not None:
            period = self._within()
            return pick(f"{act}前{period}内，应当已经{owed}", f"{owed} comes within {period} before {act}")
        order = pick("，次序不能颠倒", ", in this order") if spec.targets.in_order else ""
        return pick(f"{act}前，应当已经{owed}{order}", f"{owed} comes before {act}{order}")

    def _avoid(self) -> str:
        spec, pick = self.spec, self.pick
        within = self._within()
        during = pick(f"{within}内", f" within {within}") if within else ""
        until = self.speaker.steps(spec.until) if spec.until else ""
        stop = pick(f"，{until}前", f" until {until}") if until else ""
        return pick(
            f"{self.act}后{during}{stop}，不得{self.owed}", f"after {self.act}, no {self.owed}{during}{stop}"
        )

    def _amount(self, amount: Amount) -> str:
        pick, most = self.pick, self.spec.form is Form.AT_MOST
        if isinstance(amount.bound, Length):
            bound = self.speaker.length(amount.bound)
        elif isinstance(amount.bound, Expression):
            bound = f"“{self.conditions.say(amount.bound)}”"
        else:
            bound = str(amount.bound)
            if amount.kind == "count":
                bound = pick(f"{bound}次", "once" if bound == "1" else f"{bound} times")
        what = self.speaker.steps(amount.targets) if amount.targets else self.act
        span = pick(*_SPANS[amount.span]) if amount.span else ""
        if self.spec.within is not None:
            span = pick(f"{self._within()}内", f" within {self._within()}")
        total = pick("累计", " in all") if amount.kind != "count" else ""
        at = "" if not amount.targets or what == self.act else pick(f"{self.act}时，", f"at {self.act}, ")
        limit = pick("不得超过" if most else "不得少于", "at most" if most else "at least")
        return pick(f"{at}{what}{span}{total}{limit}{bound}", f"{at}{what}: {limit} {bound}{total}{span}")

    def _officers(self, sign: str, count: int) -> str:
        pick = self.pick
        where = self.spec.officers_where
        kind = pick(f"（{self.conditions.say(where)}）", f" ({self.conditions.say(where)})") if where else ""
        zh = {">=": f"不少于{count}人", "<=": f"不多于{count}人", "==": f"{count}人"}.get(
            sign, f"{sign} {count}人"
        )
        en = {">=": f"at least {count}", "<=": f"at most {count}", "==": f"{count}"}.get(
            sign, f"{sign} {count}"
        )
        return pick(f"{self.act}应当由{zh}办理{kind}", f"{self.act} is done by {en} officers{kind}")

    def _with(self) -> str:
        titles = [self._part(part) for part in self.spec.parts]
        if not self.speaker.is_zh:
            titles = [lower_first(title) for title in titles]
        parts = self.speaker.both(titles) if self.spec.parts_all else self.speaker.either(titles)
        return self.pick(f"{self.act}应当记明或者附有{parts}", f"{self.act} carries {parts}")

    def _part(self, name: str) -> str:
        """The title of a field of the trigger, or the name as the norm says it."""
        for qualified in self.spec.on:
            procedure, _, step = qualified.partition(".")
            owner = self.speaker.lawbook.procedures.get(procedure)
            field = owner.steps[step].fields.get(name) if owner and step in owner.steps else None
            if field is not None:
                return self.speaker.text(field.title)
        return name.replace("_", " ")
