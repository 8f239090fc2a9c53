"""Writes the four files of an audited report, and never over a file that was read.

In: audited files and a folder. Out: for each NAME.txt (the text all offsets refer to), NAME.json, NAME.html and
NAME.xlsx. The same audit gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from fajing.audit.files import AuditedFile
from fajing.audit.outputs.json_file import json_of
from fajing.audit.outputs.page import page_of
from fajing.audit.outputs.table import write_table
from fajing.core.errors import FajingError

SUFFIXES = (".txt", ".json", ".html", ".xlsx")


def names_for(paths: Sequence[Path]) -> list[str]:
    """A name for each file: its own without its suffix, or more of it where two would be alike.

    Example:
        >>> names_for([Path("a/x.txt"), Path("a/x.pdf"), Path("a/y.pdf"), Path("b/x.pdf")])
        ['x.txt', 'x.pdf', 'y', 'x.pdf-2']
    """
    stems = Counter(path.stem.casefold() for path in paths)
    names, seen = [], Counter[str]()
    for path in paths:
        name = path.stem if stems[path.stem.casefold()] == 1 else path.name
        seen[name.casefold()] += 1
        names.append(name if seen[name.casefold()] == 1 else f"{name}-{seen[name.casefold()]}")
    return names


def refuse_to_overwrite(folder: Path, name: str, read: Iterable[Path]) -> None:
    """Refuse an output folder in which a file that was read would be written over.

    Raises:
        FajingError: It would.
    """
    inputs = {path.resolve() for path in read}
    for suffix in SUFFIXES:
        target = (folder / (name + suffix)).resolve()
        if target in inputs:
            raise FajingError(
                f"结果会覆盖原文件 (the results would overwrite a file that was read): {target.name}",
                where=str(folder),
                remedy="用 --out 指定另一个文件夹 / name another folder with --out",
            )


def write_outputs(folder: Path, name: str, audited: AuditedFile, language: str) -> list[Path]:
    """Write the four files of one report.

    Args:
        folder: Where; made where it is not there.
        name: Their name without suffix.
        audited: The report.
        language: Of the page and the table; JSON holds both.

    Raises:
        FajingError: The folder cannot be written to.
    """
    targets = [folder / (name + suffix) for suffix in SUFFIXES]
    text, data, page, table = targets
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text.write_text(audited.report.text, encoding="utf-8", newline="\n")
        data.write_text(json_of(audited.audit), encoding="utf-8", newline="\n")
        page.write_text(page_of(audited, language, table.name), encoding="utf-8", newline="\n")
        write_table(table, audited, language)
    except OSError as error:
        raise FajingError(
            f"结果写不进去 (the results cannot be written): {folder}",
            why=error.strerror or str(error),
            remedy="检查权限和磁盘；关闭打开着的结果文件 / check permissions and disk; close open result files",
        ) from error
    return targets
