"""The checks that our engine and a peer both can say, as plain tables: read by either side, importing neither.

Steps are those of `casework`. Every trigger here stands at most once in a file, except where a table says otherwise, so
that a count of duties is a count of cases too.
"""

from __future__ import annotations

TEMPORAL: tuple[tuple[str, str, int], ...] = (
    ("case.report_received", "case.case_accepted", 72),
    ("case.case_accepted", "case.case_filed", 360),
    ("case.appraisal_commissioned", "case.appraisal_returned", 1000),
    ("case.decision_made", "case.decision_served", 480),
    ("case.decision_made", "case.penalty_executed", 1200),
    ("review.review_requested", "review.review_passed", 360),
    ("custody.detained", "custody.released", 600),
)
"""From the first to the second within so many hours."""

RESPONSE: tuple[tuple[str, str], ...] = (
    ("case.report_received", "case.case_accepted"),
    ("case.case_accepted", "case.case_filed"),
    ("case.case_filed", "case.decision_made"),
    ("case.decision_made", "case.decision_served"),
    ("case.decision_served", "case.penalty_executed"),
    ("review.review_requested", "review.review_passed"),
    ("case.case_closed", "case.file_archived"),
)
"""After the first the second follows, whenever."""

PRECEDENCE: tuple[tuple[str, str], ...] = (
    ("case.case_accepted", "case.case_filed"),
    ("case.case_filed", "case.decision_made"),
    ("case.decision_made", "case.decision_served"),
    ("case.decision_made", "case.penalty_executed"),
    ("review.review_requested", "review.review_passed"),
    ("case.hearing_requested", "case.hearing_held"),
    ("custody.detained", "custody.released"),
)
"""Before the second stands the first."""

SAME_OFFICER = (("case.case_filed", "case.case_accepted"), ("review.review_requested", "case.case_filed"))
"""Some officer of the first acted at the latest earlier second."""

OTHER_OFFICER = (("review.review_passed", "case.person_questioned"), ("case.hearing_held", "case.case_filed"))
"""No officer of the first acted at any earlier second."""

AT_MOST = (("case.person_questioned", 2), ("case.progress_noted", 2))
"""No more than so many in a file, the one in hand counted (several triggers a file)."""

CARRIED = (("case.property_seized", "inventory"), ("case.decision_served", "receipt"))
"""The field is there, and not false (several triggers a file)."""

LARGEST = (("case.decision_made", "amount", 250_000), ("case.penalty_executed", "amount", 300_000))
"""The value is at most so much."""


def checks(name: str) -> list[tuple[str, dict[str, object]]]:
    """Norm ids and duties of one set: `temporal`, `declare` or `pandas`, in a fixed order."""
    temporal = [
        (f"temporal_{n}", {"on": a, "do": [b], "within": {"hours": hours}})
        for n, (a, b, hours) in enumerate(TEMPORAL)
    ]
    response = [
        (f"response_{n}", {"on": a, "do": [b], "within": {"years": 30}}) for n, (a, b) in enumerate(RESPONSE)
    ]
    precedence = [(f"precedence_{n}", {"on": b, "preceded_by": [a]}) for n, (a, b) in enumerate(PRECEDENCE)]
    others: list[tuple[str, dict[str, object]]] = [
        *((f"same_{n}", {"on": a, "by_same_as": b}) for n, (a, b) in enumerate(SAME_OFFICER)),
        *((f"other_{n}", {"on": a, "by_other_than": b}) for n, (a, b) in enumerate(OTHER_OFFICER)),
        *((f"most_{n}", {"on": a, "at_most": most}) for n, (a, most) in enumerate(AT_MOST)),
        *((f"carried_{n}", {"on": a, "with": [field]}) for n, (a, field) in enumerate(CARRIED)),
        *(
            (f"largest_{n}", {"on": a, "value": f"event.{field} <= {most}"})
            for n, (a, field, most) in enumerate(LARGEST)
        ),
    ]
    sets = {
        "temporal": temporal,
        "declare": [*response, *precedence],
        "pandas": [*temporal, *precedence, *others],
    }
    return sets[name]
