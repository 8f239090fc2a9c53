from fajing.audit.report import read_report
from fajing.audit.required import Required


def claims(text):
    return read_report(text, Required()).claims


def test_what_is_counted_stands_without_words_of_time():
    assert [c.noun for c in claims("全年共办理行政案件45件，累计走访商户达300户。")] == [
        "办理行政案件",
        "走访商户",
    ]


def test_a_part_names_its_whole():
    whole, one, other = claims("受理申请90件，其中网上40件、窗口50件。")
    assert (whole.whole, one.whole, other.whole) == (None, whole.index, whole.index)


def test_a_part_may_stand_in_the_next_sentence():
    whole, part, _ = claims("全年立案90件。其中，药品类40件，食品类50件。")
    assert part.whole == whole.index


def test_brackets_hold_parts_but_not_last_year():
    whole, part = claims("培训执法人员60人（其中新任20人）。")
    assert part.whole == whole.index
    _, before = claims("培训执法人员60人（上年同期50人）。")
    assert before.whole is None


def test_a_unit_of_another_family_is_no_part():
    _, money = claims("查处案件20件，其中罚款30万元。")
    assert money.whole is None


def test_growth_has_a_direction_and_a_level_has_none():
    kinds = [(c.kind, c.direction) for c in claims("收件90件，同比增长12%，投诉下降至30件，比上年减少5件。")]
    assert kinds == [("count", 0), ("growth", 1), ("count", 0), ("growth", -1)]


def test_a_list_of_growths_shares_its_direction():
    found = [c for c in claims("投诉量、信访量分别同比下降5.1%、6.2%和7.3%。") if c.kind == "growth"]
    assert [c.direction for c in found] == [-1, -1, -1]


def test_periods_are_kept():
    assert [
        c.period for c in claims("上半年受理40件；2023年受理90件，上年为80件。") if c.kind == "count"
    ] == ["上半年", "2023年", "上年"]


def test_figures_in_names_count_nothing():
    found = claims("落实“三项制度”，学习《规划（2021—2025年）》，接听12345热线来电。")
    assert [c.kind for c in found if c.kind in ("count", "share")] == []


def test_the_title_gives_the_year_and_the_headings_the_parts():
    text = "某局2023年法治政府建设情况报告\n一、主要举措和成效\n立案3件。\n二、存在的不足\n宣传不够。"
    text += "\n三、下一步安排\n加强宣传。"
    report = read_report(text, Required())
    assert (report.year, report.is_whole) == (2023, True)
    assert [report.part_at(text.index(w)) for w in ("立案", "宣传不够", "加强")] == [
        "work",
        "shortcoming",
        "plan",
    ]


def test_an_excerpt_is_no_whole_report():
    assert not read_report("一、主要工作\n立案3件。", Required()).is_whole
