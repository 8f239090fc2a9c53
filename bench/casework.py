"""The casework of the benchmark's log: which steps a file may hold, in what order, how long after which, and by whom.

A file is a case with, in some, a legality review and a custody stay under it. Nothing here comes from a record:
steps, shares and gaps are invented, so that a log of any size can be drawn by seed.
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS = 60
OFFICERS_PER_UNIT = 84
LEADERS_PER_UNIT = 6
REVIEWERS_PER_UNIT = 6
AUXILIARY_EVERY = 5
"""One officer in five is an auxiliary, which the rulebook's register says."""
ROOMS_PER_UNIT = 100
DEVICES_PER_UNIT = 84
ZONE = "Asia/Shanghai"
ZONE_SECONDS = 8 * 3600
"""The offset of that zone; it has not changed in the years of the log."""

ROLES = ("handler", "assistant_handler", "unit_leader", "legal_officer", "custody_officer")
HANDLER, ASSISTANT, LEADER, REVIEWER, CUSTODIAN = range(5)
OBJECTS = ("P1", "P2", "P3", "E1", "E2")
KINDS = ("order", "traffic", "fire", "border", "environment")
CODES = {
    "origin": ("citizen", "hotline", "found", "transferred"),
    "place": ("station", "home", "scene", "custody"),
    "method": ("in_person", "post", "notice"),
    "basis": ("b1", "b2", "b3", "b4", "b5", "b6"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a file where a step may stand.

    Attributes:
        step: Qualified, `procedure.step`.
        after: Number of the slot from which its gap is counted; -1 for the start of the file.
        hours: Median of the log-normal gap.
        spread: Its sigma.
        share: How often it stands, where its group and its `needs` do.
        group: What kind of file it belongs to (`generate_log._groups`); "" for all.
        needs: Slot that must stand too, or -1.
        thing: Index into `OBJECTS`, or -1.
        minutes: Median length, for steps that last; 0 for the others.
        actor: Who acts.
        second: How often a second officer is named.
        amiss: How often somebody else acts than should.
    """

    step: str
    after: int
    hours: float
    spread: float
    share: float
    group: str = ""
    needs: int = -1
    thing: int = -1
    minutes: float = 0
    actor: int = HANDLER
    second: float = 0.3
    amiss: float = 0.08


SLOTS: tuple[Slot, ...] = (
    Slot("case.report_received", -1, 0, 0, 1.0, second=0.1),  # 0
    Slot("case.case_accepted", 0, 9, 1.0, 0.99, "taken", second=0.2),
    Slot("case.acceptance_refused", 0, 20, 0.8, 1.0, "refused"),
    Slot("case.scene_inspected", 0, 5, 1.0, 0.42, "taken", minutes=60, second=0.85),
    Slot("case.victim_identified", 1, 6, 1.2, 0.3, "taken", thing=0),
    Slot("case.summons_issued", 1, 20, 1.0, 0.36, "taken", thing=1),  # 5
    Slot("case.person_questioned", 1, 30, 1.0, 0.85, "taken", thing=1, minutes=110, second=0.88),
    Slot("case.questioning_recorded", 6, 0, 0, 0.97, "taken", needs=6, thing=1),
    Slot("case.person_questioned", 6, 40, 1.0, 0.36, "taken", needs=6, thing=2, minutes=110, second=0.88),
    Slot("case.questioning_recorded", 8, 0, 0, 0.97, "taken", needs=8, thing=2),
    Slot("case.person_questioned", 8, 60, 1.0, 0.4, "taken", needs=8, thing=1, minutes=90, second=0.88),  # 10
    Slot("case.questioning_recorded", 10, 0, 0, 0.97, "taken", needs=10, thing=1),
    Slot("case.case_filed", 1, 60, 0.9, 0.82, "taken", second=0.2),
    Slot("case.property_seized", 12, 18, 1.2, 1.0, "seizure", thing=3, second=0.8),
    Slot("case.property_seized", 13, 5, 1.0, 0.4, "seizure", thing=4, second=0.8),
    Slot("case.property_returned", 13, 420, 0.9, 0.75, "seizure", thing=3),  # 15
    Slot("case.property_returned", 14, 420, 0.9, 0.75, "seizure", needs=14, thing=4),
    Slot("case.appraisal_commissioned", 12, 60, 0.8, 1.0, "appraisal"),
    Slot("case.appraisal_returned", 17, 340, 0.6, 0.93, "appraisal"),
    Slot("case.progress_noted", 12, 430, 0.4, 0.46, "taken", second=0.0),
    Slot("case.progress_noted", 19, 600, 0.4, 0.55, "taken", needs=19, second=0.0),  # 20
    Slot("case.progress_noted", 20, 600, 0.4, 0.5, "taken", needs=20, second=0.0),
    Slot("case.time_extended", 12, 380, 0.5, 0.17, "taken", actor=LEADER, second=0.2, amiss=0.12),
    Slot("custody.detained", 6, 6, 1.0, 1.0, "custody", thing=1, actor=CUSTODIAN, second=0.9),
    Slot("custody.family_notified", 23, 10, 0.9, 0.94, "custody", thing=1, actor=CUSTODIAN, amiss=0.2),
    Slot("custody.released", 23, 130, 0.8, 0.96, "custody", thing=1, actor=CUSTODIAN, amiss=0.2),  # 25
    Slot("review.review_requested", 12, 300, 0.7, 1.0, "review"),
    Slot("review.review_returned", 26, 40, 0.8, 0.14, "review", actor=REVIEWER),
    Slot("review.review_passed", 26, 60, 0.9, 0.9, "review", actor=REVIEWER, amiss=0.06),
    Slot("case.prior_notice_served", 26, 30, 0.8, 0.86, "full"),
    Slot("case.defence_stated", 29, 60, 0.7, 0.36, "full", needs=29),  # 30
    Slot("case.hearing_requested", 29, 50, 0.8, 0.12, "full", needs=29, second=0.0),
    Slot("case.hearing_held", 31, 220, 0.5, 0.85, "full", needs=31, minutes=150, actor=REVIEWER, second=0.6),
    Slot("case.decision_made", 29, 150, 0.6, 0.86, "decided", actor=LEADER, second=0.4),
    Slot("case.decision_served", 33, 60, 1.0, 0.95, "decided", needs=33),
    Slot("case.penalty_executed", 33, 260, 0.8, 0.8, "decided", needs=33),  # 35
    Slot("case.case_closed", 35, 120, 0.8, 0.99, actor=LEADER),
    Slot("case.file_archived", 36, 400, 0.7, 0.56, needs=36, second=0.0),
)
STEPS: tuple[str, ...] = tuple(dict.fromkeys(slot.step for slot in SLOTS))
PROCEDURES = ("case", "review", "custody")
CLOSING = 36
RECORDINGS = tuple(n for n, slot in enumerate(SLOTS) if slot.step == "case.questioning_recorded")
NEVER_EARLY = frozenset({0, 18, 25, CLOSING, *RECORDINGS})
"""Slots that never stand before the slot they are counted from."""
