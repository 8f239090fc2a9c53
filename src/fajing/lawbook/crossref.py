"""What norms say of each other: no circles, no id used twice, nothing that hangs on a norm nobody judges."""

from __future__ import annotations

from collections.abc import Mapping

from fajing.lawbook.model import Norm, Status
from fajing.lawbook.problems import Report


def check_norms(norms: Mapping[str, Norm], report: Report) -> None:
    """Circles of `expired` and `due_of`, former ids used again, norms that count from one unjudged."""
    _check_former_ids(norms, report)
    follows = {norm.id: counts_from(norm) & norms.keys() for norm in norms.values()}
    for norm in norms.values():
        circle = _circle(norm.id, follows)
        if circle and circle[0] == min(circle[:-1]):
            what = f"规则互相等待：{' → '.join(circle)} (norms wait for each other)"
            report.error(norm.place, what, "改其中一条的 expired 或 due_of / change one of them")
        if norm.status is not Status.IN_FORCE:
            continue
        for other in sorted(follows[norm.id]):
            if norms[other].status is not Status.IN_FORCE:
                what = (
                    f"在用规则依着 {norms[other].status} 的 {other} (counts from a norm that is not in force)"
                )
                report.warn(norm.place, what, "status: draft")


def counts_from(norm: Norm) -> set[str]:
    """Ids of the norms whose due moments a norm counts from."""
    found: set[str] = set()
    for version in norm.versions:
        found.update(
            filter(None, (version.duty.expired, version.duty.by.due_of if version.duty.by else None))
        )
    return found


def _circle(start: str, follows: Mapping[str, set[str]]) -> list[str]:
    """The shortest way from a norm back to itself; empty where there is none."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop(0)
        for following in sorted(follows.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _check_former_ids(norms: Mapping[str, Norm], report: Report) -> None:
    owners: dict[str, str] = {}
    for norm in norms.values():
        for former in norm.was:
            other = former if former in norms else owners.get(former)
            if other is not None:
                what = f"曾用 id {former} 已属于 {other} (a former id that is in use)"
                report.error(norm.place, what, "id 用过就不再给别的规则 / ids are never reused")
            owners[former] = norm.id
