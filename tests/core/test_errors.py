import pickle

from fajing.core.errors import FajingError, UsageError


def test_an_error_says_what_where_why_and_what_to_do():
    error = FajingError("读不懂", where="a.yaml:3:5", why="不是日期", remedy="2026-03-02")
    assert str(error).splitlines() == [
        "读不懂",
        "  位置 where: a.yaml:3:5",
        "  原因 why: 不是日期",
        "  办法 remedy: 2026-03-02",
    ]


def test_parts_that_are_not_known_leave_no_line():
    assert str(FajingError("读不懂")) == "读不懂"


def test_an_error_survives_the_way_back_from_another_process():
    error = pickle.loads(pickle.dumps(UsageError("没有这个选项", remedy="--help")))
    assert isinstance(error, UsageError)
    assert (error.what, error.remedy, error.exit_code) == ("没有这个选项", "--help", 2)
