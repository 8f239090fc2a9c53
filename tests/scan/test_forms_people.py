"""Who acted and what the act carries: `officers`, `role`, `by_other_than`, `by_same_as`, `with`, `value`."""

import pytest
from tests.scan.bench_book import carrying, duties, judged

ASKED = "questioned @ 2026-03-02T10:00"
TWO = '{on: questioned, officers: {count: ">= 2", where: is_police}}'
BOOK = {"A": {"kind": "police", "role": "handler"}, "B": {"kind": "police"}, "X": {"kind": "auxiliary"}}


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("by A+B", "met"),
        ("by A", "missed too_few_officers"),
        ("by A+A", "missed too_few_officers"),
        ("by A+X", "missed too_few_officers"),
        ("by A+B+X", "met"),
        ("by A+Z", "undecidable absent_fact officer.is_police"),
        ("by Z", "missed too_few_officers"),
        ("by A+B+Z", "met"),
        ("", "undecidable absent_fact officers"),
    ],
)
def test_enough_distinct_officers_who_qualify(by, found):
    assert judged(TWO, f"{ASKED} {by}", officers=BOOK) == [found]


@pytest.mark.parametrize(
    ("count", "by", "found"),
    [
        ("== 1", "A", "met"),
        ("== 2", "A", "missed too_few_officers"),
        ("== 1", "A+B", "missed too_many"),
        ("<= 1", "A+B", "missed too_many"),
        ("< 2", "A+B", "missed too_many"),
        ("> 1", "A", "missed too_few_officers"),
    ],
)
def test_officers_counted_in_other_ways(count, by, found):
    assert judged(f'{{on: questioned, officers: {{count: "{count}"}}}}', f"{ASKED} by {by}") == [found]


def test_the_register_is_read_as_it_stood_on_the_day():
    from datetime import date

    from tests.scan.bench_book import describe, judge_log, lawbook, log_of, norm, replace

    from fajing.lawbook.model import Register, RegisterEntry

    one = norm('{on: questioned, officers: {count: ">= 1", where: is_police}}')
    entries = (RegisterEntry("A", date(2020, 1, 1), date(2026, 3, 1), {"kind": "police"}),)
    book = replace(lawbook(one), registers={"officers": Register("officers", {"A": entries})})
    log = log_of("questioned @ 2026-03-01T23:00 by A", "questioned @ 2026-03-02T01:00 by A")
    found = [describe(duty) for duty in judge_log(log, book)]
    assert found == ["met", "undecidable absent_fact officer.is_police"]


def test_the_role_on_the_event_is_seen_beside_the_register():
    text = "{on: questioned, officers: {count: '>= 1', where: 'role == \"leader\"'}}"
    assert judged(text, f"{ASKED} by A/leader", officers=BOOK) == ["met"]
    assert judged(text, f"{ASKED} by A", officers=BOOK) == ["missed too_few_officers"]
    assert judged(text, f"{ASKED} by B", officers=BOOK) == ["undecidable absent_fact officer.role"]


ROLE = "{on: approved, role: [unit_leader, deputy]}"


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("by A/unit_leader", "met"),
        ("by A/handler+B/deputy", "met"),
        ("by B/handler", "missed wrong_role"),
        ("by A", "missed wrong_role"),
        ("by B", "undecidable absent_fact officer.role"),
        ("by B+C/deputy", "met"),
        ("", "undecidable absent_fact officers"),
    ],
)
def test_one_of_the_roles_the_law_asks_for(by, found):
    assert judged(ROLE, f"approved @ 2026-03-02 {by}", officers=BOOK) == [found]


OTHER = "{on: passed, by_other_than: [questioned, inspected]}"
PASSED = "passed @ 2026-03-09T10:00"


def test_by_another_officer_than_the_earlier_step():
    assert judged(OTHER, f"{ASKED} by A", f"{PASSED} by B") == ["met"]
    assert judged(OTHER, f"{ASKED} by A+B", f"{PASSED} by B+C") == ["missed same_person"]
    assert judged(OTHER, f"{PASSED} by B", "questioned @ +1d by B") == ["met"]
    assert judged(OTHER, f"{PASSED} by B") == ["met"]


