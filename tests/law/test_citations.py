"""Every citation of cn-police is held against the statute: article, dates and numbers stand in it.

The texts are not part of the project. They are looked for beside the checkout, and the tests skip without them.
"""

from __future__ import annotations

import csv
import re
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.law.english_numbers import said_in_chinese

from fajing.lawbook.drafts import read_checked
from fajing.lawbook.load import ALL_REGIONS, known_of, load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Text
from fajing.lawbook.problems import Report
from fajing.lawbook.yaml_reader import Document
from fajing.scan.citations import Statutes
from fajing.scan.proof import Proof, prove, prove_norm

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT.parent / "shared" / "law"
pytestmark = pytest.mark.skipif(
    not (LAW / "texts").is_dir(), reason="the statute texts are not beside the checkout"
)
TODAY = "现行"
ROW = re.compile(
    r"^\| (?P<title>[^|]+) \|(?:[^|]*\|){3} (?P<start>\d{4}-\d\d-\d\d) \| (?P<end>[^|]+) \|", re.MULTILINE
)


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def proof(book: Lawbook) -> Proof:
    return prove(book, Statutes(LAW / "texts", book))


def norm_rows() -> list[dict[str, str]]:
    with (LAW / "norms.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def known_days() -> dict[str, set[tuple[str, str]]]:
    """From when to when each text is law: as the rows read from it say, and as the table of laws.md says."""
    tables = {
        found["title"].strip(): (found["start"], found["end"].strip())
        for found in ROW.finditer((LAW / "laws.md").read_text("utf-8"))
    }
    days: dict[str, set[tuple[str, str]]] = {}
    for row in norm_rows():
        if row["text_file"]:
            held = days.setdefault(row["text_file"], set())
            held.add((row["in_force_from"], row["in_force_to"] or TODAY))
            if row["instrument"] in tables:
                held.add(tables[row["instrument"]])
    return days


def test_articles_dates_and_numbers_stand_in_the_texts(proof: Proof) -> None:
    doubts = [f"{doubt.place} {doubt.about}: {doubt.what}" for doubt in proof.doubts]
    assert doubts == []


def test_enough_was_proven(proof: Proof, book: Lawbook) -> None:
    assert proof.cited >= len(book.norms)
    assert proof.numbers > 50
    assert proof.declared * 5 < proof.numbers, "most numbers should stand in the law as they are"


def test_only_what_nobody_has_read_in_full_stays_unproven(proof: Proof, book: Lawbook) -> None:
    sources = {line.split(": ")[1].split()[0] for line in proof.unread}
    assert {name for name in sources if book.sources[name].read == "full"} == set()


def test_every_source_names_a_text_that_is_there(book: Lawbook) -> None:
    lost = [
        source.id
        for source in book.sources.values()
        if source.text and not (LAW / "texts" / f"{source.text}.txt").is_file()
    ]
    assert lost == []


def test_the_days_of_sources_are_those_of_the_tables(book: Lawbook) -> None:
    """Of a text that no row was read from nothing is known here; its own words are held against it elsewhere."""
    days, wrong, compared = known_days(), [], 0
    for source in book.sources.values():
        held = days.get(source.text or "")
        if held is None:
            continue
        compared += 1
        until = source.in_force_until.isoformat() if source.in_force_until else TODAY
        if source.in_force_from.isoformat() not in {start for start, _ in held}:
            wrong.append(f"{source.id}: from {source.in_force_from}, the tables say {sorted(held)}")
        if until not in {end for _, end in held}:
            wrong.append(f"{source.id}: until {until}, the tables say {sorted(held)}")
    assert wrong == []
    assert compared >= 10


def test_a_law_that_the_tables_end_is_not_cited_beyond_its_end(book: Lawbook) -> None:
    ends = {
        text: max(end for _, end in held)
        for text, held in known_days().items()
        if all(end != TODAY for _, end in held)
    }
    assert ends, "laws.md knows laws that have ended"
    beyond = [
        f"{norm.id} from {version.start}: {cite.source} ended {ends[text]}"
        for norm in book.norms.values()
        for version in norm.versions
        for cite in version.cites
        if (text := book.sources[cite.source].text or "") in ends
        and (version.end or date.max).isoformat() > ends[text]
    ]
    assert beyond == []


def test_a_changed_number_or_article_would_be_noticed(book: Lawbook) -> None:
    """The proof proves something: each single change below raises a doubt."""
    norm = book.norms["custody.family_told_within_24_hours"]
    changes = (
        (("duty", "within", "hours"), 25),
        (("cites", 0, "article"), "130"),
        (("cites", 0, "article"), "4000"),
        (("cites", 1, "paragraph"), 9),
    )
    for keys, value in changes:
        raw = deepcopy(dict(norm.raw))
        place = raw["versions"][0]
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value
        if keys[0] == "cites":  # the two other citations repeat the rule
            raw["versions"][0]["cites"] = [raw["versions"][0]["cites"][keys[1]]]
        assert norm.place is not None
        changed = read_checked(Document(norm.place.path, raw), known_of(book), Report())
        assert changed is not None
        single = replace(book, norms={norm.id: changed})
        found = prove(single, Statutes(LAW / "texts", book)).doubts
        assert [doubt.about for doubt in found if doubt.about == norm.id], (keys, value)


def held(norm: Norm, words: str, book: Lawbook, statutes: Statutes) -> list[str]:
    """Numbers of some words that neither the law a norm cites nor its duty says."""
    proof = Proof()
    prove_norm(replace(norm, title=Text(words, ""), message=None), book, statutes, proof)
    return [doubt.what for doubt in proof.doubts if "标题或表述" in doubt.what]


def test_numbers_in_remedies_stand_in_the_law_or_are_the_remedys_own_time(book: Lawbook) -> None:
    statutes, doubts = Statutes(LAW / "texts", book), []
    for norm in book.norms.values():
        if norm.remedy is not None:
            for words in (norm.remedy.zh, said_in_chinese(norm.remedy.en)):
                doubts += [f"{norm.id}: {what}" for what in held(norm, words, book, statutes)]
    assert doubts == []


def test_numbers_in_english_words_stand_in_the_law(book: Lawbook) -> None:
    statutes, doubts, said = Statutes(LAW / "texts", book), [], 0
    for norm in book.norms.values():
        for text in (norm.title, norm.message):
            words = said_in_chinese(text.en) if text is not None else ""
            said += bool(words)
            if words:
                doubts += [
                    f"{norm.id}: {what} ({text and text.en})" for what in held(norm, words, book, statutes)
                ]
    assert doubts == []
    assert said > 200


def test_a_wrong_number_in_a_remedy_or_in_english_would_be_noticed(book: Lawbook) -> None:
    statutes, norm = Statutes(LAW / "texts", book), book.norms["custody.family_told_within_24_hours"]
    assert held(norm, said_in_chinese("Tell the family within 24 hours"), book, statutes) == []
    assert held(norm, said_in_chinese("Tell the family within twenty-five hours"), book, statutes)
    assert held(norm, "三十六小时内通知", book, statutes)


def test_articles_of_benchmarks_stand_in_their_texts_and_are_in_force(book: Lawbook) -> None:
    statutes, wrong, found = Statutes(LAW / "texts", book), [], 0
    for benchmark in book.benchmarks.values():
        ends = [one.start for one in benchmark.versions[1:]] + [date.max]
        for version, end in zip(benchmark.versions, ends, strict=True):
            for cite in version.cites:
                source = book.sources[cite.source]
                article = statutes.whole_article(cite)
                found += bool(article)
                if source.read == "full" and not article:
                    wrong.append(f"{benchmark.id}: {cite.source} {cite.article}")
                if version.start < source.in_force_from:
                    wrong.append(f"{benchmark.id} from {version.start}: {cite.source} is not yet in force")
                if source.in_force_until is not None and source.in_force_until < end - timedelta(days=1):
                    wrong.append(f"{benchmark.id}: {cite.source} ended {source.in_force_until}")
    assert wrong == []
    assert found >= 30
