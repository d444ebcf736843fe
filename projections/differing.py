"""What differs between two tables with keys: the one comparison behind drift, trials of other rules
and everything that is asked at two moments."""

from collections.abc import Callable, Iterator, Mapping
from operator import eq
from typing import Any, Generic, NamedTuple, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Pair(NamedTuple, Generic[K, V]):
    """What stands under a key on the two sides. None: nothing."""

    key: K
    before: V | None
    after: V | None

    @property
    def change(self) -> str:
        if self.before is None:
            return "ADDED"
        return "GONE" if self.after is None else "CHANGED"


def differing(
    before: Mapping[K, V], after: Mapping[K, V], alike: Callable[[Any, Any], bool] = eq
) -> Iterator[Pair[K, V]]:
    """What is on one side only, or not alike on both; in the order of the keys."""
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or not alike(was, now):
            yield Pair(key, was, now)
