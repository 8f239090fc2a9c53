import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("2023年立案60件，2022年为50件，同比增长20%。", "ratio", "consistent"),
        ("2023年立案60件，2022年为50件，同比增长25%。", "ratio", "error"),
        ("2023年立案60件，2022年为50件，同比下降20%。", "ratio", "error"),
        ("全年立案60件，上年50件，比上年增加10件。", "ratio", "consistent"),
        ("全年立案60件，上年50件，比上年增加12件。", "ratio", "error"),
        ("全年立案60件，比上年（50件）增长20%。", "ratio", "consistent"),
        ("全年立案60件，比上年同期（50件）增长25%。", "ratio", "error"),
        ("全年立案60件，比上年（50件）增加10件。", "ratio", "consistent"),
        ("办结率96.5%，比上年的94.1%提高2.4个百分点。", "ratio", "consistent"),
        ("办结率96.5%，比上年的94.1%提高3.1个百分点。", "ratio", "error"),
        ("由上年的80件降至60件，下降25%。", "ratio", "consistent"),
        ("新聘监督员30名，同比增加50%。", "growth-feasible", "consistent"),
        ("新聘监督员30名，同比增加41%。", "growth-feasible", "error"),
        ("投诉量同比下降12.5%。", "growth-no-base", "unchecked"),
        ("立案30件，投诉量同比下降12.5%。", "growth-no-base", "unchecked"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
