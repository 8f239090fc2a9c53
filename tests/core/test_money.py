from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.errors import FajingError
from fajing.core.money import format_fen, parse_fen


@pytest.mark.parametrize(
    "text, fen",
    [
        ("200", 20000),
        ("1,234.50", 123450),
        ("1，234.50元", 123450),
        ("1.2万元", 1200000),
        ("0.5亿", 5000000000),
        ("￥200", 20000),
        ("¥ 200.05", 20005),
        ("人民币300元整", 30000),
        ("２００元", 20000),
        ("50分", 50),
        ("-3.20", -320),
        (200, 20000),
        (Decimal("0.01"), 1),
    ],
)
def test_amounts_are_read_as_they_are_written(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text", ["", "元", "二百元", "1,23.00", "1.2.3", "0.005", "200美元", "1e3", 1.5, True, None]
)
def test_anything_else_is_refused(text):
    with pytest.raises(FajingError):
        parse_fen(text)


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_is_read_back(fen):
    assert parse_fen(format_fen(fen)) == fen
    assert parse_fen(format_fen(fen, "en")) == fen
