"""Every URL and every operation, for every role, in its own, another and no unit."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from fajing.findings.people import Role
from fajing.web.access.rules import RULES
from fajing.web.api.operations import OPERATIONS
from fajing.web.api.scopes import SCOPES
from fajing.web.api.writing import api

CASE_ROLES = (Role.CASE_OFFICER, Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR)
NO_CASES = (Role.OUTSIDE_READER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
ADMINS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def pages():
    return [one for one in get_resolver().url_patterns if isinstance(one, URLPattern)]


def test_every_url_has_a_rule_and_every_rule_a_url():
    names = {page.name for page in pages()}
    assert names == set(RULES)


def test_every_operation_of_the_api_has_a_scope_and_a_page():
    found = {
        operation.operation_id
        for path in api._routers[0][1].path_operations.values()
        for operation in path.operations
    }
    assert found == set(OPERATIONS)
    assert {scope for scope, _ in OPERATIONS.values()} <= set(SCOPES)
    assert {page for _, page in OPERATIONS.values()} <= set(RULES)


def test_administrators_overlap_in_nothing_but_what_is_everybodys():
    for name, rule in RULES.items():
        if rule.roles != frozenset(Role):
            assert len(rule.roles & ADMINS) <= 1, name
            assert not (rule.roles & ADMINS and rule.object_of) or rule.object_of == "draw", name


def test_nobody_is_a_superuser(office):
    from fajing.web.people.models import User

    assert not hasattr(User, "is_superuser")
    assert not hasattr(User, "first_name")


@pytest.fixture
def parts(a_finding):
    """What stands in the path parts: things of unit 1, and a document and duty of it."""
    from fajing.web.records.models import Document, DutyRow

    one = a_finding(0)
    document = Document.objects.create(
        kind="slip", unit=one.unit, title="t", text="x", made_at=0, made_by="x", number="n1"
    )
    duty = DutyRow.objects.filter(unit=one.unit).first()
    a_draw_of_unit_1()
    return {
        "finding": one.number, "matter": one.matter, "document": document.pk, "duty": duty.pk, "entry": 0,
        "token": "none", "step": "case_accepted", "norm": one.norm, "kind": "slip", "number": "none",
        "draw": "walked", "indicator": "findings.raised", "year": 2026, "name": "figures.json",
    }  # fmt: skip


def a_draw_of_unit_1():
    """A record that somebody of unit 1 committed; only its file, so that the ledger stays as it is."""
    from datetime import UTC, datetime

    from fajing.draw.plan import Plan
    from fajing.draw.pool import Pool, Target
    from fajing.draw.record import Draw
    from fajing.draw.sources import PublicNumber, Secret
    from fajing.web.draws import path_of

    path, by = path_of("walked"), f"officer:9{list(Role).index(Role.LEGAL_OFFICER)}01"
    if not path.exists():
        sources = [
            PublicNumber("public", "t", "1", "2026-01-02T00:00:00Z", "9999"),
            Secret("s1", "reader:1", "a" * 64), Secret("s2", "reader:2", "b" * 64),
        ]  # fmt: skip
        made = Draw.commit(
            Pool.of("file_sample", [Target("F1")]), Plan({"*": 1}), sources, draw="walked", title="t", salt="c" * 64,
            by=by, at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.to_bytes())


def address(page, parts):
    if page.name == "document_new":
        return reverse(page.name, kwargs={"kind": "notice"})
    if page.name == "draw_new":
        return reverse(page.name, kwargs={"kind": "file_sample"})
    wanted = page.pattern.converters
    if page.name == "token_revoke":
        return reverse(page.name, kwargs={"token": 999})
    return reverse(page.name, kwargs={name: parts[name] for name in wanted})


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", [0, 1, 2], ids=["the body", "own unit", "another unit"])
def test_every_page_opens_for_its_roles_only(role, where, sign_in, parts):
    client = sign_in(role, where)
    wrong = []
    for page in pages():
        rule = RULES[page.name]
        answer = client.get(address(page, parts))
        may = not rule.roles or role in rule.roles
        if may and rule.object_of:
            may = where == 1 or (where == 0 and role is not Role.CASE_OFFICER)
            may = may and role not in NO_CASES
        refused = answer.status_code == 403
        if page.name == "receipt" and may:
            continue  # what an entry is about decides; tested by itself
        if refused == may or answer.status_code >= 500:
            wrong.append((page.name, answer.status_code))
    assert wrong == []


def test_who_is_not_signed_in_is_sent_to_sign_in(client, parts):
    for page in pages():
        answer = client.get(address(page, parts))
        if RULES[page.name].roles:
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/"), page.name


def test_a_user_without_a_unit_sees_nothing(client, office, parts):
    from fajing.web.people.models import User

    client.force_login(User.objects.get(number="9960"), backend="fajing.web.people.backend.NumberBackend")
    assert client.get(reverse("finding", args=[parts["finding"]])).status_code == 403
    assert client.get(reverse("matter", args=[parts["matter"]])).status_code == 403
    assert parts["matter"] not in client.get("/findings/?state=all").content.decode()


def test_lists_hold_only_what_is_in_reach(sign_in, unit_names):
    for path in ("/findings/?state=all", "/matters/", "/about-to-breach/", "/"):
        text = sign_in(Role.UNIT_LEADER, 1).get(path).content.decode()
        assert unit_names[1] not in text, path


def test_an_entry_is_shown_to_whom_its_subject_is(sign_in, a_finding, office):
    from fajing.web.records import follower

    number = a_finding(0).number
    entry = next(follower.book().acts(number)).entry
    assert sign_in(Role.CASE_OFFICER, 1).get(f"/entries/{entry}/").status_code == 200
    assert sign_in(Role.CASE_OFFICER, 2).get(f"/entries/{entry}/").status_code == 403
    told = sign_in(Role.AUDIT_ADMIN, 0).get(f"/entries/{entry}/").content.decode()
    assert number not in told.split("<main")[1].split("subjects")[0]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", [0, 1, 2])
def test_the_api_keeps_the_same_rules(role, where, client, user_at, parts):
    from fajing.web.people.models import Token

    user = user_at(role, where)
    head = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user, 't', list(SCOPES))}"}
    paths = {
        "today": "/api/v1/today", "findings": "/api/v1/findings", "finding": f"/api/v1/findings/{parts['finding']}",
        "matters": "/api/v1/matters", "matter": f"/api/v1/matters/{parts['matter']}", "desk": "/api/v1/desk",
    }  # fmt: skip
    for operation, path in paths.items():
        answer = client.get(path, **head)
        may = role in RULES[OPERATIONS[operation][1]].roles
        inside = (
            operation not in ("finding", "matter")
            or where == 1
            or (where == 0 and role is not Role.CASE_OFFICER)
        )
        assert answer.status_code == (200 if may and inside else 404 if may else 403), (
            operation,
            answer.content,
        )


def test_a_token_does_only_what_its_scopes_say(client, user_at, parts):
    from fajing.web.people.models import Token

    user = user_at(Role.CASE_OFFICER, 1)
    head = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user, 't', ['read:findings'])}"}
    assert client.get("/api/v1/findings", **head).status_code == 200
    assert client.get("/api/v1/desk", **head).status_code == 403
    path, body = f"/api/v1/findings/{parts['finding']}/acts", {"kind": "contested", "note": "x"}
    assert client.post(path, body, content_type="application/json", **head).status_code == 403
    user.tokens.update(is_revoked=True)
    assert client.get("/api/v1/findings", **head).status_code == 401
    assert client.get("/api/v1/findings").status_code == 401
