"""The elements of an XES document put together to traces with their events. Not a format of its own.

Every attribute goes by a heading: its key; `parent/key` for one inside another. The items of a list, and what a
container holds under one key, are several values of one cell. Nothing is kept longer than its trace.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from fajing.intake.cells import DOUBLED, Cell, Several
from fajing.intake.readers._xml import MOST_NESTED, Broken

Found = dict[str, Cell]
_LOG, _TRACE, _EVENT, _GLOBAL = range(4)
_SINGLE, _MANY = range(4, 6)
_KINDS = {
    "string": _SINGLE, "date": _SINGLE, "int": _SINGLE, "float": _SINGLE, "boolean": _SINGLE, "id": _SINGLE,
    "list": _MANY, "container": _MANY,
}  # fmt: skip
# The extensions of the standard, by the last part of their address; a log may call one by another prefix.
_EXTENSIONS = {
    "concept": "concept", "lifecycle": "lifecycle", "org": "org", "time": "time", "semantic": "semantic",
    "identity": "identity", "cost": "cost", "micro": "micro", "software": "swevent",
}  # fmt: skip
_KEYS = re.compile(r"'([^']*)'|(\S+)")


class XesLog:
    """Is told of the elements of an XES document and tells of its traces.

    Attributes:
        log: Attributes of the log itself; those inside others are statistics, and left out.
        declared: Attributes that the log promises for every trace (`trace`) and event (`event`).
        classifiers: Name, scope (`trace` or `event`) and keys of each classifier.
        doubled: By heading, how many times an attribute was given twice.
        on_trace: Called at the end of each trace with its attributes and events.
    """

    def __init__(self, on_trace: Callable[[Found, list[Found]], None]) -> None:
        self.log: Found = {}
        self.declared: dict[str, dict[str, None]] = {"trace": {}, "event": {}}
        self.classifiers: list[tuple[str, str, list[str]]] = []
        self.doubled: dict[str, int] = {}
        self.on_trace = on_trace
        self._at: list[int] = []  # which of log, trace, event, global the parser is in
        self._path: list[
            tuple[str, bool, bool]
        ] = []  # heading, whether a list, whether anything above is one
        self._case: Found = {}
        self._events: list[Found] = []
        self._event: Found = {}
        self._into: Found = self.log
        self._scope = ""
        self._prefixes: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._is_plain = False  # whether in an event, no key of which is renamed

    # ------------------------------------------------------------------ told by the parser
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = self._tags.get(name)
        if tag is None:
            tag = self._tags[name] = name.rpartition("}")[2]
        kind = _KINDS.get(tag)
        if kind is not None:
            # nearly every attribute is a plain one of an event, and goes the short way
            if self._is_plain and kind == _SINGLE and not self._path and tag != "float":
                key = attributes.get("key")
                value = attributes.get("value")
                if key is not None and value is not None and key not in self._into:
                    self._into[key] = value
                    self._path.append((key, False, False))
                    return
            self._attribute(tag, kind, attributes)
        elif tag == "event":
            self._begin(_EVENT, (_TRACE, _LOG), tag)
            self._is_plain = not self._prefixes
            self._event = self._into = {}
        elif tag == "trace":
            self._begin(_TRACE, (_LOG,), tag)
            self._case = self._into = {}
            self._events = []
        else:
            self._other(tag, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        tag = self._tags[name]
        if tag in _KINDS:
            self._path.pop()
        elif tag == "event":
            self._at.pop()
            self._is_plain = False
            if self._at[-1] == _TRACE:
                self._events.append(self._event)
                self._into = self._case
            else:  # an event outside any trace
                self.on_trace({}, [self._event])
                self._into = self.log
        elif tag == "trace":
            self._at.pop()
            self._into = self.log
            self.on_trace(self._case, self._events)
        elif tag in ("log", "global"):
            self._at.pop()
            self._into = self.log

    def text(self, data: str) -> None:
        """XES says nothing between its tags."""

    # ------------------------------------------------------------------ elements
    def _begin(self, what: int, inside: tuple[int, ...], tag: str) -> None:
        if self._path or not self._at or self._at[-1] not in inside:
            raise Broken(f"<{tag}> 放错了地方", f"<{tag}> stands where it cannot")
        self._at.append(what)

    def _other(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that is neither a trace nor an event nor an attribute of theirs."""
        if tag == "log":
            if self._at:
                raise Broken("<log> 套着 <log>", "a <log> inside a <log>")
            self._at.append(_LOG)
        elif tag == "values" and self._path and self._path[-1][1]:
            pass  # what a list holds; its items are the list's own
        elif self._at == [_LOG] and not self._path and tag in ("global", "extension", "classifier"):
            if tag == "global":
                self._scope = attributes.get("scope", "event")
                self._at.append(_GLOBAL)
                self._into = {}
            elif tag == "extension":
                self._extension(attributes)
            else:
                scope = "trace" if attributes.get("scope") == "trace" else "event"
                keys = [a or b for a, b in _KEYS.findall(attributes.get("keys", ""))]
                self.classifiers.append((attributes.get("name", ""), scope, [self._key(key) for key in keys]))
        else:
            raise Broken(f"不认识的元素 <{tag[:40]}>", f"an unknown element, or out of place: <{tag[:40]}>")

    def _extension(self, attributes: dict[str, str]) -> None:
        prefix = attributes.get("prefix", "")
        last = attributes.get("uri", "").rstrip("/").rpartition("/")[2].partition(".")[0]
        standard = _EXTENSIONS.get(last)
        if prefix and standard and prefix != standard:
            self._prefixes[f"{prefix}:"] = f"{standard}:"

    def _key(self, key: str) -> str:
        """A key by the prefix that the standard gives its extension."""
        if self._prefixes:
            before, colon, rest = key.partition(":")
            if colon:
                return self._prefixes.get(before + colon, before + colon) + rest
        return key

    def _attribute(self, tag: str, kind: int, attributes: dict[str, str]) -> None:
        path = self._path
        try:
            heading = self._key(attributes["key"])
            value: Cell = attributes["value"] if kind == _SINGLE else None
        except KeyError as error:
            name = str(error.args[0])
            raise Broken(f"<{tag}> 没有 {name}", f"<{tag}> has no `{name}`") from None
        is_many = False
        if path:
            above, is_list, is_many = path[-1]
            is_many = is_many or is_list
            heading = above if is_list and kind == _SINGLE else f"{above}/{heading}"
            if len(path) >= MOST_NESTED:
                raise Broken("属性套得太深", "attributes are nested too deeply")
        elif not self._at:
            raise Broken("最外层不是 <log>", "the outermost element is no <log>")
        path.append((heading, tag == "list", is_many or tag == "container"))
        if kind == _MANY or (len(path) > 1 and self._at[-1] in (_LOG, _GLOBAL)):
            return
        if self._at[-1] == _GLOBAL:
            # A default is what a program fills in for a record it knows nothing of: it makes a column, never a value.
            self.declared.setdefault(self._scope, {})[heading] = None
            return
        if tag == "float":
            value = _decimal_text(str(value))
        into = self._into
        if heading not in into:
            into[heading] = Several((str(value),)) if is_many else value
        elif is_many:
            held = into[heading]
            items = held if isinstance(held, Several) else (None,)
            into[heading] = Several((*items, str(value)))
        else:
            self.doubled[heading] = self.doubled.get(heading, 0) + 1
            if into[heading] != value:
                into[heading] = DOUBLED


def _decimal_text(text: str) -> str:
    """A number without an exponent, which some programs write for large ones."""
    if "e" in text or "E" in text:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if number.is_finite() and abs(number.adjusted()) < 40:
            return f"{number:f}"
    return text
