"""A norm's own message as the sentence of a duty: whole where all is known, else without what is not there."""

from __future__ import annotations

import re

import pytest
from tests.scan import bench_book as bench
from tests.scan.explain_book import book

from fajing.core.working import format_duration
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.scan.duty import Duty, Outcome
from fajing.scan.explain import sentence
from fajing.scan.norm_words import in_general

_TAIL_ZH = re.compile(r"[；，][^；，。{]*\{done\}，[^，。；]*\{late\}。?$")
_TAIL_EN = re.compile(r"[;.,] [A-Za-z ]*\{done\}, \{late\} (late|later|over)\.?$")


def _duties(message: str, duty: str, *events: str, as_of: str = "2026-04-30") -> list[Duty]:
    norm = bench.norm(
        f"""
        message: {message}
        versions:
          - from: 2000-01-01
            cites: [{{source: s, article: '1'}}]
            duty: {duty}
        """
    )
    return bench.duties(norm, *events, as_of=as_of)


def _said(duty: Duty) -> tuple[str, str]:
    lawbook = book(duty.norm)
    return sentence(duty, lawbook, year=2026), sentence(duty, lawbook, "en", year=2026)


IN_TIME = (
    '{zh: "接报（{trigger}）后，单位应在{due}前受案；实际{done}，迟{late}。", '
    'en: "The unit accepts by {due} what came {trigger}; done {done}, {late} late."}'
)
DO = "{on: opened, do: [accepted], within: {hours: 24}}"


def test_it_is_whole_where_every_value_is_known() -> None:
    [late] = _duties(IN_TIME, DO, "opened @ 2026-03-02T09:00", "accepted @ +30h")
    assert _said(late) == (
        "接报（3月2日 09:00）后，单位应在 3月3日 09:00 前受案；实际 15:00，迟6小时",
        "The unit accepts by 3 Mar 09:00 what came 2 Mar 09:00; done 15:00, 6h late",
    )


def test_what_never_happened_has_no_moment_and_no_delay() -> None:
    [missed] = _duties(IN_TIME, DO, "opened @ 2026-03-02T09:00")
    assert _said(missed) == (
        "接报（3月2日 09:00）后，单位应在 3月3日 09:00 前受案；没有记录",
        "The unit accepts by 3 Mar 09:00 what came 2 Mar 09:00; no record",
    )


def test_a_duty_still_open_is_told_in_the_same_words() -> None:
    [still] = _duties(IN_TIME, DO, "opened @ 2026-03-02T09:00", as_of="2026-03-02T10:00")
    assert still.outcome is Outcome.OPEN
    assert _said(still)[0] == "接报（3月2日 09:00）后，单位应在 3月3日 09:00 前受案，未到期"


BEFORE = (
    '{zh: "处罚（{trigger}）前应经审核；没有在先的审核。", '
    'en: "Review comes before {trigger}; none is on record."}'
)


@pytest.mark.parametrize(
    ("events", "zh", "en"),
    [
        (
            ["decided @ 2026-03-02T09:00", "passed @ +2h"],
            "处罚（3月2日 09:00）前应经审核；没有在先的审核；3月2日 11:00 才有",
            "Review comes before 2 Mar 09:00; none is on record; done only 2 Mar 11:00",
        ),
        (
            ["decided @ 2026-03-02T09:00"],
            "处罚（3月2日 09:00）前应经审核；没有在先的审核",
            "Review comes before 2 Mar 09:00; none is on record",
        ),
    ],
)
def test_a_wrong_order_says_when_it_came(events: list[str], zh: str, en: str) -> None:
    [duty] = _duties(BEFORE, "{on: decided, preceded_by: [passed]}", *events)
    assert _said(duty) == (zh, en)


def test_what_came_too_early_says_by_how_much() -> None:
    message = '{zh: "处罚（{trigger}）前七日应告知。", en: "Notice is given seven days before {trigger}."}'
    rule = "{on: decided, preceded_by: [noticed], at_least: {days: 7}}"
    [duty] = _duties(message, rule, "noticed @ 2026-03-02", "decided @ +4d")
    assert _said(duty) == (
        "处罚（3月6日）前七日应告知，差3日",
        "Notice is given seven days before 6 Mar, 3d too short",
    )


def test_a_gap_a_count_and_a_missing_part_are_added() -> None:
    message = '{zh: "{trigger}的询问应全程录像。", en: "Questioning of {trigger} is recorded."}'
    rule = "{on: questioned, covered_by: recorded}"
    events = ["questioned @ 2026-03-02T10:00 / 11:00 of P1", "recorded @ 2026-03-02T10:00 / 10:50 of P1"]
    [gap] = _duties(message, rule, *events)
    assert _said(gap)[0] == f"3月2日 10:00 的询问应全程录像；缺{format_duration(seconds=600)}"
    message = '{zh: "{trigger}的延长最多一次。", en: "One extension at most: {trigger}."}'
    duties = _duties(message, "{on: extended, at_most: 1}", "extended @ 2026-03-02", "extended @ +1d")
    assert _said(duties[-1]) == ("3月3日 的延长最多一次，已是第2次", "One extension at most: 3 Mar, no. 2")
    message = '{zh: "接报（{trigger}）后两项都办。", en: "Both are done after {trigger}."}'
    rule = "{on: opened, do: {all: [passed, noticed]}, within: {days: 3}}"
    [part] = _duties(message, rule, "opened @ 2026-03-02", "noticed @ +1d")
    assert _said(part) == (
        "接报（3月2日）后两项都办；缺法制审核",
        "Both are done after 2 Mar; legality review missing",
    )


def test_without_its_due_moment_it_gives_way() -> None:
    [missed] = _duties(IN_TIME, "{on: opened, do: [accepted]}", "opened @ 2026-03-02", "closed @ +3d")
    assert _said(missed)[0] == "接报案后没有受案的记录"


def test_it_speaks_of_no_matter_in_particular() -> None:
    zh = "行政案件（{trigger}）后，单位应在{due}前（延长另计）决定；实际{done}，迟{late}。"
    assert in_general(zh, is_zh=True) == "行政案件后，单位应在期限内（延长另计）决定"
    zh = "▲受案（{trigger}）后应办，本机关标准为{due}前；实际{done}，迟{late}。"
    assert in_general(zh, is_zh=True) == "▲受案后应办，期限按本机关标准"
    en = "The case came {trigger}; the unit decides on it by {due}; that of {trigger} was {late} late."
    said = "The case came at a given time; the unit decides on it by the due moment"
    assert in_general(en, is_zh=False) == said


def test_every_message_of_the_book_is_short_and_says_the_same_in_both_languages() -> None:
    book_of_law = load_lawbook("cn-police", region=ALL_REGIONS)
    long = []
    for norm in book_of_law.norms.values():
        assert norm.message is not None, norm.id
        zh, en = norm.message.zh, norm.message.en
        names = [sorted(set(re.findall(r"\{(\w+)\}", text))) for text in (zh, en)]
        assert set(names[0]) - {"done"} == set(names[1]) - {"done"}, norm.id
        own = [re.sub(r"\{\w+\}", "", _TAIL_ZH.sub("", zh)), re.sub(r"\{\w+\}", "", _TAIL_EN.sub("", en))]
        if len(own[0]) > 50 or len(own[1]) > 160:
            long.append((norm.id, len(own[0]), len(own[1])))
    assert not long
