"""Each bad file gives exactly the messages that stand beside it: no fewer, and nothing that only follows from them."""

from pathlib import Path

import pytest
from tests.lawbook.bad_input_runner import BAD, bad_files, said_of


@pytest.mark.parametrize("bad", bad_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_bad_file_gives_the_message_beside_it(bad: Path, tmp_path: Path):
    expected = bad.with_suffix(".txt").read_text("utf-8").splitlines()
    assert said_of(bad, tmp_path) == expected


def test_every_message_has_its_bad_file_and_a_line():
    messages = sorted(BAD.glob("*/*.txt"))
    assert {path.with_suffix(".yaml") for path in messages} == set(bad_files())
    for path in messages:
        for line in path.read_text("utf-8").splitlines():
            assert ".yaml:" in line, f"{path.name}: {line}"
            assert "error:" in line or "warning:" in line
