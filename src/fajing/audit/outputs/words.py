"""The words of the outputs in both languages, and how a finding's sentence is parted into what and what to do.

对不上 says that figures do not reconcile from the text. No output says that a figure is false.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fajing.audit.finding import Finding, Grade

GRADE_WORDS: dict[Grade, tuple[str, str]] = {
    "error": ("对不上", "Does not reconcile"),
    "warning": ("请核对", "Please check"),
    "unchecked": ("无法核对", "Cannot be checked"),
    "consistent": ("一致", "Reconciles"),
}
GRADE_SIGNS: dict[Grade, str] = {"error": "▲", "warning": "◐", "unchecked": "◇", "consistent": "✓"}
CAVEAT = (
    "“对不上”指按本文数字算不拢，不等于数字是假的，口径可能不同。",
    "“Does not reconcile” is about the figures as written. None is called false: scopes may differ.",
)
_PARTED = {
    "zh": re.compile(r"(?<=[^；])[；](?=.)"),
    "en": re.compile(r"(?<=[^;]);\s(?=.)|\.\s(?=Missing|Add\b|Say\b)"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding's sentence.

    Attributes:
        what: What does not reconcile, or what is missing.
        advice: What the author can do; empty where the sentence has one part.
    """

    what: str
    advice: str


def said(finding: Finding, language: str) -> Said:
    """A finding's sentence in two parts."""
    text = (finding.message.en if language == "en" else finding.message.zh).strip()
    match = _PARTED["en" if language == "en" else "zh"].search(text)
    if match is None:
        return Said(text, "")
    what, advice = text[: match.start()].strip(), text[match.end() :].strip()
    end = "." if language == "en" else "。"
    first, rest = advice[:1], advice[1:]
    return Said(what if what.endswith((".", "。")) else what + end, first.upper() + rest)


def grade_word(grade: Grade, language: str) -> str:
    """A grade as a reader sees it."""
    zh, en = GRADE_WORDS[grade]
    return en if language == "en" else zh


def pick(language: str, zh: str, en: str) -> str:
    """One of two texts."""
    return en if language == "en" else zh
