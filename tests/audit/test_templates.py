"""The templates themselves: their truth is recomputed from what stands in the text, not from the draws."""

import datetime as dt
import random
import re
import unicodedata
from collections import Counter
from fractions import Fraction

import pytest
from tests.audit import generate as g

CLOSED_LIST = """
sum sum-partial subset ratio percent-of percent-feasible growth-feasible rounding-convention
cross-section repeat-figure near-duplicate enumeration-count ordinal-sequence arity numbering-style
frequency percent-no-base growth-no-base period-cutoff calendar date-order direction unit
precision-marker completeness missing-indicator statutory-enumeration name-consistency citation
citation-format claim-without-figure duplicate-text punctuation truncated-text stale-text
contradiction plausibility list-check closed-loop carried-over growth-vs-previous promise-dropped
""".split()
DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
UNIT = {"十": 10, "百": 100, "千": 1000}
IDS = [template.id for template in g.templates()]


# ------------------------------------------------------------------ reading back what was written
def spelt(text):
    total = part = digit = 0
    for c in text:
        if c == "万":
            total, part, digit = total + (part + digit) * 10000, 0, 0
        elif c in UNIT:
            part, digit = part + (digit or 1) * UNIT[c], 0
        else:
            digit = DIGIT[c]
    return total + part + digit


def number(written):
    """The number as a fraction, or None for words."""
    text = unicodedata.normalize("NFKC", written).replace(",", "").removesuffix("%")
    if date := re.fullmatch(r"(\d+)年(\d+)月(\d+)日", text):
        return dt.date(*map(int, date.groups()))
    if plain := re.fullmatch(r"(-?\d+(?:\.\d+)?)([万亿]?)", text):
        return Fraction(plain[1]) * {"": 1, "万": 10000, "亿": 100000000}[plain[2]]
    if share := re.fullmatch(r"百分之([^点]+)(?:点(.+))?", text):
        tail = "".join(str(DIGIT[c]) for c in share[2] or "")
        return Fraction(f"{spelt(share[1])}.{tail or 0}")
    if text and set(text) <= set(DIGIT) | set(UNIT) | {"万"}:
        return Fraction(spelt(text))
    return None


def half_up(value, places):
    scaled = value * 10**places
    return Fraction(int(scaled + Fraction(1, 2)), 10**places)


def cut_off(value, places):
    return Fraction(int(value * 10**places), 10**places)


# ------------------------------------------------------------------ relations, each on its own
MARK = {
    "shi": r"([一二三四五六七八九])是",
    "di": r"第([一二三四五六七八九])，",
    "paren": r"(?m)^（([一二三四五六七八九])）",
    "arabic": r"(?m)^(\d)\. ",
    "head": r"(?m)^([一二三四五六七八九])、",
    "circle": r"([①②③④⑤⑥⑦⑧⑨])",
}


def ordinals(sample, mark):
    found = re.findall(MARK[mark], sample.text)
    return [int(unicodedata.normalize("NFKC", c)) if c not in DIGIT else DIGIT[c] for c in found]


def days(text):
    return [tuple(map(int, d)) for d in re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)]


def exists(day):
    try:
        dt.date(*day)
    except ValueError:
        return False
    return True


def balanced(text):
    pairs = dict(zip("）》〉”】", "（《〈“【", strict=True))
    open_ = []
    for c in text:
        if c in pairs.values():
            open_.append(c)
        elif c in pairs and (not open_ or open_.pop() != pairs[c]):
            return False
    return not open_ and not re.search("[，。、；]{2}", text)


def filled(word, sample):
    return re.sub(
        r"\{(\w+)\}", lambda m: next((f.written for f in sample.figures if f.name == m[1]), "?"), word
    )


def transposed(a, b):
    return a == b or (
        sorted(str(a)) == sorted(str(b)) and sum(x != y for x, y in zip(str(a), str(b), strict=True)) == 2
    )


def years(sample):
    return [int(y) for y in re.findall(r"(20\d\d)年", sample.text)]


