"""Arrests, detentions, fines, stops, coercive measures and cleared cases are never a success."""

import pytest

from fajing.lawbook import guards

KEYS = ["target", "rank", "goal", "quota", "colour", "color", "score", "threshold", "ranking", "目标", "排名"]
STEPS = """
arrest_approved suspect_arrested detention_decided person_detained fine_imposed fines stop_made
stop_and_search coercive_measure_applied bail_granted residential_surveillance case_cleared
cases_cleared clearance penalty_decided property_seized summons_issued prosecution_recommended
""".split()
TITLES = """
逮捕人数 刑事拘留数 罚款金额 盘查次数 强制措施总数 取保候审 监视居住 破案率 打击处理人数 移送起诉 追逃数
""".split()


def indicator(**values):
    return {"id": "cases.by_kind", "title": {"zh": "数量", "en": "Number"}, "count": "events", **values}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("better", ["higher", "lower", True, "more"])
def test_no_measure_counts_as_better(step, better):
    assert guards.check_indicator(indicator(id=step, better=better))
    assert guards.check_indicator(indicator(where=f"event.step == '{step}'", better=better))
    assert guards.check_indicator(indicator(steps=[f"administrative_case.{step}"], better=better))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("key", KEYS)
def test_no_measure_carries_a_target_rank_or_colour(title, key):
    assert guards.check_indicator(indicator(title={"zh": title, "en": "Number"}, **{key: 100}))
    assert guards.check_indicator(indicator(title={"zh": title}, show={"in": [{key: "red"}]}))


@pytest.mark.parametrize("title", TITLES)
def test_a_measure_that_is_only_counted_is_accepted(title):
    assert guards.check_indicator(indicator(title={"zh": title}, better="none")) == []
    assert guards.check_indicator(indicator(title={"zh": title})) == []
    assert guards.check_indicator(indicator(title={"zh": title}, better=None)) == []


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("custody.family_notice_in_time_rate", "拘留后通知家属及时率"),
        ("penalty.legality_reviewed_rate", "处罚法制审核率"),
        ("fines.receipt_given_share", "罚款开具票据率"),
    ],
)
def test_a_duty_owed_when_a_measure_is_taken_may_be_judged(name, zh):
    values = {"id": name, "title": {"zh": zh}, "count": "duties", "better": "higher", "target": 1}
    assert guards.check_indicator(values) == []


@pytest.mark.parametrize(
    ("name", "zh"),
    [("cases.arrests_count", "数"), ("fine_rate", "数"), ("x", "行政拘留人数"), ("x", "破案率")],
)
def test_counting_duties_does_not_hide_a_count_of_measures(name, zh):
    assert guards.check_indicator({"id": name, "title": {"zh": zh}, "count": "duties", "better": "higher"})


def test_what_is_no_measure_may_have_a_direction_and_a_target():
    satisfied = {"id": "hotline.satisfied_share", "title": {"zh": "满意率"}, "count": "events"}
    assert guards.check_indicator({**satisfied, "better": "higher", "target": 0.95}) == []


@pytest.mark.parametrize("key", ["target", "rank", "goal", "quota", "colour", "better", "score"])
def test_a_norm_carries_no_goal(key):
    assert guards.check_norm({"id": "filing.in_time", "versions": [], key: 1})


@pytest.mark.parametrize(
    "step", ["arrest_approved", "person_detained", "fine_imposed", "stop_made", "case_cleared"]
)
def test_a_duty_to_do_a_number_of_measures_is_a_quota(step):
    for duty in (
        {"on": "x", "at_least": 5, "count": step},
        {"on": "x", "every": {"months": 1}, "do": [step]},
    ):
        assert guards.check_norm({"id": "work.done", "versions": [{"duty": duty}]})


@pytest.mark.parametrize(
    "step", ["detention_necessity_reviewed", "custody_visited", "penalty_decision_published"]
)
def test_a_periodic_review_of_a_measure_is_no_quota(step):
    duty = {"on": "x", "every": {"months": 1}, "do": [step]}
    assert guards.check_norm({"id": "work.done", "versions": [{"duty": duty}]}) == []


def test_at_most_so_many_measures_is_a_limit_and_accepted():
    duty = {"on": "summons_issued", "at_most": 2}
    assert guards.check_norm({"id": "summons.not_too_often", "versions": [{"duty": duty}]}) == []
