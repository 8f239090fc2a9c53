"""docs/guides/use_the_api.md holds every operation and every scope of the API, and its examples are right requests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fajing.findings.people import Role
from fajing.lawbook.load import load_lawbook
from fajing.web.access.rules import RULES
from fajing.web.api.operations import OPERATIONS
from fajing.web.api.scopes import SCOPES
from fajing.web.api.writing import api
from fajing.web.urls import urlpatterns

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guides" / "use_the_api.md").read_text("utf-8")
ROW = re.compile(r"^\| `(GET|POST) (/\S+)` \| `([a-z:]+)` \| (.+) / (.+) \|$", re.MULTILINE)


def described() -> dict[str, dict[str, Any]]:
    """Operations by method and path, as the API itself tells them."""
    assert urlpatterns  # every module that adds operations is loaded with the addresses
    paths = api.get_openapi_schema(path_prefix="/api/v1")["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": told
        for path, methods in paths.items()
        for method, told in methods.items()
    }


def test_every_operation_stands_there_with_its_scope() -> None:
    there = {name: OPERATIONS[told["operationId"]][0] for name, told in described().items()}
    assert len(there) == len(OPERATIONS)
    written = {f"{method} {path}": scope for method, path, scope, _, _ in ROW.findall(PAGE)}
    lines = [
        f"| `{name}` | `{scope}` | … / … |" for name, scope in there.items() if written.get(name) != scope
    ]
    assert lines == [], "lines that docs/guides/use_the_api.md lacks"
    assert set(written) - set(there) == set(), "operations that are no more"


def test_what_each_does_is_said_in_both_languages() -> None:
    for _, path, _, chinese, english in ROW.findall(PAGE):
        assert re.search(r"[\u4e00-\u9fff]", chinese), path
        assert not re.search(r"[\u4e00-\u9fff]", english), path


def test_every_scope_stands_there() -> None:
    rows = re.findall(r"^\| `([a-z]+:[a-z]+)` \| (.+) / (.+) \|$", PAGE, re.MULTILINE)
    assert {name: (chinese, english) for name, chinese, english in rows} == SCOPES


def test_who_may_make_tokens_is_as_said() -> None:
    others = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.OUTSIDE_READER}
    assert RULES["tokens"].roles == frozenset(Role) - others


def test_the_examples_name_operations_and_steps_that_are_there() -> None:
    called = {one.split("?")[0] for one in re.findall(r'"\$FAJING(/[^"]*)"', PAGE)}
    for path in called:
        asked = re.sub(r"/\d{4}-\d+$", "/{number}", path)
        assert any(name.split(" ")[1] == asked for name in described()), path
    body = json.loads(re.search(r"-d '(\{.*?\})'\n", PAGE, re.DOTALL)[1])  # type: ignore[index]
    steps = load_lawbook(str(ROOT / "law" / "cn-police")).procedures["administrative_case"].steps
    assert body["officers"][0]["role"] in steps[body["step"]].roles
    told = described()["POST /steps"]["requestBody"]["content"]["application/json"]["schema"]
    assert told["$ref"].endswith("/StepIn")
