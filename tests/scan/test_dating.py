"""Which version judges, where the fact that dates it is absent."""

from __future__ import annotations

import pytest

from fajing.lawbook.drafts import read_norms
from fajing.lawbook.load import load_lawbook
from fajing.scan.examples import play

NORM = """
id: road_fines.dated_by_sending
title: {zh: 测试, en: Test}
procedure: road_fine
severity: notice
status: in_force
dated_by: fine_sent
versions:
  - from: 1993-01-01
    cites: [{source: codice_della_strada, article: "201"}]
    duty: {on: payment_made, where: event.paid > 0, preceded_by: [fine_created], within: {days: 60}}
examples:
  - {expect: undecidable, events: [fine_created @ 2009-03-02, payment_made @ 2009-04-02 paid=2200]}
  - {expect: none, events: [fine_created @ 2009-03-02, payment_made @ 2009-04-02 paid=0]}
  - {expect: met, events: [fine_created @ 2009-03-02, fine_sent @ 2009-03-20, payment_made @ 2009-04-02 paid=2200]}
"""


@pytest.mark.parametrize("number", range(3))
def test_a_duty_that_no_version_would_raise_is_not_undecidable(number: int, tmp_path) -> None:
    path = tmp_path / "norm.yaml"
    path.write_text(NORM, encoding="utf-8")
    lawbook = load_lawbook("it-road-fines")
    [norm] = read_norms(path, lawbook)
    result = play(norm, lawbook)[number]
    assert result.passed, result
