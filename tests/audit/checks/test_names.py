import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("开通“云上政通”平台。\n“云上证通”平台收件。\n“云上政通”平台稳定。", "name-consistency", "warning"),
        ("开通“云上政通”平台。\n“云上政通”平台稳定。", "name-consistency", None),
        (
            "某某区管理和综合执法局定计划。\n某某区管理与综合执法局通报。\n某某区管理和综合执法局公开。",
            "name-consistency",
            "warning",
        ),
        ("东城区第一派出所。\n西城区第一派出所。\n东城区第一派出所。", "name-consistency", None),
        ("侦破“3.06”“4·07”“5.08”案。", "name-consistency", "warning"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