def growth_fits(now, percent, places):
    near = int(now / (1 + percent / 100))
    rises = [Fraction(int(now) - n, n) * 100 for n in range(max(1, near - 5), near + 6)]
    return any(percent in (half_up(r, places), cut_off(r, places)) for r in rises)


RELATIONS = {
    "sum": lambda s, v, t, *parts: v(t) == sum(map(v, parts)),
    "sum_at_most": lambda s, v, t, *parts: sum(map(v, parts)) <= v(t),
    "at_most": lambda s, v, a, t: v(a) <= v(t),
    "less": lambda s, v, a, b: v(a) < v(b),
    "same": lambda s, v, a, b: v(a) == v(b),
    "different": lambda s, v, a, b: v(a) != v(b),
    "not_transposed": lambda s, v, a, b: not transposed(v(a), v(b)),
    "product": lambda s, v, t, a, b: v(t) == v(a) * (b if isinstance(b, int) else v(b)),
    "share": lambda s, v, a, t, p, places: half_up(v(a) / v(t) * 100, places) == v(p),
    "share_at_least": lambda s, v, a, t, k: v(a) / v(t) * 100 >= v(k),
    "share_cut": lambda s, v, a, t, p, places: cut_off(v(a) / v(t) * 100, places) == v(p),
    "growth": lambda s, v, a, b, p, places: half_up(abs(v(a) - v(b)) / v(b) * 100, places) == v(p),
    "growth_feasible": lambda s, v, a, p, places: growth_fits(v(a), v(p), places),
    "share_feasible": lambda s, v, t, p, places: any(
        v(p) in (half_up(n / v(t) * 100, places), cut_off(n / v(t) * 100, places))
        for n in range(int(v(t)) + 1)
    ),
    "one_rounding": lambda s, v, *shares: any(
        all(way(v(a) / v(t) * 100, places) == v(p) for a, t, p, places in shares)
        for way in (half_up, cut_off)
    ),
    "count": lambda s, v, k, mark: v(k) == len(ordinals(s, mark)),
    "named": lambda s, v, k, items: v(k) == len(v(items).split("、")),
    "sequence": lambda s, v, mark: ordinals(s, mark) == list(range(1, len(ordinals(s, mark)) + 1)) != [],
    "arity": lambda s, v, labels, values: v(labels).count("、") == v(values).count("、"),
    "frequency": lambda s, v, k, low, high: low <= v(k) <= high,
    "days_exist": lambda s, v, _: bool(days(s.text)) and all(map(exists, days(s.text))),
    "weekday": lambda s, v, d, w: "一二三四五六日"[v(d).weekday()] == word(s, w),
    "ordered": lambda s, v, d, e: v(d) < v(e),
    "same_year": lambda s, v, _: len(set(years(s)[:2])) == 1 and years(s)[2] == years(s)[0] + 1,
    "last_year_next": lambda s, v, _: years(s)[-1] == years(s)[0] + 1,
    "rounded": lambda s, v, a, step: v(a) % step == 0,
    "at_most_hundred": lambda s, v, p: v(p) <= 100,
    "words": lambda s, v, *words: all(filled(word, s) in s.text for word in words),
    "unwords": lambda s, v, *words: not any(word in s.text for word in words),
    "once": lambda s, v, words: s.text.count(words) == 1,
    "balanced": lambda s, v, _: balanced(s.text),
    "ended": lambda s, v, _: all(line.endswith("。") for line in s.text.split("\n")),
    "article": lambda s, v, n: g.chinese(int(v(n))) == word(s, n) and v(n) > 0,
    "not_carried": lambda s, v, _: s.text.split("\n")[-1] != s.previous.split("\n")[-1],
}


def word(sample, name):
    return next(f.written for f in sample.figures if f.name == name)


def holds(sample, template):
    def value(name):
        written = word(sample, name)
        read = number(written)
        return written if read is None else read

    results = []
    for relation, arguments in template.raw["holds"].items():
        arguments = arguments if isinstance(arguments, list) else [arguments]
        results.append(RELATIONS[relation](sample, value, *arguments))
    return all(results)


def samples(template, broken, seed=7, n=25):
    rng = random.Random(f"{template.id} {broken} {seed}")
    return [g.render(template, rng, broken) for _ in range(n)]


