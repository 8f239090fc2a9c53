"""A lawbook that is taken up again is the one that was read; whatever changed, is odd or is not ours is read afresh."""

import dataclasses
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.core.calendar import Calendar
from fajing.lawbook import kept, read_book
from fajing.lawbook.load import ALL_REGIONS, load_lawbook, problems, read_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import LawbookError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own folder for caches, in which small lawbooks are kept too."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "WORTH_KEEPING", 1)
    return tmp_path / "cache"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "book"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, ...]]:
    """The folders that were really read, in order."""
    seen: list[tuple[Path, ...]] = []
    reader = read_book.read_folders

    def counted(folders: tuple[Path, ...]) -> Any:
        seen.append(folders)
        return reader(folders)

    monkeypatch.setattr(read_book, "read_folders", counted)
    return seen


def kept_files(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.lawbook"))


def parts(value: Any) -> Any:
    """A lawbook as plain values that can be compared: a calendar has no equality of its own."""
    return {
        field.name: vars(found) if isinstance(found := getattr(value, field.name), Calendar) else found
        for field in dataclasses.fields(Lawbook)
    }


def in_order(value: Any) -> Iterator[tuple[str, ...]]:
    for field in dataclasses.fields(Lawbook):
        if isinstance(found := getattr(value, field.name), dict):
            yield tuple(found)


@pytest.mark.parametrize("name", ["cn-police", "it-road-fines"])
def test_the_shipped_lawbooks_come_back_as_they_were_read(name: str, read: list[Any]):
    first, report = read_lawbook(name, region=ALL_REGIONS)
    again, other = read_lawbook(name, region=ALL_REGIONS)
    assert len(read) == 1
    assert parts(again) == parts(first)
    assert list(in_order(again)) == list(in_order(first))
    assert other.problems == report.problems
    assert again is not None
    assert first is not None
    assert again.zone is first.zone
    assert repr(again.norms) == repr(first.norms)


def test_regions_are_told_apart_after_taking_up(book: Path, read: list[Any]):
    norm = next((book / "norms").rglob("*.yaml"))
    text = norm.read_text("utf-8")
    norm.write_text(text.replace("\nversions:", "\nregion: Hainan\nversions:", 1), "utf-8")
    without, within = load_lawbook(str(book)), load_lawbook(str(book), region="Hainan")
    assert len(without.norms) + 1 == len(within.norms)
    assert len(read) == 1


@pytest.mark.parametrize("change", ["edit", "touch_nothing_but_bytes", "add", "remove", "rename", "folder"])
def test_a_change_is_seen_at_once(book: Path, read: list[Any], change: str):
    load_lawbook(str(book))
    norm = next((book / "norms").rglob("*.yaml"))
    times = norm.stat().st_atime_ns, norm.stat().st_mtime_ns
    if change == "edit":
        norm.write_text(norm.read_text("utf-8") + "\n# 补 / more\n", "utf-8")
    elif change == "touch_nothing_but_bytes":
        norm.write_bytes(norm.read_bytes().replace(b"versions:", b"version_:", 1))
        os.utime(norm, ns=times)
    elif change == "add":
        (book / "norms" / "new.yaml").write_text("a: [", "utf-8")
    elif change == "remove":
        norm.unlink()
    elif change == "rename":
        norm.rename(norm.with_name("renamed.yaml"))
    else:
        (book / "odd_folder").mkdir()
    report = problems(str(book))
    assert len(read) == 2
    if change in ("touch_nothing_but_bytes", "add"):
        assert report.errors
    if change == "folder":
        assert any("odd_folder" in problem.what for problem in report.warnings)


def test_what_is_wrong_is_said_every_time_and_never_kept(book: Path, cache: Path, read: list[Any]):
    (book / "norms" / "new.yaml").write_text("id: x\n", "utf-8")
    said = []
    for _ in range(2):
        with pytest.raises(LawbookError) as error:
            load_lawbook(str(book))
        said.append(str(error.value))
    assert said[0] == said[1]
    assert "new.yaml:1" in said[0]
    assert len(read) == 2
    assert kept_files(cache) == []


def test_another_program_or_place_reads_for_itself(
    book: Path, read: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    load_lawbook(str(book))
    other = Path(shutil.copytree(book, tmp_path / "other"))
    assert load_lawbook(str(other)).folders == (other,)
    assert len(read) == 2
    monkeypatch.setattr(kept, "_program", lambda: "another")
    load_lawbook(str(book))
    assert len(read) == 3


def test_a_lawbook_under_change_is_not_kept(
    book: Path, cache: Path, read: list[Any], monkeypatch: pytest.MonkeyPatch
):
    reader = read_book.read_folders

    def slow(folders: tuple[Path, ...]) -> Any:
        found = reader(folders)
        (book / "norms" / "new.yaml").write_text("id: x\n", "utf-8")
        return found

    monkeypatch.setattr(read_book, "read_folders", slow)
    load_lawbook(str(book))
    assert kept_files(cache) == []


def test_a_damaged_file_is_read_over(book: Path, cache: Path, read: list[Any]):
    first = load_lawbook(str(book))
    [path] = kept_files(cache)
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole[:100] + b"\0" + whole[101:], b"x" * 400):
        path.write_bytes(content)
        assert parts(load_lawbook(str(book))) == parts(first)
    assert len(read) == 5


class Evil:
    def __reduce__(self) -> Any:
        return os.system, ("echo done > evil",)


@pytest.mark.parametrize("what", [Evil(), (os.path.join, "x"), [pickle.Unpickler], {"a": Path.home}])
def test_nothing_but_the_classes_of_the_law_is_made(
    book: Path, cache: Path, read: list[Any], what: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    load_lawbook(str(book))
    [path] = kept_files(cache)
    content = pickle.dumps(what)
    with pytest.raises(pickle.UnpicklingError):
        kept._loaded(content)
    path.write_bytes(kept.hashlib.sha256(content).digest() + content)
    load_lawbook(str(book))
    assert len(read) == 2
    assert not (tmp_path / "evil").exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_what_others_may_write_is_not_trusted(
    book: Path, cache: Path, read: list[Any], monkeypatch: pytest.MonkeyPatch
):
    load_lawbook(str(book))
    [path] = kept_files(cache)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o666)
    load_lawbook(str(book))
    assert len(read) == 2
    path.parent.chmod(0o777)
    load_lawbook(str(book))
    assert len(read) == 3
    path.parent.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    load_lawbook(str(book))
    assert len(read) == 4


def test_without_a_place_to_keep_it_everything_works(book: Path, cache: Path, read: list[Any]):
    cache.write_text("a file where the folder would be", "utf-8")
    for _ in range(2):
        load_lawbook(str(book))
    assert len(read) == 2


def test_small_lawbooks_are_not_kept_and_old_ones_go(
    book: Path, cache: Path, read: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kept, "MOST", 2)
    for number in range(3):
        (book / "norms" / "note.yaml.txt").write_text(str(number), "utf-8")
        load_lawbook(str(book))
        for place, path in enumerate(sorted(kept_files(cache), key=lambda path: path.stat().st_mtime)):
            os.utime(path, (place, place))
    assert len(kept_files(cache)) == 2
    load_lawbook(str(book))
    assert len(read) == 3
    monkeypatch.setattr(kept, "WORTH_KEEPING", 10**9)
    assert kept.state_of((book,)) is None
