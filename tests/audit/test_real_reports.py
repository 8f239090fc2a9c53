"""Three real reports, 110 places read by hand: recall and false alarms by kind.

The reports are not in the repository. A finding outside the rows is judged in `judged.yaml` by its kind and a
hash of its place, so that no word of a report stands here.
"""

import csv
import hashlib
import os
import time
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.conftest import REPOSITORY

from fajing.audit.checks import all_kinds
from fajing.audit.run import audit_text

SHARED = Path(os.environ.get("FAJING_SHARED") or REPOSITORY.parent / "shared")
REPORTS = SHARED / "data" / "reports"
JUDGED = Path(__file__).with_name("judged.yaml")
FAULTS = {"error", "warning"}
MOST_FALSE = {"error": 1, "warning": 5}

pytestmark = pytest.mark.skipif(
    not (REPORTS / "checks.csv").is_file(),
    reason="the real reports are not in the repository (FAJING_SHARED)",
)


@pytest.fixture(scope="module")
def rows():
    with (REPORTS / "checks.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def audits(rows):
    return {seed: audit_text((REPORTS / seed).read_text("utf-8")) for seed in {row["seed"] for row in rows}}


def spans(text, quote):
    """Where the pieces of a row's quote stand."""
    found = []
    for piece in quote.split("||"):
        at = text.find(piece)
        assert at >= 0, "a quote of checks.csv is not in its report"
        while at >= 0:
            found.append((at, at + len(piece)))
            at = text.find(piece, at + 1)
    return found


def hits(audit, row):
    """Findings of the row's kind on the row's quote."""
    places = spans(audit.text, row["quote"])
    return [
        f
        for f in audit.findings
        if f.kind == row["kind"]
        and any(p.start < end and start < p.end for p in f.places for start, end in places)
    ]


def by_kind(rows, audits, expected, wanted):
    """Rows met and all, by kind; kinds outside the closed list apart."""
    met, of, beyond = Counter(), Counter(), Counter()
    for row in rows:
        if row["consistent"] != expected:
            continue
        if row["kind"] not in all_kinds():
            beyond[row["kind"]] += 1
            continue
        of[row["kind"]] += 1
        met[row["kind"]] += bool(wanted & {f.grade for f in hits(audits[row["seed"]], row)})
    print(f"\n{expected}: {met.total()} of {of.total()}; kinds not on the list: {dict(beyond)}")
    print("  ", {kind: f"{met[kind]}/{n}" for kind, n in sorted(of.items())})
    return met, of


def test_rows_that_do_not_reconcile_are_found(rows, audits):
    met, of = by_kind(rows, audits, "no", FAULTS)
    assert met == of


def test_rows_that_reconcile_raise_nothing_of_their_kind(rows, audits):
    met, _ = by_kind(rows, audits, "yes", FAULTS)
    assert met.total() == 0


def test_undetermined_rows_are_unchecked_and_no_more(rows, audits):
    met, of = by_kind(rows, audits, "undetermined", {"unchecked"})
    assert met.total() >= of.total() - 2
    worse, _ = by_kind(rows, audits, "undetermined", FAULTS)
    assert worse.total() == 0


def digest(seed, finding):
    place = finding.places[0]
    return hashlib.sha256(f"{seed}:{finding.kind}:{place.start}:{place.end}".encode()).hexdigest()[:12]


def test_findings_outside_the_rows_are_judged(rows, audits):
    """Each was read; at most one false error and five false warnings a report."""
    judged = YAML(typ="safe", pure=True).load(JUDGED.read_text("utf-8"))
    unread, false = [], Counter()
    for seed, audit in audits.items():
        known = [
            f for row in rows if row["seed"] == seed and row["consistent"] != "yes" for f in hits(audit, row)
        ]
        for finding in audit.findings:
            if finding.grade not in FAULTS or finding in known:
                continue
            judgment = judged.get(f"{finding.kind} {digest(seed, finding)}")
            if judgment is None:
                unread.append(
                    f"{finding.kind} {digest(seed, finding)}: {finding.places[0].quote} {finding.message.zh}"
                )
            elif not judgment["right"]:
                false[seed, finding.grade] += 1
    print("\nfalse alarms outside the rows:", dict(false))
    assert unread == []
    assert all(n <= MOST_FALSE[grade] for (_, grade), n in false.items())


def test_each_is_audited_within_a_second(audits):
    for audit in audits.values():
        start = time.process_time()
        audit_text(audit.text)
        assert time.process_time() - start <= 1
