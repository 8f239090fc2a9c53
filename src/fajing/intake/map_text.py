"""Writes a proposed map as YAML that a person goes through: one line a column, each with its mark as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from fajing.intake.suggest import Mark, Marked, Suggestion

_PLAIN = re.compile(r"[^\W\d][\w./-]*")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}
_COMMENTS = {
    Mark.RECOGNISED: "已认出 / recognised",
    Mark.CHECK: "请核对 / please check",
    Mark.UNUSED: "不使用 / unused",
}


def map_text(suggestion: Suggestion) -> str:
    """The proposal as the text of a map file.

    Args:
        suggestion: What `suggest_map` found.
    """
    lines = [
        "# 由 fajing map suggest 生成，请逐行核对；写法见 docs/map_format.md",
        "# Made by `fajing map suggest`; go through every line. The format: docs/map_format.md",
        f"id: {flow(suggestion.id)}",
        f"title: {{zh: {flow(suggestion.id)}, en: {flow(suggestion.id)}}}  # 请核对 / please check",
        f"shape: {suggestion.shape}",
        f"procedure: {flow(suggestion.procedure)}  # 请核对 / please check",
    ]
    if suggestion.sheet and suggestion.joins:
        lines.append(f"sheets: [{flow(suggestion.sheet)}]")
    lines.append("columns:")
    lines += [_line(one, "  ") for one in suggestion.columns]
    if suggestion.joins:
        lines.append("join:")
        for name, key, columns in suggestion.joins:
            lines += [f"  - sheet: {flow(name)}", f"    key: [{flow(key)}]", "    columns:"]
            lines += [_line(one, "      ") for one in columns]
    return "\n".join(lines) + "\n"


def _line(one: Marked, indent: str) -> str:
    comment = _COMMENTS[one.mark] + (f"：{one.why}" if one.why else "")
    comment = " ".join(comment.split())
    return f"{indent}- {flow(one.column)}  # {comment}"


def flow(value: object) -> str:
    """A value in YAML's flow form, on one line.

    Example:
        >>> flow({"heading": "案件编号", "matter": True, "words": {"Create Fine": "created", "7.0": None}})
        '{heading: 案件编号, matter: true, words: {"Create Fine": created, "7.0": null}}'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    text = str(value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)