def test_by_another_officer_where_the_record_does_not_say_who():
    assert judged(OTHER, f"{ASKED} by A", PASSED) == ["undecidable absent_fact officers"]
    assert judged(OTHER, ASKED, f"{PASSED} by B") == ["undecidable absent_fact officers"]
    assert judged(OTHER, ASKED, "inspected @ +1d by B", f"{PASSED} by B") == ["missed same_person"]


HANDLER = "{on: passed, by_other_than: any_handler}"


def test_by_nobody_who_handled_the_case_anywhere_in_the_file():
    assert judged(HANDLER, f"{ASKED} by A/handler", f"{PASSED} by B") == ["met"]
    assert judged(HANDLER, f"{ASKED} by A/handler", f"{PASSED} by A/reviewer") == ["missed same_person"]
    assert judged(HANDLER, f"{ASKED} by A/interpreter", f"{PASSED} by A") == ["met"]
    assert judged(HANDLER, f"{PASSED} by A", "questioned @ +1d by A/handler") == ["met"]
    assert judged(HANDLER, "review.asked @ 2026-03-01 by A/handler", f"{PASSED} by A") == [
        "missed same_person"
    ]


def test_which_roles_are_handlers_is_the_lawbooks_to_say():
    events = [f"{ASKED} by A/assistant", f"{PASSED} by A"]
    assert judged(HANDLER, *events) == ["met"]
    assert judged(HANDLER, *events, handler_roles=("handler", "assistant")) == ["missed same_person"]


SAME = "{on: decided, by_same_as: questioned}"
DECIDED = "decided @ 2026-03-20"


def test_by_an_officer_of_the_latest_earlier_step():
    assert judged(SAME, f"{ASKED} by A+B", f"{DECIDED} by B+C") == ["met"]
    assert judged(SAME, f"{ASKED} by A", "questioned @ +1d by B", f"{DECIDED} by A") == [
        "missed other_person"
    ]
    assert judged(SAME, f"{DECIDED} by A") == ["missed absent"]
    assert judged(SAME, ASKED, f"{DECIDED} by A") == ["undecidable absent_fact officers"]
    assert judged(SAME, f"{ASKED} by A", DECIDED) == ["undecidable absent_fact officers"]


WITH = "{on: decided, with: [basis, amount]}"
ANY = "{on: decided, with: {any: [basis, heard]}}"


def test_the_trigger_carries_all_of_the_parts():
    assert judged(WITH, f"{DECIDED} basis=x amount=5") == ["met"]
    [duty] = duties(WITH, f"{DECIDED} basis=x")
    assert (duty.outcome, duty.verdict.reason, duty.verdict.missing) == ("missed", "absent_part", ("amount",))
    assert judged(WITH, f'{DECIDED} basis="" amount=5') == ["missed absent_part"]


def test_false_is_lacking_and_nought_is_not():
    assert judged("{on: decided, with: [heard]}", f"{DECIDED} heard=true") == ["met"]
    assert judged("{on: decided, with: [heard]}", f"{DECIDED} heard=false") == ["missed absent_part"]
    assert judged("{on: decided, with: [amount]}", f"{DECIDED} amount=0") == ["met"]


def test_the_trigger_carries_one_of_the_parts():
    assert judged(ANY, f"{DECIDED} heard=true") == ["met"]
    assert judged(ANY, f"{DECIDED} heard=false") == ["missed absent_part"]


def test_a_part_that_no_map_carries_cannot_be_judged():
    only_basis = carrying("decided", decided=["basis"])
    assert judged(WITH, f"{DECIDED} basis=x", carried=only_basis) == [
        "undecidable absent_fact case.decided.amount"
    ]
    assert judged(WITH, DECIDED, carried=only_basis) == ["missed absent_part"]
    assert judged(ANY, DECIDED, carried=only_basis) == ["undecidable absent_fact case.decided.heard"]
    assert judged(ANY, f"{DECIDED} basis=x", carried=only_basis) == ["met"]


def test_a_condition_that_must_hold():
    text = "{on: decided, value: event.amount <= 500}"
    assert judged(text, f"{DECIDED} amount=500") == ["met"]
    assert judged(text, f"{DECIDED} amount=501") == ["missed out_of_range"]
    assert judged(text, DECIDED) == ["undecidable absent_fact event.amount"]
