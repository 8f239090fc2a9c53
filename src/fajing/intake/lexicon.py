"""The names by which a heading may be known: of other maps, of steps and fields, and a few everyday words.

In: a lawbook. Out: for a heading, what it could stand for and how surely. Used by suggest.py only.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fajing.intake.headings import heading_key
from fajing.lawbook.model import Lawbook, Procedure

NEAR = 0.72  # similarity from which a heading is worth asking about
OFFICER_ENDINGS = ("承办民警", "办案民警", "民警", "承办人", "officers", "officer")
DATE_ENDINGS = ("决定时间", "登记时间", "时间", "日期", "时刻", "日", "date", "time", "at", "on")
PERSONAL = (
    "姓名",
    "身份证",
    "证件号",
    "电话",
    "手机号",
    "住址",
    "地址",
    "出生",
    "name",
    "phone",
    "address",
    "birth",
    "idcard",
)
_EVERYDAY: Mapping[str, dict[str, Any]] = {
    "案件编号 案号 案件号 案事件编号 编号 受案编号 caseid case casenumber caseno case:concept:name matter": {
        "matter": True
    },
    "办案单位 主办单位 承办单位 单位 部门 unit department": {"unit": True},
    "上级编号 父案件编号 警情编号 parent parentid": {"parent": True},
    "备注 序号 说明 remarks no": {"ignore": True},
}
_EVERYDAY_EVENTS: Mapping[str, dict[str, Any]] = {
    "环节 办案环节 步骤 活动 activity step concept:name ocel:activity event": {"step": True},
    "时间 办理时间 发生时间 timestamp time:timestamp ocel:timestamp time at starttime completetimestamp": {
        "at": True
    },
    "结束时间 endtime until": {"until": True},
    "录入时间 登记时间 recordedat": {"recorded_at": True},
    "民警 办案民警 经办人 承办人 officer officers resource org:resource": {"officers": True},
    "案事件种类 种类 procedure": {"procedure": True},
    "ocel:eid": {"source_key": True},
    "concept:instance lifecycle:transition": {"ignore": True},
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading could stand for.

    Attributes:
        column: The column without its heading, as a map writes it.
        name: The known name it was recognised by.
        score: 1 for the same name, less for a similar one.
    """

    column: Mapping[str, Any]
    name: str
    score: float


class Lexicon:
    """All names known for one shape and procedure."""

    def __init__(self, lawbook: Lawbook, procedure: Procedure, shape: str) -> None:
        self.names: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for name, column in self._pairs(lawbook, procedure, shape):
            self.names.setdefault(heading_key(name), (name, column))
        self.short = {
            without_ending(key): key
            for key, (_, column) in self.names.items()
            if isinstance(column.get("step"), str)
        }

    def _pairs(
        self, lawbook: Lawbook, procedure: Procedure, shape: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Names with their columns, the surest first."""
        for data in lawbook.maps.values():
            if data.get("shape") == shape and data.get("procedure") in (None, procedure.id):
                yield from _of_map(data)
        if shape == "matters":
            for step in procedure.steps.values():
                for title in (step.title.zh, step.title.en, step.id):
                    yield title, {"step": step.id}
                    for ending in DATE_ENDINGS:
                        yield title + ending, {"step": step.id}
        for step in procedure.steps.values():
            for one in step.fields.values():
                of = {"of": step.id} if shape == "matters" else {}
                for title in (one.title.zh, one.title.en, one.id):
                    yield title, {"ignore": True} if one.personal else {"field": one.id, **of}
        for one in procedure.fields.values():
            for title in (one.title.zh, one.title.en, one.id):
                yield title, {"ignore": True} if one.personal else {"field": one.id}
        everyday = {**_EVERYDAY, **(_EVERYDAY_EVENTS if shape == "events" else {})}
        for words, column in everyday.items():
            for word in words.split():
                yield word, column

    def guess(self, heading: str, *, is_date: bool = False) -> Guess | None:
        """What a heading could stand for.

        Args:
            heading: The heading.
            is_date: Whether the cells below it are dates; then a step's name with another ending fits too.
        """
        key = heading_key(heading)
        if key in self.names:
            name, column = self.names[key]
            return Guess(column, name, 1.0)
        if is_date:
            stem = without_ending(key)
            if stem in self.short:
                name, column = self.names[self.short[stem]]
                return Guess(column, name, 0.9)
        near = difflib.get_close_matches(key, self.names, 1, NEAR)
        if not near:
            return None
        name, column = self.names[near[0]]
        return Guess(column, name, difflib.SequenceMatcher(None, key, near[0]).ratio())

    def step_of_officers(self, heading: str) -> str | None:
        """The step whose officers a heading names: 受案民警 are those of 受案."""
        key = heading_key(heading)
        for ending in OFFICER_ENDINGS:
            stem = key.removesuffix(ending).rstrip("_- ")
            if stem != key and stem in self.short:
                return str(self.names[self.short[stem]][1]["step"])
        return None


def without_ending(key: str) -> str:
    """A heading without its ending that says "time" or "date".

    Example:
        >>> without_ending("受案日期"), without_ending("受案登记时间"), without_ending("时间")
        ('受案', '受案', '时间')
    """
    for ending in DATE_ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + (0 if not ending.isascii() else 2):
            return key[: -len(ending)].rstrip("_- ")
    return key


def looks_personal(heading: str) -> bool:
    """Whether a heading tells of a person's particulars, which no map should carry.

    Example:
        >>> looks_personal("嫌疑人姓名"), looks_personal("受案时间")
        (True, False)
    """
    key = heading_key(heading)
    return any(word in key for word in PERSONAL)


def _of_map(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Headings and synonyms of a map, each with what its column says."""
    tables = [data, *(join for join in data.get("join") or () if isinstance(join, Mapping))]
    for table in tables:
        for item in table.get("columns") or ():
            if not isinstance(item, Mapping) or "heading" not in item:
                continue
            column = {key: value for key, value in item.items() if key not in ("heading", "synonyms")}
            synonyms = item.get("synonyms") or ()
            for name in (item["heading"], *([synonyms] if isinstance(synonyms, str) else synonyms)):
                yield str(name), column
