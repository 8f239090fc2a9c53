"""Which version judges: by the trigger's date, `dated_by`, `until`, and `anchor` across a change of law."""

from tests.scan.bench_book import duties, judged, norm

HEAD = "cites: [{source: s, article: '1'}]"


def versions(*parts, **more):
    """A norm with versions `(from, duty, extra)`."""
    text = "".join(f"{key}: {value}\n" for key, value in more.items()) + "versions:\n"
    for start, duty, *extra in parts:
        text += f"  - from: {start}\n    {HEAD}\n    duty: {duty}\n" + "".join(
            f"    {line}\n" for line in extra
        )
    return norm(text)


FIVE = "{on: opened, do: [filed], within: {days: 5}}"
NINE = "{on: opened, do: [filed], within: {days: 9}}"


def test_the_version_of_the_triggers_day_judges():
    both = versions(("2020-01-01", NINE), ("2026-01-01", FIVE))
    assert judged(both, "opened @ 2025-12-31T23:59", "filed @ 2026-01-09") == ["met"]
    assert judged(both, "opened @ 2026-01-01T00:00", "filed @ 2026-01-09") == ["late too_late 3d"]
    assert judged(both, "opened @ 2019-12-31", "filed @ 2020-03-01") == []


def test_a_version_ends_on_its_last_day_and_leaves_a_gap():
    gap = versions(("2020-01-01", NINE, "until: 2024-12-31"), ("2026-01-01", FIVE))
    assert judged(gap, "opened @ 2024-12-31", "filed @ +1d") == ["met"]
    assert judged(gap, "opened @ 2025-01-01", "filed @ +1d") == []
    ended = versions(("2020-01-01", NINE, "until: 2024-12-31"))
    assert judged(ended, "opened @ 2026-01-01", "filed @ +1d") == []


def test_dated_by_a_step_the_latest_at_or_before_the_trigger_counts():
    both = versions(("2020-01-01", NINE, "dated_by: noticed"), ("2026-01-01", FIVE, "dated_by: noticed"))
    assert judged(both, "noticed @ 2025-12-20", "opened @ 2026-01-05", "filed @ 2026-01-14") == ["met"]
    assert judged(both, "noticed @ 2026-01-02", "opened @ 2026-01-05", "filed @ 2026-01-14") == [
        "late too_late 4d"
    ]
    twice = ["noticed @ 2025-12-20", "noticed @ 2026-01-02"]
    assert judged(both, *twice, "opened @ 2026-01-05", "filed @ 2026-01-14") == ["late too_late 4d"]
    after = ["noticed @ 2025-12-20", "opened @ 2026-01-05", "noticed @ 2026-01-06", "filed @ 2026-01-14"]
    assert judged(both, *after) == ["met"]


def test_where_the_dating_step_is_absent_it_cannot_be_told():
    both = versions(("2020-01-01", NINE), ("2026-01-01", FIVE), dated_by="noticed")
    assert judged(both, "opened @ 2026-01-05", "filed @ +1d") == ["undecidable absent_fact dated_by"]


def test_the_dating_step_may_be_filtered():
    text = "dated_by: {step: noticed, where: 'target.about == \"hearing\"'}"
    both = versions(("2020-01-01", NINE, text), ("2026-01-01", FIVE, text))
    notices = ["noticed @ 2025-12-20 about=hearing", "noticed @ 2026-01-02 about=other"]
    assert judged(both, *notices, "opened @ 2026-01-05", "filed @ 2026-01-14") == ["met"]


def test_dated_by_a_value():
    both = versions(("2020-01-01", NINE), ("2026-01-01", FIVE), dated_by="matter.term_end")
    events = ["opened @ 2026-01-05", "filed @ 2026-01-14"]
    assert judged(both, *events, matter={"term_end": "2025-11-11"}) == ["met"]
    assert judged(both, *events, matter={"term_end": "2026-01-01"}) == ["late too_late 4d"]
    assert judged(both, *events, matter={"term_end": "2019-01-01"}) == []
    assert judged(both, *events) == ["undecidable absent_fact dated_by"]


OLD = "{on: accepted, do: [decided], within: {days: 30}}"
NEW = "{on: filed, do: [decided], within: {days: 60}}"


def test_an_anchor_gives_a_matter_that_straddles_the_change_exactly_one_duty():
    straddling = ["accepted @ 2025-12-20", "filed @ 2026-01-05", "decided @ 2026-02-10"]
    by_filing = versions(("2013-01-01", OLD), ("2026-01-01", NEW), anchor="filed")
    [duty] = duties(by_filing, *straddling)
    assert (duty.trigger.step, duty.outcome) == ("filed", "met")
    by_acceptance = versions(("2013-01-01", OLD), ("2026-01-01", NEW), anchor="accepted")
    [duty] = duties(by_acceptance, *straddling)
    assert (duty.trigger.step, duty.outcome) == ("accepted", "late")


def test_a_file_without_the_anchor_goes_by_the_triggers_date():
    by_filing = versions(("2013-01-01", OLD), ("2026-01-01", NEW), anchor="filed")
    assert judged(by_filing, "accepted @ 2025-12-20", "decided @ 2026-02-10") == ["late too_late 22d"]
    assert judged(by_filing, "accepted @ 2026-01-20", "decided @ 2026-02-10") == []


def test_the_first_of_several_anchors_chooses():
    by_filing = versions(("2013-01-01", OLD), ("2026-01-01", NEW), anchor="filed")
    events = ["filed @ 2025-12-20", "accepted @ 2025-12-22", "filed @ 2026-01-05", "decided @ 2026-01-10"]
    found = duties(by_filing, *events)
    assert [(duty.trigger.step, duty.outcome) for duty in found] == [("accepted", "met")]


def test_starts_and_rollover_are_a_versions_own():
    roll = versions(("2020-01-01", NINE, "rollover: next_working_day"), ("2026-06-01", NINE))
    assert judged(roll, "opened @ 2026-03-05", "filed @ 2026-03-16") == ["met"]  # day nine is a Saturday
    assert judged(roll, "opened @ 2026-06-04", "filed @ 2026-06-15") == ["late too_late 2d"]
    hours = "{on: opened, do: [filed], within: {hours: 1}}"
    start = versions(("2020-01-01", hours, "starts: next_hour"), ("2026-06-01", hours))
    assert judged(start, "opened @ 2026-03-05T09:20", "filed @ 2026-03-05T11:00") == ["met"]
    assert judged(start, "opened @ 2026-06-05T09:20", "filed @ 2026-06-05T11:00") == ["late too_late 40m"]