# ------------------------------------------------------------------ tests
@pytest.mark.parametrize("template", g.templates(), ids=IDS)
def test_the_true_variant_is_true(template):
    for sample in samples(template, False):
        assert holds(sample, template), sample
        assert all(not expected.broken for expected in sample.truth)


@pytest.mark.parametrize("template", [t for t in g.templates() if t.has_broken], ids=lambda t: t.id)
def test_the_broken_variant_is_broken(template):
    for sample in samples(template, True):
        assert not holds(sample, template), sample
        assert [expected.broken for expected in sample.truth] == [True]


@pytest.mark.parametrize("template", g.templates(), ids=IDS)
def test_the_quotes_are_the_places(template):
    for broken in [False, True][: 1 + template.has_broken]:
        for sample in samples(template, broken, n=10):
            assert not re.search(r"[\[{<]{2}|\{\w|[\]}>]{2}|[<>{}|]", sample.text), sample.text
            for expected in sample.truth:
                assert expected.quotes
                assert expected.kind in expected.accepts
                assert [sample.text[a:b] for a, b in expected.places] == list(expected.quotes)


def test_every_sentence_ends_and_its_marks_are_paired_unless_that_is_what_is_broken():
    for sample in g.true_sentences(3, 2000):
        assert balanced(sample.text), sample.text
        if sample.scope == "sentence":
            assert sample.text[-1] in "。」”", sample.text


def test_what_a_number_is_survives_its_writing():
    rng = random.Random(5)
    for _ in range(3000):
        n = rng.randint(1, 10 ** rng.randint(1, 7))
        for style in ("plain", "group", "full", "zh"):
            assert number(g.write(n, "n", style)) == n
        p = g.quantised(g.Decimal(rng.randint(1, 9999)) / 100, rng.randint(0, 2))
        for style in ("plain", "full", "zh"):
            assert number(g.write(p, "pct", style)) == Fraction(p)


def test_breaks_are_no_matter_of_rounding():
    apart = {"sum": 3, "share": 1, "growth": 2}
    for template in g.templates():
        rule = next(iter(template.raw["holds"]), "")
        if rule not in apart or not template.has_broken or "broken" in template.raw:
            continue
        names = template.raw["holds"][rule]
        for sample in samples(template, True):
            v = [number(word(sample, name)) for name in names if isinstance(name, str)]
            if rule == "sum":
                gap = abs(v[0] - sum(v[1:]))
            elif rule == "share":
                gap = abs(v[0] / v[1] * 100 - v[2])
            else:
                gap = abs(abs(v[0] - v[1]) / v[1] * 100 - v[2])
            assert gap >= apart[rule] - Fraction(6, 10), (sample.text, float(gap))


def test_the_same_seed_gives_the_same_samples():
    assert list(g.generate(11, 400)) == list(g.generate(11, 400))
    assert list(g.generate(11, 400)) != list(g.generate(12, 400))


def test_there_are_enough_templates_and_each_comes_in_its_turn():
    templates = g.templates()
    assert len({t.id for t in templates}) == len(templates)
    kinds = Counter(t.kind for t in templates)
    assert kinds.pop(g.INNOCENT) >= 40
    assert sum(kinds.values()) >= 60
    assert {s.template_id for s in g.generate(1, len(templates))} == {t.id for t in templates}
    assert all(t.has_broken != (t.kind == g.INNOCENT) for t in templates)


def test_every_kind_of_the_closed_list_is_covered_and_no_other():
    assert {t.kind for t in g.templates()} - {g.INNOCENT} == set(CLOSED_LIST)
    assert {kind for t in g.templates() for kind in t.raw.get("accepts", [])} <= set(CLOSED_LIST)


def test_ten_thousand_true_and_many_broken():
    true = list(g.true_sentences(2, 10000))
    assert len(true) == 10000
    assert {s.variant for s in true} == {"true", "innocent"}
    assert len({s.text for s in true}) > 7000
    assert {s.variant for s in g.broken_sentences(2, 500)} == {"broken"}
    assert {s.variant for s in g.generate(2, 500)} == {"true", "broken", "innocent"}
