"""Checks an old .xls before it is opened: its chains of sectors and the records of its workbook.

The library that reads .xls believes what the file says of itself: a chain of sectors that runs in a circle, or a cell
far outside the sheet, makes it ask for all memory there is. So the structure is walked here first, with every count
held against the size of the file. Nothing is read out of it but the date system.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MINI_CUTOFF, _MINI_SECTOR = 4096, 64
_DIRECTORY_ENTRY = 128
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_BOF, _BOUNDSHEET, _DATEMODE, _DIMENSIONS, _SST = 0x0809, 0x0085, 0x0022, 0x0200, 0x00FC
_CELLS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x027E}


class Damaged(ValueError):
    """The file is not what it says."""


class Compound:
    """A compound file whose structure has been walked.

    Attributes:
        streams: Start and length of each stream, by name.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Damaged("no header")
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12) or struct.unpack_from("<H", data, 32)[0] != 6:
            raise Damaged("size of sectors")
        self._size = 1 << shift
        self._count = max(0, -(-(len(data) - self._size) // self._size))
        fat_len, directory = struct.unpack_from("<II", data, 44)
        directory_len = struct.unpack_from("<I", data, 40)[0]
        mini_fat, mini_fat_len, difat, difat_len = struct.unpack_from("<IIII", data, 60)
        if max(fat_len, directory_len, mini_fat_len, difat_len) > self._count:
            raise Damaged("more sectors than the file holds")
        self._fat = self._read_fat(difat)
        entries = b"".join(self._sector(one) for one in self._chain(directory))
        self._mini_fat = self._numbers(b"".join(self._sector(one) for one in self._chain(mini_fat)))
        self._mini = b""
        self.streams: dict[str, tuple[int, int]] = {}
        for at in range(0, len(entries) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            self._add_entry(entries[at : at + _DIRECTORY_ENTRY], is_root=at == 0)

    def _add_entry(self, entry: bytes, *, is_root: bool) -> None:
        name = entry[:64].decode("utf-16-le", "ignore").partition("\0")[0]
        start, length = struct.unpack_from("<II", entry, 116)
        if self._size == 4096:
            length = struct.unpack_from("<Q", entry, 120)[0]
        if not name and not is_root:
            return
        if length > len(self._data):
            raise Damaged("a stream longer than the file")
        if is_root:
            self._mini = b"".join(self._sector(one) for one in self._chain(start))
        elif name not in self.streams:
            self.streams[name] = (start, length)
            if length:
                self.read(name)

    def read(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises:
            Damaged: Its chain leaves the file or runs in a circle.
        """
        start, length = self.streams[name]
        if length < _MINI_CUTOFF:
            parts = [self._mini_sector(one) for one in self._walk(start, self._mini_fat)]
        else:
            parts = [self._sector(one) for one in self._chain(start)]
        return b"".join(parts)[:length]

    def _read_fat(self, difat: int) -> list[int]:
        """The table of which sector follows which."""
        places = self._numbers(self._data[76:512])
        seen: set[int] = set()
        while difat not in (_END, _FREE):
            if difat in seen:
                raise Damaged("a table that runs in a circle")
            seen.add(difat)
            *more, difat = self._numbers(self._sector(difat))
            places += more
        return [number for place in places if place != _FREE for number in self._numbers(self._sector(place))]

    def _chain(self, start: int) -> Iterator[int]:
        return self._walk(start, self._fat)

    @staticmethod
    def _walk(start: int, table: list[int]) -> Iterator[int]:
        seen: set[int] = set()
        while start != _END:
            if start in seen or start >= len(table):
                raise Damaged("a chain that leaves the file or runs in a circle")
            seen.add(start)
            yield start
            start = table[start]

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        if number >= self._count or begin >= len(self._data):
            raise Damaged("a sector outside the file")
        return self._data[begin : begin + self._size]

    def _mini_sector(self, number: int) -> bytes:
        begin = number * _MINI_SECTOR
        if begin >= len(self._mini):
            raise Damaged("a small sector outside its stream")
        return self._mini[begin : begin + _MINI_SECTOR]

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def check_workbook(data: bytes) -> bool:
    """Walk a whole .xls.

    Args:
        data: Its bytes.

    Returns:
        Whether its dates count from 1904.

    Raises:
        Damaged: It is not what it says.
    """
    file = Compound(data)
    name = next((one for one in ("Workbook", "Book", "WORKBOOK", "BOOK") if one in file.streams), None)
    if name is None:
        raise Damaged("no workbook inside")
    stream = file.read(name)
    begins: set[int] = set()
    sheets: list[int] = []
    is_1904 = False
    for at, kind, body in _records(stream):
        if kind == _BOF:
            begins.add(at)
        elif kind == _BOUNDSHEET and len(body) >= 4:
            sheets.append(struct.unpack_from("<I", body)[0])
        elif kind == _DATEMODE and len(body) >= 2:
            is_1904 = struct.unpack_from("<H", body)[0] == 1
        else:
            _check_record(kind, body, len(stream))
    if not set(sheets) <= begins:
        raise Damaged("a sheet that begins nowhere")
    return is_1904


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of a workbook: place, kind, content."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            raise Damaged("a record longer than the workbook")
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 0 and length == 0:
            break  # padding after the last record


def _check_record(kind: int, body: bytes, total: int) -> None:
    """Hold the counts and places a record gives against what a sheet can be."""
    if kind in _CELLS:
        if len(body) < 6 or struct.unpack_from("<H", body, 2)[0] >= _MOST_COLUMNS:
            raise Damaged("a cell outside the sheet")
        if kind in (0x00BD, 0x00BE) and struct.unpack_from("<H", body, len(body) - 2)[0] >= _MOST_COLUMNS:
            raise Damaged("cells outside the sheet")
    elif kind == _SST:
        # a text takes three bytes at least
        if len(body) < 8 or struct.unpack_from("<I", body, 4)[0] > total // 3:
            raise Damaged("more texts than the workbook holds")
    elif kind == _DIMENSIONS:
        form = {14: "<IIHH", 10: "<HHHH"}.get(len(body))
        if form is None:
            raise Damaged("a sheet without a size")
        top, bottom, left, right = struct.unpack_from(form, body)
        if top > bottom or bottom > _MOST_ROWS or left > right or right > _MOST_COLUMNS:
            raise Damaged("a sheet larger than a sheet can be")
