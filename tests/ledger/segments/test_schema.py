"""The description of a segment comes back whole, and the page on the format names all that is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conftest import REPOSITORY

from fajing.core.events import Carried
from fajing.ledger.segments import schema
from fajing.ledger.segments.schema import Group, Manifest, Origin, SourceFile

PAGE = (REPOSITORY / "docs/segments.md").read_text("utf-8")
MANIFEST = Manifest(
    number=3,
    zone="Asia/Shanghai",
    events=2,
    matters=1,
    files=1,
    first_at=5,
    last_at=9,
    columns=("file", "text.origin"),
    root="ab",
    matters_root="cd",
    origin=Origin(
        (SourceFile("a.csv", "ef", "steps", 2, 2),),
        Carried(frozenset({"case.opened"}), {"case.opened": frozenset({"unit"})}, None),
        ("small", "12"),
        {"steps": "34"},
    ),
    row_groups=(Group(2, 0, 1, 0, 1),),
)


def test_a_manifest_comes_back() -> None:
    assert Manifest.from_json(MANIFEST.as_json(), "here") == MANIFEST


def test_steps_with_the_same_fields_stand_together_and_the_first_version_is_still_read() -> None:
    fields = {"case.b": frozenset("xy"), "case.a": frozenset("xy"), "case.c": frozenset()}
    origin = replace(MANIFEST.origin, carried=Carried(None, fields, None))
    manifest = replace(MANIFEST, origin=origin)
    written = manifest.as_json()
    assert written["carried"]["fields"] == [
        {"steps": ["case.a", "case.b"], "fields": ["x", "y"]},
        {"steps": ["case.c"], "fields": []},
    ]
    assert Manifest.from_json(written, "here") == manifest
    first = replace(manifest, schema=1)
    assert first.as_json()["carried"]["fields"]["case.a"] == ["x", "y"]
    assert Manifest.from_json(first.as_json(), "here") == first


@pytest.mark.parametrize("part", PAGE.split("\n# English\n"), ids=["zh", "en"])
def test_the_page_names_every_column_file_and_key(part: str) -> None:
    names = {*schema.EVENT_COLUMNS, *schema.MATTER_COLUMNS, *schema.FILE_COLUMNS, *MANIFEST.as_json()}
    names |= {schema.EVENTS, schema.MATTERS, schema.FILES, schema.CHECKS, schema.MANIFEST}
    assert sorted(name for name in names if f"`{name}`" not in part and f"/{name}`" not in part) == []
    assert all(f"`{kind}." in part for kind in schema.VALUE_KINDS)
