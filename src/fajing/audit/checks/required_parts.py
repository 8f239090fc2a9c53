"""What a report must hold: `completeness`, `missing-indicator`, `statutory-enumeration`.

What: holds headings, figures and lists against the lawbook's `reports/annual/`: required parts without a
heading, figures that such a report should give, sets of figures published only in part, lists fixed by law
with an item left out. Why: what is missing shows less than what is wrong. It keeps quiet about excerpts (no
title, fewer than three headed parts), and about lists that name too few items to be the list meant.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fajing.audit.finding import Finding, Place
from fajing.audit.report import Report, finding
from fajing.audit.structure import clauses

KINDS = ("completeness", "missing-indicator", "statutory-enumeration")
_QUOTE = 60


def check(report: Report) -> Iterator[Finding]:
    """Hold the report against what is required."""
    if report.is_whole:
        yield from _parts(report)
        yield from _indicators(report)
    for group in report.required.sets:
        if group.get("within") in ("clause", "sentence") or report.is_whole:
            yield from _set(report, group)
    for fixed in report.required.lists:
        yield from _list(report, fixed)


def _title(report: Report) -> Place:
    start, end = report.title or report.lines[0]
    return report.place(start, min(end, start + _QUOTE))


def _heads(report: Report) -> list[Place]:
    return [report.place(h.start, min(h.end, h.start + _QUOTE)) for h in report.headings if h.level == 1]


def _parts(report: Report) -> Iterator[Finding]:
    heads = [h for h in report.headings if h.level <= 2 and len(h.text) <= _QUOTE]
    top = [h for h in heads if h.level == 1] or heads
    if len(top) < 2:
        return
    missing = [
        part
        for part in report.required.parts
        if not any(all(any(word in h.text for word in group) for group in part["heads"]) for h in top)
    ]
    places = [_title(report), *_heads(report)]
    if not missing:
        yield finding(
            __name__,
            "completeness",
            "consistent",
            places,
            f"{len(report.required.parts)} = {len(report.required.parts)}",
            "应有的各部分都有标题。",
            "Every required part has its heading.",
        )
        return
    zh = "、".join(f"“{part['title']['zh']}”" for part in missing)
    en = "; ".join(part["title"]["en"] for part in missing)
    yield finding(
        __name__,
        "completeness",
        "warning",
        places,
        f"{len(report.required.parts) - len(missing)} / {len(report.required.parts)}",
        f"没有{zh}部分的标题；年度报告应单列，请补上。",
        f"No heading for what a yearly report must hold: {en}; add it.",
    )


def _indicators(report: Report) -> Iterator[Finding]:
    groups: dict[tuple[Place, ...], list[Mapping[str, Any]]] = {}
    for indicator in report.required.indicators:
        if any(_given(report, word) for word in indicator["words"]):
            continue
        if any(_none_of(report, word) for word in indicator.get("none_without", ())):
            continue
        for words in (indicator["words"], indicator["near"]):
            places = tuple(_sentences_with(report, words))
            if places:
                break
        groups.setdefault(places or (_title(report),), []).append(indicator)
    title = _title(report)
    for places, indicators in groups.items():
        zh = "、".join(i["title"]["zh"] for i in indicators)
        en = ", ".join(i["title"]["en"] for i in indicators)
        where = places if title in places else (title, *places)
        yield finding(
            __name__,
            "missing-indicator",
            "warning",
            where,
            "",
            f"全文没有{zh}的数字；请补上，没有发生的写“0”。",
            f"No figure in the report for: {en}; add it, nought included.",
        )


def _given(report: Report, word: str) -> bool:
    """Whether a figure stands near a word: in its clause, or in the next."""
    for match in re.finditer(re.escape(word), report.flat):
        number = report.sentence_at(match.start())
        for claim in report.of_sentence(number):
            if claim.kind in ("count", "share", "bare") and abs(claim.start - match.start()) <= 40:
                return True
        if re.match(
            r"[^，。；]{0,12}(?:均|都|全部|无|没有|未发生)", report.flat[match.end() : match.end() + 20]
        ):
            return True
        if re.search(
            r"(?:无|没有|未发生)[^，。；]{0,6}$", report.flat[max(0, match.start() - 10) : match.start()]
        ):
            return True
    return False


def _none_of(report: Report, word: str) -> bool:
    """Whether the text says that there was none of something: 未发生行政诉讼, 行政诉讼0件."""
    none = r"(?:无|没有|未发生|未收到|零件|(?<![\d.])0件)"
    named = re.escape(word)
    return (
        re.search(f"{none}[^，。；\\d]{{0,12}}{named}|{named}[^，。；\\d]{{0,8}}{none}", report.flat)
        is not None
    )


def _sentences_with(report: Report, words: list[str]) -> Iterator[Place]:
    for start, end in report.sentences:
        if any(word in report.flat[start:end] for word in words):
            yield report.place(start, end)


def _set(report: Report, group: Mapping[str, Any]) -> Iterator[Finding]:
    for number, span in enumerate(report.sentences):
        for start, end in clauses(report.flat, span):
            clause = report.flat[start:end]
            if not all(any(word in clause for word in words) for words in group["when"]):
                continue
            body = report.flat if group.get("within") == "report" else report.sentence_text(number)
            missing = [
                name for name, words in group["expect"].items() if not any(word in body for word in words)
            ]
            if missing:
                yield finding(
                    __name__,
                    "missing-indicator",
                    "warning",
                    [report.place(start, end)],
                    "",
                    f"{group['title']['zh']}中没有{'、'.join(missing)}；请补上。",
                    f"Published only in part: {group['title']['en']}; add what is missing.",
                )


def _list(report: Report, fixed: Mapping[str, Any]) -> Iterator[Finding]:
    names = fixed["items"]
    for span in report.sentences:
        for start, end in _enumerations(report, span):
            body = report.flat[start:end]
            present = [name for name, words in names.items() if any(word in body for word in words)]
            around = report.flat[max(span[0], start - 40) : min(span[1], end + 12)]
            triggered = any(word in around for word in fixed["trigger"])
            if (
                len(present) < fixed["least"]
                or (not triggered and len(present) < len(names) - 1)
                or not _is_list(body, fixed)
            ):
                continue
            missing = [name for name in names if name not in present]
            place = report.place(start, end)
            if not missing:
                yield finding(
                    __name__,
                    "statutory-enumeration",
                    "consistent",
                    [place],
                    f"{len(names)} = {len(names)}",
                    f"{fixed['title']['zh']}各项齐全。",
                    f"All items named: {fixed['title']['en']}.",
                )
                continue
            yield finding(
                __name__,
                "statutory-enumeration",
                "warning",
                [place],
                f"{len(present)} / {len(names)}",
                f"{fixed['title']['zh']}共{len(names)}项，这里缺{'、'.join(missing)}；请补上。",
                f"Left out of a list fixed by law ({fixed['title']['en']}): {len(missing)} of {len(names)}; add it.",
            )


def _enumerations(report: Report, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for start, end in clauses(report.flat, span):
        if report.flat.count("、", start, end):
            yield start, end


def _is_list(body: str, fixed: Mapping[str, Any]) -> bool:
    """Whether the items stand side by side and not each with a story of its own."""
    at = sorted(
        min(body.find(word) for word in words if word in body)
        for words in fixed["items"].values()
        if any(word in body for word in words)
    )
    return all(b - a <= 16 for a, b in itertools.pairwise(at))
