"""Every operation of the API, as the API itself lists them, for every role, in its own, another and no unit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.walked import SEATS, may_at_all, parts_of, reaches_unit_1, user_in

from fajing.findings.people import Role
from fajing.web.access.rules import RULES
from fajing.web.api.scopes import SCOPES

THINGS = ("unit", "matter")
"""Fields of a body that name what belongs to a unit."""


def operations():
    """Name, method, path, parameters in the path, and the body's schema of every operation there is."""
    from fajing.web.urls import api

    told = api.get_openapi_schema()
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            content = one.get("requestBody", {}).get("content", {})
            kind = next(iter(content), "")
            schema = resolved(content[kind]["schema"], told) if kind else None
            names = [part["name"] for part in one.get("parameters", ()) if part["in"] == "path"]
            yield one["operationId"], method, path, names, schema, kind


def resolved(schema, told):
    """A schema with what it points at."""
    if "$ref" in schema:
        return resolved(told["components"]["schemas"][schema["$ref"].rpartition("/")[2]], told)
    if "properties" in schema:
        found = {name: resolved(one, told) for name, one in schema["properties"].items()}
        return schema | {"properties": found}
    return schema | {"items": resolved(schema["items"], told)} if "items" in schema else schema


def value(name, schema, parts):
    """Something that fits a field: of unit 1 where its name says of what."""
    if name in parts and name != "kind":
        return parts[name]
    kind = schema.get("type", "string")
    if kind == "array":
        return [value(name.removesuffix("s"), schema["items"], parts)]
    if kind == "object":
        return {one: value(one, schema["properties"][one], parts) for one in schema.get("required", ())}
    return {"integer": 1, "number": 1, "boolean": False}.get(kind, "x")


def body_of(schema, parts):
    """A body with what is required, and whatever names something of a unit."""
    wanted = {*schema.get("required", ()), *(set(THINGS) & set(schema["properties"]))}
    return {name: value(name, schema["properties"][name], parts) for name in sorted(wanted)}


def test_every_operation_has_a_scope_and_the_rule_of_a_page():
    from fajing.web.api.operations import OPERATIONS

    found = [one[0] for one in operations()]
    assert len(found) == len(set(found)) >= 13
    assert set(found) == set(OPERATIONS)
    assert {scope for scope, _ in OPERATIONS.values()} <= set(SCOPES)
    assert {page for _, page in OPERATIONS.values()} <= set(RULES)


@pytest.fixture
def parts(a_finding):
    """Things of unit 1."""
    return parts_of(a_finding(0))


@pytest.fixture
def call(client, parts, monkeypatch):
    """Asks for an operation over the things of unit 1; the code and the text of the answer."""
    from fajing.web import checking

    monkeypatch.setattr(checking, "follow_up", lambda _: None)
    monkeypatch.setattr(checking, "start", lambda _: None)

    def asked(operation, rule, token):
        _, method, path, names, schema, kind = operation
        for name in names:
            thing = parts[rule.object_of] if rule.object_of and len(names) == 1 else parts[name]
            thing = 999 if path.startswith("/api/v1/tokens/") else thing
            path = path.replace(f"{{{name}}}", str(thing))
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
        if method == "get":
            answer = client.get(path, **head)
        elif kind.startswith("multipart"):
            sent = {"file": SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode())}
            answer = client.post(path, sent, **head)
        else:
            body = body_of(schema, parts) if schema else {}
            answer = getattr(client, method)(path, body, content_type="application/json", **head)
        return answer.status_code, answer.content.decode(
            errors="replace"
        ) if answer.status_code == 200 else ""

    return asked


@pytest.mark.parametrize("role", list(Role))
def test_every_operation_keeps_the_rules_of_its_page(role, call, parts):
    from fajing.web.api.operations import OPERATIONS
    from fajing.web.people.models import Token
    from fajing.web.records import follower

    wrong = []
    for where, seat in SEATS.items():
        token = Token.issue(user_in(role, seat), "t", list(SCOPES))
        within = reaches_unit_1(role, seat)
        for operation in operations():
            name, method, schema = operation[0], operation[1], operation[4]
            rule, size = RULES[OPERATIONS[name][1]], follower.book().ledger.size()
            about = rule.object_of or (schema and set(THINGS) & set(schema.get("properties", ())))
            code, text = call(operation, rule, token)
            if not may_at_all(rule, role, seat):
                good = code == 403
            elif about and not within:
                good = code in (403, 404, 409, 422)
            else:
                good = code not in (401, 403, 405) and code < 500
            if not within:
                good = good and parts["matter"] not in text and parts["finding"] not in text
                good = good and (not about or follower.book().ledger.size() == size)
            if not good:
                wrong.append((where, name, method, code))
    assert wrong == []
