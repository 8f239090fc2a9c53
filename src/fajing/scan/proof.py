"""Proves citations: is the cited article in its text, do its dates hold, do the norm's numbers stand in it.

In: a lawbook and a folder with the texts of its sources. Out: doubts, each with the norm and what is wrong. A number
that the law does not say as such (a day taken off, two rules added up) is declared in the norm under `derived:` with
its reason; a declaration that is not needed is a doubt too. Nothing is judged, and no text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fajing.lawbook.conditions import DateLiteral, walk
from fajing.lawbook.model import Citation, Lawbook, Norm, Place, Source, Version
from fajing.lawbook.problems import Report
from fajing.scan.citations import Statutes, article_words
from fajing.scan.numerals import Amount, amounts
from fajing.scan.proof_numbers import Needed, conditions_of, numbers_of

_ITEM = re.compile(r"^[（(][一二三四五六七八九十百\d]+[）)]")
_WORKING_DAYS = "工作日"
_TITLE_UNITS = ("hours", "working_days", "days", "months", "years", "yuan", "age")
_EFFECTIVE = re.compile(r"^# EFFECTIVE: (\d{4}-\d{2}-\d{2})", re.MULTILINE)
_COMMENCES = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起\s*施行")
_ITSELF = re.compile(
    r"本(?:法|条例|规定|办法|解释)" + _COMMENCES.pattern
)  # lists after the last article can be long
_PLACEHOLDER = re.compile(r"\{[a-z]+\}")
_LAST_ARTICLES = 400


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a citation does not bear out.

    Attributes:
        about: Id of the norm or source.
        what: What is wrong, Chinese first.
        remedy: What would be right.
        place: Where it stands.
    """

    about: str
    what: str
    remedy: str = ""
    place: Place | None = None


@dataclass(slots=True)
class Proof:
    """What a proof came to.

    Attributes:
        doubts: What is not borne out.
        cited: Number of citations whose article was found.
        numbers: Number of numbers found in their article.
        declared: Number of numbers declared as derived.
        unread: Citations whose text is not in the folder, as `norm: source article`.
    """

    doubts: list[Doubt] = field(default_factory=list)
    cited: int = 0
    numbers: int = 0
    declared: int = 0
    unread: list[str] = field(default_factory=list)


def prove(lawbook: Lawbook, statutes: Statutes) -> Proof:
    """Hold every norm and source of a lawbook against the texts.

    Args:
        lawbook: The lawbook, norms of every status.
        statutes: The texts.
    """
    proof = Proof()
    for source in lawbook.sources.values():
        proof.doubts.extend(_of_source(source, lawbook, statutes))
    for norm in lawbook.norms.values():
        prove_norm(norm, lawbook, statutes, proof)
    return proof


def report_doubts(proof: Proof, report: Report) -> None:
    """Put the doubts beside a lawbook's other errors."""
    for doubt in proof.doubts:
        report.error(doubt.place, f"{doubt.about}: {doubt.what}", doubt.remedy)


def prove_norm(norm: Norm, lawbook: Lawbook, statutes: Statutes, proof: Proof) -> None:
    """Hold one norm against the texts it cites; what is found goes into the proof."""
    spoken: list[Amount] = []
    is_complete = True
    for version in norm.versions:
        raw = _raw_version(norm, version)
        text, complete = _cited_text(norm, version, lawbook, statutes, proof)
        is_complete = is_complete and complete
        found = amounts(text)
        spoken += found
        proof.doubts += [
            Doubt(norm.id, what, remedy, norm.place) for what, remedy in _dates(version, norm, lawbook)
        ]
        needed = numbers_of(raw.get("duty", {}), lawbook)
        spoken += [Amount(one.count, one.unit, one.say()) for one in needed]
        spoken += _declared_amounts(raw)
        _hold_numbers(norm, version, raw, needed, found, text, complete, proof)
    if is_complete:
        proof.doubts += [Doubt(norm.id, what, "", norm.place) for what in _own_words(norm, spoken)]


