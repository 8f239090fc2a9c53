"""The API under input made from its own description: whatever is sent, it is answered, and never with a fault of ours.

A few examples of each operation in the ordinary run, many in the soak. The examples are the same every time.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.web.test_imports import here

from fajing.findings.people import Role
from fajing.web.api.scopes import SCOPES

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture
def asked(office, user_at, client, monkeypatch):
    """Every operation with examples of what its description allows and what it does not."""
    from fajing.web.api.writing import api
    from fajing.web.people.models import Token

    here(monkeypatch)
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())

    def ask(role, where, examples):
        told = {}
        for result in schema.get_all_operations():
            operation = result.ok()
            told[operation.label] = set()

            @seed(20260309)
            @settings(
                max_examples=examples, database=None, deadline=None, derandomize=False, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy())
            def one(case):
                answer = send(case)
                told[case.operation.label].add(answer.status_code)
                assert answer.status_code < 500, (case.formatted_path, case.body)

            one()
        return told

    def send(case):
        sent = case.as_transport_kwargs(base_url="http://testserver")
        import requests

        made = requests.Request(**{name: value for name, value in sent.items() if name in _KNOWN}).prepare()
        token_head = {"HTTP_AUTHORIZATION": f"Bearer {tokens[0]}"}
        return client.generic(
            made.method, made.path_url, made.body or b"", made.headers.get("Content-Type", ""), **token_head
        )

    tokens = []

    def run(role, where, examples):
        tokens[:] = [Token.issue(user_at(role, where), "t", list(SCOPES))]
        return ask(role, where, examples)

    return run


_KNOWN = {"method", "url", "headers", "files", "data", "params", "json", "cookies"}


def test_no_operation_fails_by_our_fault(asked):
    told = asked(Role.LEGAL_OFFICER, 0, 4)
    assert len(told) >= 13
    assert all(codes for codes in told.values())


@pytest.mark.soak
@pytest.mark.parametrize(
    "role,where",
    [
        (Role.LEGAL_OFFICER, 0),
        (Role.CASE_OFFICER, 1),
        (Role.UNIT_LEADER, 1),
        (Role.SUPERVISOR, 0),
        (Role.REPORT_WRITER, 0),
    ],
)
def test_no_operation_fails_by_our_fault_at_length(asked, role, where):
    told = asked(role, where, 300)
    assert any(200 in codes for codes in told.values())
