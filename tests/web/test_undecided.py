"""A matter's page says what hangs on norms that await a decision: with the reason, and never as a finding."""

from __future__ import annotations

import pytest

from fajing.app.office_record import body_of
from fajing.core.events import Event
from fajing.core.moments import parse_moment
from fajing.findings.people import Role
from fajing.web import judged
from fajing.web.clock import zone
from fajing.web.records.models import FindingRow, MatterRow, PendingStep


@pytest.fixture
def published(office):
    """A public security case whose penalty was decided and then made public: two laws say the opposite."""
    for row in MatterRow.objects.filter(procedure="administrative_case").order_by("matter"):
        opened = judged.open_file(row.matter)
        if opened.matter(row.matter).values.get("case_kind") == "public_security":
            break
    at = {"penalty_decided": "2026-03-06T10:00", "decision_published": "2026-03-08T09:00"}
    for number, (step, moment) in enumerate(at.items()):
        event = Event(
            f"office-{number}", row.matter, row.procedure, step, parse_moment(moment, zone()), source="office"
        )
        PendingStep.objects.create(matter=row.matter, entry=10_000 + number, body=body_of(event, zone()))
    return row.matter


@pytest.mark.parametrize(
    "language, said",
    [
        ("zh-hans", ["未决", "治安违法记录封存不公开", "两法冲突：", "第一百三十六条", "第四十八条", "不算违反"]),
        ("en", ["Undecided", "sealed and not published", "The laws collide: ", "Art. 136", "Art. 48(1)", "not broken"]),
    ],
)  # fmt: skip
def test_a_matter_says_what_is_undecided_and_why(language, said, sign_in, published):
    client = sign_in(Role.LEGAL_OFFICER)
    client.cookies["fajing_language"] = language
    text = client.get(f"/matters/{published}/?all=1").content.decode()
    _, _, after = text.partition('id="undecided"')
    panel = after.partition("</section>")[0]
    for one in said:
        assert one in panel
    assert "/law/publicity.sealed_record_not_published/" in panel


def test_it_is_no_duty_and_no_finding(sign_in, published):
    norm = "publicity.sealed_record_not_published"
    opened = judged.open_file(published)
    assert [duty.norm.id for duty in judged.undecided(opened)] == [norm]
    assert norm not in {duty.norm.id for duty in opened.duties}
    assert not FindingRow.objects.filter(norm=norm).exists()


def test_a_matter_that_touches_none_says_nothing_of_it(sign_in, a_finding):
    text = sign_in(Role.LEGAL_OFFICER).get(f"/matters/{a_finding(0).matter}/").content.decode()
    assert 'id="undecided"' not in text
