"""Whatever stands in a file, the loader says so and never breaks."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import REPOSITORY
from tests.lawbook.bad_input_runner import SMALL

from fajing.lawbook import guards, schemas
from fajing.lawbook.load import known_of, load_lawbook
from fajing.lawbook.problems import Report
from fajing.lawbook.read_norm import read_norm
from fajing.lawbook.reading import Reading
from fajing.lawbook.shelves import KIND_OF_FOLDER
from fajing.lawbook.yaml_reader import Document, read_documents

ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    10**17,
    1.5,
    "",
    "x",
    "a.b.c",
    "not (",
    "2026-13-40",
    [],
    [[]],
    {},
    {"x": 1},
    ["opened"],
]
TIMES = 500


@pytest.fixture(scope="module")
def book():
    return load_lawbook(str(SMALL))


def places(value: Any, keys: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [keys, *(found for key, item in items for found in places(item, (*keys, key)))]


def changed(raw: dict[str, Any], chance: random.Random) -> Any:
    raw = copy.deepcopy(raw)
    *way, last = chance.choice([keys for keys in places(raw) if keys])
    holder: Any = raw
    for key in way:
        holder = holder[key]
    choice = chance.random()
    if choice < 0.7:
        holder[last] = copy.deepcopy(chance.choice(ODD))
    elif isinstance(holder, dict) and choice < 0.85:
        holder[chance.choice(["within", "per", "on", "all", "where", "zzz"])] = holder.pop(last)
    else:
        holder.pop(last)
    return raw


def test_an_odd_value_anywhere_in_a_norm_is_reported_or_read(book):
    chance = random.Random(7)  # the same odd files on every run
    norms = [norm.raw for norm in book.norms.values()]
    known = known_of(book)
    reported = 0
    for _ in range(TIMES):
        raw = changed(changed(dict(chance.choice(norms)), chance), chance)
        report = Report()
        document = Document(Path("x.yaml"), raw)
        guards.check_file("norms", raw)
        is_valid = not list(schemas.validator("norm").iter_errors(raw))
        assert is_valid or not schemas.quick_check("norm")(raw)
        if schemas.check(document, "norm", report):
            assert is_valid
            read_norm(Reading(document, report, known))
        reported += bool(report.errors)
        assert all(problem.line() for problem in report.problems)
    assert reported > TIMES / 3


COUNTED = REPOSITORY / "tests" / "indicators" / "book"
OF_INDICATORS = {"indicator": "indicators", "range": "ranges", "priors": "priors"}


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_the_quick_check_knows_every_keyword_of_the_schemas(kind: str):
    folders = {value: SMALL / key for key, value in KIND_OF_FOLDER.items()}
    folders |= {kind: COUNTED / folder for kind, folder in OF_INDICATORS.items()}
    paths = [SMALL / "lawbook.yaml"] if kind == "lawbook" else sorted(folders[kind].rglob("*.yaml"))
    assert paths
    for path in paths:
        assert all(schemas.quick_check(kind)(document.data) for document in read_documents(path))
