"""What the walks over addresses and operations share: things of unit 1, users of every seat, who may what."""

from __future__ import annotations

from typing import Any

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from fajing.findings.people import Role

NO_CASES = (Role.OUTSIDE_READER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SEATS = {"the body": 0, "own unit": 1, "another unit": 2, "the area over it": 3, "no unit": None}


def pages() -> list[URLPattern]:
    return [one for one in get_resolver().url_patterns if isinstance(one, URLPattern)]


def user_in(role: Role, seat: int | None) -> Any:
    """A user of a role, seated in the body itself, in one of two units, in the area over the first, or nowhere."""
    from fajing.web.people.models import User

    place = list(Role).index(role)
    if seat is not None:
        return User.objects.select_related("unit").get(number=f"9{place}{seat:02d}")
    found = User.objects.filter(number=f"8{place}").first()
    return found or User.objects.make(f"8{place}", role, None)


def may_at_all(rule: Any, role: Role, seat: int | None) -> bool:
    """Whether somebody may open what a rule stands for, whatever it is about."""
    whole = seat == 0 and role not in (Role.CASE_OFFICER, Role.UNIT_LEADER, *NO_CASES)
    return not rule.roles or (role in rule.roles and (whole or not rule.whole_body))


def reaches_unit_1(role: Role, seat: int | None) -> bool:
    """Whether what belongs to unit 1 is within reach."""
    return role not in NO_CASES and (seat == 1 or (seat in (0, 3) and role is not Role.CASE_OFFICER))


def expected(rule: Any, role: Role, seat: int | None) -> bool:
    """Whether somebody may open what a rule stands for, where that is something of unit 1."""
    return may_at_all(rule, role, seat) and (not rule.object_of or reaches_unit_1(role, seat))


def parts_of(one: Any) -> dict[str, Any]:
    """What stands in the path parts: a finding of unit 1, its matter, and a document, a duty and a draw of the unit."""
    from fajing.web.records.models import Document, DutyRow

    document = Document.objects.create(
        kind="slip", unit=one.unit, title="t", text="x", made_at=0, made_by="x", number="n1"
    )
    duty = DutyRow.objects.filter(unit=one.unit).first()
    assert duty is not None
    a_draw_of_unit_1()
    return {
        "finding": one.number, "matter": one.matter, "document": document.pk, "duty": duty.pk, "entry": 0,
        "token": "none", "step": "case_accepted", "norm": one.norm, "kind": "slip", "number": "none",
        "draw": "walked", "indicator": "findings.raised", "year": 2026, "name": "figures.json", "unit": one.unit,
        "procedure": "administrative_case", "section": "30-enforcement_oversight.md",
    }  # fmt: skip


def a_draw_of_unit_1() -> None:
    """A record that somebody of unit 1 committed; only its file, so that the ledger stays as it is."""
    from datetime import UTC, datetime

    from fajing.draw.plan import Plan
    from fajing.draw.pool import Pool, Target
    from fajing.draw.record import Draw
    from fajing.draw.sources import PublicNumber, Secret
    from fajing.web.draws import path_of

    path, by = path_of("walked"), f"officer:9{list(Role).index(Role.LEGAL_OFFICER)}01"
    if not path.exists():
        sources: list[PublicNumber | Secret] = [
            PublicNumber("public", "t", "1", "2026-01-02T00:00:00Z", "9999"),
            Secret("s1", "reader:1", "a" * 64), Secret("s2", "reader:2", "b" * 64),
        ]  # fmt: skip
        made = Draw.commit(
            Pool.of("file_sample", [Target("F1")]), Plan({"*": 1}), sources, draw="walked", title="t", salt="c" * 64,
            by=by, at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.to_bytes())


def address(page: Any, parts: dict[str, Any]) -> str:
    """The address of a page over the things of unit 1."""
    told = parts | {"document_new": {"kind": "notice"}, "draw_new": {"kind": "file_sample"}}.get(
        page.name, {}
    )
    told |= {"token": 999} if page.name == "token_revoke" else {}
    return reverse(page.name, kwargs={name: told[name] for name in page.pattern.converters})


def is_post_only(page: Any) -> bool:
    """Whether a page's view says that it takes nothing but POST."""
    view = page.callback
    while view is not None:
        cells = dict(
            zip(
                view.__code__.co_freevars,
                (one.cell_contents for one in view.__closure__ or ()),
                strict=True,
            )
        )
        if "request_method_list" in cells:
            return list(cells["request_method_list"]) == ["POST"]
        view = getattr(view, "__wrapped__", None)
    return False
