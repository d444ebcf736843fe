"""The Merkle tree over a log, as a server keeps it: its hashes, proofs and tiles."""

from collections.abc import Callable, Sequence
from typing import Final

from application.proof.checking import Broken, folded, node_hash, root_of

HEIGHT: Final = 8  # of a tile: C2SP's tlog-tiles
WIDTH: Final = 1 << HEIGHT


class Tree:
    """Leaf hashes are asked for when they are needed; above the lowest tiles all is in memory.

    leaves: the hashes from a first index, from 0, up to a last one exclusively.
    """

    def __init__(self, leaves: Callable[[int, int], list[bytes]]) -> None:
        self.size = 0
        self._leaves = leaves
        self._above: list[list[bytes]] = [[]]  # by height, from that of a tile's root on

    def grow(self, leaves: Sequence[bytes], beginning: Sequence[bytes] = ()) -> None:
        """Takes further leaves in. beginning: those of the last tile, if it was not full."""
        begun = self.size % WIDTH
        if len(beginning) != begun:
            raise ValueError("the last tile's leaves are needed")
        tile = [*beginning, *leaves]
        for first in range(0, len(tile) - WIDTH + 1, WIDTH):
            self._complete(root_of(tile[first : first + WIDTH]))
        self.size += len(leaves)

    def _complete(self, hash: bytes) -> None:
        for hashes in self._above:
            hashes.append(hash)
            if len(hashes) % 2:
                return
            hash = node_hash(hashes[-2], hash)
        self._above.append([hash])

    def root(self, size: int) -> bytes:
        self._must_have(size)
        return folded([self._subtree(*part) for part in _parts(0, size)])

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The hashes that lead from a leaf to the root. RFC 9162, 2.1.3.1."""
        self._must_have(size)
        if not 0 <= index < size:
            raise Broken(f"index {index} is not in a tree of {size}")
        proof: list[bytes] = []
        first, last = 0, size
        while last - first > 1:
            middle = first + _half(last - first)
            if index < middle:
                proof.append(self._range(middle, last))
                last = middle
            else:
                proof.append(self._range(first, middle))
                first = middle
        return proof[::-1]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The hashes by which the old root and the new one are reckoned. RFC 9162, 2.1.4.1."""
        self._must_have(size)
        if not 0 <= old <= size:
            raise Broken(f"a tree of {size} has no beginning of {old}")
        proof: list[bytes] = []
        first, last = 0, size if old else 0
        while old not in (first, last):
            middle = first + _half(last - first)
            if old <= middle:
                proof.append(self._range(middle, last))
                last = middle
            else:
                proof.append(self._range(first, middle))
                first = middle
        if first:
            proof.append(self._range(first, last))
        return proof[::-1]

    def tile(self, level: int, index: int, width: int) -> list[bytes]:
        """The hashes of a tile of tlog-tiles: `width` of them, 256 if it is full."""
        first, span = index * WIDTH, 1 << HEIGHT * level
        if not 0 < width <= WIDTH or (first + width) * span > self.size:
            raise Broken("the tree has no such tile yet")
        if level == 0:
            return self._leaves(first, first + width)
        return self._above[HEIGHT * (level - 1)][first : first + width]

    def _must_have(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise Broken(f"the tree has {self.size} events, not {size}")

    def _range(self, first: int, last: int) -> bytes:
        return folded([self._subtree(*part) for part in _parts(first, last)])

    def _subtree(self, first: int, span: int) -> bytes:
        """The root over a power of two of leaves that begin at a multiple of it."""
        if span < WIDTH:
            return root_of(self._leaves(first, first + span))
        return self._above[(span // WIDTH).bit_length() - 1][first // span]


def _half(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _parts(first: int, last: int) -> list[tuple[int, int]]:
    """The complete subtrees of a range that begins where one of its size may: first leaf, span."""
    parts = []
    while first < last:
        span = 1 << (last - first).bit_length() - 1
        parts.append((first, span))
        first += span
    return parts
