"""The API under odd input: never an error of its own, never more than the reach; an act keeps the page's rules."""

import json

import pytest

from fajing.findings.people import Role
from fajing.web.api.scopes import SCOPES

ODD = ["", "\x00", "%00", "'; --", "../..", "9" * 40, "-1", "案", "😀", "a" * 3000]


@pytest.fixture
def call(client, user_at):
    """Asks the API as a legal officer of the body."""
    from fajing.web.people.models import Token

    token = Token.issue(user_at(Role.LEGAL_OFFICER), "t", list(SCOPES))
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}

    def asked(path, data=None, body=None):
        if body is None:
            return client.get(path, data or {}, **head)
        return client.post(path, body, content_type="application/json", **head)

    return asked


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_is_answered_plainly(call, odd):
    from urllib.parse import quote

    for path in ("/api/v1/findings", "/api/v1/matters", "/api/v1/desk"):
        for name in ("state", "unit", "label", "limit", "offset"):
            assert call(path, {name: odd}).status_code in (200, 422)
    if odd.strip(".-/"):
        for path in ("/api/v1/findings/", "/api/v1/matters/"):
            assert call(path + quote(odd, safe="")).status_code in (200, 404)


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "{}", json.dumps({"kind": 1}), json.dumps({"kind": "nothing"})]
)
def test_odd_acts_are_refused(call, a_finding, body):
    number = a_finding(0).number
    assert call(f"/api/v1/findings/{number}/acts", body=body or " ").status_code in (400, 422)


def test_an_act_keeps_the_pages_rules(call, a_finding):
    number = a_finding(0).number
    path = f"/api/v1/findings/{number}/acts"
    assert call(path, body={"kind": "verified"}).status_code == 409
    assert call(path, body={"kind": "pushed"}).json()["state"] == "waiting"
    told = call(f"/api/v1/findings/{number}").json()
    assert told["may"] == ["reminded"]
    assert [act["kind"] for act in told["acts"]] == ["raised", "pushed"]


def test_the_description_is_served_here(client, office):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code in (200, 401)
    assert client.get("/api/v1/docs").status_code in (403, 404)
