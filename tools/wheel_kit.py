"""Make the offline kit: everything a machine without a network needs to install the office.

In: `requirements/lock.txt`, the project, a platform. Out: a folder and a .tar of it with the wheels of the lock (their
hashes checked), the project's own wheel, the lawbooks, the guides, install.sh, the files for systemd, nginx and
PostgreSQL, and SHA256SUMS. A wheel that does not exist for the platform is named, and no kit is made. Run by hand:

    make kit
    make kit KIT_ARGS="--platform manylinux_2_28_aarch64 --python 3.11"
    make kit KIT_ARGS="--wheels FOLDER"     # take the wheels from a folder, ask nothing of the network
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker, default_environment

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("postgresql", "report", "web")
CARRIED = ("law", "docs", "examples", "LICENSE", "NOTICE", "CHANGELOG.md")
"""Beside the wheels: what is to be read, and what a bureau lays its own rules on."""

_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)")
_MANYLINUX = re.compile(r"^manylinux_2_(\d+)_(\w+)$")
_OLD_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_MISSING = re.compile(r"No matching distribution found|Could not find a version")


class Refused(Exception):
    """The kit cannot be made; the message says why, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package of the lock.

    Attributes:
        name: As the lock writes it.
        version: The one version.
        marker: Where it is wanted; everywhere when empty.
        hashes: Its files' SHA-256.
        asked_by: Packages that ask for it.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]

    def line(self) -> str:
        """As pip reads it."""
        return " \\\n    ".join(
            [f"{self.name}=={self.version}", *(f"--hash=sha256:{one}" for one in self.hashes)]
        )


@dataclass(frozen=True, slots=True)
class Target:
    """The machine the kit is for.

    Attributes:
        python: Version of Python, as 3.11.
        platform: As wheels name it; empty for a machine like this one.
    """

    python: str
    platform: str = ""

    @property
    def machine(self) -> str:
        """The processor, as `uname -m` says it."""
        if not self.platform:
            return platform.machine()
        return re.sub(
            r"^(manylinux_\d+_\d+|manylinux\w*?|musllinux_\d+_\d+|macosx_\d+_\d+|win|linux)_",
            "",
            self.platform,
        )

    def environment(self) -> dict[str, str]:
        """What markers are held against."""
        found = {name: str(value) for name, value in default_environment().items()}
        found |= {"python_version": self.python, "platform_machine": self.machine}
        if not found["python_full_version"].startswith(f"{self.python}."):
            found["python_full_version"] = f"{self.python}.0"
        if self.platform:
            system = {"win": "win32", "mac": "darwin"}.get(self.platform[:3], "linux")
            found["sys_platform"] = system
            found["platform_system"] = {"win32": "Windows", "darwin": "Darwin"}.get(system, "Linux")
            found["os_name"] = "nt" if system == "win32" else "posix"
        return found

    def options(self) -> list[str]:
        """For pip, which knows by itself what runs here."""
        if not self.platform and self.python == here().python:
            return []
        told = [f"--python-version={self.python}", "--implementation=cp"]
        return told + [f"--platform={one}" for one in older_names(self.platform)]


def here() -> Target:
    """This machine."""
    return Target(f"{sys.version_info.major}.{sys.version_info.minor}")


def older_names(name: str) -> list[str]:
    """The platform and every older one whose wheels run on it: pip takes each name to the letter."""
    found = _MANYLINUX.match(name)
    if found is None:
        return [name] if name else []
    newest, machine = int(found[1]), found[2]
    names = []
    for minor in range(newest, 4, -1):
        names.append(f"manylinux_2_{minor}_{machine}")
        if minor in _OLD_NAMES:
            names.append(f"{_OLD_NAMES[minor]}_{machine}")
    return names


def plain(name: str) -> str:
    """A package's name as all write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(text: str) -> list[Pinned]:
    """The packages of a lock."""
    found: list[Pinned] = []
    for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
        lines = block.splitlines()
        head = _PINNED.match(lines[0])
        if head is None:
            raise Refused(f"锁定文件读不懂 / the lock cannot be read: {lines[0]}")
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        via = tuple(plain(hit[1]) for line in lines[1:] if (hit := _VIA.match(line)) and hit[1] != "via")
        found.append(Pinned(plain(head[1]), head[2], head[3] or "", hashes, via))
    return found


def asked_for(project: dict[str, object], extras: Iterable[str]) -> set[str]:
    """What the project asks for by itself, with these extras."""
    about = project["project"]
    assert isinstance(about, dict)
    lines = [
        *about["dependencies"],
        *(line for extra in extras for line in about["optional-dependencies"][extra]),
    ]
    return {plain(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in lines}


def needed(lock: Sequence[Pinned], asked: set[str], target: Target) -> list[Pinned]:
    """What is asked for, and what that asks for, on the target."""
    environment = target.environment()
    there = [one for one in lock if not one.marker or Marker(one.marker).evaluate(environment)]
    wanted = set(asked)
    while more := {one.name for one in there if one.name not in wanted and wanted & set(one.asked_by)}:
        wanted |= more
    if unknown := wanted - {one.name for one in there}:
        raise Refused(f"锁定文件里没有 / not in the lock: {', '.join(sorted(unknown))}")
    return [one for one in there if one.name in wanted]


def fetch(packages: Sequence[Pinned], to: Path, target: Target, wheels: Path | None = None) -> None:
    """Puts the wheels there, each with a hash the lock names.

    Raises:
        Refused: A wheel is not to be had for the target, or pip failed.
    """
    done = _download(packages, to, target, wheels)
    if done.returncode == 0:
        return
    if not _MISSING.search(done.stderr):
        raise Refused(f"取不到轮子 / the wheels could not be had:\n{done.stderr.strip()}")
    single = ((one, _download([one], to, target, wheels)) for one in packages)
    missing = [f"{one.name}=={one.version}" for one, tried in single if tried.returncode != 0]
    where = f"{target.platform or target.machine}, Python {target.python}"
    raise Refused(
        f"这个平台没有轮子，不做安装包 / no wheel for this platform, so no kit ({where}):\n  "
        + "\n  ".join(missing)
    )


def _download(
    packages: Sequence[Pinned], to: Path, target: Target, wheels: Path | None
) -> subprocess.CompletedProcess[str]:
    lines = "\n".join(one.line() for one in packages)
    asked = to.parent / "asked.txt"
    asked.write_text(lines + "\n", "utf-8")
    source = ["--isolated", "--no-index", f"--find-links={wheels}"] if wheels is not None else []
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *source]
    command += ["--no-deps", "--only-binary=:all:", "--require-hashes", *target.options()]
    command += ["--dest", str(to), "--requirement", str(asked)]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        asked.unlink()


def build_own(to: Path) -> Path:
    """The project's own wheel, built without fetching anything.

    Raises:
        Refused: It could not be built.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(
            f"自己的轮子做不出来 / the project's own wheel could not be built:\n{done.stderr.strip()}"
        )
    (built,) = to.glob("fajing-*.whl")
    return built


