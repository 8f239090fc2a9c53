"""Operations of the check on demand: begin one, ask how far it is and what it found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Status

from fajing.web import checking
from fajing.web.api.operations import api, user_of


@api.post("/checks", operation_id="check", response={202: dict[str, Any]})
def check(request: HttpRequest) -> Status[dict[str, Any]]:
    """Begins a check: 202, and where to ask; 409 while a check or an import is running."""
    told = checking.begin(user_of(request, "check"))
    return Status(202, told | {"address": reverse(f"{api.urls_namespace}:check_state")})


@api.get("/checks/last", operation_id="check_state")
def check_state(request: HttpRequest) -> dict[str, Any]:
    """How far the check on demand is, and what the last check found."""
    user_of(request, "check_state")
    return checking.standing() | {"found": checking.last_found()}
