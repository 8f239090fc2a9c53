"""Citations in words, and the article's own text from a folder of statutes.

In: a norm's citations, the sources they name, and with `--statutes` a folder of text files in which every article
begins a line with `第…条` (or `Art. 12`). Out: lines to show. Statute text is never kept in the lawbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.lawbook.model import Citation, Lawbook, Source
from fajing.scan.wording import Speaker

_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_ARTICLE = re.compile(r"(\d+)(?:(?:之|-|_|\.)(\d+))?")
_HEADING = re.compile(
    r"^[\s#*　]*(?:第([零〇○一二三四五六七八九十百千两\d]+)条(?:之([一二三四五六七八九十\d]+))?"
    r"|Art(?:icle|icolo|\.)?\s*(\d+)(?:[-.](\w+))?)",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"^\s*(?:#|第[一二三四五六七八九十百]+[章节编]\s)")
_LONGEST_TEXT = 1200


@dataclass(frozen=True, slots=True)
class CitedLine:
    """One citation, ready to show.

    Attributes:
        title: Title of the source.
        article: `第六十一条第二款`, `Art. 61(2)`.
        in_force: From when, as text.
        quality: A tag where the text was not read in full, else empty.
        text: The article's text, where a statutes folder holds it.
    """

    title: str
    article: str
    in_force: str
    quality: str
    text: str = ""


def chinese_number(number: int) -> str:
    """A whole number below 10,000 as articles are numbered.

    Example:
        >>> chinese_number(10), chinese_number(61), chinese_number(105), chinese_number(190), chinese_number(1010)
        ('十', '六十一', '一百零五', '一百九十', '一千零一十')
    """
    if number < 10 or number >= 10_000:
        return _DIGITS[number] if 0 <= number < 10 else str(number)
    words, gap = "", False
    for size, unit in _UNITS:
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(words)
    words += ("零" if gap and number else "") + (_DIGITS[number] if number else "")
    return words[1:] if words.startswith("一十") else words


def article_words(citation: Citation, language: str) -> str:
    """Article, paragraph and item: `第六十一条第一款第二项`, `Art. 61(1)(2)`."""
    found = _ARTICLE.fullmatch(citation.article.strip())
    if language == "en":
        parts = "".join(f"({part})" for part in (citation.paragraph, citation.item) if part)
        return f"Art. {citation.article}{parts}"
    if found is None:
        article = citation.article if "条" in citation.article else f"第{citation.article}条"
    else:
        article = f"第{chinese_number(int(found[1]))}条"
        article += f"之{chinese_number(int(found[2]))}" if found[2] else ""
    article += f"第{chinese_number(citation.paragraph)}款" if citation.paragraph else ""
    return article + (f"第{chinese_number(citation.item)}项" if citation.item else "")


def cited_lines(
    cites: tuple[Citation, ...], speaker: Speaker, statutes: Statutes | None = None
) -> list[CitedLine]:
    """Every citation of a version, with the tag that says how well its text is known."""
    lines = []
    for citation in cites:
        source = speaker.lawbook.sources.get(citation.source)
        title = speaker.text(source.title) if source else citation.source
        if speaker.is_zh and source and "《" not in title:
            title = f"《{title}》"
        since = source.in_force_from.isoformat() if source else ""
        until = source.in_force_until.isoformat() if source and source.in_force_until else ""
        in_force = speaker.pick(f"自 {since} 施行", f"in force from {since}") if since else ""
        in_force += speaker.pick(f"，至 {until}", f" to {until}") if until else ""
        lines.append(
            CitedLine(
                title=title,
                article=article_words(citation, speaker.language),
                in_force=in_force,
                quality=quality_tag(citation, speaker),
                text=statutes.article(citation) if statutes else "",
            )
        )
    return lines


def quality_tag(citation: Citation, speaker: Speaker) -> str:
    """How well the cited text is known; empty where it was read in full."""
    source = speaker.lawbook.sources.get(citation.source)
    quality = citation.quality or (source.read if source else "reported")
    if quality in ("reported", "转述"):
        return speaker.pick("转述，未见原文", "as reported, text not seen")
    if quality in ("part", "excerpt"):
        return speaker.pick("只见节录", "read in part")
    return ""


class Statutes:
    """Texts of statutes in a folder, read when first asked for.

    Args:
        folder: Holds `<source.text>.txt`.
        lawbook: Says which file holds which source.

    Raises:
        FajingError: There is no such folder.
    """

    def __init__(self, folder: Path, lawbook: Lawbook) -> None:
        if not folder.is_dir():
            raise FajingError(
                f"没有法规原文文件夹 (no such folder of statutes): {folder}",
                remedy="--statutes 后面写一个文件夹",
            )
        self.folder = folder
        self.lawbook = lawbook
        self._articles: dict[str, dict[tuple[int, str], str]] = {}

    def article(self, citation: Citation) -> str:
        """The text of the cited article, shortened where it is very long; empty where the folder does not hold it."""
        return self.whole_article(citation)[:_LONGEST_TEXT]

    def whole_article(self, citation: Citation) -> str:
        """The text of the cited article; empty where the folder does not hold it."""
        source = self.lawbook.sources.get(citation.source)
        found = _ARTICLE.match(citation.article.strip())
        if source is None or source.text is None or found is None:
            return ""
        return self._of(source.text).get((int(found[1]), found[2] or ""), "")

    def whole_text(self, source: Source) -> str:
        """All of an instrument's text; empty where the folder does not hold it."""
        return self._read(source.text) if source.text is not None else ""

    def has_articles(self, source: Source) -> bool:
        """Whether the text held of an instrument is divided into articles."""
        return source.text is not None and bool(self._of(source.text))

    def _read(self, name: str) -> str:
        path = self.folder / f"{name}.txt"
        # A name with `..` could point out of the folder; it is simply not held.
        inside = path.resolve().is_relative_to(self.folder.resolve())
        return path.read_text(encoding="utf-8-sig", errors="replace") if inside and path.is_file() else ""

    def _of(self, name: str) -> dict[tuple[int, str], str]:
        articles = self._articles.get(name)
        if articles is None:
            articles = self._articles[name] = split_articles(self._read(name))
        return articles


def split_articles(text: str) -> dict[tuple[int, str], str]:
    r"""A statute's text by article; the key is the number and the part after 之.

    Example:
        >>> sorted(split_articles("第一条 甲\n乙\n# 第二章\n第十二条之一 丙"))
        [(1, ''), (12, '1')]
    """
    articles: dict[tuple[int, str], list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            number = _number(heading[1]) if heading[1] else int(heading[3])
            part = str(_number(heading[2])) if heading[2] else heading[4] or ""
            # The first heading is the article; a later one of the same number is a reference at a line's start.
            current = articles.setdefault((number, part), [])
            if current:
                current.append(line.strip())
                continue
            current.append(line.strip(" #*　"))
        elif _CHAPTER.match(line):
            current = None
        elif current is not None and line.strip():
            current.append(line.strip())
    return {key: "\n".join(lines) for key, lines in articles.items()}


def _number(text: str) -> int:
    """A Chinese or arabic number."""
    if text.isdigit() and text.isascii():
        return int(text)
    total, digit = 0, 0
    values = {unit: size for size, unit in _UNITS}
    for sign in text.replace("〇", "零").replace("○", "零").replace("两", "二"):
        if sign in values:
            total += (digit or 1) * values[sign]
            digit = 0
        else:
            digit = _DIGITS.index(sign) if sign in _DIGITS else 0
    return total + digit
