"""Three hundred invented cases without a fault: what each would look like if everything had been done in time.

Times are civil time of China. Units, officers (numbers only) and parties are invented.
"""

# ruff: noqa: DTZ001  civil time of China throughout, as a ledger has it

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

UNITS = ("北关派出所", "南湖派出所", "临江派出所", "河口派出所", "治安大队")
ROOMS = {unit: [f"{unit[:2]}-{number}" for number in range(1, 5)] for unit in UNITS}
OFFICERS = {
    "北关派出所": ("043318", "042866", "044107", "043902"),
    "南湖派出所": ("041275", "044590", "043061", "042419"),
    "临江派出所": ("045013", "042207", "044736", "041988"),
    "河口派出所": ("043655", "045221", "042570", "044348"),
    "治安大队": ("041006", "043129", "042681", "044875"),
}
AUXILIARIES = ("F0117", "F0242")
REVIEWERS = ("040215", "040338")
LEADER = "040001"
SURNAMES, STEMS = "赵钱孙李周吴郑王冯陈", "甲乙丙丁戊己庚辛壬癸"
THINGS = ("手机", "扑克牌", "管制刀具", "现金一批", "烟花爆竹", "电动自行车", "游戏机主板", "账本")
COUNT = 300
ENDS = {"no_penalty": "不予处罚时间", "mediated": "调解达成协议时间", "withdrawn": "撤销案件时间"}
KINDS = {
    "criminal": 24,
    "elsewhere": 14,
    "no_penalty": 14,
    "mediated": 8,
    "withdrawn": 3,
}  # the rest is decided
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2)
HEARINGS_UNTIL = datetime(2026, 5, 1)


@dataclass
class Case:
    """One row of the ledger.

    Attributes:
        number: The case's number.
        kind: `decided`, `no_penalty`, `mediated`, `withdrawn`, `elsewhere` or `criminal`.
        unit: Unit in charge.
        habit: How that unit writes times.
        cells: What stands in the row, by heading.
        items: Seized things, by heading.
        is_planted: Whether a fault has been planted in it.
    """

    number: str
    kind: str
    unit: str
    habit: int
    cells: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    is_planted: bool = False

    def shift(self, delta: timedelta, *headings: str) -> None:
        """Move some of its times."""
        for heading in headings:
            if self.cells.get(heading) is not None:
                self.cells[heading] += delta


def make_cases(rng: random.Random) -> list[Case]:
    """All cases in the order in which they were reported."""
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    kinds += ["decided"] * (COUNT - len(kinds))
    rng.shuffle(kinds)
    starts = sorted(
        MONDAY + rng.randrange(7) * DAY + 8 * HOUR + rng.randrange(12 * 60) * MINUTE for _ in kinds
    )
    rooms = Rooms()
    told = zip(kinds, starts, strict=True)
    return [_case(rng, number, kind, at, rooms) for number, (kind, at) in enumerate(told, 1001)]


def _case(rng: random.Random, number: int, kind: str, received: datetime, rooms: Rooms) -> Case:
    unit = rng.choice(UNITS)
    case = Case(f"{'刑' if kind == 'criminal' else '行'}〔2026〕{number}", kind, unit, UNITS.index(unit) % 4)
    handlers = rng.sample(OFFICERS[unit], 2)
    case.cells = {
        "案件编号": case.number,
        "案件性质": "刑事" if kind == "criminal" else "行政",
        "办案单位": unit,
        "案件来源": rng.choice(("报警", "报警", "报警", "扭送", "工作中发现")),
        "办案民警": rng.choice(("、", "，", " / ")).join(handlers),
        "当事人": rng.choice(SURNAMES) + "某" + rng.choice(STEMS),
        "接报案时间": received,
        "受案时间": received + rng.randrange(8, 50) * MINUTE,
    }
    if kind == "criminal":
        _criminal(rng, case)
        return case
    case.cells |= {"案件类别": "治安", "属本单位管辖": "否" if kind == "elsewhere" else "是", "涉案人数众多": "否",
                   "身份不明": "否", "疑难复杂": "否", "涉及重大公共利益": "否", "情节复杂或重大": "否"}  # fmt: skip
    if kind == "elsewhere":
        case.cells["移送管辖时间"] = received + rng.randrange(3, 20) * HOUR
        return case
    case.cells["立案时间"] = received + rng.randrange(60, 10 * 60) * MINUTE
    _questioning(rng, case, rooms)
    _decision(rng, case)
    return case


