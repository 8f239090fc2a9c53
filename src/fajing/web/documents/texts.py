"""Templates of documents: the office's own texts, or the wording a bureau has put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from fajing.core.errors import UsageError
from fajing.findings.rules import refuse_personal
from fajing.web.clock import instant
from fajing.web.records.models import DocumentTemplate
from fajing.web.words import language, pick

KINDS: dict[str, tuple[str, str]] = {
    "slip": ("督办单", "slip"),
    "circular": ("月度通报", "monthly circular"),
    "notice": ("监督通知书", "supervision notice"),
    "opinion": ("监督意见书", "supervision opinion"),
    "decision": ("监督决定书", "supervision decision"),
    "rectify": ("整改通知书", "notice to rectify"),
}
NAMES: dict[str, tuple[str, ...]] = {
    "slip": ("body", "number", "unit", "count", "reply_by", "list", "date"),
    "circular": (
        "body", "number", "period", "raised", "verified", "upheld", "gone", "open", "overdue", "units", "labels",
        "precision", "date",
    ),
}  # fmt: skip
_OTHERS = ("body", "number", "unit", "reply_by", "list", "law", "demand", "date")
PAPERS = ("notice", "opinion", "decision", "rectify")
"""Kinds that are addressed to one unit, served on it and answered by it."""
_PLACE = re.compile(r"\{([a-z_]+)\}")


def names_of(kind: str) -> tuple[str, ...]:
    """What may stand in braces."""
    return NAMES.get(kind, _OTHERS)


def text_of(kind: str) -> str:
    """The template: the bureau's, else the office's in the language of the request."""
    own = DocumentTemplate.objects.filter(kind=kind).first()
    return own.text if own is not None else standard(kind)


def standard(kind: str) -> str:
    """The office's own."""
    return (Path(__file__).with_name("wording") / f"{kind}.{language()}.txt").read_text("utf-8")


def check(kind: str, text: str) -> None:
    """Refuse a template with a name nobody fills.

    Raises:
        UsageError: It has one, or lacks its number.
    """
    strange = [name for name in _PLACE.findall(text) if name not in names_of(kind)]
    if strange:
        raise UsageError(
            f"模板里有填不上的名称 (names that nothing fills): {'、'.join(strange)}",
            remedy="、".join(f"{{{name}}}" for name in names_of(kind)),
        )
    if "{number}" not in text:
        raise UsageError("模板里要有文号 {number} (a document needs its {number})")


def keep(kind: str, text: str, by: str) -> None:
    """Puts a bureau's wording in place of the office's.

    Raises:
        UsageError: It has a name nobody fills, lacks its number, or holds a personal value.
    """
    text = text.replace("\r\n", "\n")
    check(kind, text)
    refuse_personal(text, kind)
    changed = {"text": text, "changed_by": by, "changed_at": instant()}
    DocumentTemplate.objects.update_or_create(kind=kind, defaults=changed)


def drop(kind: str) -> None:
    """Goes back to the office's own wording."""
    DocumentTemplate.objects.filter(kind=kind).delete()


def fill(kind: str, values: Mapping[str, str]) -> str:
    """The template with its values; nothing else in braces is touched."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text_of(kind))


def title_of(kind: str) -> str:
    """The name of a kind."""
    return pick(*KINDS[kind])
