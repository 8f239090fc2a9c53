"""The data folder: where it is, what it says of itself, its segments, and whether their seals hold.

In: a path, `$FAJING_DATA`, or nothing. Out: a `DataFolder`. It never changes a sealed segment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fajing import __version__
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Matter
from fajing.core.moments import Zone
from fajing.ledger.segments import schema
from fajing.ledger.segments.parts import sync_file, sync_folder
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import Origin
from fajing.ledger.segments.verify import Problem, verify_segment
from fajing.ledger.segments.withdrawn import read_withdrawn, without_rows
from fajing.ledger.segments.writer import SegmentWriter, write_segment

ABOUT = "fajing.json"
VARIABLE = "FAJING_DATA"
DEFAULT = "fajing-data"


def data_path(given: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """Where the data folder is: what was given, else `$FAJING_DATA`, else `./fajing-data`."""
    if given is not None:
        return given
    named = (os.environ if environment is None else environment).get(VARIABLE)
    return Path(named) if named else Path(DEFAULT)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data folder.

    Attributes:
        path: Where it is.
        zone: Civil time of all its moments.
        made_by: The program that made it.
    """

    path: Path
    zone: Zone
    made_by: str

    @classmethod
    def open(cls, path: Path) -> DataFolder:
        """Open a folder that is there.

        Raises:
            FajingError: There is none, a newer program wrote it, or its description is damaged.
        """
        about = path / ABOUT
        try:
            data = json.loads(about.read_bytes())
            schema.check_schema(data["schema"], str(about), schema.FOLDER_SCHEMA)
            return cls(path, Zone.of(str(data["zone"])), str(data["made_by"]))
        except FileNotFoundError as error:
            raise UsageError(
                f"这里没有数据文件夹 (no data folder here): {path}",
                why=f"没有 {ABOUT} / there is no {ABOUT}",
                remedy="先用 fajing import 导入，或用 --data 指明 / import first, or say where with --data",
            ) from error
        except OSError as error:
            raise UsageError(
                f"数据文件夹打不开 (cannot open the data folder): {path}", why=error.strerror or str(error)
            ) from error
        except (KeyError, TypeError, ValueError) as error:
            raise FajingError(
                "数据文件夹的说明坏了 (the folder's description is damaged)",
                where=str(about),
                why=repr(error),
            ) from error

    @classmethod
    def make(cls, path: Path, zone: Zone) -> DataFolder:
        """Open a folder, or make it where there is none.

        Args:
            path: Where.
            zone: Civil time that its moments shall have.

        Raises:
            FajingError: It has another zone, or `open` refuses it, or it cannot be written.
        """
        about = path / ABOUT
        if not about.exists():
            try:
                (path / "segments").mkdir(parents=True, exist_ok=True)
                text = {"schema": schema.FOLDER_SCHEMA, "zone": zone.name, "made_by": f"fajing {__version__}"}
                part = about.with_name(f".{ABOUT}-{os.getpid()}")
                part.write_bytes(pretty_bytes(text))
                sync_file(part)
                part.replace(about)
                sync_folder(path)
            except OSError as error:
                raise UsageError(
                    f"不能在这里建数据文件夹 (cannot make a data folder here): {path}",
                    why=error.strerror or str(error),
                ) from error
        folder = cls.open(path)
        if folder.zone != zone:
            raise UsageError(
                f"数据文件夹用的是另一个时区 (the folder has another time zone): {folder.zone.name}",
                where=str(path),
                why=f"规则库用 {zone.name} / the lawbook has {zone.name}",
                remedy="用 --data 换一个文件夹 / use another folder with --data",
            )
        return folder

    @property
    def segments_path(self) -> Path:
        """Where the segments are."""
        return self.path / "segments"

    def segments(self) -> list[Segment]:
        """The segments in order of their numbers.

        Raises:
            FajingError: One is gone, or cannot be read.
        """
        found = [Segment(path) for path in self._segment_paths()]
        for number, segment in enumerate(found, 1):
            if segment.number != number or segment.path.name != f"{number:06d}":
                raise FajingError(
                    f"少了一段 (a segment is missing): {number:06d}",
                    where=str(self.segments_path),
                    remedy="从备份恢复这一段 / restore it from a backup",
                )
            if segment.manifest.zone != self.zone.name:
                raise FajingError(
                    f"这一段用的是另一个时区 (the segment has another time zone): {segment.manifest.zone}",
                    where=str(segment.path),
                )
        return found

    def standing(self) -> list[Segment]:
        """The segments as they count: those whose import was undone hold nothing, and keep their place.

        Raises:
            FajingError: As `segments`, or the list of withdrawn ones is damaged.
        """
        gone = read_withdrawn(self.path)
        return [without_rows(one) if one.number in gone else one for one in self.segments()]

    def writer(self, origin: Origin, *, target: int = schema.TARGET) -> SegmentWriter:
        """A writer for the next segment.

        Raises:
            FajingError: The folder holds what was gathered from districts.
        """
        self.refuse_if_gathered()
        self.segments_path.mkdir(exist_ok=True)
        return SegmentWriter(self.segments_path, self.zone.name, origin, target=target)

    def write(
        self, origin: Origin, files: Iterable[tuple[str, Sequence[Matter]]], *, target: int = schema.TARGET
    ) -> Segment:
        """Write and seal the next segment; refused as by `writer`."""
        self.refuse_if_gathered()
        self.segments_path.mkdir(exist_ok=True)
        return Segment(write_segment(self.segments_path, self.zone.name, origin, files, target=target))

    def verify(self) -> Iterator[tuple[Segment | None, list[Problem]]]:
        """Recompute the seal of every segment; None stands for one that does not tell what it is."""
        expected = 1
        for path in self._segment_paths():
            problems = []
            number = int(path.name)
            if number != expected:
                problems.append(
                    Problem(f"{expected:06d}", f"少了第{expected}段", f"segment {expected} is missing")
                )
            expected = number + 1
            try:
                segment = Segment(path)
            except FajingError as error:
                yield None, [*problems, Problem(path.name, str(error), str(error))]
                continue
            yield segment, problems + verify_segment(segment, self.zone)

    def refuse_if_gathered(self) -> None:
        """Refuse a folder into which districts' segments were gathered: nothing else is written there.

        Raises:
            UsageError: It is one.
        """
        # a segment that does not say what it is, is told of by whoever reads it
        described = [path for path in self._segment_paths()[:1] if (path / schema.MANIFEST).is_file()]
        if any(Segment(path).manifest.gathered for path in described):
            raise UsageError(
                f"这里是汇集来的各段，不能另写 (gathered from districts; nothing else is written here): {self.path}",
                why="自己的记录会与区县的混在一起 / one's own records would mix with theirs",
                remedy="导入到区县或本级自己的文件夹，再汇集 / import into a folder of its own, and gather that too",
            )

    def _segment_paths(self) -> list[Path]:
        paths = self.segments_path.iterdir() if self.segments_path.is_dir() else ()
        return sorted((path for path in paths if path.name.isdecimal()), key=lambda path: int(path.name))
