"""Sentences whose truth is known: what is found of the broken ones, and what is wrongly said of the true ones."""

from collections import Counter

import pytest
from tests.audit import generate as g

from fajing.audit.run import audit_text

SEED = 20
ASKS_FOR_A_PART = {"completeness", "missing-indicator"}  # judged only on whole reports


def meets(finding, places):
    return any(p.start < end and start < p.end for p in finding.places for start, end in places)


def is_found(sample):
    expected = sample.truth[0]
    findings = audit_text(sample.text, previous=sample.previous).findings
    return any(
        f.kind in expected.accepts and f.grade in expected.grades and meets(f, expected.places)
        for f in findings
    )


def false_alarms(sample):
    findings = audit_text(sample.text, previous=sample.previous).findings
    return [f for f in findings if sample.scope == "report" or f.kind not in ASKS_FOR_A_PART]


def recall(samples):
    """Found and all, by kind and by template."""
    kinds, found, templates = Counter(), Counter(), Counter()
    for sample in samples:
        kind = sample.truth[0].kind
        kinds[kind] += 1
        if is_found(sample):
            found[kind] += 1
        else:
            templates[sample.template_id] += 1
    return kinds, found, templates


def show(title, rows):
    print(f"\n{title}")
    for row in rows:
        print("  ", *row)


def wrong_errors(samples):
    """Texts with an error that is none, and how many warnings there were by kind."""
    wrong, warnings = [], Counter()
    for sample in samples:
        for finding in false_alarms(sample):
            if finding.grade == "error":
                wrong.append((sample.template_id, finding.kind, sample.text, finding.arithmetic))
            elif finding.grade == "warning":
                warnings[sample.template_id, finding.kind] += 1
    return wrong, warnings


def measure_recall(count, seed=SEED):
    kinds, found, missed = recall(g.broken_sentences(seed, count))
    show("recall by kind", [(kind, f"{found[kind]}/{n}") for kind, n in sorted(kinds.items())])
    show("missed by template", missed.most_common())
    return found.total() / kinds.total()


def test_broken_sentences_are_found():
    assert measure_recall(1000) >= 0.95


def test_true_sentences_raise_no_error():
    wrong, warnings = wrong_errors(g.true_sentences(SEED, 10_000))
    show("false errors in 10,000 true sentences", wrong)
    show("warnings on them", warnings.most_common())
    assert len(wrong) <= 1


@pytest.mark.soak
def test_many_more_sentences():
    assert measure_recall(10_000, seed=SEED + 1) >= 0.95
    wrong, _ = wrong_errors(g.true_sentences(SEED + 1, 100_000))
    assert len(wrong) <= 10
