"""Says what a rulebook asks of a log, by counting: candidate duties an event, share of each form, what is broken.

    python -m bench.describe_rulebook RULEBOOK DATA [--files 1600]

A candidate duty is a trigger event and a norm, before any `where`. Candidates are counted from the events; duties and
their outcomes by the reference engine.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.segment_log import read_segment

from fajing.core.events import Log
from fajing.lawbook.duty_spec import DutySpec, Form
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.duty import Outcome
from fajing.scan.reference import judge_log


@dataclass(slots=True)
class Description:
    """What was counted.

    Attributes:
        events: Events of the log.
        candidates: Candidate duties, by form.
        featured: Norms with conditions, pauses or several versions.
        norms: Norms in all.
        outcomes: Duties by outcome; empty where they were not judged.
        broken: Broken duties by norm.
        unmet: Broken or slow duties by norm.
        features: Norms by what they have.
    """

    events: int
    candidates: Counter[str] = field(default_factory=Counter)
    featured: int = 0
    norms: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    @property
    def per_event(self) -> float:
        """Candidate duties an event."""
        return self.candidates.total() / self.events

    @property
    def least_form(self) -> float:
        """The smallest share of any form among the candidate duties."""
        return min(self.candidates[form.value] for form in Form) / self.candidates.total()

    @property
    def broken_per_event(self) -> float:
        """Late and missed duties an event."""
        return (self.outcomes[Outcome.LATE] + self.outcomes[Outcome.MISSED]) / self.events

    @property
    def featured_share(self) -> float:
        """Share of norms with conditions, pauses or several versions."""
        return self.featured / self.norms


def describe(log: Log, lawbook: Lawbook, *, judge: bool = True) -> Description:
    """Counts what the norms of a lawbook make of a log."""
    steps = Counter(event.qualified_step for event in log.events())
    found = Description(steps.total(), norms=len(lawbook.norms))
    for norm in lawbook.norms.values():
        triggers = {step for version in norm.versions for step in version.duty.on}
        found.candidates[norm.versions[0].duty.form.value] += sum(steps[step] for step in triggers)
        features = set(features_of(norm))
        found.features.update(features)
        found.featured += bool(features & {"conditions", "pauses", "versions"})
    if judge:
        for duty in judge_log(log, lawbook):
            found.outcomes[duty.outcome] += 1
            if duty.outcome.is_broken or duty.outcome is Outcome.SLOW:
                found.unmet[duty.norm.id] += 1
    return found


def features_of(norm: Norm) -> Iterable[str]:
    """What a norm has beyond its form."""
    if len(norm.versions) > 1:
        yield "versions"
    for version in norm.versions:
        yield from _features(version.duty)


def _features(spec: DutySpec) -> Iterable[str]:
    targets = (*spec.targets.steps, *(spec.amount.targets if spec.amount else ()))
    tiers = spec.within.tiers if spec.within else ()
    if spec.where or spec.unless or any(tier.where for tier in tiers) or any(t.where for t in targets):
        yield "conditions"
    if spec.pause:
        yield "pauses"
    for name, there in (
        ("where", spec.where), ("unless", spec.unless), ("extend", spec.extend), ("per object", spec.per == "object"),
        ("tiers", len(tiers) > 1), ("target where", any(target.where for target in targets)),
        ("benchmark", any(tier.benchmark for tier in tiers)), ("by", spec.by), ("until", spec.until),
        *((tier.unit.value, True) for tier in tiers),
    ):  # fmt: skip
        if there:
            yield name


def report(found: Description) -> str:
    """The counts as lines."""
    lines = [
        f"events {found.events:,}, norms {found.norms}",
        f"candidate duties per event {found.per_event:.2f}; least form {found.least_form:.1%}",
        *(f"  {form:15}{n / found.candidates.total():7.1%}" for form, n in found.candidates.most_common()),
        f"norms with conditions, pauses or versions {found.featured_share:.0%}",
        *(f"  {name:15}{n:4}" for name, n in found.features.most_common()),
    ]
    if found.outcomes:
        lines.append(
            f"duties per event {found.outcomes.total() / found.events:.2f}, broken {found.broken_per_event:.2f}"
        )
        by_form: Counter[str] = Counter()
        for norm_id, unmet in found.unmet.items():
            by_form[norm_id.partition(".")[2].rpartition("_")[0]] += unmet
        lines += [f"  {form:15}{n / found.candidates[form]:7.1%} unmet" for form, n in by_form.most_common()]
        lines += [f"  {outcome:15}{n:8,}" for outcome, n in found.outcomes.most_common()]
    return "\n".join(lines)


def main() -> None:
    """Prints the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rulebook")
    parser.add_argument("data", type=Path)
    parser.add_argument("--files", type=int, default=1600, help="how many files of the log to judge")
    options = parser.parse_args()
    log = read_segment(options.data / "segments" / "000001", options.files)
    print(report(describe(log, load_lawbook(options.rulebook))))


if __name__ == "__main__":
    main()
