"""Norms that the tables cannot say: the reference judges them, but only in files in which something triggers them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fajing.lawbook.model import Norm
from fajing.scan.automaton.cells import dictionary, numbers
from fajing.scan.automaton.pieces import Source


class Leftover:
    """Where such norms have to be judged.

    Args:
        norms: The norms. One that rests on another's duties, or on which another of them rests, is judged everywhere.
    """

    def __init__(self, norms: Sequence[Norm]) -> None:
        rests = {norm.id: norm.rests_on for norm in norms}
        tied = {one for others in rests.values() for one in others}
        self._everywhere = {norm.id for norm in norms if rests[norm.id] or norm.id in tied}
        self._by_step: dict[str, set[str]] = {}
        for norm in norms:
            if norm.id not in self._everywhere:
                for step in {step for version in norm.versions for step in version.duty.on}:
                    self._by_step.setdefault(step, set()).add(norm.id)

    def add_to(self, by_file: dict[int, set[str]], source: Source) -> None:
        """Adds the norms to the files of a piece in which they are to be judged.

        Args:
            by_file: By number of a file in the piece, ids of norms.
            source: The piece.
        """
        skip = source.piece.skip
        if self._everywhere:
            for file in np.flatnonzero(skip == 0).tolist():
                by_file.setdefault(file, set()).update(self._everywhere)
        if not self._by_step or not source.piece.rows:
            return
        table = source.events(["file", "step"])
        words, cells = dictionary(table, "step")
        files = numbers(table, "file", np.int32)
        for number, word in enumerate(words):
            norms = self._by_step.get(word)
            if norms:
                for file in (np.unique(files[cells == number]) - source.piece.first_file).tolist():
                    if not skip[file]:
                        by_file.setdefault(file, set()).update(norms)
