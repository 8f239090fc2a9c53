"""How a figure is reckoned, in words: its formula from what is counted, its unit, why it has no value.

In: an indicator and the lawbook. Out: Chinese and English. No number is said here.
"""

from __future__ import annotations

from fajing.indicators.tables import group_of
from fajing.lawbook.conditions import Binary, Call, Expression, Listing, Literal, Name, Node, Not
from fajing.lawbook.indicator_spec import OPEN, Counted, Indicator, Leg
from fajing.lawbook.model import Lawbook, Text
from fajing.scan.condition_words import ConditionWords
from fajing.scan.wording import Speaker

NO_LEDGER = Text(
    "这里没有记着问题处理的账本", "no ledger that records findings is here, so nothing is known of them"
)
NO_DUTIES = Text("应办没有判定", "duties were not judged")
NO_BASE = Text("期内基数为零，不计算", "its base is zero in the period")
NO_PAIRS = Text("期内没有走完这两个环节的，不计算", "nothing went through both steps in the period")
NO_RANGES = Text("规则库没有写裁量基准的区间", "the lawbook has no ranges of discretion")
NOT_SAID = Text("期内的记录都没有写明所需内容", "no record of the period says what it needs")
OTHERS = Text("其余", "other")

_EACH = {
    "object": Text("按人次（物次）计", "each object of each record"),
    "matter": Text("同一案事件计一次", "each matter once"),
    "file": Text("同一案卷计一次", "each file once"),
    "object_in_file": Text("同一案卷的同一对象计一次", "each object of a file once"),
}
_ACTS = {
    "raised": Text("发现", "raised"),
    "pushed": Text("推送", "pushed"),
    "acknowledged": Text("签收", "acknowledged"),
    "rectified": Text("整改答复", "answered as rectified"),
    "contested": Text("提出异议", "contested"),
    "upheld": Text("异议成立", "objection upheld"),
    "dismissed": Text("异议不成立", "objection dismissed"),
    "verified": Text("核验通过", "verified"),
    "returned": Text("退回重改", "returned"),
    "closed": Text("因更正销号", "closed by a correction"),
    "reopened": Text("重新打开", "reopened"),
    "reminded": Text("催办", "reminded"),
    OPEN: Text("期末未办结", "open at the end"),
}
_NAMES = {
    "norm": Text("规则", "norm"),
    "label": Text("标签", "label"),
    "group": Text("标签组", "group of labels"),
    "outcome": Text("结果", "outcome"),
    "reason": Text("原因", "reason"),
    "severity": Text("轻重", "severity"),
    "bearer": Text("义务人", "bearer"),
    "procedure": Text("程序", "procedure"),
    "is_finding": Text("属问题", "is a finding"),
    "is_provisional": Text("期限待日历公布", "due moment is provisional"),
    "has_benchmark": Text("期限为本机关标准", "its term is the body's own standard"),
    "state": Text("状态", "state"),
    "how": Text("办结方式", "how it was closed"),
    "is_open": Text("未办结", "is open"),
    "answered_in_time": Text("按期答复", "answered in time"),
    "verified_by_another": Text("由另一人核验", "verified by a second person"),
    "times_reopened": Text("重新打开次数", "times reopened"),
    "reminded": Text("催办次数", "times reminded"),
    "applies": Text("有适用的裁量基准", "a range of discretion applies"),
    "outside": Text("在裁量基准之外", "outside the range of discretion"),
    "above_law": Text("高于法定上限", "above what the law allows"),
}
_CODES = {
    "met": Text("已办", "met"),
    "late": Text("逾期", "late"),
    "missed": Text("未办", "missed"),
    "slow": Text("超过本机关标准", "slow"),
    "open": Text("未到期", "open"),
    "excused": Text("免责", "excused"),
    "undecidable": Text("无法判定", "undecidable"),
    "body": Text("本机关", "the body"),
    "officer_role": Text("办案人员", "an officer's role"),
    "party": Text("当事人", "a party"),
    "other_body": Text("其他机关", "another body"),
    "notice": Text("提示", "notice"),
    "minor": Text("一般", "minor"),
    "serious": Text("严重", "serious"),
    "grave": Text("重大", "grave"),
    "new": Text("未推送", "not pushed"),
    "waiting": Text("待答复", "waiting for an answer"),
    "rectified": Text("已整改待核验", "rectified"),
    "contested": Text("异议待裁定", "contested"),
    "closed": Text("已办结", "closed"),
    "verified": Text("核验通过", "verified"),
    "upheld": Text("异议成立", "objection upheld"),
    "gone": Text("因更正销号", "gone by a correction"),
}
"""What outcomes, bearers, severities and states are called."""
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}


def formula_of(indicator: Indicator, lawbook: Lawbook) -> Text:
    """How an indicator is reckoned."""
    if indicator.formula is not None:
        return indicator.formula
    says = (_Says(lawbook, "zh"), _Says(lawbook, "en"))
    return Text(*(one.indicator(indicator) for one in says))


