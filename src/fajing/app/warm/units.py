"""Units: sets of files that are judged together, because corrections or links bind them; all others stand alone.

A unit is known by its least node. In: components of a first check, then new segments. Out: which units a new segment
touches, and the units there are then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fajing.app.warm.names import Names, linked_nodes
from fajing.ledger.segments.components import node

Ints = NDArray[np.int64]


class Units:
    """Nodes that do not stand alone, and the unit of each.

    Args:
        nodes: Ascending.
        units: Of each node its unit's least node.
    """

    def __init__(self, nodes: Ints, units: Ints) -> None:
        self.nodes, self.units = nodes, units
        self._order = np.argsort(units, kind="stable")

    @classmethod
    def of(cls, components: Iterable[Sequence[int]]) -> Units:
        """The units of some sets."""
        pairs = [(one, min(nodes)) for nodes in components for one in nodes]
        table = np.array(sorted(pairs), np.int64).reshape(len(pairs), 2)
        return cls(table[:, 0].copy(), table[:, 1].copy())

    def unit_of(self, nodes: Ints) -> Ints:
        """The unit of each node; of one that stands alone the node itself."""
        if not len(self.nodes):
            return nodes.copy()
        places = np.minimum(np.searchsorted(self.nodes, nodes), len(self.nodes) - 1)
        return np.where(self.nodes[places] == nodes, self.units[places], nodes)

    def nodes_of(self, units: Ints) -> Ints:
        """All nodes of some units, ascending."""
        own = np.isin(self.units, units)
        return np.unique(np.concatenate((units, self.nodes[own])))

    def grown(self, names: Names, before: int) -> tuple[Units, Ints]:
        """What becomes of the units when segments are added.

        Args:
            names: Names of all segments.
            before: Number of segments that there were.

        Returns:
            The new units, and the units (new) that hold a file of a new segment.
        """
        hashes, nodes, lone = [], [], []
        for number in range(before, len(names.segments)):
            own, of_own = names.of(number)
            hashes.append(np.asarray(own))
            nodes.append(np.asarray(of_own))
            files = names.segments[number].manifest.files
            lone.append(np.arange(files, dtype=np.int64) | node(number, 0))
        if not hashes:
            return self, np.zeros(0, np.int64)
        asked, of_asked = np.concatenate(hashes), np.concatenate(nodes)
        wanted = np.unique(asked)
        places, found = names.find(wanted, before)
        keys = np.concatenate((asked, wanted[places]))
        members = np.concatenate((of_asked, self.unit_of(found)))
        bound = _bound(keys, members)
        linked = np.concatenate(
            [linked_nodes(names.segments[n], n) for n in range(before, len(names.segments))]
        )
        for one in linked.tolist():
            bound.setdefault(one, one)
        new = self._joined(bound)
        return new, np.unique(new.unit_of(np.concatenate(lone)))

    def _joined(self, top: dict[int, int]) -> Units:
        """Units after some were joined; `top` gives of each unit or node that is bound its new unit."""
        if not top:
            return self
        olds, news = (np.array(side, np.int64) for side in zip(*sorted(top.items()), strict=True))
        places = np.minimum(np.searchsorted(olds, self.units), len(olds) - 1)
        units = np.where(olds[places] == self.units, news[places], self.units)
        lone = ~np.isin(olds, self.nodes)
        nodes = np.concatenate((self.nodes, olds[lone]))
        units = np.concatenate((units, news[lone]))
        order = np.argsort(nodes)
        return Units(nodes[order], units[order])


def _bound(keys: NDArray[np.uint64], members: Ints) -> dict[int, int]:
    """Members that share a key, each with the least of all it is bound to."""
    order = np.lexsort((members, keys))
    keys, members = keys[order], members[order]
    links = (keys[1:] == keys[:-1]) & (members[1:] != members[:-1])
    parents: dict[int, int] = {}

    def top(one: int) -> int:
        while (above := parents.setdefault(one, one)) != one:
            parents[one] = one = parents[above]
        return one

    for one, other in zip(members[:-1][links].tolist(), members[1:][links].tolist(), strict=True):
        low, high = sorted((top(one), top(other)))
        parents[high] = low
    return {one: top(one) for one in list(parents)}
