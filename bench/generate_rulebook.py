"""Writes a lawbook of N invented norms over the benchmark's casework, by seed.

    python -m bench.generate_rulebook DIR --norms 200 [--seed 1]
    python -m bench.generate_rulebook DIR --checks temporal|declare|pandas     what a peer can say too

In: a size and a seed. Out: a lawbook folder that loads like any other: procedures, norms by form, calendars, a register
of officers, benchmarks. Norms are drawn at random and picked so that every form has about the same number of candidate
duties; what that came to is counted by `describe_rulebook`, not believed.
"""

from __future__ import annotations

import argparse
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import yaml
from bench.casework import AUXILIARY_EVERY, CODES, KINDS, OFFICERS_PER_UNIT, STEPS, UNITS, ZONE
from bench.generate_log import SLOTS, draw
from bench.peer_checks import checks
from bench.rulebook_norms import FORMS, Raw, condition

ROOT = Path(__file__).parents[1]
YEARS = range(2022, 2027)
DATED = 0.42
"""Share of norms drawn with a condition, a pause, tiers or several versions beyond what their form brings."""
CHANGE = "2024-07-01"
FIELDS: Mapping[str, Mapping[str, str]] = {
    "report_received": {"origin": "code", "urgent": "boolean"},
    "scene_inspected": {"place": "code", "inventory": "boolean"},
    "person_questioned": {"place": "code", "room": "text", "device": "text"},
    "questioning_recorded": {"device": "text"},
    "property_seized": {"amount": "money", "inventory": "boolean"},
    "property_returned": {"receipt": "boolean"},
    "time_extended": {"term": "integer"},
    "prior_notice_served": {"term": "integer", "method": "code"},
    "decision_made": {"amount": "money", "basis": "code", "heard": "boolean", "pay_by": "date"},
    "decision_served": {"method": "code", "receipt": "boolean"},
    "penalty_executed": {"amount": "money"},
    "review_requested": {"urgent": "boolean"},
}
ENDS = {"case.case_closed", "review.review_passed", "custody.released"}
SUBJECTS = {"case": "case", "review": "review", "custody": "custody_stay"}


