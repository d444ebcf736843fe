"""How rows, keys and the values of filters are written, the same for folding and for reading."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final

import msgspec

from projections.models import Key

encoded: Final = msgspec.json.Encoder().encode
plain: Final = msgspec.to_builtins


def key_text(key: Key) -> str:
    """A key as the store holds it: its only part as text, or several as a JSON array."""
    if len(key) > 1:
        return encoded(key).decode()
    part = plain(key[0])
    return part if isinstance(part, str) else str(part)


def value_text(values: Sequence[Any]) -> str:
    """The values of a moving filter as `presence` holds them."""
    return encoded(values).decode()


def reader(columns: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads these columns of a row."""
    if not columns:
        return lambda row: ()
    read = attrgetter(*columns)
    return (lambda row: (read(row),)) if len(columns) == 1 else read
