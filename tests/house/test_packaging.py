"""The wheel carries the lawbooks and schemas; an editable install reads the checkout's own."""

import importlib.metadata
import os
import subprocess
import sys
import tomllib
import zipfile

import pytest
from tests.conftest import REPOSITORY

from fajing import __version__

SHOW_BOOKS = (
    "from fajing.lawbook.find import find_folder, known_books\n"
    "for book in known_books(): print(book, find_folder(book).resolve())"
)


def shipped_books():
    return sorted(path.parent.name for path in (REPOSITORY / "law").glob("*/lawbook.yaml"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built once without fetching anything."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def books_seen(folder, **environment):
    clean = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "FAJING_LAW"}}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_BOOKS],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def test_the_version_is_said_once():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == __version__


def test_the_wheel_carries_every_lawbook_schema_and_data_file(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    law = {
        f"fajing/_law/{p.relative_to(REPOSITORY / 'law').as_posix()}"
        for p in (REPOSITORY / "law").rglob("*.yaml")
    }
    source = REPOSITORY / "src"
    package = {
        path.relative_to(source).as_posix()
        for path in (source / "fajing").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert law
    assert law - inside == set()
    assert package - inside == set()
    assert any(name.endswith(".json") and "/schema/" in name for name in inside)
    assert "fajing/lawbook/guards.yaml" in inside
    assert "fajing/py.typed" in inside


def test_the_wheel_carries_neither_tests_nor_tools(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"fajing", f"fajing-{__version__}.dist-info"}


def test_an_installed_wheel_finds_its_lawbooks(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    seen = books_seen(elsewhere, PYTHONPATH=str(site))
    assert seen == {book: str(site / "fajing/_law" / book) for book in shipped_books()}


def test_an_editable_install_finds_the_lawbooks_of_the_checkout(tmp_path):
    try:
        importlib.metadata.distribution("fajing")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("fajing is not installed here: run `make setup`")
    assert books_seen(tmp_path) == {book: str(REPOSITORY / "law" / book) for book in shipped_books()}
