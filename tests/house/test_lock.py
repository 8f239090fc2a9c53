"""The lock names every package with hashes, and no host, address or path."""

import re
import tomllib

import pytest
from tests.conftest import REPOSITORY

LOCK = (REPOSITORY / "requirements/lock.txt").read_text("utf-8")
OF_ITS_OWN = {
    "spark": (REPOSITORY / "requirements/spark.txt").read_text("utf-8")
}  # half a gigabyte: not for all
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,-]+\])?==(\S+)", re.MULTILINE)


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", [LOCK, *OF_ITS_OWN.values()])
def test_the_lock_names_no_host_address_or_path(lock):
    assert re.findall(r"\w+://\S*|\bfile:|@ |^-[-\w]+.*$", lock, re.MULTILINE) == []
    assert re.findall(r"\b[\w-]+\.(?:org|com|net|cn|io|edu|internal|local)\b", lock) == []
    assert [line for line in plain_lines(lock) if "/" in line or "\\\\" in line] == []


def plain_lines(lock):
    """Without the comments that say which file asked for a package."""
    return [line for line in lock.splitlines() if not line.lstrip().startswith("#")]


def test_every_package_is_pinned_and_hashed():
    blocks = re.split(
        r"\n(?=\S)", "\n".join(line for line in LOCK.splitlines() if not line.lstrip().startswith("#"))
    )
    unhashed = [block for block in blocks if block.strip() and "--hash=sha256:" not in block]
    assert unhashed == []
    assert len(PINNED.findall(LOCK)) == len([block for block in blocks if block.strip()])


def test_every_package_the_project_asks_for_is_in_the_lock():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for name, extra in project["project"]["optional-dependencies"].items():
        if name in OF_ITS_OWN:
            assert all(plain(re.match(r"[\w.-]+", one).group()) + "==" in OF_ITS_OWN[name] for one in extra)
        else:
            asked += extra
    locked = {plain(name) for name, _ in PINNED.findall(LOCK)}
    missing = {plain(re.match(r"[\w.-]+", requirement).group()) for requirement in asked} - locked
    assert missing == set()
