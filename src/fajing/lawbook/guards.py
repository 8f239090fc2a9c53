"""Guards: what no lawbook may make of this software, whoever wrote it.

In: one lawbook file as plain dicts. Out: a list of refusals in Chinese and English, empty where there is
nothing to refuse. The loader asks for every file, the shipped lawbooks and anybody's overlay alike; there is
no argument, variable or setting that turns an answer off, and the words come from the package only.

What is kept: procedures are about matters, never about persons; nothing is grouped, parted or keyed by a
person; arrests, detentions, fines, stops, coercive measures and cases cleared are never a success; the names
of systems this project declined to build are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from fajing.lawbook.guard_words import chinese, english, lists, pairs, plain_texts, texts

_PREPOSITION = re.compile(r" (?:of|to|for|on|against|in|by|with|from|about|at|after|before) ")
_NAMING_KEYS = frozenset({"id", "title", "name", "label", "was", "group"})
_BARE_NAME = re.compile(r"[^\s.()<>=+-]*")
_REGISTER_KEY = re.compile(r"in_register\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


@lru_cache(maxsize=16_384)
def declined_name(text: str) -> str | None:
    """Why a name may not be used for anything here, or None where it may.

    Args:
        text: an id, a title, a command's or a module's name.

    Returns:
        The refusal in both languages.

    >>> print(declined_name("custody.family_notified"))
    None
    >>> "watchlist" in declined_name("border_watchlist")
    True
    """
    for words, reason in lists().declined:
        word = words.hidden_in(text)
        if word:
            return _say(
                f"“{text}”含有“{word}”：{reason['zh']}。本软件不做此类系统",
                f"'{text}' holds '{word}': {reason['en']}; this software does not build that",
            )
    return None


def check_procedure(data: Mapping[str, Any]) -> list[str]:
    """Refuse a procedure that is about a person, or that sets a goal on a step.

    Args:
        data: the procedure's file.

    Returns:
        Refusals; empty where the file may be used.
    """
    refusals = [*_names_of_declined_systems(data, keys_too=True), *_partitions(data)]
    subject = data.get("subject")
    allowed = ", ".join(sorted(lists().subjects))
    if subject is None:
        refusals.append(
            _say(
                "程序文件须写明 subject（管的是什么事）",
                f"a procedure must state its subject; one of: {allowed}",
            )
        )
    elif not isinstance(subject, str) or subject not in lists().subjects:
        refusals.append(
            _say(
                f"subject 为“{subject}”：程序只能管事、行为、物或文书，不能管人",
                f"subject '{subject}': a procedure is about a matter, act or thing; one of: {allowed}",
            )
        )
    refusals += _about_a_person(data)
    for step_id, step in _steps(data):
        for key in lists().judging_keys.intersection(step):
            refusals.append(
                _say(
                    f"环节 {step_id} 不得设“{key}”",
                    f"step {step_id} must not carry '{key}': an act is no goal",
                )
            )
    return refusals


def check_norm(data: Mapping[str, Any]) -> list[str]:
    """Refuse a norm that parts by a person, looks a person up, or is a quota in disguise.

    Args:
        data: the norm's file.

    Returns:
        Refusals; empty where the file may be used.
    """
    refusals = [*_names_of_declined_systems(data), *_partitions(data, due_keys=lists().due_keys)]
    for key in (lists().judging_keys - {"weight", "threshold"}).intersection(data):
        refusals.append(
            _say(f"规则不得设“{key}”", f"a norm must not carry '{key}': a duty is met or it is not")
        )
    for path, text in texts(data):
        for arguments in _REGISTER_KEY.findall(text):
            word = lists().personal.found_in(arguments)
            if word:
                refusals.append(
                    _say(
                        f"{path} 以“{word}”查登记册：登记册里不能有被执法的人",
                        f"{path} looks '{word}' up in a register: registers hold no one who is policed",
                    )
                )
    for duty in _duties(data):
        condition = duty.get("where")
        word = (
            lists().personal.found_in(condition) if "apart" in duty and isinstance(condition, str) else None
        )
        if word:
            refusals.append(
                _say(
                    f"apart 的条件按“{word}”跨案连接",
                    f"the condition of 'apart' joins files by '{word}', a person",
                )
            )
        if ("at_least" in duty and "preceded_by" not in duty) or "every" in duty:
            for step in plain_texts(
                [duty.get(key) for key in ("do", "on", "at_least", "of", "count", "all")]
            ):
                if _imposes_a_measure(step):
                    refusals.append(
                        _say(
                            f"要求至少若干次“{step}”就是任务指标，不予接受",
                            f"demanding a number of '{step}' is a quota, and is refused",
                        )
                    )
    return refusals


def check_map(data: Mapping[str, Any]) -> list[str]:
    """Refuse a map that keys or joins rows by a person.

    Args:
        data: the map's file.

    Returns:
        Refusals; empty where the file may be used.
    """
    refusals = [*_names_of_declined_systems(data), *_partitions(data)]
    for path, key, value in pairs(data):
        if key not in lists().row_keys or ".columns." in f".{path}":
            continue
        for text in plain_texts([value]):
            word = lists().personal.found_in(_without_officials(text))
            if word:
                refusals.append(
                    _say(
                        f"{path} 用“{text}”标识或连接各行，其中“{word}”是个人信息",
                        f"{path} tells or joins rows by '{text}': '{word}' is personal; use the case number",
                    )
                )
    return refusals


def check_indicator(data: Mapping[str, Any]) -> list[str]:
    """Refuse an indicator that groups by a person or makes a success of a measure against people.

    An indicator that counts `duties` or `findings` counts what the body owed, and is judged by what its name
    says it counts; any other is judged by every word in it.

    Args:
        data: the indicator's file.

    Returns:
        Refusals; empty where the file may be used.
    """
    refusals = [*_names_of_declined_systems(data), *_partitions(data)]
    measure = _measure_counted(data)
    if measure is None:
        return refusals
    for path, key, value in pairs(data):
        if key in lists().judging_keys and not (key == "better" and value in (None, "none")):
            refusals.append(
                _say(
                    f"指标统计“{measure}”，不得设 {path}（better 只能为 none，不设目标、排名、颜色）",
                    f"it counts '{measure}', so {path} is refused: better: none; no target, rank, colour",
                )
            )
    return refusals


def check_register(data: Mapping[str, Any]) -> list[str]:
    """Refuse a register of persons; rooms, item lists and qualified officers are what registers are for.

    Args:
        data: the register's file.

    Returns:
        Refusals; empty where the file may be used.
    """
    return [*_names_of_declined_systems(data), *_about_a_person(data), *_partitions(data)]


def check_other(data: Mapping[str, Any]) -> list[str]:
    """Refuse names and groupings in any other lawbook file.

    Args:
        data: the file.

    Returns:
        Refusals; empty where the file may be used.
    """
    return [*_names_of_declined_systems(data), *_partitions(data)]


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "procedures": check_procedure,
    "norms": check_norm,
    "maps": check_map,
    "indicators": check_indicator,
    "registers": check_register,
    "sources": lambda _: [],  # a title there is the title of a law, and is cited as it stands
}


def check_file(folder: str, data: object) -> list[str]:
    """Put a lawbook file before its guard.

    Args:
        folder: the lawbook's folder the file stands in: `procedures`, `norms`, `maps` and so on.
        data: what the file holds.

    Returns:
        Refusals; empty where the file may be used.

    >>> check_file("procedures", {"id": "inspection", "subject": "inspection"})
    []
    """
    return _CHECKS.get(folder, check_other)(data) if isinstance(data, Mapping) else []


def _say(zh: str, en: str) -> str:
    return f"{zh} / {en}"


def _without_officials(text: str) -> str:
    return lists().officials.sub("", text)


def _names_of_declined_systems(data: Mapping[str, Any], *, keys_too: bool = False) -> list[str]:
    names = [text for _, key, value in pairs(data) if key in _NAMING_KEYS for text in plain_texts([value])]
    if keys_too:
        names += [key for _, key, _ in pairs(data)]
        names += [step_id for step_id, _ in _steps(data)]
    return [refusal for name in dict.fromkeys(names) if (refusal := declined_name(name))]


def _about_a_person(data: Mapping[str, Any]) -> list[str]:
    refusals = []
    for name in plain_texts([data.get("id"), data.get("title")]):
        word = _person_at_the_head(name)
        if word:
            refusals.append(
                _say(
                    f"“{name}”是以人（{word}）为对象的登记或管控；人只出现在案卷之内",
                    f"'{name}' makes a person ('{word}') the subject; persons appear only inside a file",
                )
            )
    return refusals


def _person_at_the_head(name: str) -> str | None:
    """The person a name is about: its last word, or what a register, visit or control in it is of."""
    persons, control = lists().persons, lists().control
    zh = chinese(_without_officials(name))
    head, *rest = (part.strip() for part in _PREPOSITION.split(f" {english(name)} "))
    word = persons.ends(zh) or persons.ends(head)
    if not word and (end := control.ends(zh)):
        word = persons.ends(zh.removesuffix(end))
    if not word and (end := control.ends(head)):
        of_whom = [head.removesuffix(end).strip(), *rest]
        word = next((found for text in of_whom if (found := persons.ends(text))), None)
    return word


def _partitions(data: Mapping[str, Any], due_keys: frozenset[str] = frozenset()) -> list[str]:
    refusals = []
    for path, key, value in pairs(data):
        if key not in lists().partition_keys:
            continue
        allowed = lists().apart if key == "apart" else lists().partitions
        for text in plain_texts([value]) if not _is_length(value) else []:
            due = key in due_keys and not (_BARE_NAME.fullmatch(text) and lists().personal.found_in(text))
            if text not in allowed and not due:
                refusals.append(
                    _say(
                        f"{path}: 不得按“{text}”分组、分区或比对",
                        f"{path}: '{text}' may not group or part; one of: {', '.join(sorted(allowed))}",
                    )
                )
        if value is None or isinstance(value, bool):
            refusals.append(_say(f"{path}: 未写明按什么分", f"{path}: says not what to group by"))
    return refusals


def _is_length(value: object) -> bool:
    """Whether a value is a length of time such as `{days: 3}`."""
    units = {"minutes", "hours", "days", "working_days", "weeks", "months", "years"}
    return isinstance(value, Mapping) and bool(value) and units.issuperset(map(str, value))


def _measure_counted(data: Mapping[str, Any]) -> str | None:
    words = lists().measures
    counted = [value for _, key, value in pairs(data) if key in ("count", "counts", "of", "what", "over")]
    owed = ("duties", "findings", "duty", "finding")
    if any(value in owed for value in counted) and not any(
        value in ("events", "matters") for value in counted
    ):
        for name in plain_texts([data.get("id"), data.get("title")]):
            stem = name.rsplit(".", 1)[-1]
            while (end := lists().counting_ends.ends(stem)) and len(end) < len(stem):
                stem = (chinese(stem) or english(stem)).removesuffix(end).strip()
            if word := words.ends(stem):
                return word
        return None
    return next((word for _, text in texts(data) if (word := words.found_in(text))), None)


def _imposes_a_measure(step: str) -> bool:
    name = english(step.rsplit(".", 1)[-1])
    end = lists().imposed.ends(name)
    return bool(lists().measures.ends(name.removesuffix(end).strip() if end else name))


def _duties(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for _, key, value in pairs(data):
        if key == "duty" and isinstance(value, Mapping):
            yield value


def _steps(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    steps = data.get("steps")
    if isinstance(steps, Mapping):
        yield from ((str(key), value) for key, value in steps.items() if isinstance(value, Mapping))
    elif isinstance(steps, list):
        yield from ((str(value.get("id", "?")), value) for value in steps if isinstance(value, Mapping))
