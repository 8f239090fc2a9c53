"""The tree of RFC 6962: known roots, and paths that lead to the root and only there."""

from __future__ import annotations

from random import Random

import pytest

from fajing.ledger.segments.merkle import (
    Tree,
    leaf_hash,
    node_hash,
    path_of,
    path_parts,
    root_from_path,
    root_of,
)

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (  # of the first n leaves, as the logs of Certificate Transparency publish them for their tests
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_a_path_is_that_of_the_published_vectors() -> None:
    path = path_of(5, 8, [b"".join(map(leaf_hash, LEAVES))])
    assert [step.hex() for step in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as the RFC defines it, by recursion."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(by_definition(leaves[:middle]), by_definition(leaves[middle:]))


def test_every_path_of_trees_up_to_70_leaves_leads_to_the_root_by_definition() -> None:
    leaves = [bytes([number]) for number in range(70)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for size in range(1, 71):
        root = by_definition(leaves[:size])
        assert root_of(leaves[:size]) == root
        for index in range(size):
            path = path_of(index, size, [b"".join(hashes[:size])])
            assert root_from_path(hashes[index], index, size, path) == root


def test_a_wrong_leaf_place_size_or_path_does_not_lead_to_the_root() -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(13)]
    tree = Tree()
    tree.add(b"".join(hashes))
    for index in range(13):
        path = path_of(index, 13, [b"".join(hashes)])
        good = (hashes[index], index, 13, path)
        assert root_from_path(*good) == tree.root()
        for bad in (
            (leaf_hash(b"x"), index, 13, path),
            (hashes[index], (index + 1) % 13, 13, path),
            (hashes[index], index, 200, path),
            (hashes[index], index, 13, path[:-1]),
            (hashes[index], index, 13, [*path, path[0]]),
            (hashes[index], 13, 13, path),
            (hashes[index], index, 13, [bytes(32), *path[1:]]),
        ):
            assert root_from_path(*bad) != tree.root()


def test_blocks_of_any_length_give_the_same_root_and_path() -> None:
    rng = Random(1)
    hashes = b"".join(leaf_hash(number.to_bytes(2, "big")) for number in range(1000))
    whole = Tree()
    whole.add(hashes)
    for _ in range(20):
        tree, at, blocks = Tree(), 0, []
        while at < 1000:
            step = rng.randint(1, 300)
            blocks.append(hashes[at * 32 : (at + step) * 32])
            tree.add(blocks[-1])
            at += step
        assert (tree.root(), tree.size) == (whole.root(), 1000)
        index = rng.randrange(1000)
        path = path_of(index, 1000, blocks)
        assert root_from_path(hashes[index * 32 : index * 32 + 32], index, 1000, path) == whole.root()


def test_there_is_no_path_of_a_leaf_outside_the_tree() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(IndexError):
            path_parts(index, size)
