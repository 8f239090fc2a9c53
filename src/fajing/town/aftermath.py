"""What comes after: losses taken as lessons, training held for them, and what last year's report promised.

In: the cases as they are played. Out: one export of its own, `bureau_lessons_log.csv`, drawn from a seed of its own, so
that the other exports are what they would be without it. Nobody owes anything by it: it holds no breach and no truth.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from fajing.town.play import Case
from fajing.town.times import DAY, minute_of, text_of

NAME = "bureau_lessons_log.csv"
HEAD = (
    "转化事项编号", "事项种类", "上级事项编号", "办理单位", "办理环节", "办理时间", "法制民警", "教训来源",
    "原因", "对应标签", "培训主题", "再次发生", "参加人数", "学时", "培训类别", "承诺类别", "承诺内容",
    "办理年度", "责任单位", "要求完成日期", "进度和原因", "佐证文号",
)  # fmt: skip
UNIT, OFFICERS = "法制大队", ("049901", "049902")
LOST = frozenset({"annulled", "changed", "unlawful", "ordered_to_act", "void"})
SOURCES = {
    "judgment_received": "败诉",
    "reconsideration_decided": "决定被纠正",
    "arrest_refused": "不批准逮捕",
    "recommendation_received": "司法建议和检察建议",
}
LABELS = (
    ("property.handed_over_late", "涉案财物移交时限"),
    ("decision.no_prior_notice", "处罚前告知"),
    ("property.return_late", "涉案财物返还"),
    ("property.papers_missing", "查扣清单和文书"),
)
GROUNDS = ("程序违法", "事实不清", "证据不足", "适用法律错误")
MOST = 24
"""So many losses are taken as lessons, one in each few."""
PROMISES = (
    ("安排", "办案区全程录像每日核对", "2026-06-30"),
    ("安排", "送达时间列为登记簿必填项", "2026-03-31"),
    ("安排", "涉案财物逾期清单按月通报到所", "2026-09-30"),
    ("不足", "部分财物移交没有登记时间", "2026-04-30"),
)
KINDS = {"lesson": ("败诉和纠错转化", "鉴"), "training_session": ("执法培训", "训")}
"""Their titles, and the letters of their numbers."""
Row = dict[str, str]


class Aftermath:
    """What is seen of the cases, and what is written when all are played.

    Args:
        seed: As of the town.
        cut: The last minute of the record.
    """

    def __init__(self, seed: str, cut: int) -> None:
        self.rng = Random(f"{seed}/aftermath")  # noqa: S311 -- the same seed must give the same town
        self.cut = cut
        self.losses: list[tuple[int, str, str]] = []
        self.serials = dict.fromkeys(KINDS, 0)

    def see(self, case: Case) -> None:
        """Notes the losses of a case."""
        for step in case.steps:
            if step.step in SOURCES and step.fields.get("outcome", "annulled") in LOST:
                self.losses.append((step.at, step.matter, SOURCES[step.step]))

    def write(self, folder: Path) -> int:
        """Writes the export; how many rows it has."""
        rows = sorted((row for row in self._rows() if row[0] <= self.cut), key=lambda row: row[0])
        if rows:
            with (folder / NAME).open("w", encoding="utf-8-sig", newline="") as lines:
                writer = csv.DictWriter(lines, HEAD, lineterminator="\r\n", restval="")
                writer.writeheader()
                writer.writerows({"办理时间": text_of(at), **row} for at, row in rows)
        return len(rows)

    def _rows(self) -> Iterator[tuple[int, Row]]:
        self.losses.sort()
        every = max(1, len(self.losses) // MOST)
        chosen = self.losses[::every][:MOST]
        first: dict[str, int] = {}
        for number, (at, matter, source) in enumerate(chosen):
            label, topic = LABELS[number % len(LABELS)]
            found = at + self.rng.randrange(5, 15) * DAY
            first[label] = min(first.get(label, found), found)
            yield from self._lesson(found, matter, source, label, topic)
        for label, topic in LABELS[:-1]:  # for the last of them nobody has held a session yet
            if label in first:
                yield from self._session(first[label] + self.rng.randrange(20, 40) * DAY, label, topic)
        yield from self._promises()

    def _lesson(self, at: int, matter: str, source: str, label: str, topic: str) -> Iterator[tuple[int, Row]]:
        own = self._of("lesson", at) | {"上级事项编号": matter, "教训来源": source}
        ground = self.rng.choice(GROUNDS)
        yield at, own | {"办理环节": "查明原因", "原因": ground, "对应标签": label}
        if self.rng.random() < 0.8:
            yield at + 5 * DAY, own | {"办理环节": "定培训主题", "培训主题": topic}
        again = "是" if self.rng.random() < 0.2 else "否"
        yield at + 90 * DAY, own | {"办理环节": "回看是否再犯", "再次发生": again}

    def _session(self, at: int, label: str, topic: str) -> Iterator[tuple[int, Row]]:
        people = str(self.rng.randrange(30, 80))
        own = self._of("training_session", at) | {"培训类别": "讲座"}
        yield at, own | {
            "办理环节": "举办培训", "对应标签": label, "培训主题": topic, "参加人数": people, "学时": "2",
        }  # fmt: skip

    def _promises(self) -> Iterator[tuple[int, Row]]:
        entered = minute_of(date(2026, 2, 24), "09:30")
        for number, (kind, text, due) in enumerate(PROMISES, 1):
            own = {
                "转化事项编号": f"诺〔2026〕{number:03d}",
                "事项种类": "年报安排和不足事项",
                "办理单位": UNIT,
            }
            told = {
                "承诺类别": kind,
                "承诺内容": text,
                "办理年度": "2026",
                "责任单位": UNIT,
                "要求完成日期": due,
            }
            yield entered, own | told | {"办理环节": "列为事项", "法制民警": OFFICERS[0]}
            said = {"办理环节": "报告进度", "进度和原因": "已列入月度安排", "法制民警": OFFICERS[1]}
            yield entered + 30 * DAY, own | said
            if number == 2:
                proof = {"办理环节": "提交佐证", "佐证文号": "示例法〔2026〕3号", "法制民警": OFFICERS[1]}
                yield entered + 32 * DAY, own | proof
                yield entered + 35 * DAY, own | {"办理环节": "核实完成", "法制民警": OFFICERS[0]}

    def _of(self, kind: str, at: int) -> Row:
        self.serials[kind] += 1
        title, letter = KINDS[kind]
        number = f"{letter}〔{text_of(at)[:4]}〕{self.serials[kind]:05d}"
        return {"转化事项编号": number, "事项种类": title, "办理单位": UNIT, "法制民警": OFFICERS[0]}
