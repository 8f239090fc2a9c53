"""Reads the sections of a report from files of the lawbook: `reports/annual/NN-name.md`.

In: folders of a lawbook, base first. Out: parts and sections in order, each with its paragraphs in both languages. A
file of an overlay replaces the one of the same name. What a file may say stands in docs/guides/write_the_report.md;
whatever else stands in it is an error with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fajing.lawbook.model import Text
from fajing.lawbook.problems import suggest
from fajing.lawbook.yaml_reader import read_documents
from fajing.publish.marks import Condition, Mark, SectionError, read_condition, read_marks

FOLDER = Path("reports") / "annual"
OPENING = "opening"
_LANGUAGES = ("zh", "en")
_LISTS = ("last_year", "head_duties", "shortcomings", "plans")
_DIRECTIVE = re.compile(r"@(?P<name>[a-z]+)(?:\s+(?P<rest>.*))?")
_NAME = re.compile(r"\d\d-[a-z_]+\.md")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a section: it is printed where its condition holds."""

    pieces: tuple[str | Mark, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading, or what a directive puts in its place.

    Attributes:
        kind: `text`, `heading`, `chart`, `table`, `lessons` or `items`.
        sentences: Of a text.
        words: Of a heading, its text; of a directive, its arguments.
        condition: When it is printed.
        where: File and line.
    """

    kind: str
    sentences: tuple[Sentence, ...] = ()
    words: tuple[str, ...] = ()
    condition: Condition | None = None
    where: str = ""

    def marks(self) -> Iterator[Mark]:
        """Every mark in it, those of conditions included."""
        conditions = [self.condition, *(one.condition for one in self.sentences)]
        for condition in conditions:
            if condition is not None:
                yield from (mark for _holds, mark in condition.clauses)
        for sentence in self.sentences:
            yield from (piece for piece in sentence.pieces if isinstance(piece, Mark))

    def indicators(self) -> Iterator[tuple[str, str]]:
        """Ids of indicators it asks for, each with file and line."""
        for mark in self.marks():
            if mark.indicator is not None:
                yield mark.indicator, mark.where
        if self.kind in ("chart", "table"):
            yield from ((word, self.where) for word in self.words)


@dataclass(frozen=True, slots=True)
class Section:
    """One file.

    Attributes:
        name: Its file name.
        part: The required part it belongs to, or `opening`.
        title: Its heading; empty where it stands directly under the part's.
        passages: By language.
    """

    name: str
    part: str
    title: Text | None
    passages: Mapping[str, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class Outline:
    """All sections and the titles of the parts, in the order in which they are printed."""

    parts: Mapping[str, Text]
    sections: tuple[Section, ...]

    def indicators(self) -> dict[str, str]:
        """Every indicator that a section asks for, with the first place that does."""
        found: dict[str, str] = {}
        for section in self.sections:
            for passages in section.passages.values():
                for passage in passages:
                    for indicator, where in passage.indicators():
                        found.setdefault(indicator, where)
        return found


def read_outline(folders: tuple[Path, ...]) -> Outline:
    """The sections of a lawbook.

    Raises:
        SectionError: A file says what it cannot mean; with file and line.
    """
    parts: dict[str, Text] = {}
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            for document in read_documents(path):
                listed = document.data.get("parts") or () if isinstance(document.data, dict) else ()
                parts.update({one["id"]: Text(**one["title"]) for one in listed})
        files.update({path.name: path for path in sorted((folder / FOLDER).glob("*.md"))})
    sections = [_read(files[name], parts) for name in sorted(files)]
    order = [OPENING, *parts]
    sections.sort(key=lambda one: (order.index(one.part), one.name))
    return Outline(parts, tuple(sections))


@dataclass(slots=True)
class _Reading:
    """What has been read of a file so far."""

    part: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    language: str = ""
    condition: Condition | None = None
    sentences: list[Sentence] = field(default_factory=list)
    began: str = ""

    def close(self) -> None:
        """Ends a paragraph."""
        if self.sentences:
            self.add(Passage("text", tuple(self.sentences), (), self.condition, self.began))
            self.sentences = []

    def add(self, passage: Passage) -> None:
        self.passages[self.language].append(passage)
        self.condition = None


def _read(path: Path, parts: Mapping[str, Text]) -> Section:
    shown = "/".join(path.parts[-4:])
    if not _NAME.fullmatch(path.name):
        raise SectionError("章节文件名应为 NN-name.md (a section is named NN-name.md)", where=shown)
    reading = _Reading()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where, text = f"{shown}:{number}", line.strip()
        if not text:
            reading.close()
        elif text.startswith("<!--") and text.endswith("-->"):
            continue
        elif text.startswith("@"):
            reading.close()
            _directive(text, where, reading, parts)
        elif not reading.language:
            raise SectionError("正文前应有 @zh (text stands below @zh or @en)", where=where, why=text)
        elif text.startswith("## "):
            reading.close()
            reading.add(Passage("heading", (), (text[3:],), reading.condition, where))
        else:
            if not reading.sentences:
                reading.began = where
            reading.sentences.append(_sentence(text, where))
    reading.close()
    return _finish(reading, path.name, shown)


def _sentence(text: str, where: str) -> Sentence:
    if not text.startswith("? "):
        return Sentence(read_marks(text, where))
    condition, bar, rest = text[2:].partition(" | ")
    if not bar:
        raise SectionError(
            "条件后应有竖线 (a condition ends with a bar)",
            where=where,
            remedy='? positive("id") | …',
        )
    return Sentence(read_marks(rest, where), read_condition(condition, where))


def _directive(text: str, where: str, reading: _Reading, parts: Mapping[str, Text]) -> None:
    found = _DIRECTIVE.fullmatch(text)
    name, rest = (found["name"], (found["rest"] or "").strip()) if found else ("", "")
    words = tuple(rest.split())
    if name == "part" and not reading.language:
        if rest != OPENING and rest not in parts:
            raise SectionError(
                f"没有这个部分 (no such part): {rest}", where=where, remedy=suggest(rest, [OPENING, *parts])
            )
        reading.part = rest
    elif name == "title" and not reading.language and len(words) > 1 and words[0] in _LANGUAGES:
        reading.titles[words[0]] = rest.partition(" ")[2].strip()
    elif name in _LANGUAGES and not rest:
        _nothing_waits(reading, where)
        reading.language = name
        reading.passages[name] = []
    elif name == "when" and reading.language and rest:
        reading.condition = read_condition(rest, where)
    elif reading.language and _stands_alone(name, words):
        reading.add(Passage(name, (), words, reading.condition, where))
    else:
        raise SectionError(
            f"看不懂这一行 (not understood here): {text}",
            where=where,
            remedy="@part、@title、@zh、@en、@when、@chart、@table、@lessons、@items（"
            + "、".join(_LISTS)
            + "）",
        )


def _stands_alone(name: str, words: tuple[str, ...]) -> bool:
    """Whether a directive puts something of its own into the text."""
    if name == "items":
        return len(words) == 1 and words[0] in _LISTS
    if name == "lessons":
        return not words
    return bool(words) and (name == "table" or (name == "chart" and len(words) == 1))


def _nothing_waits(reading: _Reading, where: str) -> None:
    if reading.condition is not None:
        raise SectionError("@when 后面没有内容 (nothing stands behind @when)", where=where)


def _finish(reading: _Reading, name: str, shown: str) -> Section:
    missing = [language for language in _LANGUAGES if not reading.passages.get(language)]
    if not reading.part or missing:
        said = "@part" if not reading.part else "@" + missing[0]
        raise SectionError(f"章节缺少 {said} (the section lacks it)", where=f"{shown}:1")
    _nothing_waits(reading, shown)
    if len(reading.titles) == 1:
        raise SectionError("标题应有中英两种 (a title in both languages)", where=f"{shown}:1")
    title = Text(reading.titles["zh"], reading.titles["en"]) if reading.titles else None
    passages = {language: tuple(found) for language, found in reading.passages.items()}
    return Section(name, reading.part, title, passages)
