"""What a draft changes, and a matter explained: the same of a log in tables and of one read as objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.app.small_book import some_rows, write_book, write_log

from fajing.app import read_exports, table_files
from fajing.app.explain_matter import explain_matter
from fajing.app.what_if import WhatIf, what_if
from fajing.core.errors import UsageError

OLD = "on: report_received, do: [case_accepted], within: {hours: 24}"
NEW = "on: case_accepted, do: [review_passed], within: {days: 3}"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("law") / "small")


@pytest.fixture
def draft(book: Path, tmp_path: Path) -> Path:
    """Not accepted within a day of the report, but reviewed within three days of being accepted."""
    text = (book / "norms" / "handling" / "accepted.yaml").read_text("utf-8")
    path = tmp_path / "draft.yaml"
    path.write_text(text.replace(OLD, NEW), encoding="utf-8")
    return path


def told(found: WhatIf) -> dict[str, Any]:
    """All that is said of it."""
    return {
        "as_of": found.as_of,
        "kept": found.kept,
        "newly": [(duty.key, duty.matter.id, duty.unit, repr(duty.verdict)) for duty in found.newly],
        "freed": [(duty.key, duty.matter.id, duty.unit, repr(duty.verdict)) for duty in found.freed],
        "outcomes": [+side.outcomes for side in (found.draft, found.current)],
        "flagged": [sorted(side.flagged) for side in (found.draft, found.current)],
    }


@pytest.mark.parametrize(("number", "as_of"), [(3, None), (4, "2026-03-20")])
def test_a_draft_against_what_stands(
    book: Path, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, as_of: str | None
) -> None:
    log = write_log(tmp_path / "log.csv", tuple(some_rows(number)))
    monkeypatch.setattr(table_files, "PIECE", 50)
    found = {}
    for name, large in (("tables", 0), ("rows", 1 << 60)):
        monkeypatch.setattr(read_exports, "LARGE", large)
        found[name] = told(what_if(draft, [log], law=str(book), as_of=as_of))
    assert found["tables"] == found["rows"]
    assert min(len(found["rows"]["newly"]), len(found["rows"]["freed"])) > 3
    assert found["rows"]["kept"] > 3


def test_a_matter_explained(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = write_log(tmp_path / "log.csv", tuple(some_rows(6)))
    monkeypatch.setattr(table_files, "PIECE", 50)
    texts = {}
    for name, large in (("tables", 0), ("rows", 1 << 60)):
        monkeypatch.setattr(read_exports, "LARGE", large)
        texts[name] = [
            explain_matter(log, f"行〔2026〕{number}", norm, law=str(book), language=language)
            for number in range(12)
            for norm, language in ((None, "zh"), ("handling.accepted_in_time", "en"))
        ]
        with pytest.raises(UsageError, match="行〔2026〕400"):
            explain_matter(log, "行〔2026〕400", law=str(book))
    assert texts["tables"] == texts["rows"]
    assert sum("应办" in text and "没有应办" not in text for text in texts["rows"][::2]) > 6
