"""What the commands of the draw print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.draw.words import CONFLICTS, KINDS, OWN_UNIT, PEOPLE, TARGETS

if TYPE_CHECKING:
    from fajing.app.draw_pool import PoolFile
    from fajing.draw.record import Draw
    from fajing.draw.verify_draw import Step


def say_pool(made: PoolFile, out: Path, language: str) -> None:
    """How large the pool is, and its hash."""
    pool = made.pool
    weighted = sum(one.weight != 1 for one in pool.targets)
    strata = len({one.stratum for one in pool.targets})
    if language == "en":
        click.echo(
            f"{KINDS[pool.kind][1]}: {len(pool.targets):,} {TARGETS[pool.kind][1]} in {strata} strata, {weighted:,} of "
            f"them weighted; {len(pool.people):,} {PEOPLE[pool.kind][1]}, {len(pool.conflicts):,} conflicts"
        )
        click.echo(f"Pool in {out}: keep it inside until the draw\nsalted hash {made.hash}")
    else:
        click.echo(
            f"{KINDS[pool.kind][0]}：{TARGETS[pool.kind][0]}{len(pool.targets):,}个，分{strata}层，有权重的{weighted:,}个；"
            f"{PEOPLE[pool.kind][0]}{len(pool.people):,}人，回避{len(pool.conflicts):,}对"
        )
        click.echo(f"抽取池在 {out}，抽取前留在内部\n加盐哈希 {made.hash}")


def say_committed(draw: Draw, out: Path, entries: Sequence[int], language: str) -> None:
    """What was committed, where, and until when secrets are taken."""
    first = draw.stages[0]
    entered = ", ".join(map(str, entries))
    if language == "en":
        click.echo(f"Committed {draw.id}: pool {first['pool_hash']}, stage {first['hash']}")
        click.echo(f"Record in {out}" + (f"; ledger entry {entered}" if entered else "; not in a ledger"))
        click.echo(f"Secrets are taken before {draw.closes_at}")
    else:
        click.echo(f"已提交 {draw.id}：抽取池 {first['pool_hash']}，环节 {first['hash']}")
        click.echo(f"记录在 {out}" + (f"，账目 {entered}" if entered else "，没有入账本"))
        click.echo(f"秘密数须在 {draw.closes_at} 前揭示")


def say_state(draw: Draw, language: str) -> None:
    """What is in and what is still awaited."""
    is_en, missing = language == "en", "、".join(draw.missing())
    if draw.state == "voided":
        click.echo(f"{draw.id}: void, missing {missing}" if is_en else f"{draw.id}：已作废，缺 {missing}")
    elif missing:
        click.echo(f"{draw.id}: still awaited {missing}" if is_en else f"{draw.id}：还在等 {missing}")
    else:
        click.echo(
            f"{draw.id}: everything is in, draw now" if is_en else f"{draw.id}：随机来源齐备，可以抽取"
        )


_BARRED = {**CONFLICTS, OWN_UNIT: ("本单位", "own unit")}


def say_result(draw: Draw, language: str) -> None:
    """Every target with its team."""
    is_en = language == "en"
    for number, one in enumerate(draw.result(), 1):
        team = "、".join(one.team)
        barred = "、".join(
            f"{who}({_BARRED[why][int(is_en)] if why in _BARRED else why})" for who, why in one.barred
        )
        said = f"{number:>4}  {one.target}  {team}"
        if barred:
            said += f"  recused {barred}" if is_en else f"  回避 {barred}"
        click.echo(said)
    seed = next(one["seed"] for one in draw.stages if one["stage"] == "drawn")
    total = len(draw.result())
    click.echo(f"{total} drawn, seed {seed}" if is_en else f"抽出{total}个，种子 {seed}")


def say_replaced(draw: Draw, language: str) -> None:
    """Who or what was replaced, and the share of replacements so far."""
    last, is_en = draw.stages[-1], language == "en"
    if last["what"] == "target":
        lines = [(last["out"], f"{last['new']['target']}  {'、'.join(last['new']['team'])}")]
    else:
        lines = [(f"{one['target']}  {last['out']}", one["person"]) for one in last["changes"]]
    for before, after in lines:
        click.echo(f"{before} → {after}")
    count = sum(one["stage"] == "replaced" and one["what"] == "target" for one in draw.stages)
    total = len(draw.result())
    click.echo(
        f"targets replaced so far: {count} of {total}" if is_en else f"至此替换对象{count}次，抽出{total}个"
    )


def say_steps(steps: Sequence[Step], *, has_ledger: bool, language: str) -> None:
    """What was recomputed, and whether all of it holds."""
    is_en = language == "en"
    for step in steps:
        click.echo(f"{'✓' if step.holds else '✗'} {step.en if is_en else step.zh}")
    if not has_ledger and steps[-1].holds:
        click.echo(
            "No ledger: the record is true to itself; that it was made in this order only a ledger shows"
            if is_en
            else "没有账本：记录前后相符；先提交后抽取，要有账本才能证明"
        )
    if is_en:
        click.echo("The record holds" if steps[-1].holds else "The record does NOT hold")
    else:
        click.echo("结论：相符" if steps[-1].holds else "结论：不符")
