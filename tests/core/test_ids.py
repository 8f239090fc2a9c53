import pytest

from fajing.core.errors import FajingError
from fajing.core.ids import check_id, is_id, natural_key


@pytest.mark.parametrize("text", ["a", "acceptance.registered_in_time", "psa_2025.art_97.p1", "a.1"])
def test_readable_ids_pass(text):
    assert check_id(text) == text


@pytest.mark.parametrize("text", ["", "A", "1a", "a..b", "a.", ".a", "a-b", "受案", "a b", "a\n"])
def test_everything_else_is_refused_with_an_example(text):
    assert not is_id(text)
    with pytest.raises(FajingError, match="acceptance"):
        check_id(text)


def test_numbers_inside_names_are_ordered_as_numbers():
    names = ["a10", "a9", "b1", "a", "2026-10", "2026-9", "案2号", "案10号"]
    assert sorted(names, key=natural_key) == ["2026-9", "2026-10", "a", "a9", "a10", "b1", "案2号", "案10号"]
