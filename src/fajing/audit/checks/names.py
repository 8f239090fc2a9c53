"""One name for one thing: `name-consistency`.

What: a body, platform or project whose name comes several times alike and once with one character changed; case
names by date whose separator changes (5.06 and 5·06). Why: a reader cannot know whether two bodies are meant.
It keeps quiet where both spellings come often, and about short names, which are often sisters (东城所, 西城所).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from fajing.audit.finding import Finding, Place
from fajing.audit.language.load import any_of, tables
from fajing.audit.report import Report, finding

KINDS = ("name-consistency",)
_DATED = re.compile(r"“\s?(\d{1,2})([.·．•\-])(\d{1,2})”")
_LONG_BODY = 8
_LONG_NAME = 4


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    things, bodies = any_of(tables()["object_nouns"]), any_of(tables()["body_ends"])
    return (
        re.compile(rf"“([^“”\n]{{{_LONG_NAME},16}})”({things})"),
        re.compile(rf"(?:^|(?<=[，。；：、（\n由经与和]))([\u4e00-\u9fa5]{{6,22}}?{bodies})", re.MULTILINE),
    )


def check(report: Report) -> Iterator[Finding]:
    """Compare names that are almost alike."""
    things, bodies = _named()
    names: dict[str, list[Place]] = defaultdict(list)
    for match in things.finditer(report.flat):
        names[match[1] + "\0" + match[2]].append(report.place(match.start(), match.end()))
    yield from _variants(names, lambda a, b: True)
    names = defaultdict(list)
    for match in bodies.finditer(report.flat):
        if len(match[1]) >= _LONG_BODY:
            names[match[1]].append(report.place(match.start(1), match.end(1)))
    yield from _variants(names, _confusable)
    yield from _separators(report)


def _confusable(one: str, other: str) -> bool:
    return {one, other} in [set(pair) for pair in tables()["confusable"]]


def _variants(names: dict[str, list[Place]], alike: object) -> Iterator[Finding]:
    assert callable(alike)
    by_length: dict[int, list[str]] = defaultdict(list)
    for name in names:
        by_length[len(name)].append(name)
    for group in by_length.values():
        for one, other in combinations(group, 2):
            apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
            if len(apart) != 1 or not alike(*apart[0]) or apart[0][0].isdigit():
                continue
            often, once = sorted((one, other), key=lambda n: -len(names[n]))
            if len(names[often]) < 2 or len(names[once]) > 1:
                continue
            places = [names[once][0], names[often][0]]
            yield finding(
                __name__,
                "name-consistency",
                "warning",
                places,
                f"{len(names[often])} : {len(names[once])}",
                f"“{places[0].quote}”与别处的“{places[1].quote}”差一字；若是同一对象，请统一。",
                "The same name seems to be spelt in two ways; use one if one thing is meant.",
            )


def _separators(report: Report) -> Iterator[Finding]:
    """Case names by date: one sign between month and day."""
    found: dict[str, list[Place]] = defaultdict(list)
    for match in _DATED.finditer(report.flat):
        found[match[2]].append(report.place(match.start(), match.end()))
    if len(found) < 2:
        return
    counts = Counter({sign: len(places) for sign, places in found.items()})
    ordered = [sign for sign, _ in counts.most_common()]
    odd = [place for sign in ordered[1:] for place in found[sign]]
    yield finding(
        __name__,
        "name-consistency",
        "warning",
        [*odd, *found[ordered[0]]],
        "、".join(ordered),
        "以日期命名的案件，月日之间的分隔号不一；请统一。",
        "Cases named by date use different signs between month and day; use one.",
    )
