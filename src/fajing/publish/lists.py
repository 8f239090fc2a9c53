"""Lists that a person gives, as blocks: what was planned last year, duties of the head, shortcomings, plans.

In: what was given. Out: a table or paragraphs; where nothing was given, a paragraph that says what is to be filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fajing.lawbook.model import Text
from fajing.publish.given import MAY_BE_NONE, Given
from fajing.publish.model import Block, Paragraph, Run, RunKind, Table

_ORDER = "一二三四五六七八九十"
_TO_FILL: Mapping[str, Text] = {
    "last_year": Text(
        "上年安排和上年不足逐项的责任单位、状态和佐证（report.yaml 的 last_year）",
        "each plan and shortcoming of last year with owner, state and proof (last_year in report.yaml)",
    ),
    "head_duties": Text(
        "党政主要负责人逐项履职情况和佐证（report.yaml 的 head_duties）",
        "what the head of the body did for each duty, with its proof (head_duties in report.yaml)",
    ),
    "shortcomings": Text(
        "存在的不足和原因（report.yaml 的 shortcomings）",
        "shortcomings and their reasons (shortcomings in report.yaml)",
    ),
    "plans": Text(
        "下一年度安排，逐项写明责任单位和时限（report.yaml 的 plans）",
        "plans for the year to come, each with owner and date (plans in report.yaml)",
    ),
}
_NONE = Text(
    "上年报告没有列出安排，也没有写不足。", "The report of the year before named no plan and no shortcoming."
)
Entry = Mapping[str, Text]


def items(name: str, given: Given, language: str) -> Iterator[Block]:
    """One of the lists."""
    entries = given.lists.get(name)
    if entries == () and name in MAY_BE_NONE:
        yield Paragraph((Run(_NONE.in_language(language)),))
    elif not entries:
        said = _TO_FILL[name].in_language(language)
        shown = f"［待填：{said}］。" if language == "zh" else f"[to be filled in: {said}]."
        yield Paragraph((Run(shown, RunKind.TO_FILL),))
    elif name == "last_year":
        yield _last_year(entries, language)
    else:
        told = {"head_duties": _duty, "shortcomings": _shortcoming, "plans": _plan}[name]
        for place, entry in enumerate(entries):
            yield Paragraph((Run(_counted(place, len(entries), language) + told(entry, _reader(language))),))


def _counted(place: int, count: int, language: str) -> str:
    if count == 1:
        return ""
    if language == "en":
        return f"({place + 1}) "
    return f"{_ORDER[place]}是" if count <= len(_ORDER) else f"（{place + 1}）"


Reader = Callable[[str, str], str]


def _reader(language: str) -> Reader:
    def pick(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    return pick


def _value(entry: Entry, key: str, pick: Reader) -> str:
    text = entry.get(key)
    return pick(text.zh, text.en).rstrip("。.") if text is not None else ""


def _duty(entry: Entry, pick: Reader) -> str:
    told = _value(entry, "text", pick)
    day, proof = _value(entry, "date", pick), _value(entry, "proof", pick)
    said = [one for one in (day, pick(f"佐证：{proof}", f"proof: {proof}") if proof else "") if one]
    return _closed(told, said, pick)


def _shortcoming(entry: Entry, pick: Reader) -> str:
    told, reason = _value(entry, "text", pick), _value(entry, "reason", pick)
    owner = _value(entry, "owner", pick)
    said = pick(f"{told}。原因：{reason}。", f"{told}. Reason: {reason}.")
    return said + (pick(f"责任单位：{owner}。", f" Owner: {owner}.") if owner else "")


def _plan(entry: Entry, pick: Reader) -> str:
    owner, due = _value(entry, "owner", pick), _value(entry, "due", pick)
    said = [pick(f"责任单位：{owner}", f"owner: {owner}")]
    if due:
        said.append(pick(f"{due}前完成", f"by {due}"))
    return _closed(_value(entry, "text", pick), said, pick)


def _closed(told: str, said: list[str], pick: Reader) -> str:
    if not said:
        return told + pick("。", ".")
    return told + pick(f"（{'，'.join(said)}）。", f" ({', '.join(said)}).")


def _last_year(entries: tuple[Entry, ...], language: str) -> Table:
    pick = _reader(language)
    head = pick("事项|类别|责任单位|状态|佐证或原因", "What|Kind|Owner|State|Proof or reason").split("|")
    rows = []
    for entry in entries:
        proof, why = _value(entry, "proof", pick), _value(entry, "why", pick)
        due = _value(entry, "due", pick)
        state = _value(entry, "state", pick) + (pick(f"（期限{due}）", f" (due {due})") if due else "")
        told = proof or why
        last = Run(told) if told else Run(pick("［待填］", "[to be filled in]"), RunKind.TO_FILL)
        texts = [_value(entry, key, pick) for key in ("text", "kind", "owner")]
        rows.append((*map(Run, texts), Run(state), last))
    return Table("", tuple(head), tuple(rows), frozenset(), (6, 3, 3, 3, 5))
