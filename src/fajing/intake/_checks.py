"""Small checks of a parsed map, with messages that name the place. Used by map.py and columns.py only."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from fajing.core.errors import FajingError


class Checker:
    """Reads keys of one mapping of a map; knows where in the file that is.

    Attributes:
        where: The place, such as `maps/cases: 案件编号`.
    """

    def __init__(self, where: str) -> None:
        self.where = where

    def inside(self, part: str) -> Checker:
        """A checker for a part of this mapping."""
        return Checker(f"{self.where}: {part}")

    def error(self, what_zh: str, what_en: str, remedy_zh: str, remedy_en: str) -> FajingError:
        """An error at this place."""
        remedy = remedy_zh if remedy_zh == remedy_en else f"{remedy_zh} / {remedy_en}"
        return FajingError(f"{what_zh} ({what_en})", where=self.where, remedy=remedy)

    def unknown(self, key: str, value: object, known: Iterable[str]) -> FajingError:
        """An error for a name that does not exist, with the nearest ones that do."""
        names = [str(name) for name in known]
        near = difflib.get_close_matches(str(value), names, 3, 0.5)
        near = list(dict.fromkeys([*near, *names]))[:8]
        return self.error(
            f"{key}: 不认识 {value!r}",
            f"unknown {key}: {value!r}",
            "可用：" + "、".join(near),
            "known: " + ", ".join(near),
        )

    def known_keys(self, data: Mapping[str, Any], known: Iterable[str]) -> None:
        """Refuse a key that is not one of `known`."""
        names = sorted(known)
        for key in data:
            if key not in names:
                raise self.unknown("键 key", key, names)

    def text(self, data: Mapping[str, Any], key: str) -> str:
        """A text that must be there."""
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"缺少 {key}", f"`{key}` is missing or no text", f"{key}: ...", f"{key}: ...")
        return value

    def texts(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A text or a list of texts; nothing when left out."""
        value = data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.error(
            f"{key} 应为文本的列表", f"`{key}` is a list of texts", f"{key}: [...]", f"{key}: [...]"
        )

    def sequence(self, data: Mapping[str, Any], key: str) -> list[Any]:
        """A list; empty when left out."""
        value = data.get(key)
        if value is None:
            return []
        if isinstance(value, str):
            return [value]
        if isinstance(value, list | tuple):
            return list(value)
        raise self.error(f"{key} 应为列表", f"`{key}` is a list", f"{key}: [...]", f"{key}: [...]")

    def mapping(self, data: Mapping[str, Any], key: str) -> Mapping[Any, Any]:
        """A mapping; empty when left out."""
        value = data.get(key)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return value
        raise self.error(
            f"{key} 应写成“键: 值”", f"`{key}` is a mapping", f"{key}: {{...}}", f"{key}: {{...}}"
        )

    def choice(
        self, data: Mapping[str, Any], key: str, known: tuple[str, ...], default: str | None = None
    ) -> str:
        """One of a few words."""
        value = data.get(key, default)
        if value not in known:
            raise self.error(
                f"{key} 不能是 {value!r}",
                f"`{key}` cannot be {value!r}",
                f"可用：{'、'.join(known)}",
                f"one of: {', '.join(known)}",
            )
        return str(value)

    def flag(self, data: Mapping[str, Any], key: str) -> bool:
        """True or false; false when left out."""
        value = data.get(key, False)
        if not isinstance(value, bool):
            raise self.error(
                f"{key} 应为 true 或 false", f"`{key}` is true or false", f"{key}: true", f"{key}: true"
            )
        return value
