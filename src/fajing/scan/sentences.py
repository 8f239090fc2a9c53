"""One sentence for each duty: what act, what was owed by when, what happened, by how much.

Pattern: `[act]后应在 [moment] 前[duty]，实际 [moment]，迟N`; without a due moment
`[act]，没有[what is missing]`. A norm's own `message:` is used where it
is short and every value it names is there. At most some forty characters of Chinese. Nothing is judged.
"""

from __future__ import annotations

from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.form_sentences import FORMS
from fajing.scan.norm_words import norm_words
from fajing.scan.told import Told
from fajing.scan.wording import Speaker

_REASONS = {
    Reason.ABSENT: ("未办", "Not done"),
    Reason.ONLY_AFTER: ("次序颠倒", "Wrong order"),
    Reason.TOO_EARLY: ("过早", "Too early"),
    Reason.TOO_MANY: ("超限", "Too many"),
    Reason.TOO_FEW: ("不足", "Too few"),
    Reason.FORBIDDEN: ("不得而为", "Not allowed"),
    Reason.TOO_FEW_OFFICERS: ("人数不足", "Too few officers"),
    Reason.WRONG_ROLE: ("职务不符", "Wrong role"),
    Reason.SAME_PERSON: ("未分开", "Same person"),
    Reason.OTHER_PERSON: ("换了人", "Other person"),
    Reason.ABSENT_PART: ("缺项", "Part missing"),
    Reason.OUT_OF_RANGE: ("超出范围", "Out of range"),
    Reason.UNCOVERED: ("有缺口", "Gap"),
    Reason.OVERLAPS: ("重叠", "Overlap"),
}
_OUTCOMES = {
    Outcome.MET: ("办到", "Met"),
    Outcome.LATE: ("迟", "Late"),
    Outcome.MISSED: ("未办", "Missed"),
    Outcome.SLOW: ("逾基准", "Slow"),
    Outcome.OPEN: ("未到期", "Open"),
    Outcome.EXCUSED: ("免除", "Excused"),
    Outcome.UNDECIDABLE: ("无法判定", "Cannot be judged"),
}


def outcome_words(outcome: Outcome, speaker: Speaker) -> str:
    """The name of an outcome: `办到`, `迟`, `未办`."""
    return speaker.pick(*_OUTCOMES[outcome])


def reason_words(reason: Reason, speaker: Speaker) -> str:
    """The name of a reason, as a chip says it."""
    if reason is Reason.ABSENT_FACT:
        return speaker.pick("缺少记录", "Fact missing")
    return speaker.pick(*_REASONS.get(reason, ("迟", "Late")))


def verdict_words(duty: Duty, speaker: Speaker) -> str:
    """The verdict as a chip says it: `迟6小时`, `未办`, `早2日`, `无法判定`."""
    amount = speaker.lateness(duty.verdict.lateness)
    if duty.outcome is Outcome.LATE and amount:
        return speaker.pick(f"迟{amount}", f"{amount} late")
    if duty.outcome is Outcome.SLOW and amount:
        return speaker.pick(f"逾基准{amount}", f"{amount} slow")
    if duty.outcome is Outcome.MISSED and duty.verdict.reason is not None:
        if duty.verdict.reason is Reason.TOO_EARLY and amount:
            return speaker.pick(f"早{amount}", f"{amount} early")
        return reason_words(duty.verdict.reason, speaker)
    return outcome_words(duty.outcome, speaker)


def sentence_of(duty: Duty, speaker: Speaker) -> str:
    """One sentence, without a full stop."""
    said = norm_words(Told(duty, speaker)) if duty.version is not None else None
    return own_sentence(duty, speaker) if said is None else said


def own_sentence(duty: Duty, speaker: Speaker) -> str:
    """The sentence of the duty's form, without the norm's own words."""
    told = Told(duty, speaker)
    if duty.version is None or duty.outcome is Outcome.UNDECIDABLE:
        missing = told.missing() or told.pick("一项", "one fact")
        return told.pick(
            f"{told.act}，缺{missing}的记录，无法判定",
            f"{told.act}: no record of {missing}, cannot be judged",
        )
    if duty.outcome is Outcome.EXCUSED:
        return told.excused()
    if duty.outcome is Outcome.OPEN:
        return told.still_open()
    return FORMS[duty.version.duty.form](told)
