"""The files of a lawbook and its overlays by kind and id, before any of them is read.

In: folders. Out: documents that their schema and the guards have passed, an overlay's file in the place
of the one it overrides. Nothing here knows what the values mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fajing.lawbook import guards, schemas
from fajing.lawbook.find import MARK
from fajing.lawbook.model import Place
from fajing.lawbook.problems import Report, suggest
from fajing.lawbook.yaml_reader import Document, KeyPath, YamlError, read_documents

KIND_OF_FOLDER = {
    "sources": "source",
    "calendars": "calendar",
    "labels": "labels",
    "benchmarks": "benchmarks",
    "shared": "shared",
    "titles": "titles",
    "procedures": "procedure",
    "norms": "norm",
    "registers": "register",
    "maps": "map",
}
"""What the files of each folder are."""
_OF_OTHERS = {"indicators", "ranges", "priors", "disclosures", "reports", "texts", "templates"}
_SEVERAL_IN_A_FILE = {"norm"}
_LISTS = {"labels": "labels", "benchmarks": "benchmarks"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with an id, or one file of a kind that lists several.

    Attributes:
        id: Its id; a year for a calendar.
        document: Where it stands.
        folder: Number of the lawbook folder, 0 for the base.
        keys: Where in the document.
        group: Name of the folder between the kind's folder and the file.
    """

    id: str
    document: Document
    folder: int
    keys: KeyPath = ()
    group: str = ""

    @property
    def place(self) -> Place:
        """File and line of the id."""
        return Place(self.document.path, self.document.line((*self.keys, "id")))


@dataclass(slots=True)
class Shelves:
    """All entries that hold, by kind and id, in the order found."""

    report: Report
    kinds: Mapping[str, str] = field(default_factory=lambda: KIND_OF_FOLDER)
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    heads: list[Document | None] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def of(self, kind: str) -> dict[str, Entry]:
        """The entries of one kind."""
        return self.entries.setdefault(kind, {})

    def add_folder(self, folder: Path, number: int) -> None:
        """Take in a base folder (0) or an overlay."""
        self.heads.append(self._head(folder / MARK, number))
        self.add_files(folder, number)

    def add_files(self, folder: Path, number: int) -> None:
        """Take in the files of a folder, of the kinds that are asked for."""
        self.folders.append(folder)
        for path in _files(folder, self.report, self.kinds):
            kind = self.kinds[path.relative_to(folder).parts[0]]
            for document in self._documents(path, kind):
                if document.data is None:
                    self.report.error(
                        Place(path, 1),
                        "文件是空的 (the file is empty)",
                        "写内容，或删去文件 / delete the file",
                    )
                    continue
                # Kept apart from the schema: a guard speaks even where the form is wrong.
                for refusal in guards.check_file(path.relative_to(folder).parts[0], document.data):
                    self.report.error(Place(path, document.line()), refusal)
                if schemas.check(document, kind, self.report):
                    self._put(document, kind, number, folder)

    def _head(self, path: Path, number: int) -> Document | None:
        if not path.is_file():
            return None
        for document in self._documents(path, "lawbook"):
            for refusal in guards.check_file("", document.data):
                self.report.error(Place(path, document.line()), refusal)
            if schemas.check(document, "lawbook", self.report):
                if number == 0 and "overrides" in document.data:
                    self.report.error(
                        Place(path, document.line(("overrides",))), _NOTHING, "删去 / delete it"
                    )
                return document
        return None

    def _documents(self, path: Path, kind: str) -> list[Document]:
        try:
            documents = read_documents(path)
        except YamlError as error:
            file, _, line = error.where.rpartition(":")
            place = Place(Path(file), int(line)) if line.isdigit() else Place(path, 1)
            why = f"：{error.why}" if error.why else ""
            self.report.error(place, error.what + why, error.remedy)
            return []
        if not documents:
            self.report.error(
                Place(path, 1), "文件是空的 (the file is empty)", "写内容，或删去文件 / delete the file"
            )
        if len(documents) > 1 and kind not in _SEVERAL_IN_A_FILE:
            place = Place(path, documents[1].line())
            self.report.error(
                place, "这种文件只写一份，不用 --- 分开 (one document only)", "分成两个文件 / two files"
            )
            return documents[:1]
        return documents

    def _put(self, document: Document, kind: str, number: int, folder: Path) -> None:
        data = document.data
        parts = document.path.relative_to(folder).parts
        group = "/".join(parts[1:-1])
        if kind in _LISTS:
            keys: KeyPath = (_LISTS[kind],)
            items = [
                Entry(item["id"], document, number, (*keys, place), group)
                for place, item in enumerate(data[_LISTS[kind]])
            ]
        elif kind == "calendar":
            items = [Entry(str(data["year"]), document, number)]
        else:
            items = [Entry(data.get("id", document.path.stem), document, number, (), group)]
        overridden = 0
        for entry in items:
            before = self.of(kind).get(entry.id)
            overridden += before is not None and before.folder < number
            if before is None or self._may_replace(before, entry):
                self.of(kind)[entry.id] = entry
        if "overrides" in data and not overridden:
            line = document.line(("overrides",))
            remedy = suggest(items[0].id, sorted(self.of(kind).keys() - {items[0].id}))
            self.report.error(Place(document.path, line), _NOTHING, remedy)

    def _said(self, entry: Entry) -> str:
        """Where an entry stands, from the name of its lawbook folder on."""
        folder = self.folders[entry.folder].resolve()
        return f"{folder.name}/{entry.place.path.resolve().relative_to(folder).as_posix()}:{entry.place.line}"

    def _may_replace(self, before: Entry, entry: Entry) -> bool:
        if before.folder == entry.folder:
            what = f"{entry.id!r} 已在 {self._said(before)} 写过 (the same id twice)"
            self.report.error(entry.place, what, "换一个 id / another id")
            return False
        if "overrides" not in entry.document.data:
            what = f"{entry.id!r} 在 {self._said(before)} 已有，覆盖须写理由 (overrides it without a reason)"
            self.report.error(entry.place, what, 'overrides: "理由 / reason"')
            return False
        return True


_NOTHING = "写了 overrides，却没有可覆盖的 (overrides, with nothing to override)"


def _files(folder: Path, report: Report, kinds: Mapping[str, str]) -> Iterator[Path]:
    """The YAML files under the folders of some kinds, in the same order on every machine."""
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).parts):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "__")) for part in parts):
            continue
        if path.is_dir():
            if len(parts) == 1 and parts[0] not in KIND_OF_FOLDER and parts[0] not in _OF_OTHERS:
                known = suggest(parts[0], KIND_OF_FOLDER)
                report.warn(Place(path, 1), f"不认识的文件夹 {parts[0]} (unknown folder, not read)", known)
        elif len(parts) > 1 and parts[0] in kinds:
            if path.suffix == ".yaml":
                yield path
            elif path.suffix in (".yml", ".json"):
                report.warn(Place(path, 1), f"只读 .yaml 文件 (not read): {path.name}", f"{path.stem}.yaml")
