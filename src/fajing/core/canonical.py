"""One way to write a value as bytes, and hashes of bytes and folders.

Canonical JSON: keys sorted by code point, UTF-8 without escapes for Chinese, no spaces, whole numbers only.
The same value gives the same bytes on every machine; changing anything here changes every hash that was ever
published.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fajing.core.errors import FajingError


def canonical_bytes(value: object) -> bytes:
    """Write a value as canonical JSON without spaces or a final newline, for hashing.

    Raises:
        FajingError: The value holds a float, a key that is no text, or anything JSON has no word for.

    Example:
        >>> canonical_bytes({"b": [1, True, None], "a": "案"}).decode()
        '{"a":"案","b":[1,true,null]}'
    """
    _check(value, "$")
    return _encode(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def pretty_bytes(value: object) -> bytes:
    """Write the same value for reading: two spaces of indent and a final newline.

    Raises:
        FajingError: As for `canonical_bytes`.
    """
    _check(value, "$")
    return _encode(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n")


def hash_bytes(data: bytes) -> str:
    """Return the SHA-256 of the bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hash_value(value: object) -> str:
    """Return the SHA-256 of the value's canonical JSON.

    Raises:
        FajingError: As for `canonical_bytes`.
    """
    return hash_bytes(canonical_bytes(value))


def hash_tree(root: Path, paths: Iterable[Path] | None = None) -> str:
    """Return the SHA-256 of a folder: of its sorted relative paths, each with the hash of the file's bytes.

    CRLF counts as LF, so that a checkout on Windows has the same hash. Empty folders do not count.

    Args:
        root: The folder that the paths in the hash are relative to.
        paths: The files to hash; by default every file below `root` except hidden ones and `__pycache__`.

    Raises:
        FajingError: `root` is no folder, or a path does not lie below it.
    """
    if not root.is_dir():
        raise FajingError(f"没有这个文件夹 (no such folder): {root}")
    names: dict[str, Path] = {}
    for path in root.rglob("*") if paths is None else paths:
        if not path.is_relative_to(root):
            raise FajingError(f"文件不在文件夹内 (not inside {root}): {path}")
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not (paths is None and hidden):
            names[unicodedata.normalize("NFC", "/".join(parts))] = path
    total = hashlib.sha256()
    for name in sorted(names):
        digest = hash_bytes(names[name].read_bytes().replace(b"\r\n", b"\n"))
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()


def _check(value: object, at: str) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise FajingError(f"键必须是文本 (a key must be text): {key!r}", where=at)
            _check(item, f"{at}.{key}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _check(item, f"{at}[{number}]")
    else:
        raise FajingError(
            f"这种值不能写成规范 JSON (not allowed in canonical JSON): {type(value).__name__}",
            where=at,
            why="浮点数在不同机器上写法不一；日期等应先写成文本。",
            remedy="用整数（分、秒、万分之几）或文本。",
        )


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FajingError("文本里有不成对的代理字符 (lone surrogate in text)", why=str(error)) from error
