"""Names with rare characters print, and what cannot be printed is found before it is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.core.errors import FajingError
from fajing.publish.coverage import code_points, uncovered
from fajing.publish.fonts import find_fonts

RARE = "喆堃龑𬭊㛃䶮婳朤𫍯𬱖〇"


@pytest.mark.parametrize("place", [0, 1])
def test_each_shipped_font_covers_rare_names(place):
    font = find_fonts().files[place]
    assert uncovered(RARE, [font]) == ()


def test_what_a_font_lacks_is_named():
    assert uncovered("中\U000e0041ꙮ", find_fonts().files) == ("ꙮ", "\U000e0041")
    with pytest.raises(FajingError) as failed:
        find_fonts().check(["名字ꙮ"])
    assert "U+A66E" in failed.value.why


def test_the_table_of_a_font_agrees_with_another_reader():
    sans = find_fonts().files[0]
    found = code_points(sans)
    assert {ord(one) for one in "一丁Az09，。（）"} <= found
    assert 0xE000 not in found
    assert len(found) > 20_000


def test_a_file_that_is_no_font_is_refused(tmp_path: Path):
    (tmp_path / "x.otf").write_bytes(b"OTTO\x00\x01nothing")
    with pytest.raises(FajingError, match="字体"):
        find_fonts(tmp_path)


def test_a_folder_without_fonts_is_refused(tmp_path: Path):
    with pytest.raises(FajingError, match="没有字体"):
        find_fonts(tmp_path)
