"""NAME.html: the report with its quantities marked, and beside each place what the audit says of it.

In: an audited file. Out: one page that needs nothing else. Its policy allows only the style and the script that
stand in it, by their hashes, and no connection. It can be read without the script, and printed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from urllib.parse import quote

from fajing import __version__
from fajing.audit.files import AuditedFile
from fajing.audit.finding import GRADES
from fajing.audit.outputs.notes import NoteWriter, chip
from fajing.audit.outputs.text import text_of
from fajing.audit.outputs.words import CAVEAT, pick


def page_of(audited: AuditedFile, language: str, table: str) -> str:
    """The page.

    Args:
        audited: The report.
        language: Of everything but the report's own text.
        table: Name of the table beside the page, to link to.
    """
    style, script = _asset("page.css"), _asset("page.js")
    name = audited.path.name
    title = pick(language, f"报告核对 {name}", f"Report audit {name}")
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    body = "".join(
        (
            _head(audited, language),
            _bar(audited, language, table),
            _warnings(audited, language),
            '<div class="sheet">',
            f'<main class="text" id="text" lang="zh-CN">{text_of(audited, language)}{_foot(audited, language)}</main>',
            f'<aside class="margin" id="margin" aria-label="{escape(pick(language, "核对结果", "Findings"))}">',
            f'<h2 class="only-print">{escape(pick(language, "核对结果", "Findings"))}</h2>',
            NoteWriter(audited, language).notes(),
            "</aside></div>",
        )
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{pick(language, "zh-CN", "en")}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style></head>\n"
        f"<body>{_asset('sprite.svg')}{body}\n<script>{script}</script></body></html>\n"
    )


def _asset(name: str) -> str:
    return files("fajing.audit.outputs").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _head(audited: AuditedFile, language: str) -> str:
    claims, findings = len(audited.audit.claims), len(audited.audit.findings)
    counted = pick(
        language,
        f"读出数量说法{claims:,}处，核对{findings:,}处",
        f"{claims:,} quantities read, {findings:,} results",
    )
    name = escape(audited.path.name)
    return (
        f'<header class="head"><h1><span>{escape(pick(language, "报告核对", "Report audit"))}</span>{name}</h1>'
        f'<p>{escape(counted)}<span class="by">法镜 fajing audit</span></p></header>'
    )


def _bar(audited: AuditedFile, language: str, table: str) -> str:
    total = len(audited.audit.findings)
    buttons = [_button("", pick(language, "全部", "All"), total, pressed=True)]
    for grade in GRADES:
        buttons.append(_button(grade, chip(grade, language), audited.count(grade)))
    return (
        f'<div class="bar"><div class="filters" role="group" aria-label="{escape(pick(language, "只看", "Show"))}">'
        f'{"".join(buttons)}</div><p class="caveat">{escape(pick(language, *CAVEAT))}</p>'
        f'<span class="keys">{escape(pick(language, "↑ ↓ 上一处、下一处", "↑ ↓ previous, next"))}</span>'
        f'<a class="table" href="{escape("./" + quote(table))}">'
        f"{escape(pick(language, '打开表格', 'Open the table'))}</a></div>"
    )


def _button(grade: str, label: str, count: int, *, pressed: bool = False) -> str:
    label = label if label.startswith("<") else escape(label)
    disabled = "" if count or not grade else " disabled"
    return (
        f'<button type="button" data-grade="{grade}" aria-pressed="{str(pressed).lower()}"{disabled}>'
        f"{label}<b>{count:,}</b></button>"
    )


def _warnings(audited: AuditedFile, language: str) -> str:
    notes = audited.report.notes
    if not notes:
        return ""
    return f'<p class="unread">{"".join(escape(note.in_language(language)) for note in notes)}</p>'


def _foot(audited: AuditedFile, language: str) -> str:
    text = audited.report.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines: Iterable[str] = (
        pick(
            language,
            f"正文{len(text):,}字，SHA-256 {digest}",
            f"Text of {len(text):,} characters, SHA-256 {digest}",
        ),
        pick(
            language,
            f"法镜 {__version__}。本页不联网。",
            f"Fajing {__version__}. This page connects to nothing.",
        ),
    )
    return f'<footer class="foot" lang="{pick(language, "zh-CN", "en")}">{"<br>".join(map(escape, lines))}</footer>'