def write_kit(kit: Path, packages: Sequence[Pinned], own: Path, target: Target) -> str:
    """Writes what stands beside the wheels, and the checksums of everything; the checksum of those."""
    version = own.name.split("-")[1]
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    head = f"fajing[{','.join(EXTRAS)}]=={version} \\\n    --hash=sha256:{digest}"
    text = "\n".join([head, *(one.line() for one in packages)])
    (kit / "requirements.txt").write_text(text + "\n", "utf-8")
    about = {
        "VERSION": version,
        "PYTHON": target.python,
        "MACHINE": target.machine,
        "PLATFORM": target.platform,
    }
    (kit / "kit.txt").write_text("".join(f"{name}={value}\n" for name, value in about.items()), "utf-8")
    shutil.copytree(ROOT / "tools/kit", kit, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in CARRIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, kit / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copyfile(source, kit / name)
    return write_sums(kit)


def write_sums(kit: Path) -> str:
    """Writes SHA256SUMS, as sha256sum reads it; its own SHA-256."""
    files = sorted(path for path in kit.rglob("*") if path.is_file() and path != kit / "SHA256SUMS")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(kit).as_posix()}"
        for path in files
    ]
    sums = kit / "SHA256SUMS"
    sums.write_text("\n".join(lines) + "\n", "utf-8")
    return hashlib.sha256(sums.read_bytes()).hexdigest()


def pack(kit: Path) -> Path:
    """The folder as one .tar, the same bytes for the same files."""

    def told(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = member.mtime = 0
        member.uname = member.gname = ""
        member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
        return member

    path = kit.with_name(f"{kit.name}.tar")
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as out:
        for one in sorted([kit, *kit.rglob("*")]):
            out.add(
                one,
                f"{kit.name}/{one.relative_to(kit).as_posix()}".removesuffix("/."),
                recursive=False,
                filter=told,
            )
    return path


def make_kit(to: Path, target: Target, wheels: Path | None = None) -> tuple[Path, str, int]:
    """Makes the kit; its .tar, the checksum of its checksums, the number of wheels.

    Raises:
        Refused: It cannot be made; nothing is left behind.
    """
    lock = read_lock((ROOT / "requirements/lock.txt").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = needed(lock, asked_for(project, EXTRAS), target)
    name = f"fajing-kit-{project['project']['version']}-cp{target.python.replace('.', '')}"
    kit = to / f"{name}-{target.platform or f'linux_{target.machine}'}"
    shutil.rmtree(kit, ignore_errors=True)
    (kit / "wheels").mkdir(parents=True)
    try:
        fetch(packages, kit / "wheels", target, wheels)
        own = build_own(kit / "wheels")
        digest = write_kit(kit, packages, own, target)
        return pack(kit), digest, len(packages) + 1
    except Refused:
        shutil.rmtree(kit)
        raise


def main(arguments: Sequence[str]) -> int:
    """Makes the kit asked for."""
    parser = argparse.ArgumentParser(description="离线安装包 / the offline kit")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="写到哪里 / where it is put")
    parser.add_argument(
        "--platform", default="", help="manylinux_2_28_aarch64 ...；默认本机 / default: this machine"
    )
    parser.add_argument("--python", default=here().python, help="目标机器的 Python / Python of the target")
    parser.add_argument(
        "--wheels", type=Path, help="轮子在这个文件夹里，不上网 / take the wheels from here, offline"
    )
    asked = parser.parse_args(arguments)
    try:
        tar, digest, count = make_kit(asked.to, Target(asked.python, asked.platform), asked.wheels)
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 2
    print(f"{tar}  {tar.stat().st_size / 1024 / 1024:.0f} MiB，轮子{count}个 / {count} wheels")
    print("SHA256SUMS 的校验值，抄下来另外送 / checksum of SHA256SUMS, to be carried apart:")
    print(f"  {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
