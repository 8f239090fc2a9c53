"""YAML 1.2 by the core schema, with lines; ruamel.yaml is asked for a second opinion."""

from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.conftest import REPOSITORY

from fajing.lawbook.yaml_reader import YamlError, parse_documents, read_documents

NOWHERE = Path("x.yaml")


def data(text: str):
    [document] = parse_documents(text, NOWHERE)
    return document.data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T09:00:00Z", "2026-01-01T09:00:00Z"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_plain_scalar_means_what_the_core_schema_says(text: str, value: object):
    found = data(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_whatever_they_look_like():
    assert data("on: 1\n2026: 2\ntrue: 3\nnull: 4") == {"on": 1, "2026": 2, "true": 3, "null": 4}


def test_lines_are_kept_for_keys_and_items():
    [document] = parse_documents("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n", NOWHERE)
    assert document.line(("b",)) == 2
    assert document.line(("b", 1)) == 4
    assert document.line(("b", 1, "d")) == 5
    assert document.line(("b", 1, "nothing", "deeper")) == 4
    assert document.line() == 1


def test_several_documents_keep_their_own_lines():
    first, second = parse_documents("a: 1\n---\na: 2\n", NOWHERE)
    assert (first.data, second.data) == ({"a": 1}, {"a": 2})
    assert second.line(("a",)) == 3


def test_an_alias_is_its_anchor_again():
    assert data("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_documents(path)[0].data == {"a": 1, "b": 2}


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: 受案".encode("gb18030"))
    with pytest.raises(YamlError) as caught:
        read_documents(path)
    assert caught.value.where == f"{path}:2"
    assert "UTF-8" in caught.value.remedy


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path):
    with pytest.raises(YamlError):
        read_documents(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a: " + "{a: " * 80 + "1" + "}" * 80, "a: \x07", "a: .inf", "? [a]\n: b"]
)
def test_odd_input_is_refused_and_never_crashes(text: str):
    with pytest.raises(YamlError):
        parse_documents(text, NOWHERE)


def plain(value):
    """What ruamel.yaml built, as plain values: it makes dates of dates, and numbers of its own kinds."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | Decimal | str):
        return value
    return str(value)


def dates_as_text(value):
    """`2026-01-01T09:00` and the like, which the second opinion takes for a timestamp."""
    if isinstance(value, dict):
        return {key: dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [dates_as_text(item) for item in value]
    return value.replace("T", " ") if isinstance(value, str) and value[:4].isdigit() else value


@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *(REPOSITORY / "tests/lawbook/books").rglob("*.yaml"),
            *(REPOSITORY / "law/it-road-fines").rglob("*.yaml"),
        ]
    ),
    ids=lambda path: path.stem,
)
def test_a_second_reader_reads_the_same(path: Path):
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    others = [plain(found) for found in yaml.load_all(path.read_text("utf-8"))]
    mine = [document.data for document in read_documents(path)]
    assert dates_as_text(mine) == dates_as_text(others)
