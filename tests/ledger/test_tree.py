"""The tree against RFC 6962: published roots, a plain recursive reading of its text, and every broken proof refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.ledger.hashes import SIZE, algorithm, sm3_by_cryptography
from fajing.ledger.tree import (
    Frontier,
    consistency_path,
    inclusion_path,
    is_consistent,
    root_at,
    root_from_inclusion,
)

SHA256, SM3 = algorithm("sha256"), algorithm("sm3")
LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Made:
    """A tree with what is kept for each leaf, and a note of what was looked at."""

    def __init__(self, leaves, with_hash=SHA256):
        edge = Frontier(with_hash)
        self.with_hash = with_hash
        self.leaves = [with_hash.leaf(data) for data in leaves]
        self.kept = [edge.add(leaf) for leaf in self.leaves]
        self.edge = edge
        self.looked = 0

    def look(self, indexes):
        found = {index: self.kept[index] for index in indexes}
        self.looked += len(found)
        return found


def by_the_text(leaves, with_hash=SHA256):
    """MTH of RFC 6962 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else with_hash.digest(b"")
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return with_hash.node(by_the_text(leaves[:k], with_hash), by_the_text(leaves[k:], with_hash))


def path_by_the_text(m, leaves):
    """PATH of RFC 6962 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return [*path_by_the_text(m, leaves[:k]), by_the_text(leaves[k:])]
    return [*path_by_the_text(m - k, leaves[k:]), by_the_text(leaves[:k])]


def proof_by_the_text(m, leaves, is_whole=True):
    """SUBPROOF of RFC 6962 2.1.2."""
    if m == len(leaves):
        return [] if is_whole else [by_the_text(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return [*proof_by_the_text(m, leaves[:k], is_whole), by_the_text(leaves[k:])]
    return [*proof_by_the_text(m - k, leaves[k:], False), by_the_text(leaves[:k])]


def test_roots_are_the_published_ones():
    made = Made([bytes.fromhex(leaf) for leaf in LEAVES])
    assert [root_at(SHA256, size, made.look).hex() for size in range(1, 9)] == ROOTS
    assert root_at(SHA256, 0, made.look).hex() == hashlib.sha256().hexdigest()


def test_sm3_is_the_standard_one_by_both_ways():
    """GB/T 32905, examples 1 and 2."""
    examples = {
        b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    }
    for data, digest in examples.items():
        assert SM3.digest(data).hex() == sm3_by_cryptography(data).hex() == digest


@given(st.lists(st.binary(max_size=5), max_size=70), st.sampled_from([SHA256, SM3]))
def test_roots_are_those_of_the_text(leaves, with_hash):
    made = Made(leaves, with_hash)
    assert made.edge.root() == by_the_text(made.leaves, with_hash)
    for size in range(len(leaves) + 1):
        assert root_at(with_hash, size, made.look) == by_the_text(made.leaves[:size], with_hash)


@given(st.data())
def test_proofs_are_those_of_the_text_and_hold(data):
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(0, new))
    index = data.draw(st.integers(0, new - 1))
    made = Made([bytes([n]) for n in range(131)])
    root, old_root = root_at(SHA256, new, made.look), root_at(SHA256, old, made.look)
    path = inclusion_path(SHA256, index, new, made.look)
    assert path == path_by_the_text(index, made.leaves[:new])
    assert root_from_inclusion(SHA256, made.leaves[index], index, new, path) == root
    proof = consistency_path(SHA256, old, new, made.look)
    assert proof == (proof_by_the_text(old, made.leaves[:new]) if old else [])
    assert is_consistent(SHA256, old, old_root, new, root, proof)


@given(st.data())
def test_a_broken_proof_holds_nothing(data):
    new = data.draw(st.integers(2, 130))
    old = data.draw(st.integers(1, new - 1))
    index = data.draw(st.integers(0, new - 1))
    made = Made([bytes([n]) for n in range(131)])
    root, old_root = root_at(SHA256, new, made.look), root_at(SHA256, old, made.look)
    path = inclusion_path(SHA256, index, new, made.look)
    proof = consistency_path(SHA256, old, new, made.look)

    def broken(steps):
        place = data.draw(st.integers(0, len(steps) - 1))
        how = data.draw(st.sampled_from(["bit", "drop", "twice", "short"]))
        step = steps[place]
        changed = {
            "bit": [bytes([step[0] ^ 1]) + step[1:]], "drop": [], "twice": [step, step], "short": [step[:31]],
        }[how]  # fmt: skip
        return [*steps[:place], *changed, *steps[place + 1 :]]

    assert root_from_inclusion(SHA256, made.leaves[index], index, new, broken(path)) != root
    assert not is_consistent(SHA256, old, old_root, new, root, broken(proof))
    assert not is_consistent(SHA256, old, root, new, root, proof)
    assert root_from_inclusion(SHA256, made.leaves[(index + 1) % new], index, new, path) != root


@pytest.mark.parametrize("size", [1, 2, 3, 1000, 65_536, 65_537, 100_000])
def test_a_proof_looks_at_few_rows_whatever_the_size(size):
    made = Made([b"x"]) if size == 1 else Made(n.to_bytes(4) for n in range(size))
    levels = size.bit_length()
    for index in {0, size // 2, size - 1}:
        made.looked = 0
        inclusion_path(SHA256, index, size, made.look)
        assert made.looked <= 2 * levels
        made.looked = 0
        consistency_path(SHA256, index, size, made.look)
        assert made.looked <= 2 * levels
    assert sum(map(len, made.kept)) <= 2 * size * SIZE
