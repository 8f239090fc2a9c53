"""What an office is set up with: a data folder with `office/office.json` in it.

In: the environment and the file. Out: an `OfficeConfig`. Written by `fajing office init` and `fajing demo office`.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.segments.folder import data_path

DATABASE = "FAJING_DATABASE_URL"
DEBUG = "FAJING_DEBUG"
STATUTES = "FAJING_STATUTES"
BARE = "FAJING_OFFICE_BARE"
"""Set where no data folder is meant: type checks, tests, making migrations."""


@dataclass(slots=True)
class OfficeConfig:
    """An office.

    Attributes:
        data: The data folder.
        law: Lawbook, with overlays.
        title_zh: Name of the body.
        title_en: The same in English.
        region: Norms of this region are judged too.
        demo: Whether it is a demonstration: ready users, no second factor, its own clock.
        demo_now: In a demonstration the instant at which its clock began.
        demo_since: The real instant at which it did.
        start: ISO day before which a breach is stock, not a finding.
        hosts: Names under which it may be asked for.
        statutes: Folder with texts of statutes, if the body has them; else `$FAJING_STATUTES` names it.
        watch: Folder whose new exports come in each night; none by default.
        idle_minutes: After how long without a request one is signed out.
        token_days: For how many days a token of the API lasts at the most.
        proxies: Addresses or networks of proxies whose `X-Forwarded-For` is believed; nobody's by default.
    """

    data: Path
    law: str = "cn-police"
    title_zh: str = ""
    title_en: str = ""
    region: str | None = None
    demo: bool = False
    demo_now: int | None = None
    demo_since: int | None = None
    start: str = ""
    hosts: list[str] = field(default_factory=lambda: ["127.0.0.1", "localhost"])
    statutes: str | None = None
    idle_minutes: int = 20
    watch: str = ""
    token_days: int = 90
    proxies: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the office keeps what is its own."""
        return self.data / "office"

    def save(self) -> None:
        """Writes `office.json`."""
        plain: dict[str, Any] = {name: value for name, value in asdict(self).items() if name != "data"}
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "office.json").write_bytes(pretty_bytes(plain))

    def secret(self) -> str:
        """The key that signs sessions; made once, readable by its owner only."""
        path = self.folder / "secret.key"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(50))
        return path.read_text("utf-8").strip()


def load(data: Path | None = None) -> OfficeConfig:
    """The office of a data folder.

    Raises:
        FajingError: There is none, or its file is damaged.
    """
    where = data_path(data).absolute()
    path = where / "office" / "office.json"
    try:
        plain = json.loads(path.read_bytes())
        return OfficeConfig(data=where, **plain)
    except FileNotFoundError as error:
        raise UsageError(
            f"这里还没有办公系统 (no office here yet): {where}",
            remedy="fajing office init --data DIR --law BOOK",
        ) from error
    except (OSError, TypeError, ValueError) as error:
        raise FajingError(
            "办公系统的设置坏了 (office.json is damaged)", where=str(path), why=str(error)
        ) from error


def database(config: OfficeConfig, url: str | None) -> dict[str, Any]:
    """Django's database: SQLite in the data folder, or PostgreSQL by its URL.

    Raises:
        UsageError: The URL is of another kind.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": config.folder / "office.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            "TEST": {"NAME": None},
        }
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise UsageError(
            f"不认识这种数据库地址 (not a database this office knows): {parts.scheme}",
            where=DATABASE,
            remedy="postgresql://user@host/name",
        )
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}  # as libpq writes a socket
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or asked.get("user", "")),
        "PASSWORD": unquote(parts.password or asked.get("password", "")),
        "HOST": unquote(parts.hostname or asked.get("host", "")),
        "PORT": str(parts.port or asked.get("port", "")),
        "CONN_MAX_AGE": 60,
    }
