"""A draft norm outside any lawbook is held to the guards too."""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.core.errors import FajingError
from fajing.lawbook.drafts import read_norms
from fajing.lawbook.load import load_lawbook

DRAFT = """
id: draft.rooms_apart
title: {{zh: 草案, en: Draft}}
procedure: administrative_case
severity: notice
status: draft
versions:
  - from: 2026-01-01
    cites: [{{source: admin_case_procedures, article: "61"}}]
    duty: {{on: person_questioned, apart: {key}}}
"""


def test_a_draft_may_not_join_files_by_a_party(tmp_path: Path) -> None:
    lawbook = load_lawbook("cn-police")
    (tmp_path / "good.yaml").write_text(DRAFT.format(key="room"), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(DRAFT.format(key="party"), encoding="utf-8")
    assert [norm.id for norm in read_norms(tmp_path / "good.yaml", lawbook)] == ["draft.rooms_apart"]
    with pytest.raises(FajingError, match="party"):
        read_norms(tmp_path / "bad.yaml", lawbook)