def _criminal(rng: random.Random, case: Case) -> None:
    """Filed, detained, family told, arrest asked for: all in time."""
    cells = case.cells
    filed = cells["立案时间"] = cells["受案时间"] + rng.randrange(2, 30) * HOUR
    detained = cells["刑事拘留时间"] = filed + rng.randrange(2, 60) * HOUR
    cells["通知家属时间"] = detained + rng.randrange(1, 20) * HOUR
    cells["通知事项"] = "刑事拘留"
    cells["提请批捕时间"] = detained + rng.randrange(30, 60) * HOUR


class Rooms:
    """Keeps each room to one questioning at a time."""

    def __init__(self) -> None:
        self.taken: dict[str, list[tuple[datetime, datetime]]] = {}

    def take(self, unit: str, start: datetime, end: datetime) -> str | None:
        """A free room of the unit, if there is one."""
        for room in ROOMS[unit]:
            if all(end <= begin or finish <= start for begin, finish in self.taken.get(room, [])):
                self.taken.setdefault(room, []).append((start, end))
                return room
        return None


def _questioning(rng: random.Random, case: Case, rooms: Rooms) -> None:
    """Brought in on a later day, questioned in the case-handling area and recorded, gone the same day."""
    cells = case.cells
    for _ in range(20):
        day = cells["立案时间"].date() + rng.randrange(1, 5) * DAY
        arrived = datetime.combine(day, time(8)) + rng.randrange(6 * 60) * MINUTE
        begin = arrived + rng.randrange(15, 40) * MINUTE
        end = begin + rng.randrange(40, 100) * MINUTE
        room = rooms.take(case.unit, begin, end)
        if room is not None:
            break
    else:
        raise RuntimeError("too few rooms")
    cells |= {"到案时间": arrived, "询问开始时间": begin, "询问结束时间": end, "询问地点": "办案区", "询问室": room,
              "录音录像开始时间": begin - 2 * MINUTE, "录音录像结束时间": end + 3 * MINUTE,
              "离开时间": end + rng.randrange(5, 120) * MINUTE, "传唤证时间已填写": "是"}  # fmt: skip
    if arrived.hour < 10 and rng.random() < 0.1:  # approved in time: up to a day
        cells["延长询问批准时间"] = arrived + rng.randrange(4, 7) * HOUR
        cells["离开时间"] = arrived + rng.randrange(10, 14) * HOUR


def _decision(rng: random.Random, case: Case) -> None:
    """Decided within thirty days from filing, an extension, or an appraisal's time more; then served and closed."""
    cells = case.cells
    filed = cells["立案时间"]
    span = rng.choice((8, 12, 15, 20, 24, 27, 29))
    if case.kind == "decided" and rng.random() < 0.12:
        cells["第一次延期时间"] = _office_hour(rng, filed + rng.randrange(24, 29) * DAY)
        span = rng.randrange(34, 56)
        if rng.random() < 0.4:
            cells["第二次延期时间"] = _office_hour(rng, filed + rng.randrange(52, 58) * DAY)
            span = rng.randrange(64, 84)
    elif rng.random() < 0.1:
        sent = cells["送鉴时间"] = _office_hour(rng, filed + 5 * DAY)
        back = rng.randrange(12, 26)
        cells["收到鉴定意见时间"] = _office_hour(rng, sent + back * DAY)
        cells |= {"鉴定类别": "伤情", "鉴定意见作为证据": "是"}
        span = 5 + back + rng.randrange(8, 20)
    decided = _office_hour(rng, filed + span * DAY)
    if cells.get("送鉴时间") or rng.random() < 0.3:
        _victim(rng, case, decided)
    if case.kind != "decided":
        cells[ENDS[case.kind]] = decided
        cells["结案时间"] = decided + rng.randrange(1, 9) * DAY
        return
    cells["处罚前告知时间"] = decided - rng.randrange(2, 5) * DAY
    cells["处罚决定时间"] = decided
    cells["罚款金额（元）"] = rng.choice((200, 300, 500, 500, 500, 1000))
    cells["拘留天数"] = rng.choice((0, 0, 0, 5, 10))
    cells |= {"责令停业整顿": "否", "吊销许可证件": "否", "受送达人": "被处罚人"}
    cells["法制审核时间"] = decided - rng.randrange(20, 40) * HOUR
    cells["法制审核人"] = rng.choice(REVIEWERS)
    cells["送达时间"] = decided + rng.randrange(1, 8) * HOUR
    cells["结案时间"] = cells["送达时间"] + rng.randrange(1, 12) * DAY
    _special(rng, case)
    if rng.random() < 0.3:
        case.items = list(_seizure(rng, case))


