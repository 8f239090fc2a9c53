"""What a check of a data folder tells: counts, how much of it was judged again, and why all of it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fajing.app.tally import Judged, Tally
from fajing.core.moments import Moment


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check did.

    Attributes:
        tally: Counts by norm.
        judged: What stands, in numbers.
        as_of: The moment up to which the record was read; None for a folder without events.
        changed: Files that were judged again; None where all were.
        why_zh: Why all were judged, or what was judged in full.
        why_en: The same in English.
        by_reference: Files that the reference judged, by norm.
    """

    tally: Tally
    judged: Judged
    as_of: Moment | None
    changed: int | None
    why_zh: str
    why_en: str
    by_reference: Counter[str]

    def how(self) -> tuple[str, str]:
        """By what and how it was judged, in Chinese and English."""
        zh, en = "引擎 automaton", "Engine automaton"
        if self.changed is None:
            zh += "；全部案卷都判了一遍"
            en += "; all files judged"
        else:
            zh += f"；只重判{self.changed:,}个案卷，共{self.judged.files:,}个"
            en += f"; {self.changed:,} of {self.judged.files:,} files judged again"
        if self.why_zh:
            zh, en = f"{zh}（{self.why_zh}）", f"{en} ({self.why_en})"
        if self.by_reference:
            count, norms = sum(self.by_reference.values()), len(self.by_reference)
            zh += f"；{norms}条规则有{count:,}次由 reference 判"
            en += f"; {norms} norms were left to the reference, {count:,} times"
        return zh, en
