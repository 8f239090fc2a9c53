import gzip

import pytest
from tests.intake.book import EVENTS, lawbook, told

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers import base
from fajing.intake.readers.base import open_file

TEXT = "案号,环节,时间\nA1,接报,2026年3月2日\n"


def rows(path):
    [table] = open_file(path)
    return list(table.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_each_encoding_is_read_plain_and_packed(tmp_path, encoding, packed):
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    data = TEXT.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    assert told(read_logs([path], lawbook(EVENTS)).log.matters["A1"].events) == ["received 2026-03-02"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, mark):
    path = tmp_path / "a.csv"
    path.write_text("标题\n" + TEXT.replace(",", mark) + f'A2{mark}"接,报;|"{mark}x\n', "utf-8")
    assert [len(cells) for _, cells in rows(path)] == [1, 3, 3, 3]


def test_the_map_may_name_the_delimiter(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TEXT.replace(",", "^"), "utf-8")
    assert read_logs([path], lawbook({**EVENTS, "delimiter": "^"}), "events").files[0].new == 1


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n"x\ny",2\n3,4\n', "utf-8")
    assert [(number, cells) for number, cells in rows(path)] == [
        (1, ["a", "b"]),
        (2, []),
        (3, [("x\ny"), "2"]),
        (4, ["3", "4"]),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        ("案号,环节".encode() + b"\xff\xff\n", "GB18030"),
        (TEXT.encode() + b"\0\0", "NUL"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "quotes"),
        (b'a,b\n1,"2"x\n', "quotes"),
        (b"<html><table>", "web page"),
    ],
)
def test_a_file_that_is_no_such_text_is_refused_whole(tmp_path, data, said):
    path = tmp_path / ("a.xls" if data[:1] == b"<" else "a.csv")
    path.write_bytes(data)
    with pytest.raises(FajingError) as caught:
        rows(path)
    assert said in str(caught.value)


def test_a_truncated_gz_is_refused(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 500)[:-20])
    with pytest.raises(FajingError, match="damaged"):
        open_file(path)


def test_a_gz_bomb_is_refused_before_it_is_read_whole(tmp_path, monkeypatch):
    from fajing.intake.readers import csv as reader

    monkeypatch.setattr(reader, "RATIO_FROM", 4 * base.MiB)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b,c\n" * 2_000_000))
    with pytest.raises(FajingError, match="too large"):
        open_file(path)


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(base, "LARGEST_FILE", 10)
    path = tmp_path / "a.csv"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(FajingError, match="too large"):
        open_file(path)


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(FajingError) as caught:
        open_file(path)
    assert ".xlsx" in str(caught.value)
    assert ".parquet" in str(caught.value)
