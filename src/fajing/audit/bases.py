"""Which two counts a share is of: 占比, 占, X率 and their part and whole.

In: a report. Out: for each share its part and whole, as far as its sentence names them, and how they fit.
Used by several checks; it reports nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fajing.audit.arithmetic import Fit, share_fit
from fajing.audit.claims import Claim
from fajing.audit.language.load import has, tables
from fajing.audit.reading import same_family, strip_noun
from fajing.audit.report import Report

_OF = re.compile(r"占(?:到|了)?(?P<base>[^占]{0,12}?)的?(?:比例|比重|比)?(?:为|达到|达|约|近|超过|超)?$")
_TOTAL = re.compile(r"^(?:总|全部|全体|全年|所有|其|比)")
_FEW = 6


@dataclass(frozen=True, slots=True)
class Base:
    """A share with what it is a share of.

    Attributes:
        share: The share.
        part: Its numerator, or nothing where the text gives only the whole.
        whole: Its denominator.
        fit: How the written share fits.
        value: Part over whole in hundredths.
        certain: The sentence itself names part and whole, so that a misfit is a fault.
        sums: Further counts that were added to the part.
    """

    share: Claim
    part: Claim | None
    whole: Claim
    fit: Fit
    value: Decimal
    certain: bool
    sums: tuple[Claim, ...] = ()


def bases(report: Report) -> dict[int, Base]:
    """Bases of all shares of a report that have one, by the index of the share."""
    if "bases" not in report.memo:
        found = {}
        for share in report.claims:
            if share.kind == "share" and share.unit in ("%", "分之", "成"):
                base = _base(report, share)
                if base is not None:
                    found[share.index] = base
        report.memo["bases"] = found
    known: dict[int, Base] = report.memo["bases"]
    return known


def _base(report: Report, share: Claim) -> Base | None:
    counts = [c for c in report.of_sentence(share.sentence) if c.kind == "count" and c.start < share.start]
    counts = [c for c in counts if c.unit not in tables()["families"]["kind"]]
    if not counts:
        return None
    lead = share.lead
    if match := _OF.search(lead):
        return _of(report, share, counts, match["base"], lead[: match.start()])
    if has(lead, "rate_end"):
        return _rate(report, share, counts, lead)
    gap = report.flat[counts[-1].end : share.start]
    if re.search(r"中[，]?", gap) and "；" not in gap:
        return Base(share, None, counts[-1], Fit.LOOSE, Decimal(0), False)
    return _search(share, counts, None)


def _of(report: Report, share: Claim, counts: list[Claim], base: str, own: str) -> Base | None:
    """占 ...: the part is the count just before, unless the clause has a subject of its own."""
    part = counts[-1]
    subject = strip_noun(own)
    if len(subject) > 1 and "分别" not in own:
        whole = report.claims[share.whole] if share.whole is not None else part
        if "中" not in report.flat[whole.end : share.start]:
            return None  # a subject of its own, not tied to the count before
        return Base(share, None, whole, Fit.LOOSE, Decimal(0), False)
    named = _named(counts[:-1], base)
    if named is None:
        earlier = [c for c in counts[:-1] if same_family(c, part)]
        if part.whole is not None:
            named = report.claims[part.whole]
        else:
            named = _opened(report, counts) or (earlier[-1] if earlier else None)
    if named is None or named.index == part.index:
        return None
    whole = named
    fitted, value = share_fit(part, whole, share)
    if fitted in (Fit.NONE, Fit.NEAR):
        other = _search(share, counts, part) or (
            None if "分别" not in own else Base(share, None, whole, Fit.LOOSE, value, False)
        )
        if other:
            return other
    far = bool(re.search(r"[；]", report.flat[part.end : share.start]))
    return Base(share, part, whole, fitted, value, not far)


def _opened(report: Report, counts: list[Claim]) -> Claim | None:
    """A whole that is followed by 中, as in 九个村中."""
    for claim in reversed(counts[:-1]):
        if re.search(r"中$|中的", claim.after):
            return claim
    return None


def _named(counts: list[Claim], base: str) -> Claim | None:
    """The count that the words behind 占 name."""
    if not base or _TOTAL.match(base):
        return None
    for claim in reversed(counts):
        noun = claim.noun or claim.after
        if len(noun) > 1 and (base in noun or noun in base):
            return claim
    return None


def _rate(report: Report, share: Claim, counts: list[Claim], lead: str) -> Base | None:
    """X率: the part is the count that speaks of X, the whole another before it."""
    name = lead[: lead.rfind(has(lead, "rate_end")) + 1]
    near = counts[-_FEW:]
    part = next((c for c in reversed(near) if _speaks_of(c, name)), None)
    if part is None or part is near[0]:
        return _survey(report, share, near) or _search(share, near, None)
    earlier = [c for c in near if c.start < part.start and same_family(c, part)]
    if not earlier:
        earlier = [c for c in near if c.start < part.start and c.number >= part.number]
        if not earlier:
            return None
        other = _search(share, near, part)
        return other or Base(share, None, earlier[-1], Fit.LOOSE, Decimal(0), False)
    options = sorted(earlier, key=lambda c: (c.index != part.whole, -c.start))
    tried = [(c, *share_fit(part, c, share)) for c in options]
    for whole, fitted, value in tried:
        if fitted not in (Fit.NONE, Fit.NEAR):
            return Base(share, part, whole, fitted, value, True)
    other = _search(share, near, None)
    if other:
        return other
    whole, fitted, value = tried[0]
    apart = "；" in report.flat[whole.end : share.start]
    return Base(share, part, whole, fitted, value, not apart)


def _survey(report: Report, share: Claim, counts: list[Claim]) -> Base | None:
    """In a survey the share is of those who were asked."""
    asked = [
        c for c in counts if c.unit in tables()["families"]["person"] + tables()["families"]["household"]
    ]
    if len(asked) == 1 == len(counts) and has(
        report.flat[report.sentences[share.sentence][0] : share.start], "asked"
    ):
        return Base(share, None, asked[0], Fit.LOOSE, Decimal(0), False)
    return None


def _speaks_of(claim: Claim, name: str) -> bool:
    """Whether a count names the act of a rate: 整改率 and 已整改.

    Two characters in common are enough; one is, where the noun is as short as in 实检.
    """
    stem = name.rstrip("率")[-6:]
    noun = claim.noun + claim.after[:4]
    pairs = {stem[i : i + 2] for i in range(len(stem) - 1)}
    if any(pair in noun for pair in pairs):
        return True
    return len(claim.noun) <= 3 and bool(set(claim.noun) & set(stem))


def _candidates(counts: list[Claim], part: Claim | None) -> Iterator[tuple[tuple[Claim, ...], Claim]]:
    near = counts[-_FEW:]
    for whole in near:
        parts = [c for c in near if c is not whole and same_family(c, whole) and c.number <= whole.number]
        for one in parts:
            if part is None or one is part:
                yield (one,), whole
        if part is None and len(parts) > 1 and whole is near[0]:
            for last in range(2, len(parts)):
                yield tuple(parts[:last]), whole


def _search(share: Claim, counts: list[Claim], part: Claim | None) -> Base | None:
    """Any part and whole nearby that give exactly this share; only for shares fine enough to tell."""
    if share.resolution >= 1 or share.marker != "exact":
        return None
    for parts, whole in _candidates(counts, part):
        joined = parts[0]
        if len(parts) > 1:
            value = (
                sum((p.number for p in parts), Decimal(0)) * 100 / whole.number
                if whole.number
                else Decimal(0)
            )
            if abs(value - share.number) * 2 <= share.resolution:
                return Base(share, joined, whole, Fit.ROUNDED, value, False, parts[1:])
            continue
        fitted, value = share_fit(joined, whole, share)
        if fitted in (Fit.EXACT, Fit.ROUNDED, Fit.CUT):
            return Base(share, joined, whole, fitted, value, False)
    return None
