"""Every form of duty and every reason, said in one sentence of each language."""

from __future__ import annotations

from typing import Any

import pytest
from tests.scan import bench_book as bench
from tests.scan.explain_book import book

from fajing.lawbook.duty_spec import Form
from fajing.scan.duty import Reason
from fajing.scan.explain import sentence


def case(name: str, norm: str, events: list[str], zh: str, en: str, *, more: Any = None, nth: int = 0) -> Any:
    return pytest.param(norm, events, zh, en, more or {}, nth, id=name)


CASES = [
    case(
        "do: late too_late",
        "{on: opened, do: [accepted], within: {hours: 24}}",
        ["opened @ 2026-03-02T09:00", "accepted @ +30h"],
        "接报案后应在 3月3日 09:00 前受案，实际 15:00，迟6小时",
        "Report received: case accepted due by 3 Mar 09:00, done 15:00, 6h late",
    ),
    case(
        "do: missed absent",
        "{on: opened, do: [accepted, refused], within: {hours: 24}}",
        ["opened @ 2026-03-02T09:00"],
        "接报案后应在 3月3日 09:00 前受案或不予受案，此后没有记录",
        "Report received: case accepted or acceptance refused due by 3 Mar 09:00, no record since",
        more={"as_of": "2026-03-05"},
    ),
    case(
        "do: open",
        "{on: opened, do: [accepted], within: {days: 3}}",
        ["opened @ 2026-03-02T09:00"],
        "接报案后应在 3月5日 24:00 前受案，未到期",
        "Report received: case accepted due by 5 Mar 24:00, not yet due",
        more={"as_of": "2026-03-02T10:00"},
    ),
    case(
        "do: met",
        "{on: opened, do: [accepted], within: {hours: 24}}",
        ["opened @ 2026-03-02T09:00", "accepted @ +1h"],
        "接报案后 3月2日 10:00 受案，在 3月3日 09:00 前",
        "Report received: case accepted 2 Mar 10:00, before 3 Mar 09:00",
    ),
    case(
        "do: missed absent",
        "{on: opened, do: [accepted]}",
        ["opened @ 2026-03-02", "closed @ +3d"],
        "接报案后没有受案的记录",
        "Report received: no record of case accepted",
    ),
    case(
        "do: missed absent_part",
        "{on: opened, do: {all: [passed, noticed]}, within: {days: 3}}",
        ["opened @ 2026-03-02", "noticed @ +1d"],
        "接报案后应有法制审核和送达，缺法制审核",
        "Report received: legality review and decision served owed, legality review missing",
        more={"as_of": "2026-04-01"},
    ),
    case(
        "do: missed only_after",
        "{on: opened, do: [passed], before: decided}",
        ["opened @ 2026-03-02", "decided @ +1d", "passed @ +2d"],
        "接报案后应先法制审核再处罚决定，法制审核 3月4日 才有",
        "Report received: legality review owed before penalty decided, done 4 Mar",
    ),
    case(
        "do: missed only_after",
        "{on: opened, do: {all: [passed, decided], in_order: true}, within: {days: 9}}",
        ["opened @ 2026-03-02", "decided @ +1d", "passed @ +2d"],
        "接报案后应依次法制审核和处罚决定，次序不对",
        "Report received: legality review and penalty decided owed in this order, which was not kept",
        more={"as_of": "2026-04-01"},
    ),
    case(
        "do: slow too_late",
        "{on: opened, do: [noticed], within: {benchmark: prompt.notice}}",
        ["opened @ 2026-03-02T09:00", "noticed @ +15h"],
        "接报案后宜在 3月2日 21:00 前送达，实际 3月3日 00:00，逾基准3小时",
        "Report received: decision served due by 2 Mar 21:00, done 3 Mar 00:00, 3h past the benchmark",
    ),
    case(
        "do: slow absent",
        "{on: opened, do: [noticed], within: {benchmark: prompt.notice}}",
        ["opened @ 2026-03-02T09:00"],
        "接报案后宜在 3月2日 21:00 前送达，此后没有记录",
        "Report received: decision served due by 2 Mar 21:00, no record since",
        more={"as_of": "2026-03-04"},
    ),
    case(
        "do: excused",
        "{on: opened, do: [noticed], within: {days: 3}, excuse: [{on: obstacle}]}",
        ["opened @ 2026-03-02", "obstacle @ +1d"],
        "接报案，3月3日 无法通知，免除",
        "Report received: 3 Mar obstacle noted, excused",
        more={"as_of": "2026-04-01"},
    ),
    case(
        "do: excused",
        "{on: opened, do: [noticed], within: {days: 3}, unless: 'event.origin == \"moved\"'}",
        ["opened @ 2026-03-02 origin=moved"],
        "接报案，符合例外情形，免除",
        "Report received: an exception holds, excused",
        more={"as_of": "2026-04-01"},
    ),
    case(
        "do: undecidable absent_fact",
        "{on: opened, where: 'event.origin != \"moved\"', do: [noticed], within: {days: 3}}",
        ["opened @ 2026-03-02"],
        "接报案，缺案件来源的记录，无法判定",
        "Report received: no record of origin, cannot be judged",
    ),
    case(
        "do: open",
        "{on: opened, do: [noticed], within: {days: 3}, pause: [{from: halted, to: resumed}]}",
        ["opened @ 2026-03-02", "halted @ +1d"],
        "接报案后应送达，自 3月3日 起暂停计时",
        "Report received: decision served owed, clock stopped since 3 Mar",
        more={"as_of": "2026-04-01"},
    ),
    case(
        "do: late too_late",
        "{on: seized, per: object, do: [returned], within: {days: 30}}",
        ["seized @ 2026-03-02 of I1", "returned @ +31d of I1"],
        "扣押（I1）后应在 4月1日 24:00 前退还，实际 4月2日，迟1日",
        "Property seized (I1): property returned due by 1 Apr 24:00, done 2 Apr, 1d late",
    ),
    case(
        "preceded_by: missed absent",
        "{on: decided, preceded_by: [passed]}",
        ["decided @ 2026-03-02"],
        "处罚决定 3月2日，此前没有法制审核",
        "Penalty decided 2 Mar, no legality review before it",
    ),
    case(
        "preceded_by: missed only_after",
        "{on: decided, preceded_by: [passed]}",
        ["decided @ 2026-03-02T09:00", "passed @ +2h"],
        "处罚决定 3月2日 09:00，法制审核在其后（3月2日 11:00）",
        "Penalty decided 2 Mar 09:00, legality review only after it (2 Mar 11:00)",
    ),
    case(
        "preceded_by: late too_late",
        "{on: noticed, preceded_by: [decided], within: {days: 7}}",
        ["decided @ 2025-12-29", "noticed @ +9d"],
        "处罚决定后应在 1月5日 24:00 前送达，实际 1月7日，迟2日",
        "Decision served due by 5 Jan 24:00 after penalty decided, done 7 Jan, 2d late",
    ),
    case(
        "preceded_by: missed too_early",
        "{on: decided, preceded_by: [noticed], at_least: {days: 7}}",
        ["noticed @ 2026-03-02", "decided @ +3d"],
        "送达后最早 3月9日 可处罚决定，实际 3月5日，早4日",
        "Penalty decided not before 9 Mar after decision served, done 5 Mar, 4d early",
    ),
    case(
        "preceded_by: missed absent_part",
        "{on: decided, preceded_by: {all: [passed, noticed]}}",
        ["noticed @ 2026-03-02", "decided @ +3d"],
        "处罚决定 3月5日，此前缺法制审核",
        "Penalty decided 5 Mar, legality review missing before it",
    ),
    case(
        "preceded_by: missed only_after",
        "{on: decided, preceded_by: {all: [passed, noticed], in_order: true}}",
        ["noticed @ 2026-03-02", "passed @ +1d", "decided @ +3d"],
        "处罚决定 3月5日，此前法制审核和送达次序不对",
        "Penalty decided 5 Mar, legality review and decision served before it in the wrong order",
    ),
    case(
        "preceded_by: met",
        "{on: decided, preceded_by: [passed]}",
        ["passed @ 2026-03-01", "decided @ 2026-03-02"],
        "处罚决定 3月2日，此前已法制审核 3月1日",
        "Penalty decided 2 Mar, legality review earlier 1 Mar",
    ),
    case(
        "after_window: missed too_early",
        "{on: decided, after_window: noticed, within: {days: 5}}",
        ["noticed @ 2026-03-02", "decided @ +3d"],
        "送达后等到 3月7日 24:00 期满才可处罚决定，实际 3月5日，早3日",
        "Penalty decided only once 7 Mar 24:00 is past after decision served, done 5 Mar, 3d early",
    ),
    case(
        "after_window: missed absent",
        "{on: decided, after_window: noticed, within: {days: 5}}",
        ["decided @ 2026-03-02"],
        "处罚决定 3月2日，此前没有送达",
        "Penalty decided 2 Mar, no decision served before it",
    ),
    case(
        "accompanied_by: missed absent",
        "{on: decided, accompanied_by: [passed]}",
        ["decided @ 2026-03-02", "closed @ +1d"],
        "处罚决定 3月2日，案卷中没有法制审核",
        "Penalty decided 2 Mar, no legality review in the file",
    ),
    case(
        "accompanied_by: missed absent_part",
        "{on: decided, accompanied_by: {all: [passed, noticed]}}",
        ["decided @ 2026-03-02", "noticed @ +1d", "closed @ +2d"],
        "处罚决定 3月2日，案卷中缺法制审核",
        "Penalty decided 2 Mar, legality review missing in the file",
    ),
    case(
        "avoid: missed forbidden",
        "{on: noticed, avoid: [executed], within: {days: 5}}",
        ["noticed @ 2026-03-02", "executed @ +3d"],
        "送达 3月2日 后5日内不得执行，3月5日 有",
        "Decision served 2 Mar: penalty executed not allowed within 5 days, done 5 Mar",
    ),
    case(
        "at_most: missed too_many",
        "{on: extended, at_most: 1}",
        ["extended @ 2026-03-02", "extended @ +3d"],
        "批准延长 3月5日，已是第2次，最多1次",
        "Extension approved 5 Mar, no. 2, at most 1 allowed",
        nth=1,
    ),
    case(
        "at_least: missed too_few",
        "{on: opened, at_least: 2, count: inspected, within: {days: 30}}",
        ["opened @ 2026-03-02", "inspected @ +3d"],
        "接报案 3月2日，检查共1次，至少2次",
        "Report received 2 Mar, inspection made 1 in all, at least 2 owed",
        more={"as_of": "2026-06-01"},
    ),
    case(
        "at_most: missed too_many",
        "{on: questioned, at_most: {hours: 2}, length: questioned, looking: back}",
        ["questioned @ 2026-03-02T09:00 / 12:30"],
        "询问 3月2日 09:00，询问共3小时30分钟，最多2小时",
        "Person questioned 2 Mar 09:00, person questioned 3h30m in all, at most 2 hours allowed",
    ),
    case(
        "officers: missed too_few_officers",
        "{on: questioned, officers: {count: '>= 2'}}",
        ["questioned @ 2026-03-02T09:00 by A"],
        "询问 3月2日 09:00，在场1人，应不少于2人",
        "Person questioned 2 Mar 09:00, 1 officer, at least 2 owed",
    ),
    case(
        "officers: missed too_few_officers",
        "{on: questioned, officers: {count: '>= 2', where: is_police}}",
        ["questioned @ 2026-03-02T09:00 by A+B"],
        "询问 3月2日 09:00，在场2人，合格的应不少于2人",
        "Person questioned 2 Mar 09:00, 2 officers, qualified ones: at least 2 owed",
        more={"officers": {"A": {"kind": "police"}, "B": {"kind": "auxiliary"}}},
    ),
    case(
        "role: missed wrong_role",
        "{on: approved, role: unit_leader}",
        ["approved @ 2026-03-02 by A/handler"],
        "审批 3月2日，没有unit leader经手",
        "Approval given 2 Mar, no unit leader acted",
    ),
    case(
        "by_other_than: missed same_person",
        "{on: passed, by_other_than: decided}",
        ["decided @ 2026-03-01 by A", "passed @ 2026-03-02 by A"],
        "法制审核 3月2日，与处罚决定是同一人",
        "Legality review 2 Mar by the same person as penalty decided",
    ),
    case(
        "by_other_than: missed same_person",
        "{on: passed, by_other_than: any_handler}",
        ["decided @ 2026-03-01 by A/handler", "passed @ 2026-03-02 by A"],
        "法制审核 3月2日，是本案办案人",
        "Legality review 2 Mar by a handler of the case",
    ),
    case(
        "by_same_as: missed other_person",
        "{on: passed, by_same_as: decided}",
        ["decided @ 2026-03-01 by A", "passed @ 2026-03-02 by B"],
        "法制审核 3月2日，与处罚决定不是同一人",
        "Legality review 2 Mar by another than penalty decided",
    ),
    case(
        "by_same_as: missed absent",
        "{on: passed, by_same_as: decided}",
        ["passed @ 2026-03-02 by B"],
        "法制审核 3月2日，此前没有处罚决定",
        "Legality review 2 Mar, no penalty decided before it",
    ),
    case(
        "with: missed absent_part",
        "{on: decided, with: [basis, heard]}",
        ["decided @ 2026-03-02 basis=x"],
        "处罚决定 3月2日，缺听取申辩",
        "Penalty decided 2 Mar, defence heard missing",
    ),
    case(
        "with: missed absent_part",
        "{on: decided, with: {any: [basis, heard]}}",
        ["decided @ 2026-03-02"],
        "处罚决定 3月2日，缺处罚依据或听取申辩",
        "Penalty decided 2 Mar, legal basis or defence heard missing",
    ),
    case(
        "value: missed out_of_range",
        "{on: decided, value: event.amount <= 20000}",
        ["decided @ 2026-03-02 amount=30000"],
        "处罚决定 3月2日，罚款数额300.00元，不符合要求",
        "Penalty decided 2 Mar: Fine ¥300.00, not as required",
    ),
    case(
        "covered_by: missed uncovered",
        "{on: questioned, covered_by: recorded}",
        ["questioned @ 2026-03-02T09:00 / 10:00", "recorded @ 2026-03-02T09:10 / 10:00"],
        "询问 3月2日 09:00–10:00，有10分钟没有录音录像",
        "Person questioned 2 Mar 09:00–10:00, 10m without recording made",
        more={"as_of": "2026-03-03"},
    ),
    case(
        "covered_by: missed uncovered",
        "{on: questioned, covered_by: recorded}",
        ["questioned @ 2026-03-02T09:00 / 10:00"],
        "询问 3月2日 09:00–10:00，没有录音录像",
        "Person questioned 2 Mar 09:00–10:00, no recording made",
        more={"as_of": "2026-03-03"},
    ),
    case(
        "apart: missed overlaps",
        "{on: questioned, apart: officer}",
        ["questioned @ 2026-03-02T09:00 / 10:00 by A", "questioned @ 2026-03-02T09:30 / 10:30 by A in B"],
        "询问 3月2日 09:00，同一人员同时在 B 询问",
        "Person questioned 2 Mar 09:00, same officer at the same time in B",
    ),
    case(
        "every: missed absent",
        "{on: opened, every: {months: 1}, do: [inspected]}",
        ["opened @ 2026-03-02"],
        "接报案后第1期应在 4月2日 24:00 前检查，没有记录",
        "Report received, period 1: inspection made due by 2 Apr 24:00, no record of it",
        more={"as_of": "2026-04-20"},
    ),
]


@pytest.mark.parametrize("norm, events, zh, en, more, nth", CASES)
def test_a_duty_is_said_in_one_sentence(
    norm: str, events: list[str], zh: str, en: str, more: dict[str, Any], nth: int
) -> None:
    duty = bench.duties(norm, *events, **more)[nth]
    lawbook = book(duty.norm)
    assert sentence(duty, lawbook, "zh", year=2026) == zh
    assert sentence(duty, lawbook, "en", year=2026) == en


@pytest.mark.parametrize("norm, events, zh, en, more, nth", CASES)
def test_a_chinese_sentence_has_some_forty_characters_at_most(
    norm: str, events: list[str], zh: str, en: str, more: dict[str, Any], nth: int
) -> None:
    assert len(zh) <= 44


def test_every_form_and_every_reason_has_a_sentence_here() -> None:
    ids = [str(param.id) for param in CASES]
    assert {form.value for form in Form} == {name.partition(":")[0] for name in ids}
    said = {name.rpartition(" ")[2] for name in ids}
    assert {reason.value for reason in Reason} <= said
