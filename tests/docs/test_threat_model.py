"""docs/threat_model.md: its numbers are those of the office, and it denies nothing that is there."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from fajing.findings.people import Role
from fajing.web.access.rules import CASES, RULES
from fajing.web.config import OfficeConfig

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "threat_model.md").read_text("utf-8")
FLAT = " ".join(PAGE.split())
ADMINS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def test_numbers_of_signing_in_are_those_of_the_office() -> None:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    least = next(one["OPTIONS"]["min_length"] for one in validators if "OPTIONS" in one)
    locked = timedelta(hours=settings.AXES_COOLOFF_TIME) // timedelta(minutes=1)
    assert f"a password of at least {least} characters" in FLAT
    assert (
        f"After {settings.AXES_FAILURE_LIMIT} wrong passwords the number is locked for {locked} minutes"
        in FLAT
    )
    assert f"A session ends after {OfficeConfig(Path()).idle_minutes} minutes without a request" in FLAT
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'self'"]


def test_administrators_open_no_cases() -> None:
    assert "None opens cases, findings or figures" in FLAT
    for name in (
        "matter",
        "matters",
        "findings",
        "finding",
        "figures",
        "figure",
        "personal",
        "search",
        "desk",
    ):
        assert not RULES[name].roles & ADMINS, name
    assert RULES["tokens"].roles >= CASES


def test_it_denies_nothing_that_is_there() -> None:
    assert "opens no connection." not in FLAT
    assert not re.search(r"anything but the vault, accounts", FLAT)


def test_what_the_design_asks_for_is_spoken_of() -> None:
    promised, _, rest = PAGE.partition("## What cannot be detected")
    for words in ("Signing in", "Sessions", "Tokens of the API", "Three administrators", "Demonstrations",
                  "The watched folder", "The draw"):  # fmt: skip
        assert f"**{words}.**" in promised, words
    for words in ("three administrators together", "stolen token", "watched folder", "a draw cannot show"):
        assert words in rest.partition("## Not promised yet")[0], words
