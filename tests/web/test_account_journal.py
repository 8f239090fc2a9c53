"""Signing in, locks, sign-out, unlocking, tokens, second factors: in the append-only journal, with no address."""

import re

import pytest
from django.test import override_settings

from fajing.findings.people import Role

PASSWORD = "a long password 41"


def noted(number=None):
    from fajing.web.records.journal import journal

    return [dict(one.body) | {"by": one.entry.actor} for one in journal().accounts(number)]


def whats(number):
    return [one["what"] for one in noted(number)]


def type_in(client, number, password):
    return client.post("/sign-in/", {"username": number, "password": password})


def test_success_failure_lock_unlock_and_sign_out(client, user_at, sign_in):
    from fajing.web.records.journal import journal

    number = user_at(Role.SUPERVISOR, 1).number
    before, reads = len(noted()), len(list(journal().reads()))
    type_in(client, number, PASSWORD)
    client.post("/sign-out/")
    for _ in range(7):
        type_in(client, number, "wrong")
    assert whats(number)[-8:] == ["signed_in", "signed_out", *["failed"] * 5, "locked"], (
        "locked ones add no row"
    )
    admin = user_at(Role.SECURITY_ADMIN).number
    sign_in(Role.SECURITY_ADMIN).post("/security/unlock/", {"number": number})
    last = noted(number)[-1]
    assert (last["what"], last["by"]) == ("unlocked", f"officer:{admin}")
    assert len(noted()) == before + 9
    assert len(list(journal().reads())) == reads
    assert "127.0.0.1" not in str(noted())


def test_what_no_account_bears_is_kept_nowhere(client, office):
    from fajing.web.records.journal import journal

    type_in(client, "张三的密码abc", "x")
    assert (noted()[-1]["account"], noted()[-1]["what"], noted()[-1]["by"]) == ("", "failed", "unknown")
    assert b"abc" not in b"".join(row.leaf for row in journal().log.rows())
    assert "张三" not in "".join(row.leaf.decode() for row in journal().log.rows())


def test_idling_out_is_a_sign_out(sign_in, user_at):
    client, number = sign_in(Role.SUPERVISOR), user_at(Role.SUPERVISOR).number
    client.get("/")
    session = client.session
    session["last_seen"] -= 60 * 60
    session.save()
    client.get("/")
    assert (noted(number)[-1]["what"], noted(number)[-1]["idle"]) == ("signed_out", True)


@override_settings(FAJING_SECOND_FACTOR=True)
def test_second_factors(client, user_at, sign_in):
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user = user_at(Role.LEGAL_OFFICER, 1)
    type_in(client, user.number, PASSWORD)
    client.get("/second-factor/")
    client.post("/second-factor/", {"code": "000000"})
    device = TOTPDevice.objects.get(user=user)
    device.throttle_reset()
    client.post("/second-factor/", {"code": f"{totp(device.bin_key):06d}"})
    assert whats(user.number)[-3:] == ["signed_in", "second_factor_failed", "second_factor_set_up"]


def test_tokens_made_and_revoked(sign_in, user_at):
    client, user = sign_in(Role.SUPERVISOR, 1), user_at(Role.SUPERVISOR, 1)
    client.post("/tokens/", {"title": "王五的报表", "scopes": ["read:findings"], "days": "7"})
    token = user.tokens.latest("id")
    client.post(f"/tokens/{token.pk}/revoke/")
    made, revoked = noted(user.number)[-2:]
    assert (made["what"], made["token"], made["scopes"], made["until"]) == (
        "token_made", token.pk, ["read:findings"], token.expires_at,
    )  # fmt: skip
    assert (revoked["what"], revoked["token"]) == ("token_revoked", token.pk)
    assert "王五" not in str(noted())


@pytest.mark.parametrize("typed, days", [("7", 7), ("", 90), ("4000", 90), ("0", 90), ("x", 90)])
def test_a_token_ends_after_the_offices_days_or_sooner(sign_in, user_at, office, typed, days):
    from fajing.web.clock import instant

    client = sign_in(Role.SUPERVISOR, 1)
    text = client.post(
        "/tokens/", {"title": "t", "scopes": ["read:findings"], "days": typed}
    ).content.decode()
    token = user_at(Role.SUPERVISOR, 1).tokens.latest("id")
    assert 0 <= instant() + days * 86_400 - token.expires_at < 60
    assert "到期" in text and "最多90日" in text


def test_an_expired_token_is_refused_with_its_reason(client, user_at, sign_in):
    from fajing.web.clock import instant
    from fajing.web.people.models import Token

    user = user_at(Role.SUPERVISOR, 1)
    head = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user, 't', ['read:findings'], 1)}"}
    assert client.get("/api/v1/findings", **head).status_code == 200
    user.tokens.update(expires_at=instant() - 1)
    answer = client.get("/api/v1/findings", **head)
    assert answer.status_code == 401
    assert "令牌已过期" in answer.json()["detail"] and "expired" in answer.json()["detail"]
    assert not user.tokens.get().allows("read:findings")
    assert "已过期" in sign_in(Role.SUPERVISOR, 1).get("/tokens/").content.decode()
    user.tokens.update(is_revoked=True)
    assert "expired" not in client.get("/api/v1/findings", **head).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_audit_administrator_reads_it_on_a_page(client, sign_in, user_at, language):
    number = user_at(Role.CASE_OFFICER, 1).number
    type_in(client, number, "wrong")
    sign_in(Role.SYSTEM_ADMIN).post("/users/add/", {"number": "777111"})
    client = sign_in(Role.AUDIT_ADMIN)
    client.cookies["fajing_language"] = language
    page = client.get("/ledger/accounts/")
    assert page.context["rows"][0]["number"] == number
    assert page.context["changes"][0]["number"] == "777111"
    main = page.content.decode().split("<main")[1]
    assert ("密码不对" if language == "zh-hans" else "wrong number or password") in main
    if language == "en":
        assert not re.search("[一-鿿]", re.sub(r"<[^>]*>|青岚县公安局", "", main))
    one = client.get(f"/ledger/accounts/?number={number}&what=failed")
    assert {row["number"] for row in one.context["rows"]} == {number}
    assert not client.get("/ledger/accounts/?number=nobody").context["rows"]
    assert sign_in(Role.SECURITY_ADMIN).get("/ledger/accounts/").status_code == 403


def test_the_journals_root_covers_them(client, user_at, office):
    from fajing.web.records.journal import anchor, journal

    type_in(client, user_at(Role.CASE_OFFICER, 1).number, "wrong")
    anchor()
    assert journal().ledger.last("journal").body["size"] == journal().log.size()
    assert journal().check().is_whole