# ---- articles


def _cited_text(
    norm: Norm, version: Version, lawbook: Lawbook, statutes: Statutes, proof: Proof
) -> tuple[str, bool]:
    """The text of all cited articles, and whether every one is at hand."""
    texts, complete = [], True
    for citation in version.cites:
        source = lawbook.sources.get(citation.source)
        whole = statutes.whole_text(source) if source is not None else ""
        article = statutes.whole_article(citation)
        named = f"{citation.source} {article_words(citation, 'zh')}"
        if source is None or not whole:
            proof.unread.append(f"{norm.id}: {named}")
            complete = False
        elif article:
            proof.cited += 1
            texts.append(article)
            if source.read == "full" and (what := _part(citation, article)):
                proof.doubts.append(Doubt(norm.id, f"{named}：{what}", "", norm.place))
        elif source.read == "full" or statutes.has_articles(source):
            what = f"原文里没有{named} (no such article in its text)"
            proof.doubts.append(Doubt(norm.id, what, "改条号 / mend the article", norm.place))
            complete = False
        else:  # excerpts and reports without articles: the number must stand somewhere in them
            proof.unread.append(f"{norm.id}: {named}")
            texts.append(whole)
    return "\n".join(texts), complete


def _part(citation: Citation, article: str) -> str:
    """What is wrong with the paragraph or item; empty where both are there."""
    paragraphs: list[list[str]] = []
    for line in article.splitlines():
        if _ITEM.match(line) and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    if citation.paragraph is not None and citation.paragraph > len(paragraphs):
        return f"只有{len(paragraphs)}款 (only {len(paragraphs)} paragraphs)"
    held = [paragraphs[citation.paragraph - 1]] if citation.paragraph is not None else paragraphs
    items = max((len(lines) - 1 for lines in held), default=0)
    if citation.item is not None and citation.item > items:
        return f"只有{items}项 (only {items} items)"
    return ""


# ---- numbers


def _hold_numbers(
    norm: Norm,
    version: Version,
    raw: Mapping[str, Any],
    needed: list[Needed],
    found: list[Amount],
    text: str,
    complete: bool,
    proof: Proof,
) -> None:
    working_days = _WORKING_DAYS in text
    declared = {item["number"] for item in raw.get("derived", ())}
    used = set()
    for one in needed:
        stands = one.stands_among(found, working_days=working_days)
        if stands:
            proof.numbers += 1
        elif one.number in declared:
            proof.declared += 1
            used.add(one.number)
        elif complete:
            what = f"自 {version.start} 起的版本，{one.say()} 在所引条文中找不到 (not in the cited articles)"
            remedy = f"改引用，或写 derived: [{{number: {one.number}, why: …}}]"
            proof.doubts.append(Doubt(norm.id, what, remedy, norm.place))
    for number in sorted(declared - used):
        if complete and not _is_of_words(number, norm):
            what = f"derived 写了 {number}，但不需要 (declared, but not needed)"
            proof.doubts.append(Doubt(norm.id, what, "删去 / delete it", norm.place))


def _declared_amounts(raw: Mapping[str, Any]) -> list[Amount]:
    """Declared numbers; in words they may stand with any unit."""
    return [
        amount
        for item in raw.get("derived", ())
        for unit in _TITLE_UNITS
        for amount in amounts(f"{item['number']}{_SAID[unit]}")
    ]


_SAID = {"hours": "小时", "working_days": "个工作日", "days": "日", "months": "个月", "years": "年", "yuan": "元",
         "age": "周岁"}  # fmt: skip


def _is_of_words(number: int, norm: Norm) -> bool:
    """Whether a title or message says the number."""
    return any(one.count == number for text in _texts(norm) for one in amounts(text))


