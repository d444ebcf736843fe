"""What holds for every kind of fact."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from domain.registry import EVENTS


def values_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field may hold, also deep inside tuples and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from values_in(inner)


def unreadable(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if field.is_required() and type(None) in get_args(field.annotation):
            yield f"{model.__name__}.{name}"
        for inner in values_in(field.annotation):
            yield from unreadable(inner)


@pytest.mark.parametrize("name", EVENTS)
def test_what_may_be_empty_may_be_left_out(name: str) -> None:
    """The log stores no nulls: a field that may be None but has no default could not be read."""
    assert not list(unreadable(EVENTS[name]))
