"""What is missing for Spark is said before anything else is tried; these tests need neither Spark nor Java."""

from __future__ import annotations

import importlib.util
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from fajing.cli import check
from fajing.core.errors import FajingError, UsageError
from fajing.scan.spark import session

command = check.command


def pretend_pyspark(monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    found = importlib.util.find_spec("json") if there else None
    monkeypatch.setattr(session.importlib.util, "find_spec", lambda name: found)


def java(folder: Path, told: str) -> Path:
    """A program that calls itself Java."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "java"
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


def test_without_pyspark_it_says_what_to_install(monkeypatch):
    pretend_pyspark(monkeypatch, there=False)
    with pytest.raises(FajingError) as error:
        session.require()
    assert "fajing[spark]" in error.value.remedy


def test_without_java_it_says_what_to_install(monkeypatch, tmp_path):
    pretend_pyspark(monkeypatch, there=True)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(FajingError) as error:
        session.require()
    assert "openjdk-17" in error.value.remedy
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FajingError, match="no Java"):
        session.require()


@pytest.mark.skipif(os.name == "nt", reason="a shell script plays Java")
@pytest.mark.parametrize(
    "told, fits",
    [
        ('openjdk version "17.0.9" 2023-10-17', True),
        ('openjdk version "21.0.1"', True),
        ('java version "1.8.0_392"', False),
        ('openjdk version "11.0.21"', False),
        ("something else", False),
    ],
)
def test_java_must_be_17_or_later(told, fits, monkeypatch, tmp_path):
    pretend_pyspark(monkeypatch, there=True)
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path, told)))
    if fits:
        session.require()
    else:
        with pytest.raises(FajingError, match="too old"):
            session.require()


@pytest.mark.parametrize(
    "arguments",
    [["log.csv", "--engine", "spark"], ["--data", "d", "--master", "local[2]"]],
)
def test_options_of_spark_go_together(arguments, tmp_path):
    done = CliRunner().invoke(command, [*arguments, "--out", str(tmp_path / "out")])
    assert done.exit_code == UsageError.exit_code
    assert not (tmp_path / "out").exists()
