"""The small language of section files says what it means or fails with file and line."""

from __future__ import annotations

import pytest

from fajing.publish.marks import Mark, SectionError, read_condition, read_marks


def test_a_line_is_text_and_marks_in_order():
    found = read_marks('接报{{ figure("calls") }}{{change("calls")}}。', "10.md:3")
    assert found == (
        "接报",
        Mark("figure", ("calls",), "10.md:3"),
        Mark("change", ("calls",), "10.md:3"),
        "。",
    )


@pytest.mark.parametrize(
    "text",
    [
        '{{ figure("a" }}',
        "{{ figure(a) }}",
        '{{ figur("a") }}',
        '{{ figure("a", "b") }}',
        "{{ figure() }}",
        '{{ figure("a") ',
        '{{ __import__("os") }}',
        '{{ figure("a").__class__ }}',
        "{% if x %}",
    ],
)
def test_a_mark_that_is_none_fails_with_its_place(text):
    with pytest.raises(SectionError) as failed:
        read_marks(text, "10-law.md:7")
    assert failed.value.where == "10-law.md:7"


def test_a_misspelt_mark_is_told_the_right_one():
    with pytest.raises(SectionError, match="figur") as failed:
        read_marks('{{ figur("a") }}', "x:1")
    assert "figure" in failed.value.remedy


def test_conditions_are_joined_by_and_and_turned_by_not():
    clauses = read_condition('positive("a") and not known("b")', "x:1").clauses
    assert [(holds, mark.name, mark.arguments) for holds, mark in clauses] == [
        (True, "positive", ("a",)),
        (False, "known", ("b",)),
    ]


@pytest.mark.parametrize("text", ['positive("a") or known("b")', "", 'value("a") > 3', "True"])
def test_a_condition_of_another_kind_is_refused(text):
    with pytest.raises(SectionError):
        read_condition(text, "x:1")
