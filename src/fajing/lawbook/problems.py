"""What is wrong with a lawbook: all of it at once, each with file and line.

An error keeps the lawbook from being used; a warning is shown and nothing more. Nothing here reads files.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.lawbook.model import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong.

    Attributes:
        place: Where it stands; None where it is about the lawbook as a whole.
        what: What is wrong.
        remedy: What would be right.
        is_warning: Whether the lawbook may be used all the same.
    """

    place: Place | None
    what: str
    remedy: str = ""
    is_warning: bool = False

    def line(self, root: Path | None = None) -> str:
        """One line for a person, its path shown relative to `root` where it lies there."""
        kind = "提醒 warning" if self.is_warning else "错误 error"
        where = ""
        if self.place is not None:
            path = self.place.path
            shown = path.relative_to(root) if root is not None and path.is_relative_to(root) else path
            where = f"{shown}:{self.place.line}: "
        remedy = f"；应为 / right: {self.remedy}" if self.remedy else ""
        return f"{where}{kind}: {self.what}{remedy}"


@dataclass(slots=True)
class Report:
    """Everything found wrong in one reading of a lawbook."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, place: Place | None, what: str, remedy: str = "") -> None:
        """Add an error."""
        self._add(Problem(place, what, remedy))

    def warn(self, place: Place | None, what: str, remedy: str = "") -> None:
        """Add a warning."""
        self._add(Problem(place, what, remedy, is_warning=True))

    def _add(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def errors(self) -> list[Problem]:
        """The errors, by file and line."""
        return sorted((item for item in self.problems if not item.is_warning), key=_by_place)

    @property
    def warnings(self) -> list[Problem]:
        """The warnings, by file and line."""
        return sorted((item for item in self.problems if item.is_warning), key=_by_place)

    def raise_errors(self) -> None:
        """Raise all errors together.

        Raises:
            LawbookError: There is at least one.
        """
        if errors := self.errors:
            raise LawbookError(errors)


class LawbookError(FajingError):
    """A lawbook that cannot be used.

    Attributes:
        problems: All errors found in it.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        shown = [problem.line() for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            shown.append(f"……共 {len(problems)} 处 / {len(problems)} in all: fajing law check")
        super().__init__("规则库有错误 (the lawbook has errors)\n  " + "\n  ".join(shown))


_SHOWN = 20


def suggest(word: object, known: Iterable[str], *, limit: int = 12) -> str:
    """Say what would be right instead of an unknown word: the nearest known ones, else some of them.

    Example:
        >>> suggest("case_acepted", ["case_accepted", "case_filed"])
        '是不是 case_accepted？ / did you mean case_accepted?'
    """
    known = list(dict.fromkeys(known))
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.7)
    if near:
        return f"是不是 {near[0]}？ / did you mean {near[0]}?"
    more = " …" if len(known) > limit else ""
    return f"可用 / known: {', '.join(known[:limit])}{more}" if known else "这里一个也没有 / there are none"


def _by_place(problem: Problem) -> tuple[str, int]:
    return (str(problem.place.path), problem.place.line) if problem.place else ("", 0)
