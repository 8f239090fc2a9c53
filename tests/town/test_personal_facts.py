"""Norms whose fact is personal: the town's exports do not carry it, and docs/town.md names each."""

from __future__ import annotations

import re
from pathlib import Path

from fajing.town.recipes import read_cookbook

TOWN = Path(__file__).resolve().parents[2] / "docs" / "town.md"


def test_the_description_of_the_town_names_the_norms_that_it_cannot_decide() -> None:
    text = TOWN.read_text("utf-8")
    table = text.split("<!-- personal facts -->")[1].split("<!-- end -->")[0]
    named = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", table, re.MULTILINE)
    assert named == sorted(read_cookbook().uncarried.items())
    assert len(named) > 10
