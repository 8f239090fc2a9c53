"""Spark finds what this machine finds: the same digest, counts and rows, on logs cut in every way."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.app.folders import cut, fresh, imported, in_force
from tests.conftest import REPOSITORY

from fajing.app.check_folder import run_check_folder
from fajing.app.grouping import roots_as_linked
from fajing.app.import_log import run_import
from fajing.core.errors import FajingError
from fajing.lawbook.load import load_lawbook
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.digest import DutiesDigest
from fajing.scan.automaton.pieces import MERGED, latest_of
from fajing.scan.automaton.segments import Judge, judge_folder, norms_to_judge
from fajing.scan.spark.driver import judge_folder_on_spark

pytestmark = [pytest.mark.spark, pytest.mark.timeout(600)]
WEEK = REPOSITORY / "examples" / "first_week"
BUREAU = f"{REPOSITORY / 'law' / 'cn-police'}+{WEEK / 'bureau'}"


def judged(engine, folder, book):
    """Digest, totals and what was found, by an engine."""
    standing = Standing(folder.segments(), roots_as_linked(book))
    judge = Judge(book, norms_to_judge(book, None), standing.carried(), latest_of(standing))
    digest, pieces = DutiesDigest(judge.plan), []

    def sink(found):
        digest.add(found)
        pieces.append(found)

    totals = engine(standing, book, judge=judge, sink=sink)
    return digest.hex(totals), totals, pieces


def plain(pieces, totals):
    """Rows of pieces, with facts by name."""
    found = []
    for one in pieces:
        for row in one.rows.tolist():
            facts = row[at.O_MISSING : at.O_MISSING + row[at.O_MISSING_N]]
            head = [*row[: at.O_MISSING], *row[at.O_TRIGGER_AT : at.O_TRIGGER_DAY + 1]]
            names = [totals.plan.facts[fact] for fact in facts]
            found.append((one.source.piece.segment, one.source.piece.group, head, names))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8, 13])
def test_random_logs_cut_into_several_imports_come_out_alike(seed, tmp_path, spark):
    one = in_force(seed)
    folder = fresh(tmp_path / "data", one.book)
    for part in cut(Random(seed), one.log, 3):
        imported(folder, one.book, part)
    here, totals, pieces = judged(judge_folder, folder, one.book)
    there, spark_totals, spark_pieces = judged(judge_folder_on_spark, folder, one.book)
    assert there == here
    assert np.array_equal(spark_totals.counts, totals.counts)
    assert plain(spark_pieces, spark_totals) == plain(pieces, totals)
    for mine, other in zip(pieces, spark_pieces, strict=True):
        assert np.array_equal(mine.pending, other.pending)
        assert mine.events.equals(other.events)
        assert mine.matters.equals(other.matters)
        assert [duty.key for duty in mine.duties] == [duty.key for duty in other.duties]
        assert all(duty.norm is one.book.norms[duty.norm.id] for duty in other.duties)
    assert (spark_totals.files, spark_totals.events) == (totals.files, totals.events)
    assert spark_totals.by_reference == totals.by_reference


def test_files_put_together_from_several_segments_were_among_them(tmp_path):
    one = in_force(1)
    folder = fresh(tmp_path / "data", one.book)
    for part in cut(Random(1), one.log, 3):
        imported(folder, one.book, part)
    _, totals, pieces = judged(judge_folder, folder, one.book)
    assert MERGED in {found.source.piece.segment for found in pieces}
    assert totals.counts.sum() > 0


def test_the_first_week_comes_out_alike(tmp_path, spark):
    run_import([WEEK / "first_week.xlsx"], law=BUREAU, data=tmp_path / "data")
    book, folder = load_lawbook(BUREAU), DataFolder.open(tmp_path / "data")
    here, totals, _ = judged(judge_folder, folder, book)
    there, spark_totals, _ = judged(judge_folder_on_spark, folder, book)
    assert there == here
    assert spark_totals.outcomes() == totals.outcomes()
    assert any("missed" in counts for counts in totals.outcomes().values())


def test_check_writes_the_same_bytes_with_spark(tmp_path, spark):
    run_import([WEEK / "first_week.xlsx"], law=BUREAU, data=tmp_path / "data")
    for out, master in (("here", None), ("there", "local[2]")):
        for kept in (tmp_path / "data" / "warm").glob("*.json"):
            kept.unlink()
        run_check_folder(tmp_path / "data", law=BUREAU, out=tmp_path / out, master=master)
    for path in sorted((tmp_path / "here").iterdir()):
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_fails_at_a_worker_is_told(tmp_path, spark):
    one = in_force(1)
    folder = fresh(tmp_path / "data", one.book)
    imported(folder, one.book, one.log)
    standing = Standing(folder.segments(), roots_as_linked(one.book))
    judge = Judge(one.book, norms_to_judge(one.book, None), standing.carried(), latest_of(standing))
    gone = Path(standing.segments[0].path)
    _ = standing.components
    gone.rename(gone.with_name("gone"))
    with pytest.raises(FajingError) as error:
        judge_folder_on_spark(standing, one.book, judge=judge)
    assert "Spark" in error.value.what
    assert "segment.json" in error.value.why or "cannot" in error.value.why
