"""Plants breaches in cases that had none, and says what was planted: the truth a check of the ledger must find.

Each fault takes so many cases of a kind, spread over the week, and changes their cells. A case carries one fault
at most.
"""

# ruff: noqa: DTZ001  civil time of China throughout, as a ledger has it

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from lives import AUXILIARIES, DAY, HOUR, MINUTE, Case

Truth = tuple[str, str, str, str]
Found = Iterator[tuple[str, str, str]]  # norm, outcome, reason
AFTER_FILING = (
    "处罚前告知时间", "听证权利告知时间", "法制审核时间", "集体讨论时间", "处罚决定时间", "送达时间", "结案时间",
    "第二次送达时间",
)  # fmt: skip
DECIDED = (
    "罚款金额（元）",
    "拘留天数",
    "责令停业整顿",
    "吊销许可证件",
    "受送达人",
    "法制审核人",
    "第二受送达人",
)
END = datetime(2026, 6, 30, 17, 30)  # the last record of the ledger; by default a check looks from here


def plant_faults(cases: list[Case]) -> list[Truth]:
    """Plant every fault and give the truth."""
    truth: list[Truth] = []
    for count, wanted, fault in FAULTS:
        for case in _take(cases, count, wanted):
            case.is_planted = True
            truth += [(case.number, *found) for found in fault(case)]
    truth += _two_in_one_room(cases)
    _close_the_ledger(cases)
    return truth