def pick(norms: int, seed: int) -> list[Raw]:
    """The duties of a rulebook: of each form as many as bring it near the same number of candidates."""
    rng = Random(seed)
    often = frequencies()
    narrow = {"covered_by": max(1, norms // 40), "apart": max(1, norms // 50)}
    rest = [form for form in FORMS if form not in narrow]
    share, over = divmod(norms - sum(narrow.values()), len(rest))
    aim = 0.42 * norms / 200 if norms >= 100 else 0.075
    found: list[Raw] = []
    for form, make in FORMS.items():
        wanted = narrow.get(form, share + (form in rest[:over]))
        plain = 0.2 if form == "do" else 1 - DATED
        pool = [make(rng, rng.random() < plain) for _ in range(60 * wanted)]
        best: tuple[float, list[Raw]] = (9.0, [])
        for _ in range(300):
            chosen = rng.sample(pool, wanted)
            total = sum(often[step] for duty in chosen for step in steps_of(duty))
            best = min(best, (abs(total - aim), chosen), key=lambda pair: pair[0])
        found += [norm_of(rng, form, index, duty) for index, duty in enumerate(best[1], 1)]
    return found


def frequencies() -> Counter[str]:
    """How often each step stands, per event of a small log."""
    _, drawn = draw(1, 0, 8000, 8000, 0.0)
    counts = Counter(SLOTS[slot].step for slot in drawn.slot.tolist())
    return Counter({step: count / len(drawn.slot) for step, count in counts.items()})  # type: ignore[misc]


def steps_of(duty: Raw) -> list[str]:
    """Trigger steps."""
    return duty["on"] if isinstance(duty["on"], list) else [duty["on"]]


def norm_of(rng: Random, form: str, index: int, duty: Raw) -> Raw:
    """A norm with that duty, in some cases with a condition or a version of its own before mid-2024."""
    step = steps_of(duty)[0]
    if rng.random() < 0.22 and "where" not in duty:
        duty = {**duty, "where": condition(rng, step)}
    elif rng.random() < 0.08 and "unless" not in duty:
        duty = {**duty, "unless": condition(rng, step)}
    cites = [{"source": "bench_rules", "article": str(index)}]
    versions: list[Raw] = [{"from": "2020-01-01", "cites": cites, "duty": duty}]
    older = _older(duty) if rng.random() < 0.3 else None
    if older is not None:
        versions = [{**versions[0], "duty": older}, {"from": CHANGE, "cites": cites, "duty": duty}]
    norm_id = f"bench.{form}_{index:02d}"
    return {
        "id": norm_id,
        "title": {"zh": f"测试规则 {form} {index}", "en": f"Benchmark norm {form} {index}"},
        "procedure": step.partition(".")[0],
        "severity": "minor",
        "status": "in_force",
        "versions": versions,
    }


def _older(duty: Raw) -> Raw | None:
    """The duty as it was before: a longer period or another bound; None where there is neither."""
    for key in ("within", "at_least", "at_most"):
        period = duty.get(key)
        if isinstance(period, dict) and len(period) == 1 and "benchmark" not in period:
            [(unit, count)] = period.items()
            return {**duty, key: {unit: count + 1 + count // 4}}
        if isinstance(period, int) and key != "within":
            return {**duty, key: period + 1}
    return None


# ---------------------------------------------------------------- files


def write_checks(folder: Path, name: str) -> None:
    """Writes a lawbook of the checks that a peer can say too."""
    norms = []
    for number, (norm_id, duty) in enumerate(checks(name), 1):
        plain = norm_of(Random(0), norm_id, number, duty)
        cites = [{"source": "bench_rules", "article": str(number)}]
        versions = [{"from": "2020-01-01", "cites": cites, "duty": duty}]
        norms.append({**plain, "id": f"bench.{norm_id}", "versions": versions})
    write(folder, norms)


def write(folder: Path, norms: list[Raw]) -> None:
    """Writes the lawbook folder anew."""
    if folder.exists():
        shutil.rmtree(folder)
    head = {
        "id": folder.name,
        "title": {"zh": "性能测试规则库（虚构）", "en": "Invented rulebook of the benchmark"},
        "zone": ZONE,
        "rollover": "next_working_day",
        "handler_roles": ["handler", "assistant_handler"],
    }
    _dump(folder / "lawbook.yaml", head)
    source = {
        "id": "bench_rules",
        "title": {"zh": "虚构的测试规则", "en": "Invented rules of the benchmark"},
        "in_force": {"from": "2020-01-01"},
        "read": "full",
    }
    _dump(folder / "sources" / "bench_rules.yaml", source)
    for year in YEARS:
        target = folder / "calendars" / f"{year}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "law" / "cn-police" / "calendars" / f"{year}.yaml", target)
    benchmarks = [
        {
            "id": f"prompt.{name}",
            "title": {"zh": zh, "en": en},
            "versions": [{"from": "2020-01-01", "within": within}],
        }
        for name, zh, en, within in (
            ("day", "一日内", "Within a day", {"hours": 24}),
            ("month", "一月内", "Within a month", {"days": 30}),
        )
    ]
    _dump(folder / "benchmarks" / "prompt.yaml", {"benchmarks": benchmarks})
    for procedure in SUBJECTS:
        _dump(folder / "procedures" / "cases" / f"{procedure}.yaml", _procedure(procedure))
    _officers(folder / "registers" / "officers.yaml")
    by_form: dict[str, list[Raw]] = {}
    for norm in norms:
        by_form.setdefault(norm["id"].partition(".")[2].rpartition("_")[0], []).append(norm)
    for form, members in by_form.items():
        _dump(folder / "norms" / "bench" / f"{form}.yaml", *members)


def _procedure(procedure: str) -> Raw:
    steps: Raw = {}
    for qualified in STEPS:
        owner, _, step = qualified.partition(".")
        if owner != procedure:
            continue
        title = step.replace("_", " ").capitalize()
        steps[step] = {"title": {"zh": title, "en": title}}
        if step in FIELDS:
            steps[step]["fields"] = {name: _field(name, kind) for name, kind in FIELDS[step].items()}
        if qualified in ENDS:
            steps[step]["ends"] = True
        if qualified in ("case.decision_made", "case.case_closed", "case.time_extended"):
            steps[step]["roles"] = ["unit_leader"]
    found: Raw = {
        "id": procedure,
        "title": {"zh": procedure, "en": procedure},
        "subject": SUBJECTS[procedure],
    }
    if procedure == "case":
        kind = {"type": "code", "values": list(KINDS), "title": {"zh": "类别", "en": "Kind"}}
        found["fields"] = {"kind": kind, "complex": _field("complex", "boolean")}
    else:
        found["parents"] = ["case"]
    if procedure == "review":
        found["fields"] = {"track": {**_field("track", "code"), "values": ["ordinary", "panel"]}}
    return {**found, "steps": steps}


def _field(name: str, kind: str) -> Raw:
    values = {"values": list(CODES[name])} if kind == "code" and name in CODES else {}
    return {"type": kind, "title": {"zh": name, "en": name.capitalize()}, **values}


def _officers(path: Path) -> None:
    """The register only says who is police; roles stand on the events."""
    entries = [
        f"{{key: o{number:04d}, kind: {'auxiliary' if number % AUXILIARY_EVERY == AUXILIARY_EVERY - 1 else 'police'}}}"
        for number in range(UNITS * OFFICERS_PER_UNIT)
    ]
    lines = ["  " + ", ".join(entries[at : at + 6]) for at in range(0, len(entries), 6)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("id: officers\nentries: [\n" + ",\n".join(lines) + "]\n", "utf-8")


def _dump(path: Path, *documents: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [
        yaml.safe_dump(one, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
        for one in documents
    ]
    path.write_text("---\n".join(texts), "utf-8")


def main() -> None:
    """Writes one rulebook."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--norms", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checks", choices=("temporal", "declare", "pandas"))
    options = parser.parse_args()
    if options.checks:
        write_checks(options.folder, options.checks)
    else:
        write(options.folder, pick(options.norms, options.seed))


if __name__ == "__main__":
    main()
