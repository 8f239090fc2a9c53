"""Every URL by GET and by POST, for every role, in its own, another and no unit. The API's walk: test_access_api.py."""

from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse
from tests.web.walked import NO_CASES, SEATS, address, expected, is_post_only, pages, parts_of, user_in

from fajing.findings.people import Role
from fajing.web.access.rules import RULES

ADMINS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def test_every_url_has_a_rule_and_every_rule_a_url():
    names = {page.name for page in pages()}
    assert names == set(RULES)


def test_what_is_the_bodys_alone():
    """Imports, wording, the circular, the yearly report: not for whoever reaches a unit only."""
    named = {name for name, rule in RULES.items() if rule.whole_body}
    assert named >= {
        "import", "import_map", "import_rejects", "import_cancel", "import_undo", "templates", "template",
        "circular_make", "reports", "report_write", "report_check", "report_act", "report_file", "report_cycle",
        "report_commitment",
    }  # fmt: skip
    assert {name for name, rule in RULES.items() if rule.changes} >= {"document_issue", "document_act"}


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
    """Things of unit 1."""
    return parts_of(a_finding(0))


BACKEND = "fajing.web.people.backend.NumberBackend"


@pytest.mark.parametrize("role", list(Role))
def test_every_address_is_open_to_its_roles_only(role, rf, parts, monkeypatch):
    """From every seat, by POST where nothing else is taken; only the door is asked, so that nothing is done."""
    from fajing.web.access import middleware

    monkeypatch.setattr(middleware, "refused", lambda request: HttpResponse(status=403))
    door, wrong = middleware.AccessMiddleware(lambda request: HttpResponse()), []
    asked = [(page, address(page, parts), "post" if is_post_only(page) else "get") for page in pages()]
    for where, seat in SEATS.items():
        user = user_in(role, seat)
        for page, path, method in asked:
            request = getattr(rf, method)(path)
            request.user, request.resolver_match = user, resolve(unquote(path))
            assert request.resolver_match.url_name == page.name
            answer = door.process_view(request, page.callback, (), request.resolver_match.kwargs)
            if (answer is None) != expected(RULES[page.name], role, seat):
                wrong.append((where, page.name, method))
            assert answer is None or answer.status_code == 403
    assert wrong == []


@pytest.mark.parametrize("role", [Role.LEGAL_OFFICER, Role.CASE_OFFICER])
def test_a_post_from_another_unit_is_refused_and_writes_nothing(role, client, parts, office):
    from fajing.web.records import follower

    client.force_login(user_in(role, 2), backend=BACKEND)
    size, refused = follower.book().ledger.size(), []
    for page in pages():
        if is_post_only(page) and not expected(RULES[page.name], role, 2):
            assert client.post(address(page, parts)).status_code == 403, page.name
            refused.append(page.name)
    assert {"finding_act", "document_issue", "document_act", "circular_make", "import_undo"} <= set(refused)
    assert follower.book().ledger.size() == size


@pytest.mark.parametrize("role", list(Role))
def test_every_page_answers_whom_it_is_open_to(role, client, parts):
    """The views themselves: pages by GET, what takes POST alone by an empty POST; the seat at the unit, and none."""
    wrong, only = [], [page for page in pages() if is_post_only(page)]
    assert {"slips_make", "circular_make", "document_issue", "finding_act"} <= {page.name for page in only}
    for seat in (0 if role in NO_CASES else 1, None):
        user = user_in(role, seat)
        client.force_login(user, backend=BACKEND)
        for page in pages():
            if page.name == "receipt" or not expected(RULES[page.name], role, seat):
                continue  # what an entry is about decides; tested by itself
            answer = client.post(address(page, parts)) if page in only else client.get(address(page, parts))
            if answer.status_code in (403, 405) or answer.status_code >= 500:
                wrong.append((seat, page.name, answer.status_code))
            if page.name == "sign_out":
                client.force_login(user, backend=BACKEND)
    assert wrong == []


def test_who_is_not_signed_in_is_sent_to_sign_in(client, parts):
    for page in pages():
        answer = client.get(address(page, parts))
        sent = client.post(address(page, parts))
        if RULES[page.name].roles:
            for one in (answer, sent):
                assert (one.status_code, one["Location"].split("?")[0]) == (302, "/sign-in/"), page.name


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
