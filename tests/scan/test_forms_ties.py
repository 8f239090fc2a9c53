"""What belongs together: `per: object`, `per: matter`, triggers of several objects, `for_each` over a roster."""

from tests.scan.bench_book import carrying, duties, judged

OBJECT = "{on: seized, per: object, do: [returned], within: {days: 30}}"
SEIZED = "seized @ 2026-03-02"


def test_per_object_a_step_serves_its_own_object_only():
    assert judged(OBJECT, f"{SEIZED} of I1", "returned @ +5d of I2", as_of="2026-05-01") == ["missed absent"]
    assert judged(OBJECT, f"{SEIZED} of I1", "returned @ +5d of I2+I1") == ["met"]


def test_without_a_tie_any_step_of_the_file_serves():
    text = "{on: seized, do: [returned], within: {days: 30}}"
    assert judged(text, f"{SEIZED} of I1", "returned @ +5d of I2") == ["met"]


def test_an_event_without_object_matches_only_a_trigger_without_object():
    assert judged(OBJECT, f"{SEIZED} of I1", "returned @ +5d", as_of="2026-05-01") == ["missed absent"]
    assert judged(OBJECT, SEIZED, "returned @ +5d") == ["met"]
    assert judged(OBJECT, SEIZED, "returned @ +5d of I1", as_of="2026-05-01") == ["missed absent"]


def test_a_trigger_of_several_objects_raises_one_duty_for_each():
    found = duties(OBJECT, f"{SEIZED} of I1+I2", "returned @ +5d of I2", as_of="2026-05-01")
    assert [(duty.object, duty.outcome) for duty in found] == [("I1", "missed"), ("I2", "met")]
    assert len({duty.key for duty in found}) == 2


def test_an_object_named_twice_raises_one_duty():
    assert judged(OBJECT, f"{SEIZED} of I1+I1", "returned @ +5d of I1") == ["met"]


def test_extensions_and_pauses_without_object_serve_every_object():
    text = """
    {on: seized, per: object, do: [returned], within: {days: 10}, extend: [{on: extended, by: {days: 10}}],
     pause: [{from: halted, to: resumed}]}
    """
    assert judged(text, f"{SEIZED} of I1", "extended @ +5d", "returned @ +20d of I1") == ["met"]
    assert judged(text, f"{SEIZED} of I1", "extended @ +5d of I2", "returned @ +20d of I1") == [
        "late too_late 10d"
    ]
    assert judged(text, f"{SEIZED} of I1", "halted @ +5d", "resumed @ +9d", "returned @ +14d of I1") == [
        "met"
    ]
    assert judged(text, f"{SEIZED} of I1", "halted @ +5d of I2", "returned @ +14d of I1") == [
        "late too_late 4d"
    ]


def test_conditions_of_a_tied_duty_see_its_own_object():
    text = "{on: seized, per: object, where: standing(passed), do: [returned], within: {days: 9}}"
    assert judged(text, "passed @ 2026-03-01 of I2", f"{SEIZED} of I1", "returned @ 2026-03-03 of I1") == []
    assert judged(text, "passed @ 2026-03-01 of I1", f"{SEIZED} of I1", "returned @ 2026-03-03 of I1") == [
        "met"
    ]


def test_per_object_counts_of_the_object():
    text = "{on: extended, per: object, at_most: 1}"
    events = ["extended @ 2026-03-02 of I1", "extended @ 2026-03-03 of I2", "extended @ 2026-03-04 of I1"]
    assert judged(text, *events) == ["met", "met", "missed too_many"]


def test_per_matter_keeps_to_the_triggers_own_matter():
    text = "{on: opened, per: matter, do: [filed], within: {days: 3}}"
    events = ["opened @ 2026-03-02", "opened @ +1d in B", "filed @ +2d in B"]
    assert judged(text, *events, as_of="2026-04-01") == ["missed absent", "met"]
    whole = "{on: opened, do: [filed], within: {days: 3}}"
    assert judged(whole, *events, as_of="2026-04-01") == ["met", "met"]


def test_a_step_of_another_procedure_of_the_file_serves():
    text = "{on: opened, do: [review.passed], within: {days: 3}}"
    assert judged(text, "opened @ 2026-03-02", "review.passed @ +2d") == ["met"]
    assert judged(text, "opened @ 2026-03-02", "passed @ +2d", as_of="2026-04-01") == ["missed absent"]
    matter = "{on: opened, per: matter, do: [review.passed], within: {days: 3}}"
    assert judged(matter, "opened @ 2026-03-02", "review.passed @ +2d", as_of="2026-04-01") == [
        "missed absent"
    ]


EACH = "{on: decided, for_each: victim, do: [noticed], within: {days: 2}}"
V1, V2 = "victim_added @ 2026-03-01 of V1", "victim_added @ 2026-03-02 of V2"
DECIDED = "decided @ 2026-03-10"


def test_one_duty_for_each_on_the_roster_as_it_stood():
    found = duties(EACH, V1, V2, DECIDED, "victim_added @ 2026-03-11 of V3", "noticed @ 2026-03-12 of V2")
    assert [(duty.object, duty.outcome) for duty in found] == [("V1", "open"), ("V2", "met")]


def test_who_was_removed_is_owed_nothing():
    removed = "victim_removed @ 2026-03-05 of V1"
    assert judged(EACH, V1, V2, removed, DECIDED, "noticed @ 2026-03-12 of V2") == ["met"]
    assert judged(EACH, V1, removed, "victim_added @ 2026-03-06 of V1", DECIDED, as_of="2026-03-13") == [
        "missed absent"
    ]
    assert judged(EACH, V1, DECIDED, "victim_removed @ 2026-03-11 of V1", as_of="2026-03-13") == [
        "missed absent"
    ]


def test_an_empty_roster_raises_nothing():
    assert judged(EACH, DECIDED) == []


def test_a_roster_that_no_map_carries_cannot_be_told():
    assert judged(EACH, DECIDED, carried=carrying("decided", "noticed")) == [
        "undecidable absent_fact roster victim"
    ]


def test_for_each_ties_targets_to_the_entry():
    assert judged(EACH, V1, DECIDED, "noticed @ 2026-03-11", as_of="2026-03-13") == ["missed absent"]
    assert judged(EACH, V1, f"{DECIDED} of P1", "noticed @ 2026-03-11 of V1") == ["met"]
