"""docs/audit.md names every kind, grade and option, and no other."""

import re

import click
from tests.conftest import REPOSITORY

from fajing.audit.finding import GRADES
from fajing.audit.kinds import kinds, questions
from fajing.audit.outputs.words import GRADE_SIGNS, GRADE_WORDS
from fajing.audit.outputs.write import SUFFIXES
from fajing.audit.readers.base import readers
from fajing.cli.audit import command

CHINESE, ENGLISH = (REPOSITORY / "docs/audit.md").read_text("utf-8").split("\n## English\n")


def test_the_table_of_kinds_is_the_closed_list():
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| (.*?) \| (.*?) \|$", CHINESE, re.MULTILINE)
    wanted = [
        (kind, f"{name.zh} {name.en}", questions()[kind].zh, questions()[kind].en)
        for kind, name in kinds().items()
    ]
    assert rows == wanted


def test_both_halves_name_every_grade_output_and_option():
    options = [option for one in command.params if isinstance(one, click.Option) for option in one.opts]
    for half in (CHINESE, ENGLISH):
        for grade in GRADES:
            assert f"`{grade}`" in half
            assert GRADE_SIGNS[grade] in half
        assert all(f"`NAME{suffix}`" in half for suffix in SUFFIXES)
        assert all(option in half for option in options), options
        assert all(f"`{reader.SUFFIXES[0]}`" in half for reader in readers())
    assert all(zh in CHINESE and en.lower() in ENGLISH for zh, en in GRADE_WORDS.values())
