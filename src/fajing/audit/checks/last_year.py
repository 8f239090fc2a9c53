"""This year's report beside last year's: `carried-over`, `growth-vs-previous`, `promise-dropped`.

What: sentences that return with the same figures, or shortcomings in the same words; growth against the figure
last year's report really gave, and last year's figure as restated; things promised for this year that are not
mentioned. Why: only the two reports together show it. It keeps quiet without last year's report, about
formulas without figures outside the shortcomings, and where last year's label is not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.arithmetic import Fit, growth_fit, plain, rounded
from fajing.audit.changes import changes
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.labels import common, label, span_of
from fajing.audit.language.load import any_of, tables
from fajing.audit.report import Report, finding
from fajing.audit.structure import clauses

KINDS = ("carried-over", "growth-vs-previous", "promise-dropped")
_LONG = 24
_FEWEST = 2


def check(report: Report) -> Iterator[Finding]:
    """Compare with the year before."""
    before = report.previous
    if before is None:
        return
    yield from _carried(report, before)
    yield from _growth(report, before)
    yield from _promises(report, before)


def _skeleton(text: str) -> str:
    return re.sub(r"[\d,.]+", "#", re.sub(r"20\d\d年(?:度)?|[\s“”]", "", text))


def _carried(report: Report, before: Report) -> Iterator[Finding]:
    old = {}
    for start, end in before.sentences:
        old[_skeleton(before.flat[start:end]).rstrip("。")] = before.flat[start:end]
    for start, end in report.sentences:
        body = report.flat[start:end]
        key = _skeleton(body).rstrip("。")
        if len(key) < _LONG or key not in old:
            continue
        ours, theirs = (re.findall(r"\d[\d,.]*", re.sub(r"20\d\d年", "", t)) for t in (body, old[key]))
        place = report.place(start, end)
        if ours != theirs:
            yield finding(
                __name__,
                "carried-over",
                "consistent",
                [place],
                "",
                "句式相同，数字已更新。",
                "Same wording, new figures.",
            )
        elif ours or report.part_at(start) in ("shortcoming", "plan"):
            yield finding(
                __name__,
                "carried-over",
                "warning",
                [place],
                "、".join(ours[:6]),
                f"与上年报告{'文字和数字都相同' if ours else '文字相同'}，像是沿用旧稿；请核对并更新。",
                "Word for word, figures included, as in last year's report; check and update.",
            )


def _match(claim: Claim, report: Report, before: Report) -> Claim | None:
    name = label(claim)
    if len(name) < 4:
        return None
    found = [
        c
        for c in before.claims
        if c.kind == "count"
        and c.unit == claim.unit
        and c.whole is None
        and not c.direction
        and _alike(label(c), name)
        and span_of(c, before) == span_of(claim, report)
    ]
    values = {c.number for c in found}
    return found[0] if len(values) == 1 else None


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 6 and (one.endswith(other) or other.endswith(one)))


def _growth(report: Report, before: Report) -> Iterator[Finding]:
    for change in changes(report):
        growth, now = change.growth, change.now
        if now is None or growth.unit != "%" or "环比" in growth.lead:
            continue
        old = _match(now, report, before)
        if old is None:
            continue
        fitted, value = growth_fit(now, old, growth)
        place = report.around([now, growth])
        wrong_way = value != 0 and (value > 0) != (growth.direction > 0)
        shown = (
            f"({plain(now.number)} - {plain(old.number)}) ÷ {plain(old.number)} = {plain(rounded(value, 2))}%"
        )
        if fitted in (Fit.NONE, Fit.NEAR) or wrong_way:
            yield finding(
                __name__,
                "growth-vs-previous",
                "warning" if fitted is Fit.NEAR and not wrong_way else "error",
                [place],
                f"{shown} ≠ {growth.quote}",
                f"上年报告写{old.quote}，按此算变化是{plain(rounded(value, 2))}%，文中写{growth.quote}，对不上；"
                "若上年数已调整请写明。",
                f"Last year's report gives {plain(old.number)}, which makes {plain(rounded(value, 2))}%, not "
                f"{growth.quote}; explain any revision.",
            )
        else:
            yield finding(
                __name__,
                "growth-vs-previous",
                "consistent",
                [place],
                shown,
                "与上年报告的数字相符。",
                "Agrees with last year's report.",
            )
    for claim in report.claims:
        yield from _restated(report, before, claim)


def _restated(report: Report, before: Report, claim: Claim) -> Iterator[Finding]:
    """全年若干件，上年为若干件: the second against last year's report."""
    if claim.kind != "count" or not re.search(any_of(tables()["prior"]), claim.lead):
        return
    earlier = [
        c
        for c in report.of_sentence(claim.sentence)
        if c.kind == "count" and c.start < claim.start and c.unit == claim.unit
    ]
    now = earlier[-1] if earlier else None
    old = _match(now, report, before) if now and len(claim.noun) < _FEWEST else _match(claim, report, before)
    if old is None:
        return
    place = report.around([now, claim] if now else [claim])
    a, b = plain(claim.number), plain(old.number)
    if claim.low <= old.high and old.low <= claim.high:
        yield finding(
            __name__,
            "growth-vs-previous",
            "consistent",
            [place],
            f"{a} = {b}",
            "上年数与上年报告相符。",
            "Last year's figure agrees with its report.",
        )
    else:
        yield finding(
            __name__,
            "growth-vs-previous",
            "error",
            [place],
            f"{a} ≠ {b}",
            f"这里说上年是{a}，上年报告写{b}，对不上；若已调整请写明。",
            f"Last year is given as {a} here and as {b} in last year's report; explain any revision.",
        )


@cache
def _promise() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_of(tables()['promises'])})(?P<what>《[^》]{{4,40}}》|“[^”]{{3,20}}”|[\u4e00-\u9fa5]{{4,20}})"
    )


def _promises(report: Report, before: Report) -> Iterator[Finding]:
    for span in before.sentences:
        heading = before.heading_before(span[0])
        if before.part_at(span[0]) != "plan" or heading is None:
            continue
        for start, end in clauses(before.flat, span):
            if start < heading.end and heading.end - heading.start < 40:
                continue
            match = _promise().search(before.flat, start, end)
            if not match:
                continue
            named = match["what"][0] in "《“"
            counted = any(start <= c.start < end and c.kind == "count" for c in before.claims)
            if not (named or counted):
                continue
            key = match["what"].strip("《》“”")
            yield from _kept(report, before, key, named, (start, end))


def _kept(report: Report, before: Report, key: str, named: bool, span: tuple[int, int]) -> Iterator[Finding]:
    pairs = {key[i : i + 2] for i in range(len(key) - 1)}
    best, place = 0, None
    for start, end in report.sentences:
        shared = len(common(key, report.flat[start:end]))
        if shared > best:
            best, place = shared, report.place(start, end)
    said = before.text[span[0] : span[1]]
    if place is not None and best >= len(pairs) * (0.8 if named else 0.6):
        yield finding(
            __name__,
            "promise-dropped",
            "consistent",
            [place],
            "",
            f"上年安排“{said}”有交代。",
            "Last year's promise is accounted for.",
        )
        return
    start, end = report.title or report.lines[0]
    yield finding(
        __name__,
        "promise-dropped",
        "warning",
        [report.place(start, min(end, start + 60))],
        "",
        f"上年报告安排“{said}”，今年没有交代；请写明完成情况。",
        "Promised in last year's report and not mentioned in this one; say what became of it.",
    )
