"""A PostgreSQL of our own for tests: made in a temporary folder, reached by a socket, gone afterwards.

PostgreSQL refuses to run as root; then it runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST = 15


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        folder: Of its socket, and above its data.
        programs: Where `pg_ctl` and the others are.
        as_user: How to start a program as the user it runs under.
    """

    folder: Path
    programs: Path
    as_user: dict[str, Any]

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql:///{database}?host={self.folder}&user=fajing"

    def make(self, database: str) -> str:
        """Make a database and give its address."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def make_if_missing(self, database: str) -> str:
        """The address of a database, which is made where there is none."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT FROM pg_database WHERE datname = %s", (database,)).fetchone()
        return self.url(database) if there is not None else self.make(database)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs."""
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
            cwd=self.folder,
            **self.as_user,
        )

    def start(self, *settings: str) -> None:
        """Start it."""
        options = " ".join(
            f"-c {one}"
            for one in ("listen_addresses=''", f"unix_socket_directories={self.folder}", *settings)
        )
        self.run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-l",
            str(self.folder / "log"),
            "-w",
            "-o",
            options,
            "start",
        )

    def stop(self, mode: str = "immediate") -> None:
        """Stop it."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")


def programs() -> Path | None:
    """Where a PostgreSQL that is new enough has its programs."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    on_path = shutil.which("pg_ctl")
    for place in [*places, *([Path(on_path).resolve().parent] if on_path else [])]:
        if not (place / "initdb").exists():
            continue
        told = subprocess.run([str(place / "postgres"), "-V"], capture_output=True, text=True, check=False)
        version = told.stdout.rsplit(maxsplit=1)[-1].split(".")[0] if told.stdout.strip() else ""
        if version.isdecimal() and int(version) >= OLDEST:
            return place
    return None


def why_not() -> str:
    """Why there can be no server here; empty where there can."""
    if programs() is None:
        return f"no PostgreSQL {OLDEST} or newer is installed here"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed here"
    if os.geteuid() == 0 and _other_user() is None:
        return "PostgreSQL does not run as root, and there is no other user here"
    return ""


@contextmanager
def running(*settings: str) -> Iterator[Server]:
    """A server that is gone when the block has been left."""
    folder = Path(tempfile.mkdtemp(prefix="fajing-pg-"))
    try:
        server = _made(folder)
        server.start(*settings)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept(folder: Path, *settings: str) -> Iterator[Server]:
    """A server whose folder stays, with what is in it; it is stopped when the block has been left."""
    folder.mkdir(parents=True, exist_ok=True)
    server = _made(folder)
    server.start(*settings)
    try:
        yield server
    finally:
        server.stop("fast")


def _made(folder: Path) -> Server:
    """A server in a folder, made where there is none."""
    found = programs()
    assert found is not None
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0 and (user := _other_user()) is not None:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = Server(folder, found, as_user)
    if not (folder / "data").exists():
        server.run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "fajing",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        )
    return server


def _other_user() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None
