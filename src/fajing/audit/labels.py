"""Which counts speak of the same thing: labels compared without verbs of rhythm, bodies and time.

In: claims of one report or of two. Out: whether two labels are one, share a noun, or have nothing in common.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fajing.audit.claims import Claim
from fajing.audit.language.load import any_of, tables, words
from fajing.audit.reading import strip_noun
from fajing.audit.report import Report

_BODY = re.compile(
    r"^[\u4e00-\u9fa5]{2,16}?(?:分局|公安局|司法局|管理局|环境局|运输局|局|委员会|政府|机关)(?=[\u4e00-\u9fa5]{3,})"
)
_BARE = 4
_TRIVIAL = re.compile(r"[\d\s“”《》（）·.%]")


def label(claim: Claim) -> str:
    """What a claim counts, as compared: its noun, or the words behind its number.

    A body at the front is taken off, because a report speaks of itself by several names.
    """
    return _label(claim.noun, claim.after)


@lru_cache(maxsize=4096)
def _label(noun: str, after: str) -> str:
    noun = noun if len(noun) > 1 else strip_noun(after)[:12]
    noun = _BODY.sub("", _TRIVIAL.sub("", noun))
    return strip_noun(re.sub(rf"^{any_of(words('subjects'))}", "", noun)).removesuffix("率为")


def key(name: str) -> str:
    """A label without a neutral verb before it: 办理行政复议案件 and 行政复议案件 are looked up together."""
    bare = re.sub(rf"^{any_of(tables()['neutral_verbs'])}", "", name)
    return bare if len(bare) > _BARE else name


def same_label(one: str, other: str) -> bool:
    """Whether two labels are one: alike and long enough to mean something, or alike but for one neutral verb.

    Example:
        >>> same_label("办理行政复议案件", "行政复议案件"), same_label("办理行政复议案件", "审结行政复议案件")
        (True, False)
    """
    return len(one) >= 4 and (one == other or (key(one) == key(other) and key(one) in (one, other)))


def common(one: str, other: str) -> set[str]:
    """Pairs of characters that two labels share."""
    return {one[i : i + 2] for i in range(len(one) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)}


def subject(claim: Claim) -> str:
    """The end of a label, behind the body and the words of time: what was done, to what."""
    return re.split(r"全年|年内|累计|共", label(claim))[-1][-8:]


def _one_year(report: Report) -> str:
    """The year of an excerpt without a title, if it names only one."""
    if "one_year" not in report.memo:
        years = set(re.findall(r"(?:20\d\d)(?=年)", report.flat))
        report.memo["one_year"] = str(report.year) if report.year else years.pop() if len(years) == 1 else ""
    return str(report.memo["one_year"])


def span_of(claim: Claim, report: Report) -> str:
    """The span of time a count is over, as one word: a year, a half, a quarter, a month; empty for the year itself."""
    period = claim.period
    if (
        not period
        or period in ("全年", "今年")
        or ((year := _one_year(report)) and period.startswith(year) and "月" not in period)
    ):
        return ""
    return period


def is_total(claim: Claim) -> bool:
    """Whether a count is of the whole body and not of one of its parts or of something new among it."""
    return claim.whole is None and not any(word in claim.lead for word in tables()["prior"])
