"""A report as the checks see it: text, claims, sentences, headings, title, year, sections.

In: a text. Out: one `Report`, read once and shared by all checks. It judges nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from fajing.audit.claims import Claim
from fajing.audit.finding import Finding, Grade, Message, Place
from fajing.audit.language.load import tables
from fajing.audit.numbers import flatten
from fajing.audit.reading import read_claims
from fajing.audit.required import Required
from fajing.audit.structure import Heading, Marker, Span, headings, index_at, markers, paragraphs, sentences

Part = Literal["", "work", "shortcoming", "plan"]
_TITLE_LONGEST = 60


@dataclass(slots=True)
class Report:
    """A report, read.

    Attributes:
        text: As given; every offset refers to it.
        flat: The same, one way of writing each mark, character for character.
        claims: All quantities.
        sentences: Spans.
        lines: Spans of paragraphs.
        headings: Numbered openings of lines.
        markers: Signs of list items.
        title: Span of the title line, or nothing.
        year: The year reported on, or nothing.
        required: What the law asks of such a report.
        previous: The report of the year before.
        memo: What one file worked out and several checks use.
    """

    text: str
    flat: str
    claims: tuple[Claim, ...]
    sentences: list[Span]
    lines: list[Span]
    headings: list[Heading]
    markers: list[Marker]
    title: Span | None
    year: int | None
    required: Required
    previous: Report | None = None
    memo: dict[str, Any] = field(default_factory=dict)
    _by_sentence: dict[int, list[Claim]] = field(default_factory=dict)

    def place(self, start: int, end: int) -> Place:
        """A place with its quote."""
        return Place(start, end, self.text[start:end])

    def around(self, claims: Iterable[Claim]) -> Place:
        """One place from the first of some claims, with the words that say what it counts, to the last."""
        ordered = sorted(claims, key=lambda c: c.start)
        return self.place(self.begin(ordered[0]), ordered[-1].end)

    def begin(self, claim: Claim) -> int:
        """Where the noun of a claim begins, or its number where it has none."""
        at = claim.lead.find(claim.noun) if claim.noun else -1
        return claim.start - len(claim.lead) + at if at >= 0 else claim.start

    def place_of(self, claim: Claim) -> Place:
        """The claim with its noun."""
        return self.place(self.begin(claim), claim.end)

    def of_sentence(self, number: int) -> list[Claim]:
        """The claims of a sentence."""
        if not self._by_sentence:
            for claim in self.claims:
                self._by_sentence.setdefault(claim.sentence, []).append(claim)
        return self._by_sentence.get(number, [])

    def sentence_text(self, number: int) -> str:
        """A sentence, flattened."""
        start, end = self.sentences[number]
        return self.flat[start:end]

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence at an offset."""
        return index_at(self.sentences, offset)

    def top_headings(self) -> list[Heading]:
        """Headings of the highest level that the report uses."""
        level = min((h.level for h in self.headings), default=0)
        return [h for h in self.headings if h.level == level]

    def heading_before(self, offset: int, level: int = 1) -> Heading | None:
        """The last heading of a level before an offset."""
        found = [h for h in self.headings if h.level == level and h.start <= offset]
        return found[-1] if found else None

    def part_at(self, offset: int) -> Part:
        """Which of the usual parts an offset lies in, by the heading above it."""
        heading = self.heading_before(offset)
        if heading is None:
            return ""
        names: tuple[tuple[Part, str], ...] = (
            ("plan", "plan_heads"),
            ("shortcoming", "shortcoming_heads"),
            ("work", "work_heads"),
        )
        for part, key in names:
            if any(word in heading.text for word in tables()[key]):
                return part
        return ""

    @property
    def is_whole(self) -> bool:
        """Whether this is a whole report and no excerpt: it has a title or three headed parts."""
        return self.title is not None or len([h for h in self.headings if h.level == 1]) >= 3


def finding(
    check: str,
    kind: str,
    grade: Grade,
    places: Iterable[Place],
    arithmetic: str,
    zh: str,
    en: str,
    working: Iterable[tuple[str, str, object]] = (),
) -> Finding:
    """A finding; `working` is rows of (zh, en, value)."""
    name = check.rpartition(".")[2]
    rows = tuple((Message(a, b), str(value)) for a, b, value in working)
    return Finding(name, kind, grade, tuple(places), arithmetic, Message(zh, en), rows)


def read_report(text: str, required: Required, previous: Report | None = None) -> Report:
    """Read a text into a report."""
    flat = flatten(text)
    lines = paragraphs(flat)
    spans = sentences(flat)
    heads = headings(flat, lines)
    title = _title(flat, lines)
    return Report(
        text=text,
        flat=flat,
        claims=read_claims(flat, spans),
        sentences=spans,
        lines=lines,
        headings=heads,
        markers=markers(flat, lines, heads),
        title=title,
        year=_year(flat, title, heads),
        required=required,
        previous=previous,
    )


def _title(flat: str, lines: list[Span]) -> Span | None:
    """The first lines are a title if they name a report and hold no full stop."""
    pattern = re.compile(tables()["report_title"])
    for start, end in lines[:3]:
        line = flat[start:end]
        numbered = re.match(r"（?[一二三四五六七八九十\d]{1,3}[、）.]", line)
        if len(line) <= _TITLE_LONGEST and "。" not in line and not numbered and pattern.search(line):
            return start, end
    return None


def _year(flat: str, title: Span | None, heads: list[Heading]) -> int | None:
    """The year in the title; else the one most headings of parts done name; else the opening words' one."""
    if title and (match := re.search(r"(20\d\d)年", flat[title[0] : title[1]])):
        return int(match[1])
    if title and (spelt := re.search(r"[二][〇零一二三四五六七八九]{3}(?=年)", flat[title[0] : title[1]])):
        return int("".join(str(tables()["digits"][c]) for c in spelt[0]))
    past = [h for h in heads if h.level == 1 and not any(w in h.text for w in tables()["plan_heads"])]
    years = Counter(y for h in past for y in re.findall(r"(20\d\d)年", h.text))
    if years:
        return int(years.most_common(1)[0][0])
    opening = re.match(r"\s*(20\d\d)年(?:度)?(?:以来)?，", flat)
    return int(opening[1]) if opening else None


def nth(spans: list[Span], offset: int) -> int:
    """How many spans begin before an offset."""
    return bisect_left([s[0] for s in spans], offset)
