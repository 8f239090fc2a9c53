"""What the changelog counts in the lawbook is what stands there."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

from fajing.lawbook.load import ALL_REGIONS, load_lawbook

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "law" / "cn-police"
NEW = date(2026, 1, 1)
PLACES = (
    (r"`cn-police`, new: (\d+) norms with (\d+) versions", ("norms", "versions")),
    (
        r"(\d+) are in force and judged, (\d+) of them only in the place",
        ("in_force", "local"),
    ),
    (r"(\d+) are drafts and (\d+) need a decision, each", ("draft", "needs_decision")),
    (r"(\d+) have more than one version; (\d+) have one that begins", ("changed", "new")),
    (r"(\d+) themes and (\d+) procedures with (\d+) steps", ("themes", "procedures", "steps")),
    (
        r"Of (\d+) sources (\d+) were read in full, (\d+) in part, and (\d+) are known only",
        ("sources", "full", "part", "reported"),
    ),
    (r"(\d+) labels, all in use; (\d+) benchmarks", ("labels", "benchmarks")),
    (
        r"(\d+) executable, (\d+) merged, (\d+) superseded, (\d+) that records cannot tell",
        ("row executable", "row merged", "row superseded", "row not_decidable"),
    ),
    (
        r"(\d+) unverified, (\d+) that need a decision; (\d+) norms go beyond",
        ("row unverified", "row needs_decision", "row beyond"),
    ),
)
"""Where a number stands in the changelog, and what it counts."""


def counted() -> Counter[str]:
    """What there is, by its name in `PLACES`."""
    book, national = load_lawbook(str(BOOK), region=ALL_REGIONS), load_lawbook(str(BOOK))
    norms = book.norms.values()
    found = Counter[str](norm.status.value for norm in norms)
    found.update(source.read for source in book.sources.values())
    with (BOOK / "coverage.csv").open(encoding="utf-8", newline="") as text:
        found.update(f"row {line['state']}" for line in csv.DictReader(text))
    found.update(
        norms=len(norms),
        versions=sum(len(norm.versions) for norm in norms),
        local=sum(norm.status.value == "in_force" for norm in norms if norm.id not in national.norms),
        changed=sum(len(norm.versions) > 1 for norm in norms),
        new=sum(any(version.start >= NEW for version in norm.versions) for norm in norms),
        themes=len({norm.id.split(".")[0] for norm in norms}),
        procedures=len(book.procedures),
        steps=sum(len(procedure.steps) for procedure in book.procedures.values()),
        sources=len(book.sources),
        labels=len(book.labels),
        benchmarks=len(book.benchmarks),
    )
    return found


def test_the_changelog_counts_what_is_there() -> None:
    text = re.sub(r"\s+", " ", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    found, wrong = counted(), []
    for pattern, names in PLACES:
        said = re.search(pattern, text)
        assert said is not None, f"not in the changelog any more: {pattern}"
        wrong += [
            f"{name}: the changelog says {number}, there are {found[name]}"
            for name, number in zip(names, said.groups(), strict=True)
            if int(number) != found[name]
        ]
    assert wrong == []
