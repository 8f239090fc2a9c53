"""The offline kit holds what the office needs and nothing more, refuses by name, and installs only what it says."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

if not (REPOSITORY / "tools/wheel_kit.py").exists():
    pytest.skip("the tools are not in a source archive", allow_module_level=True)

from tools import wheel_kit
from tools.wheel_kit import EXTRAS, Refused, Target, asked_for, needed, older_names, read_lock

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
LOCK = read_lock((REPOSITORY / "requirements/lock.txt").read_text("utf-8"))


def names(python="3.11", on=""):
    return {one.name: one for one in needed(LOCK, asked_for(PROJECT, EXTRAS), Target(python, on))}


def write_wheel(folder, name, tag="py3-none-any", requires=(), source=""):
    """A wheel of one module."""
    path = folder / f"{name}-1.0-{tag}.whl"
    told = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(f"{name}.py", source)
        out.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{told}"
        )
        out.writestr(
            f"{name}-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
        )
        out.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return path


def entry(path, name):
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n    # via x\n"


def run_install(kit, *more, **environment):
    return subprocess.run(
        ["sh", str(kit / "install.sh"), *more],
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def kit(tmp_path):
    """A kit for this machine that holds one wheel, which stands for the project's own."""
    folder = tmp_path / "kit"
    (folder / "wheels").mkdir(parents=True)
    own = write_wheel(folder / "wheels", "fajing")
    here = wheel_kit.here()
    (folder / "kit.txt").write_text(f"VERSION=1.0\nPYTHON={here.python}\nMACHINE={here.machine}\n")
    (folder / "requirements.txt").write_text(entry(own, "fajing"))
    for name in ("install.sh", "backup.sh", "office.sh"):
        shutil.copy(REPOSITORY / "tools/kit" / name, folder)
    wheel_kit.write_sums(folder)
    return folder


def test_the_kit_holds_what_the_office_asks_for_and_no_tool_of_development():
    found = names()
    assert {"django", "granian", "psycopg", "psycopg-binary", "typst", "lxml", "segno", "llvmlite"} <= set(
        found
    )
    assert {"pytest", "playwright", "ruff", "mypy", "hatchling", "uv", "colorama"}.isdisjoint(found)
    assert all(one.hashes for one in found.values())


def test_markers_are_held_against_the_target_not_this_machine():
    assert names("3.11")["numpy"].version != names("3.12")["numpy"].version
    assert names("3.12", "manylinux_2_28_aarch64").keys() == names("3.12").keys()
    assert Target("3.11", "manylinux_2_28_aarch64").environment()["platform_machine"] == "aarch64"
    assert Target("3.11", "win_amd64").environment()["sys_platform"] == "win32"


def test_a_platform_takes_the_wheels_of_older_ones():
    found = older_names("manylinux_2_28_aarch64")
    assert found[0] == "manylinux_2_28_aarch64"
    assert {"manylinux_2_17_aarch64", "manylinux2014_aarch64"} <= set(found)
    assert "manylinux_2_29_aarch64" not in found
    assert older_names("win_amd64") == ["win_amd64"]


def test_what_the_lock_lacks_is_told():
    with pytest.raises(Refused, match="newcomer"):
        needed(LOCK, {"newcomer"}, Target("3.11"))


def test_wheels_are_taken_for_the_target_and_a_missing_one_is_named(tmp_path):
    source, to = tmp_path / "source", tmp_path / "kit/wheels"
    source.mkdir()
    to.mkdir(parents=True)
    lines = entry(write_wheel(source, "whole"), "whole")
    lines += entry(write_wheel(source, "bound", "cp311-cp311-manylinux_2_17_aarch64"), "bound")
    lock = read_lock(lines)
    wheel_kit.fetch(lock, to, Target("3.11", "manylinux_2_28_aarch64"), source)
    assert sorted(path.name.split("-")[0] for path in to.iterdir()) == ["bound", "whole"]
    with pytest.raises(Refused, match=r"(?s)no wheel for this platform.*loongarch64.*bound==1.0") as told:
        wheel_kit.fetch(lock, tmp_path / "kit/none", Target("3.11", "manylinux_2_36_loongarch64"), source)
    assert "whole" not in str(told.value)


