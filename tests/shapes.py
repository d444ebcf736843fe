"""Which values a field takes, read off its type: for stored examples and for generated ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types as at
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from domain.kernel import Sealed


@dataclass(frozen=True)
class Shape:
    """kind: the plain type; tuple, dict, Literal and Union with the shapes of their parts."""

    kind: Any
    parts: tuple[Any, ...] = ()
    pattern: str | None = None
    low: Any = None
    high: Any = None
    size_min: int = 0
    size_max: int | None = None
    places: int | None = None
    sealed: bool = False

    @property
    def optional(self) -> bool:
        return self.kind is Union and any(part.kind is NoneType for part in self.parts)


def shape_of(annotation: Any, metadata: Iterable[Any] = ()) -> Shape:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(args[0], (*args[1:], *metadata))
    if origin in (Union, UnionType):
        # A constraint beside a union is meant for what is not None in it.
        kind = Shape(Union, tuple(shape_of(arg, metadata) for arg in args))
    elif origin is Literal:
        kind = Shape(Literal, args)
    elif origin in (tuple, frozenset, dict):
        many = tuple(shape_of(arg) if arg is not Ellipsis else arg for arg in args)
        kind = _constrained(Shape(origin, many), metadata)
    elif annotation is AwareDatetime:
        kind = Shape(datetime)
    elif isinstance(annotation, type):
        kind = _constrained(Shape(annotation), metadata)
    else:
        raise TypeError(f"no values are known for {annotation}: teach tests/shapes.py")
    return kind


def fields_of(model: type[BaseModel]) -> dict[str, Shape]:
    return {n: shape_of(f.annotation, f.metadata) for n, f in model.model_fields.items()}


def variants(kind: Any) -> list[Any] | None:
    """All the values there are, if they can be counted."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    return [True, False] if kind is bool else None


def _constrained(shape: Shape, metadata: Iterable[Any]) -> Shape:
    for mark in _flat(metadata):
        match mark:
            case Sealed():
                shape = replace(shape, sealed=True)
            case at.Ge(ge=low) | at.Gt(gt=low):
                shape = replace(shape, low=low + isinstance(mark, at.Gt))
            case at.Le(le=high) | at.Lt(lt=high):
                shape = replace(shape, high=high - isinstance(mark, at.Lt))
            case at.MinLen(min_length=size):
                shape = replace(shape, size_min=size)
            case at.MaxLen(max_length=size):
                shape = replace(shape, size_max=size)
            case _:
                shape = replace(
                    shape,
                    pattern=getattr(mark, "pattern", None) or shape.pattern,
                    places=getattr(mark, "decimal_places", None) or shape.places,
                )
    return shape


def _flat(metadata: Iterable[Any]) -> Iterable[Any]:
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            yield from _flat(mark.metadata)
        elif isinstance(mark, at.GroupedMetadata):
            yield mark  # a pattern does not show among its parts
            yield from _flat(mark)
        else:
            yield mark