def _own_words(norm: Norm, spoken: list[Amount]) -> Iterator[str]:
    """Numbers of title and message that neither an article nor the duty says."""
    known = {(one.count, one.unit) for one in spoken}
    for text in _texts(norm):
        for one in amounts(text):
            if one.unit not in _TITLE_UNITS or (one.count, one.unit) in known:
                continue
            if one.unit == "working_days" and (one.count, "days") in known:
                continue
            if one.unit in ("age", "yuan") and (one.count, "") in known:
                continue
            yield f"标题或表述里的“{one.text}”在条文和规则中找不到 (in the words, not in the law)"


def _texts(norm: Norm) -> list[str]:
    texts = [norm.title.zh] + ([norm.message.zh] if norm.message is not None else [])
    return [_PLACEHOLDER.sub("，", text) for text in texts]


# ---- dates


def _dates(version: Version, norm: Norm, lawbook: Lawbook) -> Iterator[tuple[str, str]]:
    """A version stands only while everything it cites does; days in its conditions are days on which law changed."""
    for citation in version.cites:
        source = lawbook.sources.get(citation.source)
        if source is None:
            continue
        if version.start < source.in_force_from:
            what = f"版本自 {version.start} 起，{source.id} 自 {source.in_force_from} 起才施行"
            yield f"{what} (cites what is not yet in force)", f"from: {source.in_force_from}"
        if source.in_force_until is not None and (version.end or date.max) > source.in_force_until:
            what = f"{source.id} 到 {source.in_force_until} 失效，版本到 {version.end or '今'}"
            yield f"{what} (cites what is no longer in force)", f"until: {source.in_force_until}"
    turns = _turning_days(norm, lawbook)
    days = {
        date.fromisoformat(node.text[:10])
        for root in conditions_of(_raw_version(norm, version).get("duty", {}))
        for node in walk(root)
        if isinstance(node, DateLiteral)
    }
    for day in sorted(days - turns):
        yield f"条件里的 {day} 不是任何依据或版本的起止日 (a day on which no source or version begins)", ""


def _turning_days(norm: Norm, lawbook: Lawbook) -> set[date]:
    days = {version.start for version in norm.versions}
    for source in lawbook.sources.values():
        days.add(source.in_force_from)
        if source.in_force_until is not None:
            days |= {source.in_force_until, source.in_force_until + timedelta(days=1)}
    return days


def _of_source(source: Source, lawbook: Lawbook, statutes: Statutes) -> Iterator[Doubt]:
    """The days of an instrument, against its text and against what replaced it."""
    for earlier in source.replaces:
        before = lawbook.sources.get(earlier)
        if before is None:
            yield Doubt(source.id, f"replaces: 没有 {earlier} (unknown source)", "", source.place)
        elif before.in_force_until != source.in_force_from - timedelta(days=1):
            what = f"取代 {earlier}，而 {earlier} 的 until 是 {before.in_force_until} (the two do not meet)"
            yield Doubt(source.id, what, f"until: {source.in_force_from - timedelta(days=1)}", source.place)
    text = statutes.whole_text(source)
    said = _days_of_text(text)
    if said and source.in_force_from not in said:
        days = "、".join(sorted(map(str, said)))
        what = f"原文写明的施行日是 {days}，不是 {source.in_force_from} (another day in its text)"
        yield Doubt(source.id, what, f"from: {min(said)}", source.place)


def _days_of_text(text: str) -> set[date]:
    """Days from which a text says it is in force: its head, `自…起施行` among its last articles, `本…自` anywhere."""
    days = {date.fromisoformat(found) for found in _EFFECTIVE.findall(text)}
    for found in [*_COMMENCES.findall(text[-_LAST_ARTICLES:]), *_ITSELF.findall(text)]:
        days.add(date(*map(int, found)))
    return days


def _raw_version(norm: Norm, version: Version) -> Mapping[str, Any]:
    """A version as YAML said it."""
    start = version.start.isoformat()
    return next((raw for raw in norm.raw.get("versions", ()) if str(raw["from"]) == start), {})
