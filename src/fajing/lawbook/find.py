"""Finds the folders of a lawbook: `--law BOOK[+overlay…]`.

A name is looked for as a path, in $FAJING_LAW, in ./law, in the checkout this program runs from, and in what
was installed with it; the first that has it wins. Nothing is read here but the names of folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import fajing
from fajing.core.errors import UsageError
from fajing.lawbook.problems import suggest

MARK = "lawbook.yaml"


def find_folders(spec: str) -> tuple[Path, ...]:
    """The base folder and its overlays.

    Args:
        spec: `cn-police`, `./law/cn-police`, `cn-police+./my-bureau`.

    Raises:
        UsageError: One is not found, is not a lawbook, or is named twice; says where it was looked for.
    """
    if Path(spec).is_dir():  # a path that itself holds a plus sign
        return (_as_book(Path(spec), spec),)
    parts = spec.split("+")
    folders = [_as_book(find_folder(parts[0]), parts[0]), *(find_folder(part) for part in parts[1:])]
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise UsageError(
            f"同一个规则库写了两次 (the same lawbook twice): {spec}", remedy="cn-police+./my-bureau"
        )
    return tuple(folders)


def find_folder(name: str) -> Path:
    """The folder of one lawbook or overlay.

    Raises:
        UsageError: There is none; says where it was looked for.
    """
    if not name.strip():
        raise UsageError("没有写规则库的名称 (no lawbook named)", remedy="cn-police 或 cn-police+./my-bureau")
    looked: list[str] = []
    for where, folder in _places(name):
        if folder.is_dir():
            return folder
        looked.append(f"{folder}（{where}）")
    raise UsageError(
        f"找不到规则库 (no such lawbook): {name}",
        why="找过 / looked in: " + "; ".join(looked),
        remedy=suggest(name, known_books()),
    )


def known_books() -> list[str]:
    """Names of the lawbooks that can be given by name alone, in alphabetical order."""
    found: set[str] = set()
    for parent in _parents():
        if parent.is_dir():
            found.update(folder.name for folder in parent.iterdir() if (folder / MARK).is_file())
    return sorted(found)


def _places(name: str) -> Iterator[tuple[str, Path]]:
    yield "路径 path", Path(name).expanduser()
    if os.sep in name or name.startswith((".", "~")):
        return
    for parent, where in _parents().items():
        yield where, parent / name


def _parents() -> dict[Path, str]:
    """Folders that hold lawbooks, best first, and how each is called."""
    package = Path(fajing.__file__).resolve().parent
    parents: dict[Path, str] = {}
    if chosen := os.environ.get("FAJING_LAW"):
        parents[Path(chosen).expanduser()] = "$FAJING_LAW"
    parents.setdefault(Path("law"), "./law")
    if package.parent.name == "src" and (package.parent.parent / "pyproject.toml").is_file():
        parents.setdefault(package.parent.parent / "law", "源码 checkout")
    parents.setdefault(package / "_law", "随程序安装 installed")
    return parents


def _as_book(folder: Path, name: str) -> Path:
    if not (folder / MARK).is_file():
        raise UsageError(
            f"这个文件夹不是规则库 (not a lawbook, it has no {MARK}): {name}",
            where=str(folder),
            remedy=f"叠加规则写在加号后面 / an overlay stands after the plus sign: cn-police+{name}",
        )
    return folder
