"""YAML 1.2 in, plain values with their lines out.

Nodes are composed by libyaml (some twenty times faster than a reader in Python; PyYAML's own stands in
where it is missing) and built into dict, list, str, int, float, bool and None by the core schema of
YAML 1.2 here: no timestamps, no sexagesimals, no `yes` and `no`. The line of every key and item is
kept, so that whatever is found wrong later can be shown where it stands. Nothing here knows what a
lawbook is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped,unused-ignore]
from yaml.resolver import BaseResolver  # type: ignore[import-untyped,unused-ignore]

from fajing.core.errors import FajingError

KeyPath = tuple[str | int, ...]

_PLAIN = "plain"
_TEXT = "tag:yaml.org,2002:str"
_CONTAINERS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"), None)
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_OLD_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")
_DEEPEST = 60
_LONGEST_NUMBER = 18


class YamlError(FajingError):
    """A file that cannot be read as YAML."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document of a file.

    Attributes:
        path: The file.
        data: Its plain value.
        lines: The line of each key and list item, by its path of keys; `()` is the document itself.
    """

    path: Path
    data: Any
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def line(self, keys: KeyPath = ()) -> int:
        """The line of the value at a path of keys, or of the nearest thing around it that has one."""
        for length in range(len(keys), -1, -1):
            found = self.lines.get(keys[:length])
            if found is not None:
                return found
        return 1


def read_documents(path: Path) -> list[Document]:
    """Read a file that may hold several documents parted by `---`.

    Raises:
        YamlError: The file cannot be read, or is no YAML 1.2; says the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise YamlError(
            "文件不是 UTF-8 编码 (not UTF-8)",
            where=f"{path}:{line}",
            remedy="另存为 UTF-8 / save it as UTF-8",
        ) from error
    except OSError as error:
        raise YamlError(f"文件读不了 (cannot be read): {error.strerror}", where=str(path)) from error
    return parse_documents(text, path)


def parse_documents(text: str, path: Path) -> list[Document]:
    r"""Read the documents in a text; `path` is only for messages.

    Raises:
        YamlError: The text is no YAML 1.2; says the line.

    Example:
        >>> parse_documents("on: 12:30\nup: 010", Path("x.yaml"))[0].data
        {'on': '12:30', 'up': 10}
    """
    if odd := _OLD_LINE_BREAKS.search(text):
        # YAML 1.1 breaks lines here and 1.2 does not: nobody should have to know which reader this is.
        line = text.count("\n", 0, odd.start()) + 1
        raise YamlError(
            f"有不可见的换行符 (invisible line break U+{ord(odd.group()):04X})",
            where=f"{path}:{line}",
            remedy="删去它 / delete it",
        )
    loader = _Loader(text)
    try:
        found = []
        while loader.check_node():
            found.append(_Builder(path).document(loader.get_node()))
        return found
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, path) from error
    except RecursionError as error:
        raise YamlError(
            "嵌套太深 (nested too deep)", where=str(path), remedy=f"最多 {_DEEPEST} 层"
        ) from error
    finally:
        loader.dispose()


class _CoreResolver(BaseResolver):
    """Leaves it to `_Builder` what a plain scalar means."""

    def resolve(self, kind: type, value: str | None, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return _PLAIN if implicit[0] else _TEXT
        return _CONTAINERS[0] if kind is yaml.MappingNode else _CONTAINERS[1]


try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined,import-untyped,unused-ignore]

    class _Loader(CParser, _CoreResolver):  # type: ignore[misc,unused-ignore]
        """libyaml."""

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            _CoreResolver.__init__(self)

except ImportError:  # pragma: no cover  where PyYAML was installed without libyaml
    from yaml.composer import Composer  # type: ignore[import-untyped,unused-ignore]
    from yaml.parser import Parser  # type: ignore[import-untyped,unused-ignore]
    from yaml.reader import Reader  # type: ignore[import-untyped,unused-ignore]
    from yaml.scanner import Scanner  # type: ignore[import-untyped,unused-ignore]

    class _Loader(Reader, Scanner, Parser, Composer, _CoreResolver):  # type: ignore[misc,no-redef,unused-ignore]
        """The same in Python."""

        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)
            _CoreResolver.__init__(self)