class _Says:
    """Says formulas in one language."""

    def __init__(self, lawbook: Lawbook, language: str) -> None:
        self.lawbook, self.zh = lawbook, language == "zh"
        self.speaker = Speaker(lawbook, language)

    def pick(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def text(self, text: Text) -> str:
        return text.zh if self.zh else text.en

    def indicator(self, one: Indicator) -> str:
        if one.median is not None:
            begin, end = self._leg(one.median.begin), self._leg(one.median.end)
            return self.pick(f"从{begin}到{end}所用时间的中位数", f"median time from {begin} to {end}")
        assert one.counted is not None
        counted = self.counted(one.counted)
        if one.form == "share" and one.whole is not None:
            return f"{counted} ÷ {self.counted(one.whole)} × 100%"
        if one.form == "sum":
            procedure, _, step = one.counted.of[0].partition(".")
            named = self.text(self.lawbook.procedures[procedure].steps[step].fields[one.field].title)
            return self.pick(f"{counted}的“{named}”之和", f"sum of “{named}” of {counted}")
        if one.parts:
            titles = [self.text(part.title) for part in one.parts] + [self.text(one.rest or OTHERS)]
            return f"{counted} = {' + '.join(titles)}"
        return counted

    def counted(self, counted: Counted) -> str:
        match counted.kind:
            case "duties":
                what = self.pick("期内应办", "duties of the period")
            case "findings":
                acts = self.pick("、", " or ").join(self.text(_ACTS[act]) for act in counted.of)
                what = self.pick(f"{'' if OPEN in counted.of else '期内'}{acts}的问题", f"findings {acts}")
            case "matters":
                titles = [self.text(self.lawbook.procedures[one].title) for one in counted.of]
                what = self.pick("期内开始的", "begun in the period: ") + self.pick("、", ", ").join(titles)
            case _:
                what = self.pick("、", ", ").join(self._step(one) for one in counted.of)
                what = self.pick("期末仍在的" if counted.until is not None else "期内", "") + what
        extra = []
        if counted.each in _EACH:
            extra.append(self.text(_EACH[counted.each]))
        if counted.where is not None:
            extra.append(self.condition(counted.where, counted))
        return what + (self.pick(f"（{'；'.join(extra)}）", f" ({'; '.join(extra)})") if extra else "")

    def _step(self, qualified: str) -> str:
        procedure, _, step = qualified.partition(".")
        known = self.lawbook.procedures[procedure]
        return self.pick(
            f"{known.title.zh}“{known.steps[step].title.zh}”",
            f"{known.title.en}: {known.steps[step].title.en}",
        )

    def _leg(self, leg: Leg) -> str:
        if leg.where is None:
            return self._step(leg.step)
        counted = Counted("events", leg.step.partition(".")[0], (leg.step,))
        said = self.condition(leg.where, counted)
        return self._step(leg.step) + self.pick(f"（{said}）", f" ({said})")

    def condition(self, where: Expression, counted: Counted) -> str:
        """A condition in words."""
        if counted.kind in ("events", "matters") and "range." not in where.text:
            triggers = counted.of if counted.kind == "events" else ()
            return ConditionWords(self.speaker, counted.home, triggers).say(where)
        return self._plain(where.root)

    def _field(self, name: str) -> Text | None:
        for procedure in self.lawbook.procedures.values():
            for fields in (procedure.fields, *(step.fields for step in procedure.steps.values())):
                if name in fields:
                    return fields[name].title
        return None

    def _code(self, value: str) -> str:
        if value in _CODES:
            return self.text(_CODES[value])
        for label in self.lawbook.labels.values():
            if group_of(label.id) == value:
                return self.pick(f"“{label.group.zh}”", f"“{label.group.en}”")
        return self.pick(f"“{value}”", f'"{value}"')

    def _plain(self, node: Node) -> str:
        match node:
            case Name(path=path):
                named = self._field(path[-1]) if path[0] in ("event", "matter") else _NAMES.get(path[-1])
                return ".".join(path) if named is None else self.text(named)
            case Literal(value=bool() as value):
                return self.pick("是" if value else "否", str(value).lower())
            case Literal(value=str() as value):
                return self._code(value)
            case Literal(value=value):
                return str(value)
            case Listing(items=items):
                return self.pick("、", ", ").join(self._plain(item) for item in items)
            case Not(operand=operand):
                return self.pick(f"并非（{self._plain(operand)}）", f"not ({self._plain(operand)})")
            case Binary(operator="in", left=left, right=right):
                return self.pick(
                    f"{self._plain(left)}是{self._plain(right)}之一",
                    f"{self._plain(left)} is one of {self._plain(right)}",
                )
            case Binary(operator=word, left=left, right=Literal(value=bool() as value)) if word == "==":
                return self._plain(left if value else Not(left))
            case Call(function="present", arguments=arguments):
                return self.pick(
                    f"写明了{self._plain(arguments[0])}", f"{self._plain(arguments[0])} is given"
                )
            case Binary(operator=word, left=left, right=right):
                joint = {"and": self.pick("且", " and "), "or": self.pick("，或", " or ")}.get(word)
                return f"{self._plain(left)}{joint or f' {_SIGNS.get(word, word)} '}{self._plain(right)}"
            case Call(function=function, arguments=arguments):
                return f"{function}({', '.join(self._plain(one) for one in arguments)})"
            case _:
                return str(node)
