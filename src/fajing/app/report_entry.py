"""What is written of a report on signing, without counting anything: hashes of its files, values, hashes of records.

In: a report's folder with its five files, a ledger. Out: the body of an entry `report.signed`. The office signs by this
too, whose processes never count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError
from fajing.ledger.entry import Stored
from fajing.ledger.ledger import Ledger
from fajing.publish.figures_file import FORM, frozen_of_file
from fajing.publish.model import Promise

DOCX, PDF, HTML, ANNEX, FIGURES = "report.docx", "report.pdf", "report.html", "annex.xlsx", "figures.json"
FILES = (DOCX, PDF, HTML, ANNEX, FIGURES)
SIGNED = "report.signed"


def body_of(report: Path, ledger: Ledger, *, segments: int, chain: tuple[str, ...] = ()) -> dict[str, Any]:
    """What an entry says of a report.

    Args:
        report: Its folder.
        ledger: In which earlier versions stand.
        segments: How many segments the data folder has now; it is recounted from as many.
        chain: Tokens of those who had it before, in order.

    Raises:
        FajingError: A file is missing, a place is still to be filled, or the same report is signed already.
    """
    figures = figures_of(report)
    refuse_unfilled(figures.get("to_fill", ()), str(report))
    files = hashes_of(report)
    before = last_signed(ledger, figures)
    frozen = frozen_of_file(figures)
    changed: tuple[str, ...] = ()
    if before is not None:
        old = before.body["figures"]
        changed = tuple(sorted(name for name in {*old, *frozen} if old.get(name) != frozen.get(name)))
        if not changed and before.body["files"] == files:
            raise FajingError(
                "这一版已经签发过 (this version is signed already)",
                where=str(report),
                why=f"账目 {before.index}",
            )
    return {
        "year": figures["year"],
        "scope": figures["scope"],
        "version": 1 if before is None else int(before.body["version"]) + 1,
        "replaces": None if before is None else before.index,
        "changed": list(changed),
        "title": figures["title"],
        "lawbook": figures["lawbook"],
        "cut_off": figures["cut_off"],
        "segments": segments,
        "chain": list(chain),
        "files": files,
        "figures": frozen,
    }


def refuse_unfilled(places: Sequence[str], where: str) -> None:
    """What nobody has filled in is not signed.

    Raises:
        FajingError: Places are still to be filled; it names them.
    """
    if places:
        raise FajingError(
            f"还有{len(places)}处待填，不能签发 (places still to be filled: the report cannot be signed)",
            where=where,
            why="；".join(places),
            remedy="填好 report.yaml 或者改写该节，重新生成再签发 / fill them in, build again, then sign",
        )


def hashes_of(report: Path) -> dict[str, str]:
    """SHA-256 of each file of a report.

    Raises:
        FajingError: One is missing.
    """
    found = {}
    for name in FILES:
        path = report / name
        if not path.is_file():
            raise FajingError("报告缺一个文件 (a file of the report is missing)", where=str(path))
        with path.open("rb") as opened:
            found[name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return found


def figures_of(report: Path) -> Mapping[str, Any]:
    """What figures.json says.

    Raises:
        FajingError: It is not there, or is something else.
    """
    path = report / FIGURES
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["form"] == FORM:
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise FajingError(
        "不是报告文件夹 (not the folder of a report)", where=str(path), remedy="fajing report build --out DIR"
    )


def promises_of(figures: Mapping[str, Any]) -> list[Promise]:
    """Plans and admitted shortcomings, as figures.json says; a report of before they were kept there has none."""
    return [Promise(**one) for one in figures.get("promises", ())]


def subject_of(figures: Mapping[str, Any]) -> str:
    """Under which a report is found in the ledger."""
    return f"report:{figures['year']}" + (f":{figures['scope']}" if figures["scope"] else "")


def all_signed(ledger: Ledger, figures: Mapping[str, Any]) -> list[Stored]:
    """Its signed versions, the first first."""
    return list(ledger.entries(kind=SIGNED, subject=subject_of(figures)))


def last_signed(ledger: Ledger, figures: Mapping[str, Any]) -> Stored | None:
    """The last of them."""
    found = all_signed(ledger, figures)
    return found[-1] if found else None
