"""figures.json: every figure with its formula, base and cut-off, and the records behind those that are printed.

In: a document and its figures. Out: canonical JSON, so that the file can be hashed, signed and compared. The ids of a
printed figure have a hash; they stand beside it where they are few, and in the annex in any case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fajing import __version__
from fajing.core.canonical import canonical_bytes
from fajing.core.moments import Zone
from fajing.indicators.figure import Figure, Figures, Number, Rows, Term
from fajing.lawbook.model import Text
from fajing.publish.model import Document, to_fill

FORM = "fajing-report-figures-1"
FEW = 1000
"""Up to how many ids stand in the file itself."""


def figures_bytes(document: Document, figures: Figures, zone: Zone) -> bytes:
    """The file."""
    return canonical_bytes(figures_data(document, figures, zone)) + b"\n"


def figures_data(document: Document, figures: Figures, zone: Zone) -> Mapping[str, Any]:
    """The same as plain values."""
    printed = set(document.figures)
    return {
        "form": FORM,
        "made_by": f"fajing {__version__}",
        "title": document.title,
        "year": document.year,
        "scope": figures.scope,
        "first": figures.first.isoformat(),
        "last": figures.last.isoformat(),
        "cut_off": zone.civil(figures.cut_off.instant).isoformat(),
        "cut_off_instant": figures.cut_off.instant,
        "cut_off_precision": figures.cut_off.precision.value,
        "lawbook": figures.lawbook,
        "to_fill": list(to_fill(document)),
        "promises": [asdict(one) for one in document.promises],
        "figures": [_figure(one, is_printed=one.indicator in printed) for one in figures],
    }


def ids_hash(rows: Rows) -> str:
    """SHA-256 of the ids, each with what it counts for where that is not one."""
    if rows.weights is None:
        text = "\n".join(rows.ids)
    else:
        text = "\n".join(
            f"{name}\t{_number(weight)}" for name, weight in zip(rows.ids, rows.weights, strict=True)
        )
    return hashlib.sha256(text.encode()).hexdigest()


def frozen_figure(figure: Figure) -> Mapping[str, Any]:
    """What is signed of a figure: its value, and the hash of the records behind each term."""
    return {
        "value": _number(figure.value),
        "rows": [[len(term.rows), ids_hash(term.rows)] for term in figure.terms if term.rows.kind != "none"],
    }


def frozen_of_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same of the printed figures of a figures.json, by id."""
    return {
        one["id"]: {
            "value": one["value"],
            "rows": [[term["count"], term["ids_sha256"]] for term in one["terms"] if term["rows"] != "none"],
        }
        for one in data["figures"]
        if one["printed"]
    }


def _figure(figure: Figure, *, is_printed: bool) -> Mapping[str, Any]:
    prior = figure.prior
    found: dict[str, Any] = {
        "id": figure.indicator,
        "title": _text(figure.title),
        "group": figure.group,
        "form": figure.form,
        "value": _number(figure.value),
        "missing": _text(figure.missing),
        "unit": _text(figure.unit),
        "formula": _text(figure.formula),
        "base": _text(figure.base),
        "better": figure.better,
        "hidden": figure.hidden,
        "printed": is_printed,
        "prior": None,
        "terms": [_term(term, is_printed=is_printed) for term in figure.terms],
    }
    if prior is not None:
        found["prior"] = {
            "value": _number(prior.value), "source": _text(prior.source), "comparable": prior.comparable,
        }  # fmt: skip
    return found


def _term(term: Term, *, is_printed: bool) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "title": _text(term.title),
        "value": _number(term.value),
        "rows": term.rows.kind,
        "count": len(term.rows),
    }
    if is_printed and term.rows.kind != "none":
        found["ids_sha256"] = ids_hash(term.rows)
        if len(term.rows) <= FEW:
            found["ids"] = list(term.rows.ids)
    return found


def _text(text: Text | None) -> Mapping[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _number(value: Number | None) -> int | str | None:
    """Whole numbers as such, others as text: no float comes near a figure."""
    return value if value is None or isinstance(value, int) else str(value)
