"""An account takes two administrators, its first password is changed before anything opens; all of it is on record."""

import re

import pytest

from fajing.findings.people import Role

NEW = "my own password 77"


def users_entries():
    from fajing.web.records import follower

    return [dict(one.body) | {"by": one.entry.actor} for one in follower.book().ledger.entries(kind="user")]


def told(answer):
    return " ".join(str(one) for one in answer.context["messages"])


def opened(sign_in, number="777777"):
    """The first half, as the system administrator is shown it."""
    text = told(sign_in(Role.SYSTEM_ADMIN).post("/users/add/", {"number": number}, follow=True))
    return re.search(r"[0-9a-f]{12}", text)[0]


def granted(sign_in, role="supervisor", number="777777"):
    """The second half, as the security administrator is shown it."""
    from fajing.web.people.units import root

    form = {"number": number, "role": role, "unit": root().pk}
    text = told(sign_in(Role.SECURITY_ADMIN).post("/security/grant/", form, follow=True))
    found = re.search(r"[0-9a-f]{12}", text)
    return found[0] if found else ""


def try_in(client, password, number="777777"):
    client.logout()
    return client.post("/sign-in/", {"username": number, "password": password})


def test_one_opens_another_grants_and_the_password_is_of_both(sign_in, client, user_at):
    from fajing.web.people.models import User

    first = opened(sign_in)
    user = User.objects.get(number="777777")
    assert not user.is_granted and not user.may_work and user.unit is None
    assert try_in(client, first).status_code == 200, "nobody signs in before the grant"
    second = granted(sign_in)
    assert second and second != first
    for wrong in (first, second, f"{second}-{first}"):
        assert try_in(client, wrong).status_code == 200
    assert try_in(client, f"{first}-{second}").status_code == 302
    [one, two] = users_entries()[-2:]
    system, security = (user_at(role).number for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    assert one == {"number": "777777", "role": "", "unit": None, "what": "opened", "by": f"officer:{system}"}
    assert (two["role"], two["what"], two["by"]) == ("supervisor", "granted", f"officer:{security}")
    assert two["unit"]


def test_nothing_opens_before_the_first_password_is_changed(sign_in, client, office):
    from fajing.web.people.models import User

    password = f"{opened(sign_in)}-{granted(sign_in)}"
    try_in(client, password)
    for path in ("/", "/findings/", "/matters/", "/desk/", "/tokens/", "/law/"):
        assert client.get(path)["Location"] == "/password/", path
    assert client.post("/tokens/", {"title": "t", "scopes": ["read:findings"]})["Location"] == "/password/"
    page = client.get("/password/").content.decode()
    assert "首次密码：前一半、减号、后一半" in page
    assert 'href="/findings/"' not in page and 'role="search"' not in page, "no way to what does not open"
    same = client.post("/password/", {"old": password, "new": password, "again": password})
    assert same.status_code == 200
    assert client.get("/")["Location"] == "/password/"
    assert client.post("/password/", {"old": password, "new": NEW, "again": NEW}).status_code == 302
    assert client.get("/findings/").status_code == 200
    user = User.objects.get(number="777777")
    assert user.may_work and not user.first_half
    assert users_entries()[-1]["what"] == "first_password_changed"
    assert try_in(client, password).status_code == 200
    assert try_in(client, NEW).status_code == 302


def test_neither_does_both(sign_in, user_at, office):
    from fajing.web.people.models import User

    opened(sign_in)
    form = {"number": "777777", "role": "supervisor", "unit": user_at(Role.SUPERVISOR).unit.pk}
    for role in Role:
        client = sign_in(role)
        assert (client.post("/users/add/", {"number": f"77{list(Role).index(role)}"}).status_code == 403) == (
            role is not Role.SYSTEM_ADMIN
        )
        if role is not Role.SECURITY_ADMIN:
            assert client.post("/security/grant/", form).status_code == 403
            assert not User.objects.get(number="777777").is_granted
    client = sign_in(Role.SECURITY_ADMIN)
    me = user_at(Role.SECURITY_ADMIN)
    answer = client.post("/security/grant/", {**form, "number": me.number}, follow=True)
    assert "不能给自己授权" in told(answer)
    assert User.objects.get(number=me.number).kind is Role.SECURITY_ADMIN
    User.objects.filter(number="777777").update(opened_by=me.number)  # he was a system administrator then
    assert "自己开的户" in told(client.post("/security/grant/", form, follow=True))
    assert not User.objects.get(number="777777").is_granted
    assert "777777" not in str(client.get("/security/").context["others"])


def test_a_forgotten_password_takes_two_hands_again_and_ends_tokens(sign_in, client, user_at):
    from fajing.web.people.models import Token, User

    user = user_at(Role.SUPERVISOR, 1)
    token = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user, 't', ['read:findings'])}"}
    assert client.get("/api/v1/findings", **token).status_code == 200
    admin = sign_in(Role.SYSTEM_ADMIN)
    first = re.search(r"[0-9a-f]{12}", told(admin.post(f"/users/{user.number}/reopen/", follow=True)))[0]
    assert client.get("/api/v1/findings", **token).status_code == 401
    for password in ("a long password 41", first, f"{first}-"):
        assert try_in(client, password, user.number).status_code == 200
    second = granted(sign_in, "case_officer", user.number)
    assert try_in(client, f"{first}-{second}", user.number).status_code == 302
    assert User.objects.get(number=user.number).kind is Role.CASE_OFFICER
    own = user_at(Role.SYSTEM_ADMIN).number
    admin = sign_in(Role.SYSTEM_ADMIN)
    assert "不能给自己" in told(admin.post(f"/users/{own}/reopen/", follow=True))
    assert [one["what"] for one in users_entries()[-2:]] == ["reopened", "granted"]


def test_a_signed_in_user_whose_account_is_opened_anew_is_out(sign_in, user_at):
    from django.test import Client

    mine, user = Client(), user_at(Role.SUPERVISOR, 2)
    mine.force_login(user, backend="fajing.web.people.backend.NumberBackend")
    assert mine.get("/findings/").status_code == 200
    sign_in(Role.SYSTEM_ADMIN).post(f"/users/{user.number}/reopen/")
    assert mine.get("/findings/")["Location"].startswith("/sign-in/")


def test_the_command_line_makes_administrators_only(office, client):
    from fajing.core.errors import UsageError
    from fajing.web.people.accounts import make_administrator
    from fajing.web.people.models import User
    from fajing.web.people.units import root

    with pytest.raises(UsageError, match="only the three"):
        make_administrator("777001", Role.SUPERVISOR, root())
    assert not User.objects.filter(number="777001").exists()
    password = make_administrator("777002", Role.SECURITY_ADMIN, root())
    assert try_in(client, password, "777002").status_code == 302
    assert client.get("/security/")["Location"] == "/password/"
    assert [(one["what"], one["by"]) for one in users_entries()[-2:]] == [
        ("opened", "system"),
        ("granted", "system"),
    ]


def test_a_changed_role_needs_the_security_administrator_and_is_on_record(sign_in, user_at):
    from fajing.web.people.models import User

    number = user_at(Role.CASE_OFFICER, 1).number
    assert granted(sign_in, "unit_leader", number) == "", "his password stays his own"
    assert User.objects.get(number=number).kind is Role.UNIT_LEADER
    assert users_entries()[-1]["role"] == "unit_leader"
