import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.canonical import canonical_bytes, hash_bytes, hash_tree, hash_value, pretty_bytes
from fajing.core.errors import FajingError

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_both_forms_are_read_back_as_the_same_value(value):
    assert json.loads(canonical_bytes(value)) == json.loads(pretty_bytes(value)) == value


def test_the_order_of_keys_does_not_matter():
    assert canonical_bytes({"b": 1, "a": 2}) == canonical_bytes({"a": 2, "b": 1}) == b'{"a":2,"b":1}'
    assert hash_value({"b": 1, "a": 2}) == hash_bytes(b'{"a":2,"b":1}')


def test_the_pretty_form_keeps_chinese_and_ends_with_a_newline():
    assert pretty_bytes({"a": "案"}).decode() == '{\n  "a": "案"\n}\n'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), date(2026, 1, 1), {1: 2}, {"a": [0.0]}, b"x", {1, 2}, "\ud800"]
)
def test_what_has_no_one_way_to_be_written_is_refused(value):
    with pytest.raises(FajingError):
        canonical_bytes(value)


def test_an_error_says_where_in_the_value():
    with pytest.raises(FajingError) as caught:
        canonical_bytes({"a": [1, {"b": 0.5}]})
    assert caught.value.where == "$.a[1].b"


def test_a_folder_has_one_hash_whatever_the_line_ends(tmp_path):
    for name, end in (("unix", b"\n"), ("windows", b"\r\n")):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "a.yaml").write_bytes(b"x: 1" + end)
        (tmp_path / name / "sub" / "b.yaml").write_bytes(b"y: 2" + end)
    (tmp_path / "unix" / ".hidden").write_text("z")
    assert hash_tree(tmp_path / "unix") == hash_tree(tmp_path / "windows")


def test_a_moved_or_changed_file_changes_the_hash(tmp_path):
    (tmp_path / "a").write_text("1")
    first = hash_tree(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    second = hash_tree(tmp_path)
    (tmp_path / "b").write_text("2")
    assert len({first, second, hash_tree(tmp_path)}) == 3


def test_the_order_of_paths_does_not_matter_and_paths_outside_are_refused(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_text(path.name)
    assert hash_tree(tmp_path, paths) == hash_tree(tmp_path, reversed(paths)) == hash_tree(tmp_path)
    with pytest.raises(FajingError):
        hash_tree(tmp_path / "a")
    with pytest.raises(FajingError):
        hash_tree(tmp_path, [tmp_path.parent / "elsewhere"])