def test_a_wheel_that_is_not_the_locks_is_refused(tmp_path):
    (tmp_path / "kit").mkdir()
    lines = entry(write_wheel(tmp_path, "whole"), "whole")
    digest = lines.split("sha256:")[1][:64]
    lock = read_lock(lines.replace(digest, digest[::-1]))
    with pytest.raises(Refused, match="could not be had"):
        wheel_kit.fetch(lock, tmp_path / "kit/wheels", wheel_kit.here(), tmp_path)


def test_a_changed_or_missing_file_is_named_and_nothing_is_installed(kit, tmp_path):
    (wheel,) = (kit / "wheels").iterdir()
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = run_install(kit, str(tmp_path / "to"))
    assert (done.returncode, wheel.name in done.stderr) == (1, True)
    assert "与校验清单不符" in done.stderr
    wheel.unlink()
    assert run_install(kit, str(tmp_path / "to")).returncode == 1
    assert not (tmp_path / "to").exists()


def test_a_newer_kit_of_the_same_version_takes_the_place_of_the_older(kit, tmp_path):
    for source in ("built = 1\n", "built = 2\n"):
        own = write_wheel(kit / "wheels", "fajing", source=source)
        (kit / "requirements.txt").write_text(entry(own, "fajing"))
        wheel_kit.write_sums(kit)
        run_install(kit, str(tmp_path / "to"))
        (module,) = (tmp_path / "to").rglob("site-packages/fajing.py")
        assert module.read_text() == source


@pytest.mark.parametrize(("name", "value"), [("PYTHON", "3.99"), ("MACHINE", "loongarch64")])
def test_another_python_or_machine_is_refused(kit, tmp_path, name, value):
    about = (kit / "kit.txt").read_text()
    kept = "\n".join(line for line in about.splitlines() if not line.startswith(name))
    (kit / "kit.txt").write_text(f"{kept}\n{name}={value}\n")
    wheel_kit.write_sums(kit)
    done = run_install(kit, str(tmp_path / "to"))
    assert (done.returncode, value in done.stderr, (tmp_path / "to").exists()) == (1, True, False)


def test_the_tar_is_the_same_for_the_same_files(kit):
    first = hashlib.sha256(wheel_kit.pack(kit).read_bytes()).hexdigest()
    for path in kit.rglob("*"):
        os.utime(path, (1, 1))
    tar = wheel_kit.pack(kit)
    assert hashlib.sha256(tar.read_bytes()).hexdigest() == first
    with tarfile.open(tar) as inside:
        assert {name.split("/")[0] for name in inside.getnames()} == {"kit"}
        assert inside.getmember("kit/install.sh").mode == 0o755


@pytest.mark.soak
def test_the_whole_kit_installs_without_a_network(tmp_path, soak_note):
    if platform.system() != "Linux":
        pytest.skip("unshare, which takes the network away, is on Linux only")
    apart = ["unshare", "--net"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no right to start a program without a network here")
    tar, _, wheels = wheel_kit.make_kit(tmp_path, wheel_kit.here())
    with tarfile.open(tar) as packed:
        packed.extractall(tmp_path / "target", filter="data")
    (kit,) = (tmp_path / "target").iterdir()
    to = tmp_path / "installed"
    command = [*apart, "sh", str(kit / "install.sh"), str(to)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    done = subprocess.run(
        command, env={**clean, "PYTHON": sys.executable}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for asked in (["demo"], ["law", "check"]):
        told = subprocess.run(
            [*apart, str(to / "bin/fajing"), *asked], cwd=tmp_path, capture_output=True, check=False
        )
        assert told.returncode == 0, told.stderr
    megabytes = Path(tar).stat().st_size / 1e6
    soak_note("the offline kit, installed without a network", wheels=wheels, megabytes=round(megabytes))
