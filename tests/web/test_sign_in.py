"""Signing in, locks, idling, the second factor, and what production refuses."""

import pytest
from django.test import override_settings

from fajing.findings.people import Role

PASSWORD = "a long password 41"


def test_number_and_password(client, user_at):
    number = user_at(Role.CASE_OFFICER, 1).number
    assert client.post("/sign-in/", {"username": number, "password": "wrong"}).status_code == 200
    answer = client.post("/sign-in/", {"username": number, "password": PASSWORD, "next": "//evil.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_five_wrong_passwords_lock_with_a_page_of_our_own(client, user_at):
    number = user_at(Role.CASE_OFFICER, 2).number
    for _ in range(5):
        answer = client.post("/sign-in/", {"username": number, "password": "wrong"})
    assert answer.status_code in (403, 429)
    assert "暂时锁定" in answer.content.decode()
    answer = client.post("/sign-in/", {"username": number, "password": PASSWORD})
    assert "暂时锁定" in answer.content.decode()


def test_who_is_idle_is_signed_out(sign_in):
    client = sign_in(Role.SUPERVISOR)
    assert client.get("/").status_code == 200
    session = client.session
    session["last_seen"] -= 60 * 60
    session.save()
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert "久未操作" in client.get("/sign-in/").content.decode()


@override_settings(FAJING_SECOND_FACTOR=True)
def test_without_the_second_factor_no_page_opens(client, user_at):
    from base64 import b32encode

    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user = user_at(Role.LEGAL_OFFICER)
    client.post("/sign-in/", {"username": user.number, "password": PASSWORD})
    assert client.get("/findings/")["Location"] == "/second-factor/"
    shown = client.get("/second-factor/")
    device = TOTPDevice.objects.get(user=user)
    key = b32encode(device.bin_key).decode()
    assert (shown.status_code, shown["Cache-Control"], key in shown.content.decode()) == (
        200,
        "no-store",
        True,
    )
    assert client.get("/second-factor/code.svg")["Content-Type"] == "image/svg+xml"
    answer = client.post("/second-factor/", {"code": f"{totp(device.bin_key):06d}"})
    assert answer["Location"] == "/"
    assert client.get("/findings/").status_code == 200
    assert client.get("/second-factor/code.svg").status_code == 404
    assert key not in client.get("/second-factor/").content.decode()


def test_production_refuses_a_demonstrations_user(office, user_at):
    from fajing.core.errors import UsageError
    from fajing.web.jobs import refuse_demo_users

    user = user_at(Role.CASE_OFFICER)
    user.is_demo = True
    user.save()
    refuse_demo_users()
    office.demo = False
    try:
        with pytest.raises(UsageError, match="demonstration"):
            refuse_demo_users()
    finally:
        office.demo = True


def test_production_refuses_him_whatever_server_asks_for_it_and_at_night(office, user_at, monkeypatch):
    import importlib

    from fajing.core.errors import UsageError
    from fajing.web import jobs, wsgi

    monkeypatch.setattr(jobs, "migrate", lambda: None)
    user = user_at(Role.CASE_OFFICER)
    user.is_demo = True
    user.save()
    importlib.reload(wsgi)
    monkeypatch.setattr(office, "demo", False)
    with pytest.raises(UsageError, match="demonstration"):
        importlib.reload(wsgi)
    with pytest.raises(UsageError, match="demonstration"):
        next(jobs.nightly())


def test_production_takes_no_other_port_than_its_proxy_knows(office, monkeypatch):
    import granian

    from fajing.core.errors import UsageError
    from fajing.web import jobs

    served = []
    monkeypatch.setattr(granian, "Granian", lambda *_, port, **more: served.append(port) or Quiet())
    monkeypatch.setattr(jobs, "migrate", lambda: None)
    monkeypatch.setattr(jobs, "free_port", lambda host, port: port + 1)
    jobs.serve("127.0.0.1", 8000, 1, lambda line: None)
    office.demo = False
    try:
        with pytest.raises(UsageError, match="taken"):
            jobs.serve("127.0.0.1", 8000, 1, lambda line: None)
    finally:
        office.demo = True
    assert served == [8001]


class Quiet:
    """A server that ends at once."""

    def serve(self):
        pass


def test_production_refuses_debug(tmp_path):
    import os
    import subprocess
    import sys

    from fajing.web.config import OfficeConfig

    OfficeConfig(tmp_path, demo=False).save()
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("FAJING_OFFICE_BARE", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [sys.executable, "-c", "import fajing.web.settings"],
        env={**clean, "FAJING_DATA": str(tmp_path), "FAJING_DEBUG": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "refuses to start with DEBUG" in done.stderr


def test_weak_passwords_are_refused(sign_in):
    client = sign_in(Role.CASE_OFFICER, 1)
    text = client.post("/password/", {"old": PASSWORD, "new": "short", "again": "short"}).content.decode()
    assert "role" in text
    assert (
        client.post(
            "/password/", {"old": PASSWORD, "new": "another long one 7", "again": "another long one 7"}
        ).status_code
        == 302
    )


def test_a_user_is_a_number_and_is_switched_off_and_on(sign_in, office):
    from fajing.web.people.models import User

    client = sign_in(Role.SYSTEM_ADMIN)
    assert client.post("/users/add/", {"number": "777777"}).status_code == 302
    client.post("/users/add/", {"number": "张三"})
    assert not User.objects.filter(number="张三").exists()
    client.post("/users/777777/switch/")
    assert not User.objects.get(number="777777").is_active


def test_the_language_is_a_choice(client, office):
    assert "警号" in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert "Police number" in client.get("/sign-in/").content.decode()
