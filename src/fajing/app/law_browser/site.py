"""What all pages of one lawbook share: language, titles, links, and which norms belong where.

In: a lawbook. Out: answers for the pages. Nothing is written here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from html import escape

from fajing.app.law_browser.words import Words
from fajing.lawbook.duty_spec import DutySpec
from fajing.lawbook.model import Citation, Lawbook, Norm, Severity, Source, Version
from fajing.scan.citations import Statutes
from fajing.scan.wording import Speaker

_SAFE = re.compile(r"[^A-Za-z0-9_.-]")
StepsOf = Callable[[DutySpec], Iterable[str]]
_HEAD = re.compile(r"^(?P<number>\d+)(?:\D+(?P<part>\d+))?")


class Site:
    """A lawbook to be shown.

    Args:
        lawbook: The lawbook, norms of every status and region.
        language: `zh` or `en`.
        statutes: Texts to quote, or None.
    """

    def __init__(self, lawbook: Lawbook, language: str, statutes: Statutes | None) -> None:
        self.lawbook = lawbook
        self.words = Words(language)
        self.speaker = Speaker(lawbook, language)
        self.statutes = statutes

    @property
    def norms(self) -> list[Norm]:
        """All norms, by id."""
        return sorted(self.lawbook.norms.values(), key=lambda norm: norm.id)

    # ---- where things stand

    def norm_page(self, norm_id: str) -> str:
        """Path of a norm's page from the site's root."""
        return f"norms/{_SAFE.sub('_', norm_id)}.html"

    def source_page(self, source_id: str) -> str:
        """Path of an instrument's page."""
        return f"sources/{_SAFE.sub('_', source_id)}.html"

    def procedure_page(self, procedure_id: str) -> str:
        """Path of a procedure's page."""
        return f"procedures/{_SAFE.sub('_', procedure_id)}.html"

    def label_place(self, label_id: str) -> str:
        """Path and fragment of a label."""
        return f"labels.html#{anchor(label_id)}"

    def article_place(self, citation: Citation) -> str:
        """Path and fragment of a cited article."""
        return f"{self.source_page(citation.source)}#{anchor('a-' + citation.article)}"

    # ---- titles

    @cached_property
    def themes(self) -> dict[str, str]:
        """Titles of the themes (the part of an id before its first dot), in order of their names.

        A theme is called as the group of the labels that most of its norms carry; where two would be called alike, the
        one with fewer such norms keeps its own name.
        """
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for norm in self.norms:
            label = self.lawbook.labels.get(norm.label or "")
            groups[theme_of(norm)][self.speaker.text(label.group) if label else ""] += 1
        for label in self.lawbook.labels.values():  # a theme's own labels weigh more than borrowed ones
            theme = label.id.partition(".")[0]
            if theme in groups:
                groups[theme][self.speaker.text(label.group)] += len(self.norms)
        titles: dict[str, str] = {}
        claims = sorted(groups, key=lambda theme: (-max(groups[theme].values()), theme))
        for theme in claims:
            title = groups[theme].most_common(1)[0][0]
            titles[theme] = title if title and title not in titles.values() else theme.replace("_", " ")
        return {theme: titles[theme] for theme in sorted(groups)}

    def source_title(self, source: Source) -> str:
        """The title of an instrument, in book marks where the language has them."""
        title = self.speaker.text(source.title)
        return f"《{title}》" if self.speaker.is_zh and "《" not in title else title

    # ---- what belongs where

    @cached_property
    def by_theme(self) -> dict[str, list[Norm]]:
        """Norms by theme."""
        found: dict[str, list[Norm]] = {theme: [] for theme in self.themes}
        for norm in self.norms:
            found[theme_of(norm)].append(norm)
        return found

    @cached_property
    def by_label(self) -> dict[str, list[Norm]]:
        """Norms by label."""
        found: dict[str, list[Norm]] = defaultdict(list)
        for norm in self.norms:
            if norm.label is not None:
                found[norm.label].append(norm)
        return found

    @cached_property
    def by_article(self) -> dict[str, dict[str, list[tuple[Norm, Version, Citation]]]]:
        """Who cites what, by source and article."""
        found: dict[str, dict[str, list[tuple[Norm, Version, Citation]]]] = defaultdict(dict)
        for norm in self.norms:
            for version in norm.versions:
                for citation in version.cites:
                    articles = found[citation.source].setdefault(citation.article, [])
                    articles.append((norm, version, citation))
        return found

    def norms_of_source(self, source_id: str) -> list[Norm]:
        """Norms that cite an instrument, each once."""
        cited = (norm for found in self.by_article.get(source_id, {}).values() for norm, _, _ in found)
        return list({norm.id: norm for norm in cited}.values())

    @cached_property
    def raised_by(self) -> dict[str, list[Norm]]:
        """Norms by the step that raises them."""
        return self._by_step(lambda duty: duty.on)

    @cached_property
    def asking_for(self) -> dict[str, list[Norm]]:
        """Norms by the steps they ask for, forbid or count."""
        return self._by_step(_asked_for)

    def _by_step(self, steps_of: StepsOf) -> dict[str, list[Norm]]:
        found: dict[str, dict[str, Norm]] = defaultdict(dict)
        for norm in self.norms:
            for version in norm.versions:
                for step in steps_of(version.duty):
                    found[step][norm.id] = norm
        return {step: list(norms.values()) for step, norms in found.items()}


def _asked_for(duty: DutySpec) -> Iterable[str]:
    yield from (target.step for target in duty.targets.steps)
    yield from (target.step for target in duty.before)
    if duty.amount is not None:
        yield from (target.step for target in duty.amount.targets)


def theme_of(norm: Norm) -> str:
    """The part of an id before its first dot."""
    return norm.id.partition(".")[0]


def anchor(text: str) -> str:
    """A fragment that any text can be reached by.

    Example:
        >>> anchor("acceptance.late"), anchor("a-一"), anchor("a-二")
        ('acceptance.late', 'a-_4e00', 'a-_4e8c')
    """
    return _SAFE.sub(lambda found: f"_{ord(found[0]):x}", text)


def article_order(article: str) -> tuple[int, int, str]:
    """Articles in the order of their numbers; those without one last.

    Example:
        >>> sorted(["110", "9", "9-1", "（一）"], key=article_order)
        ['9', '9-1', '110', '（一）']
    """
    found = _HEAD.match(article)
    if found is None:
        return (1_000_000, 0, article)
    return (int(found["number"]), int(found["part"] or 0), article)


def head_comment(norm: Norm) -> str:
    """The comment that stands right above a norm in its file; empty where there is none."""
    if norm.place is None or not norm.place.path.is_file():
        return ""
    lines = norm.place.path.read_text(encoding="utf-8").splitlines()[: max(0, norm.place.line - 1)]
    found: list[str] = []
    for line in reversed(lines):
        if not line.startswith("#"):
            break
        found.insert(0, line.lstrip("# ").rstrip())
    return " ".join(found)


def is_heavy(norm: Norm) -> bool:
    """Whether a breach is serious or grave."""
    return norm.severity in (Severity.SERIOUS, Severity.GRAVE)


def html(text: str) -> str:
    """Text made safe to stand in a page."""
    return escape(text, quote=True)