class _Builder:
    """Builds one document's plain value and its lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        self.under_way: set[int] = set()

    def document(self, node: Any) -> Document:
        self.lines[()] = node.start_mark.line + 1
        return Document(self.path, self.value(node, ()), self.lines)

    def fail(self, node: Any, what: str, remedy: str) -> YamlError:
        return YamlError(what, where=f"{self.path}:{node.start_mark.line + 1}", remedy=remedy)

    def value(self, node: Any, keys: KeyPath) -> Any:
        if node.tag == _PLAIN:
            return self.plain(node)
        if node.tag == _TEXT:
            return node.value
        if node.tag not in _CONTAINERS:
            raise self.fail(
                node, f"不用类型标记 (tags are not used here): {node.tag}", "删去标记，文本加引号 / delete it"
            )
        if id(node) in self.under_way:
            raise self.fail(
                node, "引用绕回了自己 (an alias that holds itself)", "把内容写出来 / write it out"
            )
        if len(keys) > _DEEPEST:
            raise self.fail(
                node, "嵌套太深 (nested too deep)", f"最多 {_DEEPEST} 层 / at most {_DEEPEST} levels"
            )
        self.under_way.add(id(node))
        built = self.mapping(node, keys) if isinstance(node, yaml.MappingNode) else self.sequence(node, keys)
        self.under_way.discard(id(node))
        return built

    def mapping(self, node: Any, keys: KeyPath) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag not in (_PLAIN, _TEXT):
                raise self.fail(key_node, "键必须是文本 (a key must be text)", "key: value")
            key = key_node.value  # also `2026:` and `on:` are text, as JSON would have it
            line = key_node.start_mark.line + 1
            if key in built:
                first = self.lines[(*keys, key)]
                raise self.fail(
                    key_node,
                    f"键 {key!r} 写了两次，第一次在第 {first} 行 (duplicate key)",
                    "留下一个 / keep one of them",
                )
            self.lines[(*keys, key)] = line
            built[key] = self.value(value_node, (*keys, key))
        return built

    def sequence(self, node: Any, keys: KeyPath) -> list[Any]:
        built = []
        for number, item in enumerate(node.value):
            self.lines[(*keys, number)] = item.start_mark.line + 1
            built.append(self.value(item, (*keys, number)))
        return built

    def plain(self, node: Any) -> str | int | float | bool | None:
        text: str = node.value
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "0123456789+-.":
            return text
        if len(text) > _LONGEST_NUMBER:
            if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
                raise self.fail(
                    node, f"数字太长 (number too long): {text[:20]}…", "文本请加引号 / quote it if it is text"
                )
            return text
        if _INTEGER.fullmatch(text):
            return int(text)
        if other := _OTHER_INTEGER.fullmatch(text):
            return int(other["octal"], 8) if other["octal"] else int(other["hex"], 16)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _NO_NUMBER.fullmatch(text):
            raise self.fail(
                node, f"不用这种数 (not a number to use): {text}", "写普通的数 / write an ordinary number"
            )
        return text


def _syntax_error(error: yaml.YAMLError, text: str, path: Path) -> YamlError:
    """Say in our words what the parser says in its own."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # the reader's complaint about a character
        position = min(getattr(error, "position", 0) or 0, len(text))
        line = text.count("\n", 0, position) + 1
        return YamlError(
            "有不许用的控制字符 (control character)", where=f"{path}:{line}", remedy="删去它 / delete it"
        )
    lines = text.split("\n")
    number = min(mark.line, len(lines) - 1)
    shown = lines[number]
    problem = " ".join(filter(None, (getattr(error, "context", None), getattr(error, "problem", None))))
    if "\t" in shown[: len(shown) - len(shown.lstrip())] or "\\t" in problem:
        what, remedy = "缩进用了制表符 (tab in the indentation)", "用空格缩进 / indent with spaces"
    elif "alias" in problem:
        what, remedy = (
            f"引用没有对象 (unknown alias): {problem}",
            "以 * 开头的文本请加引号 / quote text that begins with *",
        )
    elif "cannot start any token" in problem:
        what, remedy = f"值不能以这个字符开头 ({problem})", "给整个值加引号 / put the whole value in quotes"
    elif "mapping values are not allowed" in problem:
        what, remedy = (
            f"一行里多了一个冒号 ({problem})",
            "给值加引号，或检查缩进 / quote the value, or check the indentation",
        )
    else:
        what = f"YAML 写法不对 ({problem})"
        remedy = "检查缩进、引号和括号是否成对 / check indentation, quotes and brackets"
    return YamlError(what, where=f"{path}:{number + 1}", why=shown.strip()[:100], remedy=remedy)