def _take(cases: list[Case], count: int, wanted: Callable[[Case], bool]) -> list[Case]:
    """So many cases that fit and are still without fault, spread evenly."""
    fitting = [case for case in cases if not case.is_planted and wanted(case)]
    if len(fitting) < count:
        raise RuntimeError(f"{len(fitting)} cases fit, {count} are wanted")
    return [fitting[index * len(fitting) // count] for index in range(count)]


def _close_the_ledger(cases: list[Case]) -> None:
    """The last thing recorded, so that everything else lies well before the end."""
    last = next(case for case in reversed(cases) if case.kind == "no_penalty" and not case.is_planted)
    last.cells["结案时间"] = END


# ---- which cases


def is_decided(case: Case) -> bool:
    """A case that ended with a penalty."""
    return case.kind == "decided"


def is_plain(case: Case) -> bool:
    """Decided, with nothing out of the ordinary."""
    special = ("第一次延期时间", "送鉴时间", "集体讨论时间", "听证权利告知时间", "延长询问批准时间")
    return (
        is_decided(case)
        and case.cells["疑难复杂"] == "否"
        and not any(case.cells.get(name) for name in special)
    )


def has_no_hearing(case: Case) -> bool:
    """The right to a hearing was made known and not used."""
    return (
        is_decided(case) and bool(case.cells.get("听证权利告知时间")) and not case.cells.get("举行听证时间")
    )


def has_things(case: Case) -> bool:
    """Things were seized, and given back well before the decision."""
    return is_plain(case) and bool(case.items) and "退还时间" in case.items[0]


def kept_things_long(case: Case) -> bool:
    """A seizure was extended."""
    return bool(case.items) and "延长扣押时间" in case.items[0]


def returned_after_weeks(case: Case) -> bool:
    """Given back two weeks or more after the seizure."""
    return has_things(case) and case.items[0]["解除扣押时间"] > case.items[0]["扣押时间"] + 12 * DAY


def came_early(case: Case) -> bool:
    """The person was brought in before eleven, so that an overrun ends the same day."""
    return is_plain(case) and case.cells["到案时间"].hour < 11


# ---- the faults


def decided_late(case: Case) -> Found:
    """Decided well after the thirty days, without an extension."""
    case.shift(timedelta(days=45) - (case.cells["处罚决定时间"] - case.cells["立案时间"]), *AFTER_FILING)
    yield "handling.public_security_case_in_30_days", "late", "too_late"


def extended_after_the_end(case: Case) -> Found:
    """The extension was approved when the period had already run out: it does not count."""
    case.shift(timedelta(days=50) - (case.cells["处罚决定时间"] - case.cells["立案时间"]), *AFTER_FILING)
    case.cells["第一次延期时间"] = case.cells["立案时间"] + 38 * DAY
    yield "handling.public_security_case_in_30_days", "late", "too_late"


def never_decided(case: Case) -> Found:
    """Nothing after the questioning."""
    for heading in (*AFTER_FILING, *DECIDED):
        case.cells.pop(heading, None)
    yield "handling.public_security_case_in_30_days", "missed", "absent"


def filed_late(case: Case) -> Found:
    """Filed a day and more after the report; the law says at once, the number is the body's own standard."""
    case.cells["立案时间"] = case.cells["接报案时间"] + 31 * HOUR
    yield "acceptance.case_opened_at_once", "slow", "too_late"


def passed_on_late(case: Case) -> Found:
    """Passed on to the competent unit after the second day."""
    case.cells["移送管辖时间"] = case.cells["接报案时间"] + 44 * HOUR
    yield "acceptance.transferred_within_24_hours", "late", "too_late"


def never_passed_on(case: Case) -> Found:
    """Not this unit's case, and left lying."""
    del case.cells["移送管辖时间"]
    yield "acceptance.transferred_within_24_hours", "missed", "absent"


def kept_too_long(case: Case) -> Found:
    """Kept for more than ten hours, with nothing that would allow more than eight."""
    case.cells["离开时间"] = case.cells["到案时间"] + 10 * HOUR + 20 * MINUTE
    yield "questioning.within_the_hours", "late", "too_late"


def recorded_in_part(case: Case) -> Found:
    """The recording stopped twenty minutes before the questioning did."""
    case.cells["录音录像结束时间"] = case.cells["询问结束时间"] - 20 * MINUTE
    yield "questioning.recorded_throughout", "missed", "uncovered"


def times_not_written(case: Case) -> Found:
    """The summons form was left without the times of arrival and leaving."""
    case.cells["传唤证时间已填写"] = "否"
    yield "questioning.summons_times_written", "missed", "absent_part"


def questioned_with_an_auxiliary(case: Case) -> Found:
    """Questioned at home by one police officer and an auxiliary, who does not count."""
    cells = case.cells
    police = cells["办案民警"].replace("，", "、").replace(" / ", "、").split("、")[0]
    cells["办案民警"] = f"{police}、{AUXILIARIES[0]}"
    cells["询问地点"], cells["询问室"] = "住处", None
    yield "evidence.two_officers", "missed", "too_few_officers"


def decided_without_notice(case: Case) -> Found:
    """Nobody was told what penalty was intended, or on what facts."""
    del case.cells["处罚前告知时间"]
    yield "notice.notice_before_decision", "missed", "absent"


def told_after_the_decision(case: Case) -> Found:
    """The notice bears a date after the decision."""
    case.cells["处罚前告知时间"] = case.cells["处罚决定时间"] + 3 * HOUR
    yield "notice.notice_before_decision", "missed", "only_after"


def never_reviewed(case: Case) -> Found:
    """A complex case decided without legality review."""
    del case.cells["法制审核时间"], case.cells["法制审核人"]
    yield "review.reviewed_before_decision", "missed", "absent"


def not_discussed(case: Case) -> Found:
    """A grave case decided by one leader alone."""
    del case.cells["集体讨论时间"]
    yield "review.collective_discussion_held", "missed", "absent"


def hearing_not_offered(case: Case) -> Found:
    """A fine of five thousand, and no word about a hearing."""
    del case.cells["听证权利告知时间"]
    yield "hearing.offered_above_the_threshold", "missed", "absent"


def hearing_window_cut(case: Case) -> Found:
    """Decided on the second day after the right to a hearing was made known."""
    case.cells["听证权利告知时间"] = case.cells["处罚决定时间"] - 2 * DAY
    yield "hearing.window_respected", "missed", "too_early"


def served_late(case: Case) -> Found:
    """The decision reached the person punished after five days."""
    case.cells["送达时间"] = case.cells["处罚决定时间"] + 6 * DAY
    case.cells["结案时间"] = case.cells["送达时间"] + 4 * DAY
    yield "service.decision_served", "late", "too_late"


def never_served(case: Case) -> Found:
    """Nothing shows that the decision was served."""
    del case.cells["送达时间"], case.cells["受送达人"]
    yield "service.decision_served", "missed", "absent"


def victim_not_served(case: Case) -> Found:
    """The person wronged was forgotten."""
    del case.cells["第二次送达时间"], case.cells["第二受送达人"]
    yield "service.victim_served", "missed", "absent"


def seized_too_long(case: Case) -> Found:
    """One thing was kept for more than thirty days, and nobody approved an extension."""
    del case.items[0]["延长扣押时间"], case.items[0]["延长扣押批准人"]
    yield "property.seizure_ends_in_time", "late", "too_late"


def handed_over_late(case: Case) -> Found:
    """One thing lay in the office for two days before the store had it."""
    case.items[0]["移交保管时间"] = case.items[0]["扣押时间"] + 50 * HOUR
    yield "property.handed_over_within_24_hours", "late", "too_late"


def returned_late(case: Case) -> Found:
    """Released, and given back more than a week later; the law says at once, the number is the body's own standard."""
    case.items[0]["解除扣押时间"] -= 9 * DAY
    yield "property.returned_when_released", "slow", "too_late"


def forgotten_in_the_decision(case: Case) -> Found:
    """The decision says nothing about things still seized; one is never given back."""
    for heading in ("解除扣押时间", "退还时间"):
        del case.items[0][heading]
    yield "property.decided_with_the_case", "missed", "absent"
    yield "property.seizure_ends_in_time", "missed", "absent"


def appraisal_kept_back(case: Case) -> Found:
    """The person wronged saw the appraisal after nine days."""
    case.cells["送达鉴定意见时间"] = case.cells["收到鉴定意见时间"] + 9 * DAY
    yield "evidence.appraisal_opinion_served", "late", "too_late"


def family_told_late(case: Case) -> Found:
    """The family heard of the detention after a day and a half."""
    case.cells["通知家属时间"] = case.cells["刑事拘留时间"] + 37 * HOUR
    yield "custody.family_told_within_24_hours", "late", "too_late"


def family_never_told(case: Case) -> Found:
    """The family was not told at all."""
    del case.cells["通知家属时间"], case.cells["通知事项"]
    yield "custody.family_told_within_24_hours", "missed", "absent"


def arrest_requested_late(case: Case) -> Found:
    """Arrest asked for on the sixth day of detention, without an extension."""
    case.cells["提请批捕时间"] = case.cells["刑事拘留时间"] + 6 * DAY
    yield "custody.arrest_requested_in_time", "late", "too_late"


def _two_in_one_room(cases: list[Case]) -> Iterator[Truth]:
    """Two persons of different cases in one room at one time; both cases show it."""
    plain = [case for case in cases if not case.is_planted and is_plain(case)]
    for first in plain:
        room = first.cells["询问室"]
        for second in plain:
            if first.number >= second.number or first.unit != second.unit or not _overlap(first, second):
                continue
            in_the_room = [
                case for case in cases if case.cells.get("询问室") == room and _overlap(case, second)
            ]
            if in_the_room == [first]:
                second.cells["询问室"] = room
                first.is_planted = second.is_planted = True
                for case in (first, second):
                    yield case.number, "questioning.held_separately", "missed", "overlaps"
                return
    raise RuntimeError("no two questionings overlap")


def _overlap(a: Case, b: Case) -> bool:
    return bool(
        a.cells["询问开始时间"] < b.cells["询问结束时间"]
        and b.cells["询问开始时间"] < a.cells["询问结束时间"]
    )


FAULTS: tuple[tuple[int, Callable[[Case], bool], Callable[[Case], Found]], ...] = (
    (2, kept_things_long, seized_too_long),
    (7, is_plain, decided_late),
    (2, is_plain, extended_after_the_end),
    (4, lambda case: is_plain(case) and not case.items, never_decided),
    (6, is_plain, filed_late),
    (3, lambda case: case.kind == "elsewhere", passed_on_late),
    (2, lambda case: case.kind == "elsewhere", never_passed_on),
    (5, came_early, kept_too_long),
    (5, is_plain, recorded_in_part),
    (4, is_plain, times_not_written),
    (4, lambda case: is_plain(case) and not case.items, questioned_with_an_auxiliary),
    (3, is_plain, decided_without_notice),
    (2, is_plain, told_after_the_decision),
    (4, lambda case: is_decided(case) and case.cells["疑难复杂"] == "是", never_reviewed),
    (3, lambda case: is_decided(case) and bool(case.cells.get("集体讨论时间")), not_discussed),
    (2, has_no_hearing, hearing_not_offered),
    (2, has_no_hearing, hearing_window_cut),
    (5, is_plain, served_late),
    (2, is_plain, never_served),
    (3, lambda case: is_plain(case) and bool(case.cells.get("第二受送达人")), victim_not_served),
    (3, has_things, handed_over_late),
    (2, returned_after_weeks, returned_late),
    (2, has_things, forgotten_in_the_decision),
    (2, lambda case: bool(case.cells.get("送达鉴定意见时间")), appraisal_kept_back),
    (2, lambda case: case.kind == "criminal", family_told_late),
    (1, lambda case: case.kind == "criminal", family_never_told),
    (2, lambda case: case.kind == "criminal", arrest_requested_late),
)