def _victim(rng: random.Random, case: Case, decided: datetime) -> None:
    """Somebody was wronged: told of the appraisal, and served with the decision like the person punished."""
    cells = case.cells
    cells["被侵害人"] = rng.choice(SURNAMES) + "某" + rng.choice(STEMS[::-1]) + "（被侵害人）"
    cells["确认被侵害人时间"] = cells["立案时间"] + rng.randrange(1, 20) * HOUR
    if cells.get("收到鉴定意见时间"):
        cells["送达鉴定意见时间"] = cells["收到鉴定意见时间"] + rng.randrange(1, 4) * DAY
    if case.kind in ("decided", "no_penalty"):
        cells["第二次送达时间"] = decided + rng.randrange(2, 40) * HOUR
        cells["第二受送达人"] = "被侵害人"


def _special(rng: random.Random, case: Case) -> None:
    """A few cases are complex, a few grave, a few carry a fine that gives the right to a hearing."""
    cells, chance = case.cells, rng.random()
    span = cells["处罚决定时间"] - cells["立案时间"]
    if chance < 0.15:
        cells["疑难复杂"] = "是"
    elif chance < 0.27:
        cells["情节复杂或重大"] = "是"
        cells["集体讨论时间"] = cells["处罚决定时间"] - rng.randrange(10, 18) * HOUR
    elif chance < 0.4 and span > 18 * DAY:
        cells["罚款金额（元）"] = 5000
        cells["听证权利告知时间"] = cells["处罚决定时间"] - 12 * DAY
        cells["处罚前告知时间"] = cells["听证权利告知时间"]
        if span > 28 * DAY and cells["处罚决定时间"] < HEARINGS_UNTIL:
            _hearing(rng, case)


def _hearing(rng: random.Random, case: Case) -> None:
    """A hearing is asked for on a Monday, announced the same day and held ten days later, led by a legal officer."""
    cells, decided = case.cells, case.cells["处罚决定时间"]
    monday = decided - 22 * DAY
    monday += (7 - monday.weekday()) % 7 * DAY
    cells["听证权利告知时间"] = cells["处罚前告知时间"] = _office_hour(rng, monday - 3 * DAY)
    cells["申请听证时间"] = datetime.combine(monday.date(), time(9)) + rng.randrange(90) * MINUTE
    cells["听证通知时间"] = cells["申请听证时间"] + rng.randrange(60, 300) * MINUTE
    cells["举行听证时间"] = _office_hour(rng, monday + 10 * DAY)
    cells["听证主持人"] = REVIEWERS[0]
    cells["法制审核人"] = REVIEWERS[1]


def _office_hour(rng: random.Random, moment: datetime) -> datetime:
    """Some time of that day while the office is open."""
    return datetime.combine(moment.date(), time(9)) + rng.randrange(8 * 60) * MINUTE


def _seizure(rng: random.Random, case: Case) -> Iterator[dict[str, Any]]:
    """One to four things, seized with approval when the person came in; given back, or confiscated by the decision."""
    arrived, decided = case.cells["到案时间"], case.cells["处罚决定时间"]
    is_confiscated = rng.random() < 0.3 and decided < arrived + 50 * DAY
    for number in range(1, rng.randrange(2, 6)):
        seized = arrived + (5 + number) * MINUTE
        item = {
            "物品编号": f"W{number:03}",
            "物品名称": rng.choice(THINGS),
            "批准扣押时间": arrived - rng.randrange(20, 90) * MINUTE,
            "扣押时间": seized,
            "扣押地点": "办案区",
            "当场扣押": "否",
            "异地扣押": "否",
            "扣押民警": case.cells["办案民警"],
            "移交保管时间": seized + rng.randrange(1, 5) * HOUR,
        }
        if is_confiscated:
            item["没收时间"] = item["财物处理决定时间"] = decided
        else:
            item["解除扣押时间"] = _office_hour(rng, min(decided - 1 * DAY, seized + 45 * DAY))
            item["退还时间"] = item["解除扣押时间"] + rng.randrange(20, 90) * MINUTE
        if (item.get("解除扣押时间") or decided) > seized + 29 * DAY:
            item["延长扣押时间"] = _office_hour(rng, seized + rng.randrange(22, 29) * DAY)
            item["延长扣押批准人"] = LEADER
        yield item
