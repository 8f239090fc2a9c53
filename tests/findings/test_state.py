"""The state of a finding follows from its acts, and the rules of fairness hold."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.errors import UsageError
from fajing.core.moments import Zone
from fajing.findings import raising, rules, settle
from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.people import Person, Role
from fajing.findings.state import How, State, fold
from fajing.findings.terms import Terms
from fajing.findings.text import personal_value

ZONE = Zone.of("Asia/Shanghai")
AT = 1_776_000_000
UNIT = "青渡派出所"


def duty(key="n|m|e", **more):
    return {
        "key": key, "norm": "n", "matter": "m", "file": "m", "unit": UNIT, "outcome": "late", "reason": "too_late",
        "due": "2026-04-10T10:00", "trigger_at": "2026-04-09T09:00", "label": "l", "officers": ["040101"], **more,
    }  # fmt: skip


def raised(number="2026-0001", **more):
    return Act(Kind.RAISED, number, AT, SYSTEM, values=raising.facts_of(duty(**more)))


def act(kind, by="041000", note="说明", number="2026-0001", at=AT + 60, **values):
    return Act(kind, number, at, by, note, values)


def folded(*acts):
    return fold([raised(), *acts])["2026-0001"]


OFFICER = Person("040101", Role.CASE_OFFICER, UNIT)
COLLEAGUE = Person("040102", Role.CASE_OFFICER, UNIT)
LEADER = Person("040100", Role.UNIT_LEADER, UNIT)
LEGAL = Person("040008", Role.LEGAL_OFFICER, "青岚县公安局", frozenset({UNIT}))
OTHER_LEGAL = Person("040009", Role.LEGAL_OFFICER, "青岚县公安局", frozenset({UNIT}))
STRANGER = Person("040201", Role.UNIT_LEADER, "白沙派出所")


def test_the_whole_way_to_a_verified_end():
    one = folded()
    assert one.state is State.NEW
    assert one.unit == UNIT
    one = folded(act(Kind.PUSHED, reply_due=AT + 99))
    assert (one.state, one.reply_due) == (State.WAITING, AT + 99)
    one = folded(act(Kind.PUSHED), act(Kind.ACKNOWLEDGED, "040101"), act(Kind.RECTIFIED, "040101"))
    assert one.state is State.RECTIFIED
    one = folded(act(Kind.PUSHED), act(Kind.RECTIFIED, "040101"), act(Kind.VERIFIED, "040008", at=AT + 500))
    assert (one.state, one.how, one.closed_at) == (State.CLOSED, How.VERIFIED, AT + 500)


def test_a_won_contest_closes_and_a_lost_one_waits_again():
    contested = (act(Kind.PUSHED), act(Kind.CONTESTED, "040101"))
    assert folded(*contested, act(Kind.UPHELD)).how is How.UPHELD
    lost = folded(*contested, act(Kind.DISMISSED, reply_due=AT + 9))
    assert (lost.state, lost.reply_due) == (State.WAITING, AT + 9)


def test_an_act_that_cannot_be_is_kept_as_strange_and_changes_nothing():
    one = folded(act(Kind.VERIFIED))
    assert one.state is State.NEW
    assert [strange.kind for strange in one.strange] == [Kind.VERIFIED]


def test_whoever_answered_does_not_verify_nor_does_an_officer_of_the_case():
    one = folded(act(Kind.PUSHED), act(Kind.RECTIFIED, LEADER.number))
    assert rules.refusal(one, LEADER, Kind.VERIFIED).en == "whoever answered does not verify"
    assert rules.refusal(one, LEGAL, Kind.VERIFIED) is None
    handler = Person("040101", Role.UNIT_LEADER, UNIT)
    assert rules.refusal(one, handler, Kind.VERIFIED).en == "an officer of the case does not verify"
    assert rules.refusal(one, COLLEAGUE, Kind.VERIFIED) is not None


def test_an_objection_is_decided_by_someone_with_no_hand_in_it():
    one = folded(act(Kind.PUSHED, LEGAL.number), act(Kind.CONTESTED, OFFICER.number))
    assert rules.refusal(one, LEGAL, Kind.UPHELD) is not None
    assert rules.refusal(one, OTHER_LEGAL, Kind.UPHELD) is None
    assert rules.is_waiting_for(one, OTHER_LEGAL)
    assert not rules.is_waiting_for(one, LEGAL)


def test_another_unit_may_do_nothing():
    one = folded(act(Kind.PUSHED))
    assert rules.allowed(one, STRANGER) == []
    assert Kind.RECTIFIED in rules.allowed(one, OFFICER)
    assert Kind.CONTESTED in rules.allowed(one, OFFICER)


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.OUTSIDE_READER]
)
def test_administrators_and_outsiders_act_on_nothing(role):
    person = Person("049999", role, UNIT, frozenset({UNIT}))
    ways = [(), (act(Kind.PUSHED),), (act(Kind.PUSHED), act(Kind.CONTESTED, "040101"))]
    assert [rules.allowed(folded(*acts), person) for acts in ways] == [[], [], []]


def test_an_answer_needs_words_and_no_personal_value():
    one = folded(act(Kind.PUSHED))
    with pytest.raises(UsageError, match="say why"):
        rules.check(one, OFFICER, act(Kind.CONTESTED, OFFICER.number, note=" "))
    with pytest.raises(UsageError, match="telephone"):
        rules.check(one, OFFICER, act(Kind.CONTESTED, OFFICER.number, note="已电话 13812345678 告知"))
    rules.check(one, OFFICER, act(Kind.CONTESTED, OFFICER.number, note="起算应为返回单位时"))


@pytest.mark.parametrize("proof", [{}, {"proof": ""}, {"proof": " —— "}])
def test_rectification_needs_a_proof_that_names_something(proof):
    one = folded(act(Kind.PUSHED))
    with pytest.raises(UsageError, match="needs its proof"):
        rules.check(one, OFFICER, Act(Kind.RECTIFIED, one.number, AT, OFFICER.number, "已补办", proof))
    named = {"proof": "入库单 K-0311"}
    rules.check(one, OFFICER, Act(Kind.RECTIFIED, one.number, AT, OFFICER.number, "已补办", named))


@pytest.mark.parametrize("text", ["11010119900307741X", "6222020200112233445", "a.b@example.cn"])
def test_numbers_of_persons_are_recognised(text):
    assert personal_value(f"见 {text}。") is not None


def test_a_check_raises_restates_closes_and_reopens():
    standing = fold([raised()])
    assert list(raising.plan([duty()], standing, at=AT, year=2026)) == []
    (restated,) = raising.plan([duty(outcome="missed")], standing, at=AT, year=2026)
    assert (restated.kind, dict(restated.values)) == (Kind.RESTATED, {"outcome": "missed"})
    (gone,) = raising.plan([], standing, at=AT, year=2026)
    assert (gone.kind, gone.values["reason"]) == (Kind.CLOSED, "gone")
    closed = fold([raised(), gone])
    (again,) = raising.plan([duty()], closed, at=AT, year=2026)
    assert again.kind is Kind.REOPENED
    assert fold([raised(), gone, again])["2026-0001"].state is State.WAITING


def test_a_closed_one_stays_closed_while_the_breach_stands():
    done = [raised(), act(Kind.PUSHED), act(Kind.RECTIFIED, "040101"), act(Kind.VERIFIED)]
    assert list(raising.plan([duty()], fold(done), at=AT, year=2026)) == []


def test_older_breaches_are_stock():
    duties = [duty("a", due="2026-03-31T10:00"), duty("b", due="2026-04-01")]
    found = list(raising.plan(duties, {}, at=AT, year=2026, start="2026-04-01"))
    assert [one.values["key"] for one in found] == ["b"]


def test_numbers_go_on_within_a_year():
    found = list(raising.plan([duty("a"), duty("b")], fold([raised("2026-0041", key="z")]), at=AT, year=2026))
    assert [one.finding for one in found if one.kind is Kind.RAISED] == ["2026-0042", "2026-0043"]


def test_terms_and_escalation():
    terms = Terms.read()
    one = folded(act(Kind.PUSHED, at=AT))
    day = 86_400
    assert ZONE.civil(terms.reply_due(AT, ZONE)).toordinal() - ZONE.civil(AT).toordinal() == terms.reply + 1
    assert terms.level(one, AT + day, ZONE) is None
    levels = [terms.level(one, AT + after * day, ZONE) for after, _ in terms.escalate]
    assert levels == [role for _, role in terms.escalate]


def test_days_add_up():
    acts = [
        raised("2026-0001"), raised("2026-0002", key="b"),
        act(Kind.PUSHED), act(Kind.RECTIFIED, "x"), act(Kind.VERIFIED, at=AT + 86_400),
    ]  # fmt: skip
    last = ZONE.civil(AT).toordinal() + 1
    rows = settle.days(list(fold(acts).values()), last, 3, ZONE)
    assert [(row.raised, row.verified, row.open) for row in rows] == [(0, 0, 0), (2, 0, 2), (0, 1, 1)]


def test_what_was_sent_back_is_overdue_again_and_what_was_answered_in_time_never_was():
    day = 86_400
    acts = [
        raised("2026-0001"), act(Kind.PUSHED, reply_due=AT + day), act(Kind.RECTIFIED, "x", at=AT + 10),
        act(Kind.RETURNED, at=AT + 20, reply_due=AT + 2 * day),
        raised("2026-0002", key="b"), act(Kind.PUSHED, number="2026-0002", reply_due=AT + day),
        act(Kind.RECTIFIED, "x", number="2026-0002", at=AT + 4 * day),
        raised("2026-0003", key="c"), act(Kind.PUSHED, number="2026-0003", reply_due=AT + day),
        act(Kind.RECTIFIED, "x", number="2026-0003", at=AT + 10),
    ]  # fmt: skip
    found = list(fold(acts).values())
    for end, overdue in ((AT + day - 1, 0), (AT + day, 1), (AT + 3 * day, 2), (AT + 5 * day, 1)):
        (of_unit,) = settle.by_unit(found, AT, end, ()).values()
        assert (of_unit.raised, of_unit.pushed, of_unit.open, of_unit.overdue) == (3, 3, 3, overdue), end
    both = settle.total([of_unit, of_unit])
    assert (both.raised, both.overdue, both.labels.total()) == (6, 2, 6)


def test_precision_counts_won_contests():
    acts = [raised(), act(Kind.PUSHED), act(Kind.CONTESTED), act(Kind.UPHELD)]
    acts += [raised("2026-0002", key="b"), act(Kind.PUSHED, number="2026-0002")]
    (one,) = settle.precision(fold(acts).values())
    assert (one.pushed, one.upheld, one.share) == (2, 1, 0.5)


KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.RAISED])


@given(st.lists(KINDS, max_size=12))
def test_any_acts_fold_and_none_is_lost(kinds):
    acts = [act(kind, at=AT + place) for place, kind in enumerate(kinds)]
    one = folded(*acts)
    assert len(one.acts) == 1 + len(acts)
    assert one.is_open == (one.how is None)
    for before, after in itertools.pairwise(range(len(acts) + 1)):
        assert len(folded(*acts[:before]).strange) <= len(folded(*acts[:after]).strange)


@given(st.lists(KINDS, max_size=8))
def test_the_payload_is_the_whole_act(kinds):
    acts = [raised(), *(act(kind) for kind in kinds)]
    assert fold(Act.of(one.payload()) for one in acts) == fold(acts)


def test_an_open_finding_goes_up_by_its_age_once_for_each_step():
    from fajing.findings.terms import escalations

    terms, day = Terms(3, 3, 5, ((7, Role.UNIT_LEADER), (15, Role.LEGAL_OFFICER)), 12), 86_400
    one = folded(act(Kind.PUSHED))
    assert list(escalations([one], terms, AT + 6 * day, ZONE)) == []
    (up,) = escalations([one], terms, AT + 8 * day, ZONE)
    assert (up.kind, up.by, up.values["to"]) == (Kind.ESCALATED, SYSTEM, "unit_leader")
    one = one.after(up)
    assert (one.level, one.level_at, one.state) == ("unit_leader", AT + 8 * day, State.WAITING)
    assert list(escalations([one], terms, AT + 9 * day, ZONE)) == []
    one = one.after(act(Kind.RECTIFIED))
    (up,) = escalations([one], terms, AT + 20 * day, ZONE)
    assert one.after(up).state is State.RECTIFIED
    closed = one.after(up).after(act(Kind.VERIFIED, by="041001"))
    assert list(escalations([closed], terms, AT + 40 * day, ZONE)) == []
    assert closed.after(act(Kind.REOPENED)).level == ""


def test_only_the_scan_sends_a_finding_up():
    one = folded(act(Kind.PUSHED))
    for role in Role:
        person = Person("041000", role, UNIT, frozenset({UNIT}))
        assert Kind.ESCALATED not in rules.allowed(one, person)


@pytest.mark.parametrize(
    ("today", "cut"),
    [("2028-02-29", "2027-02-28"), ("2026-03-09", "2025-03-09"), ("2026-12-31", "2025-12-31")],
)
def test_what_is_closed_expires_after_the_months_of_the_terms(today, cut):
    terms, zone = Terms.read(), ZONE
    noon = zone.start_of_day(date.fromisoformat(today).toordinal()) + 43_200
    assert terms.expire == 12
    assert terms.expired_before(noon, zone) == zone.start_of_day(date.fromisoformat(cut).toordinal())
