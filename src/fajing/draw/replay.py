"""A record read again: every stage is done once more and must come out the same.

In: the bytes of a record. Out: the draw, or an error that names the first stage that differs. `verify_draw.py` asks the
same of a record without this program.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NoReturn

from fajing.core.canonical import canonical_bytes, pretty_bytes
from fajing.core.errors import FajingError
from fajing.draw import texts
from fajing.draw.plan import Plan
from fajing.draw.pool import Pool
from fajing.draw.record import COMMITTED, DRAWN, REPLACED, REVEALED, VOIDED, Draw
from fajing.draw.sources import Secret, source_from_json
from fajing.draw.words import FORMAT

LARGEST = 256 << 20


def replay(data: bytes) -> Draw:
    """The draw of a record.

    Raises:
        FajingError: It is not a record, or a stage does not come out as it stands there.
    """
    stages = _stages(data)
    draw = None
    for number, stage in enumerate(stages):
        where = f"stages[{number}]"
        try:
            if draw is None:
                draw = _commit(stage)
            else:
                _again(draw, stage)
        except FajingError as error:
            raise FajingError(
                f"第{number + 1}个环节不成立 (stage {number + 1} does not hold): {error.what}",
                where=f"{where} {error.where}".strip(),
                why=error.why,
            ) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FajingError(
                f"第{number + 1}个环节写法不对 (stage {number + 1} is not written as it should be)",
                where=where,
                why=type(error).__name__,
            ) from error
        if canonical_bytes(draw.stages[-1]) != canonical_bytes(stage):
            raise FajingError(
                f"第{number + 1}个环节与重算的不同 (stage {number + 1} differs from what comes out)",
                where=where,
            )
    if draw is None:
        raise FajingError("不是一份抽取记录 (this is no record of a draw)")
    return draw


def _stages(data: bytes) -> list[Any]:
    """The stages, where the bytes are written in the one way that a record is."""
    if len(data) > LARGEST:
        raise FajingError("记录太大 (the record is too large)")
    try:
        read = json.loads(data, parse_float=_no_float, parse_constant=_no_float)
        is_record = read.keys() == {"format", "stages"} and read["format"] == FORMAT
        if is_record and isinstance(read["stages"], list) and pretty_bytes(read) == data:
            return read["stages"]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise FajingError(
            "不是一份抽取记录 (this is no record of a draw)", why=type(error).__name__
        ) from error
    raise FajingError(
        "不是一份抽取记录，或被重新排版 (this is no record of a draw, or it was written anew)",
        why=f"format 应为 {FORMAT}，键按序，缩进两格 / keys in order, two spaces of indent",
    )


def _no_float(text: str) -> NoReturn:
    raise ValueError(text)


def _commit(stage: Any) -> Draw:
    if stage["stage"] != COMMITTED:
        raise FajingError("第一个环节应是提交 (the first stage is the commitment)")
    return Draw.commit(
        Pool.from_json(stage["pool"]),
        Plan.from_json(stage["plan"]),
        [source_from_json(one) for one in stage["sources"]],
        draw=stage["draw"],
        title=stage["title"],
        salt=stage["salt"],
        by=stage["by"],
        at=_at(stage),
        repeats=stage["repeats"],
    )


def _again(draw: Draw, stage: Any) -> None:
    by, at, kind = stage["by"], _at(stage), stage["stage"]
    if kind == REVEALED:
        secrets = {one.id for one in draw.sources if isinstance(one, Secret)}
        if stage["source"] in secrets:
            draw.reveal(stage["source"], stage["value"], by=by, at=at)
        else:
            read_at = texts.instant(stage["read_at"], "read_at")
            draw.enter(
                stage["source"], stage["value"], read_from=stage["read_from"], read_at=read_at, by=by, at=at
            )
    elif kind == DRAWN:
        draw.run(by=by, at=at)
    elif kind == VOIDED:
        draw.void(stage["reason"], by=by, at=at)
    elif kind == REPLACED and stage["what"] == "target":
        draw.replace_target(stage["out"], stage["reason"], by=by, at=at, document=stage["document"])
    elif kind == REPLACED and stage["what"] == "person":
        draw.replace_person(
            stage["out"], stage["reason"], by=by, at=at, target=stage["for"], document=stage["document"]
        )
    else:
        raise FajingError(f"没有这种环节 (no such stage): {kind!r}")


def _at(stage: Any) -> datetime:
    return texts.instant(stage["at"], "at")
