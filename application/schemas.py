"""How old writings are read: every stored event is lifted to the newest shape of its name.

A change of an event, in this order of preference: a new optional field with a default (no new
schema) → a new schema with a step here → a new event name. Stored events are never rewritten.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Data = dict[str, Any]
Upcast = Callable[[Data], Data]

# (stored name, schema it was written in) → its step to the next schema, pure, on plain JSON.
UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = {}


def newest_schema(name: str) -> int:
    schema = 1
    while (name, schema) in UPCASTS:
        schema += 1
    return schema


def lifted(name: str, schema: int, data: Data) -> Data:
    """`data` as the newest schema writes it."""
    for step in range(schema, newest_schema(name)):
        data = UPCASTS[name, step](data)
    return data
