"""Read claims: what each figure counts, in which period, of which whole.

In: the flattened text, its figures and its sentences. Out: `Claim`s. Nothing is compared here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from fajing.audit.claims import Claim, ClaimKind
from fajing.audit.language.load import any_of, tables, words
from fajing.audit.numbers import Figure, find_figures
from fajing.audit.structure import Span, index_at

_EDGE = re.compile(r"[，；：。！？（）、\n—]")
_PERIOD = re.compile(
    r"(?:\d{4}|[一二][〇零一二三四五六七八九]{3})年(?:度)"
    r"?|上年同期|去年同期|上年|去年|上一年|同期|今年|[上下]半年|前?[一二三四]季度|(?<!\d)\d{1,2}月(?:份|底|末)"
    r"?|全年"
)
_LIST_GAP = re.compile(r"^(?:左右|以上)?[、和及与]$|^(?:左右|以上)?以及$")
_LONGEST = 40


def read_claims(flat: str, sentences: list[Span]) -> tuple[Claim, ...]:
    """Every claim of a text, in order, each with the whole it belongs to."""
    claims: list[Claim] = []
    for figure in find_figures(flat):
        number = index_at(sentences, figure.start)
        claims.append(
            _claim(flat, figure, len(claims), sentences[number][0] if sentences else 0, number, claims)
        )
    return tuple(_with_wholes(flat, claims))


def _claim(flat: str, figure: Figure, index: int, floor: int, sentence: int, before: list[Claim]) -> Claim:
    edge = floor
    window = flat[max(floor, figure.start - _LONGEST) : figure.start]
    for match in _EDGE.finditer(window):
        edge = max(edge, figure.start - len(window) + match.end())
    edge = max(edge, figure.start - _LONGEST)
    previous = before[-1] if before and before[-1].sentence == sentence else None
    if previous and previous.kind not in ("date", "ordinal", "name", "article"):
        edge = max(edge, previous.end)
    lead = flat[edge : figure.start]
    stop = _EDGE.search(flat, figure.end, figure.end + _LONGEST)
    after = flat[figure.end : stop.start() if stop else min(len(flat), figure.end + 12)]
    kind, direction = _kind(flat, figure, lead, previous)
    return Claim(
        index=index,
        kind=kind,
        number=figure.number,
        marker=figure.marker,
        unit=figure.unit,
        noun=strip_noun(lead),
        after=after,
        period=_period(flat[floor : figure.start], lead, previous),
        start=figure.start,
        end=figure.end,
        quote=flat[figure.start : figure.end],
        resolution=figure.resolution,
        low=figure.low,
        high=figure.high,
        upper=figure.upper,
        direction=direction,
        lead=lead,
        sentence=sentence,
        spelt=figure.spelt,
    )


@cache
def _moving() -> re.Pattern[str]:
    """A lead that ends in 上升, 同比下降了 and the like, but not in 升至, which tells a level."""
    rise, fall = (any_of(w for w in tables()[name] if len(w) > 1) for name in ("rise", "fall"))
    tail = r"(?:了|达|约|近|超过|超|逾|为|近乎)?$"
    return re.compile(rf"(?:(?P<rise>{rise}|(?:比|较).*多)|(?P<fall>{fall}|(?:比|较).*少)){tail}")


def _kind(flat: str, figure: Figure, lead: str, previous: Claim | None) -> tuple[ClaimKind, int]:
    if figure.kind in ("date", "name", "article", "ordinal", "range"):
        return figure.kind, 0
    if _inside_name(flat, figure):
        return "name", 0
    moving = _moving().search(lead)
    direction = 0 if not moving else 1 if moving["rise"] else -1
    if direction and figure.kind in ("share", "count"):
        return "growth", direction
    if direction and figure.kind in ("points", "multiple"):
        return figure.kind, direction
    listed = previous and previous.kind == "growth" and _LIST_GAP.match(flat[previous.end : figure.start])
    if listed and previous and (previous.unit == figure.unit):
        return "growth", previous.direction
    return figure.kind, 0


def _inside_name(flat: str, figure: Figure) -> bool:
    """Whether the figure is part of a title or of a short quoted name such as “三项制度”."""
    left = max(
        flat.rfind("《", 0, figure.start), flat.rfind("“", 0, figure.start), flat.rfind("「", 0, figure.start)
    )
    if left < 0 or figure.start - left > _LONGEST:
        return False
    close = {"《": "》", "“": "”", "「": "」"}[flat[left]]
    right = flat.find(close, left)
    return right >= figure.end and right - left <= (_LONGEST * 2 if close == "》" else 14)


@cache
def _strippers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    single = [word for word in tables()["rhythm"] if len(word) == 1]
    sure = any_of(tables()["sure_single"])
    # 有 before a number says nothing, in 有责投诉 it does: most single characters go only when they stand alone
    front = (
        any_of(w for w in [*tables()["rhythm"], *tables()["subjects"]] if len(w) > 1)
        + rf"|{sure}|{any_of(single)}$"
    )
    back = any_of(
        [*tables()["links"], *(w for name in ("before",) for ws in tables()[name].values() for w in ws)]
    )
    year = r"(?:\d{4}|[一二][〇零一二三四五六七八九]{3})年(?:度)?"
    date = rf"{year}(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d{{1,2}}[-—–至]{{0,2}}\d{{0,2}}月"
    return re.compile(rf"^(?:\s|{date}|{front})"), re.compile(rf"(?:\s|{back})$")


def strip_noun(lead: str) -> str:
    """What is counted: the lead without words of time and rhythm before it and links behind it.

    Example:
        >>> strip_noun("全年共办理行政案件达")
        '办理行政案件'
    """
    front, back = _strippers()
    while match := front.match(lead):
        lead = lead[match.end() :]
    while match := back.search(lead):
        lead = lead[: match.start()]
    return lead.strip("“”‘’《》 ")


def _period(sentence: str, lead: str, previous: Claim | None) -> str:
    found = _PERIOD.findall(lead)
    if found:
        return str(found[-1])
    gap = sentence.rfind("；")
    near = _PERIOD.findall(sentence[gap + 1 :][-_LONGEST * 2 :])
    stated = [p for p in near if p not in tables()["prior"]]
    return str(stated[-1]) if stated else ""


def same_family(one: Claim, other: Claim) -> bool:
    """Whether two counts may be counted together.

    Example:
        >>> from fajing.audit.structure import sentences
        >>> a, b = read_claims("立案3起、结案2件", sentences("立案3起、结案2件"))
        >>> same_family(a, b)
        True
    """
    families = tables()["units_of"]
    return one.unit == other.unit or (
        one.unit in families
        and families[one.unit] == families.get(other.unit)
        and families[one.unit] in ("person", "case", "household")
    )


def _with_wholes(flat: str, claims: list[Claim]) -> list[Claim]:
    """Name the whole of each part: after 其中, in brackets behind its whole, behind 决定中."""
    found: list[Claim] = []
    sentence, whole, bracketed = -1, None, False
    means = [*tables()["averages"], *tables()["every"]]
    seen: list[Claim] = []
    last: list[Claim] = []
    for claim in claims:
        if claim.sentence != sentence:
            last = seen if claim.sentence == sentence + 1 else []
            sentence, whole, bracketed, seen = claim.sentence, None, False, []
        if claim.kind not in ("count", "share"):
            found.append(claim)
            continue
        gap = flat[seen[-1].end : claim.start] if seen else _opening(flat, last, claim)
        if claim.kind == "count":
            if gap.count("）") > gap.count("（") and bracketed:
                whole, bracketed = None, False
            marked = any(w in claim.lead for w in tables()["of_which"]) or re.search(r"其中[，：,]", gap)
            if marked or (whole is None and re.search(r"^[^，；。]{0,12}中，", gap)):
                # 。其中 goes on from the sentence before
                whole = _nearest(seen, claim) if seen else _largest(last, claim)
                bracketed = "（" in gap
            elif re.match(r"^[^，。；（、]{0,4}（[^）]*$", gap) and not any(
                p in claim.lead for p in words("prior")
            ):
                whole, bracketed = (seen[-1], True) if same_family(seen[-1], claim) else (whole, bracketed)
            if whole is not None and same_family(whole, claim) and not any(w in claim.lead for w in means):
                claim = replace(claim, whole=whole.index)
            seen.append(claim)
        elif whole is not None:
            claim = replace(claim, whole=whole.index)
        found.append(claim)
    return found


def _opening(flat: str, last: list[Claim], claim: Claim) -> str:
    """From the last count of the sentence before, where this sentence goes on with 其中."""
    gap = flat[last[-1].end : claim.start] if last else ""
    return gap if "。其中" in gap and len(gap) <= _LONGEST else ""


def _largest(last: list[Claim], claim: Claim) -> Claim | None:
    """The first count of the sentence before that can hold the part."""
    family = [c for c in last if same_family(c, claim) and c.whole is None]
    return next((c for c in family if c.number >= claim.number), family[0] if family else None)


def _nearest(seen: list[Claim], claim: Claim) -> Claim | None:
    """The last count of the same family that is no part itself; else the last of the family."""
    family = [c for c in seen if same_family(c, claim)]
    tops = [c for c in family if c.whole is None]
    found = tops or family
    return found[-1] if found else None
