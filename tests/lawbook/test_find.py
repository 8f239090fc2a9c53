"""Where a lawbook is looked for, and in which order."""

from pathlib import Path

import pytest

from fajing.core.errors import UsageError
from fajing.lawbook.find import find_folders, known_books


def book(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "lawbook.yaml").write_text("id: b\n", "utf-8")
    return folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("FAJING_LAW", str(tmp_path / "env"))
    return tmp_path


def test_a_path_comes_before_all_else(places: Path):
    book(places / "env" / "b")
    here = book(places / "here" / "b")
    assert [folder.resolve() for folder in find_folders("b")] == [here]


def test_the_variable_comes_before_the_folder_law(places: Path):
    book(places / "here" / "law" / "b")
    chosen = book(places / "env" / "b")
    assert [folder.resolve() for folder in find_folders("b")] == [chosen]


def test_the_folder_law_comes_before_the_checkout(places: Path):
    own = book(places / "here" / "law" / "cn-police")
    assert [folder.resolve() for folder in find_folders("cn-police")] == [own]


def test_the_checkout_is_found_from_anywhere(places: Path):
    assert (find_folders("cn-police")[0] / "lawbook.yaml").is_file()
    assert {"cn-police", "it-road-fines"} <= set(known_books())


def test_overlays_stand_after_a_plus_sign(places: Path):
    base, overlay = book(places / "env" / "b"), places / "here" / "mine"
    overlay.mkdir()
    assert [folder.resolve() for folder in find_folders("b+./mine")] == [base, overlay]


def test_a_path_that_holds_a_plus_sign_is_a_path(places: Path):
    own = book(places / "here" / "a+b")
    assert [folder.resolve() for folder in find_folders("a+b")] == [own]


def test_an_unknown_name_says_where_it_was_looked_for_and_what_is_near():
    with pytest.raises(UsageError) as caught:
        find_folders("cn-polise")
    assert "./law" in caught.value.why or "law/cn-polise" in caught.value.why
    assert "cn-police" in caught.value.remedy


def test_a_path_is_looked_for_as_a_path_only(places: Path):
    with pytest.raises(UsageError) as caught:
        find_folders("./nowhere")
    assert caught.value.why.count("nowhere") == 1


def test_a_folder_without_lawbook_yaml_is_no_base(places: Path):
    (places / "here" / "mine").mkdir()
    with pytest.raises(UsageError, match=r"lawbook\.yaml"):
        find_folders("./mine")


@pytest.mark.parametrize("spec", ["", "+", "b+", "b+b"])
def test_nonsense_is_refused(places: Path, spec: str):
    book(places / "env" / "b")
    with pytest.raises(UsageError):
        find_folders(spec)
