"""What `fajing law check`, `test` and `diff` print beside single lines."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from fajing.lawbook.compare import NormChange
    from fajing.lawbook.model import Lawbook, Place
    from fajing.scan.examples import ExampleResult
    from fajing.scan.mutate import MutationScore
    from fajing.scan.proof import Proof

_KINDS = {
    "added": ("新增", "added"),
    "removed": ("删去", "removed"),
    "changed": ("修改", "changed"),
    "renamed": ("改名", "renamed"),
}
_LONGEST_VALUE = 300
_WIDTH_OF_A_FILE = 120


def console() -> Console:
    """Plain text: never broken inside a line, no markup read from the lawbook's own brackets."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    return Console(highlight=False, soft_wrap=True, markup=False, width=width)


def print_summary(lawbook: Lawbook) -> None:
    """How much a lawbook holds, where it lies, and its hash."""
    out = console()
    statuses = Counter(norm.status.value for norm in lawbook.norms.values())
    forms = Counter(version.duty.form.value for norm in lawbook.norms.values() for version in norm.versions)
    table = Table(box=None, show_header=False, pad_edge=False)
    rows = (
        ("规则 norms", f"{len(lawbook.norms)} ({_counts(statuses)})"),
        ("应办形式 forms", _counts(forms)),
        ("程序 procedures", str(len(lawbook.procedures))),
        ("环节 steps", str(sum(len(procedure.steps) for procedure in lawbook.procedures.values()))),
        ("依据 sources", str(len(lawbook.sources))),
        ("标签 labels", str(len(lawbook.labels))),
        ("例子 examples", str(sum(len(norm.examples) for norm in lawbook.norms.values()))),
        ("日历 calendars", f"{lawbook.calendar.first_year or '—'} – {lawbook.calendar.last_year or '—'}"),
    )
    for name, value in rows:
        table.add_row(name, value)
    out.print(table)
    out.print(f"{lawbook.id}  {' + '.join(map(str, lawbook.folders))}")
    out.print(f"sha256 {lawbook.hash}")


def print_proof(proof: Proof) -> None:
    """How much the statutes bear out, and what could not be held against them."""
    out = console()
    for line in proof.unread:
        out.print(f"原文不在手边 / text not at hand: {line}")
    out.print(
        f"引用 {proof.cited} 处有原文，数字 {proof.numbers} 个在条文中，{proof.declared} 个写明由来，"
        f"{len(proof.doubts)} 处对不上 / {proof.cited} citations found, {proof.numbers} numbers in their articles, "
        f"{proof.declared} declared, {len(proof.doubts)} doubts"
    )


def print_examples(results: Mapping[str, Sequence[ExampleResult]], lawbook: Lawbook) -> int:
    """The norms with their examples; every failure in full. Returns how many failed."""
    out = console()
    failures = [result for found in results.values() for result in found if not result.passed]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("规则 / Norm", overflow="fold")
    for title in ("例子 / Examples", "通过 / Passed"):
        table.add_column(title, justify="right", no_wrap=True)
    for norm_id, found in results.items():
        passed = sum(result.passed for result in found)
        mark = "" if passed == len(found) else "  ✗"
        table.add_row(norm_id + mark, str(len(found)) if found else "—", str(passed))
    out.print(table)
    for result in failures:
        out.print(f"✗ {_place(result.place)} {result.norm} #{result.number}")
        out.print(f"    应为 expected: {result.expected}")
        out.print(f"    实为 got: {result.error or '; '.join(result.got) or 'none'}")
    total = sum(map(len, results.values()))
    bare = [norm_id for norm_id, found in results.items() if not found]
    if bare:
        out.print(f"没有例子的规则 / norms without examples: {', '.join(bare)}")
    out.print(
        f"例子 {total}，通过 {total - len(failures)} / {total} examples, {total - len(failures)} passed"
    )
    return len(failures)


def print_mutation(score: MutationScore) -> None:
    """Killed of all mutants, and those that no example noticed."""
    out = console()
    if score.survivors:
        out.print("例子没有发现的改动 / changes that no example noticed:")
    for survivor in score.survivors:
        out.print(f"  {survivor.norm}  {survivor.description}")
    out.print(
        f"改动 {score.total} 处，发现 {score.killed} 处，{score.per_cent:.1f}% / "
        f"{score.killed} of {score.total} mutants killed, {score.per_cent:.1f}%"
    )


def print_changes(changes: Sequence[NormChange], language: str) -> None:
    """What became of each norm, and where it differs."""
    out = console()
    position = 1 if language == "en" else 0
    if not changes:
        out.print(("规则没有不同", "No norm differs")[position])
        return
    for change in changes:
        kind = _KINDS[change.kind][position]
        former = f" ({change.former})" if change.former else ""
        out.print(f"[{kind}] {change.id}{former}  {change.norm.title.in_language(language)}")
        for item in change.differences:
            out.print(f"    {item.where}: {_short(item.before)} → {_short(item.after)}")
    counts = Counter(_KINDS[change.kind][position] for change in changes)
    out.print(_counts(counts))


def _counts(counter: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counter.items()))


def _short(value: Any) -> str:
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    here = Path.cwd()
    path = place.path.relative_to(here) if place.path.is_relative_to(here) else place.path
    return f"{path}:{place.line}"
