"""One way of rounding in a sentence: `rounding-convention`.

What: looks in each sentence for a share or growth that only rounding half up explains beside one that only
cutting off explains. Why: two conventions in one breath mean two sources, and usually one slip. A share with
no base that is a cut-off simple fraction (two thirds as 66.66%) is named as unchecked. It keeps quiet where a
figure fits both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fajing.audit.arithmetic import Fit, cut, decimals, plain, priors, rounded
from fajing.audit.bases import bases
from fajing.audit.changes import changes
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.report import Report, finding

KINDS = ("rounding-convention",)
_SIMPLE = range(3, 10)


def check(report: Report) -> Iterator[Finding]:
    """Compare the ways of rounding within each sentence."""
    ways: dict[int, tuple[list[tuple[Claim, Claim]], list[tuple[Claim, Claim]]]] = {}
    for base in bases(report).values():
        if base.part and base.fit in (Fit.ROUNDED, Fit.CUT) and base.certain:
            both = ways.setdefault(base.share.sentence, ([], []))
            both[base.fit is Fit.CUT].append((base.part, base.share))
    for change in changes(report):
        if (
            change.now is None
            or change.before
            or change.growth.unit != "%"
            or change.growth.marker != "exact"
        ):
            continue
        if change.now.number > 1_000_000:
            continue
        half_up, cut_off = priors(change.now, change.growth)
        if (half_up and not cut_off) or (cut_off and not half_up):
            ways.setdefault(change.growth.sentence, ([], []))[not half_up].append((change.now, change.growth))
    for half, off in ways.values():
        if half and off:
            yield _mixed(report, half[0], off[0])
    for share in report.claims:
        if share.kind == "share" and share.unit == "%" and not _has_part(report, share):
            yield from _simple_fraction(report, share)


def _has_part(report: Report, share: Claim) -> bool:
    base = bases(report).get(share.index)
    return base is not None and base.part is not None


def _mixed(report: Report, half: tuple[Claim, Claim], off: tuple[Claim, Claim]) -> Finding:
    place = report.around([*half, *off])
    one, other = half[1].quote, off[1].quote
    return finding(
        __name__,
        "rounding-convention",
        "warning",
        [place],
        f"{one}: 四舍五入; {other}: 截尾",
        f"同一句里{one}只能是四舍五入，{other}只能是截尾；请统一取舍办法。",
        f"In one sentence {one} can only be rounded half up and {other} only cut off; use one way.",
    )


def _simple_fraction(report: Report, share: Claim) -> Iterator[Finding]:
    places = decimals(share)
    if places < 2 or share.marker != "exact":
        return
    for below in _SIMPLE:
        for above in range(1, below):
            value = Decimal(above * 100) / below
            if cut(value, places) == share.number != rounded(value, places):
                yield finding(
                    __name__,
                    "rounding-convention",
                    "unchecked",
                    [report.place_of(share)],
                    f"{above} ÷ {below} = {plain(rounded(value, places + 2))}%",
                    f"{share.quote}像是{below}分之{above}截尾而来，四舍五入应为{plain(rounded(value, places))}%；"
                    "缺：分子和分母。",
                    f"{share.quote} looks like {above}/{below} cut off; rounded it is "
                    f"{plain(rounded(value, places))}%. Missing: its base.",
                )
                return
