"""Trusted twins: a msgspec struct for each event class, with the same fields.

Stored bytes were validated when they were decided. Whoever folds millions of them decodes them
into these, several times faster than validating again; they are never written.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin

import msgspec
from pydantic import AwareDatetime, BaseModel
from pydantic_core import PydanticUndefined

from domain.kernel import Event

UNIONS: Final = (Union, UnionType)


@cache
def twin(model: type[BaseModel]) -> type[msgspec.Struct]:
    """The struct with the fields of `model`, nested values included."""
    required, optional = [], []
    for name, field in model.model_fields.items():
        kind = _kind(field.annotation)
        if field.is_required():
            required.append((name, kind))
        elif field.default is PydanticUndefined:
            factory = cast(Callable[[], Any], field.default_factory)
            optional.append((name, kind, msgspec.field(default_factory=factory)))
        else:
            optional.append((name, kind, _plain(field.default)))
    fields: list[Any] = [*required, *optional]
    return msgspec.defstruct(model.__name__, fields, frozen=True, kw_only=True, gc=True)


def _kind(annotation: Any) -> Any:
    """`annotation` with every model in it replaced by its twin."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(args[0])
    if annotation is AwareDatetime:
        return datetime
    if origin in UNIONS:
        some = [_kind(arg) for arg in args if arg is not NoneType]
        # Of several types only the plain JSON is kept: a trusting reader needs no more of them.
        return Union[some[0], None] if len(some) == 1 else Any  # noqa: UP007
    if origin is not None and isinstance(origin, type) and args:
        return GenericAlias(origin, tuple(a if a is Ellipsis else _kind(a) for a in args))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return twin(annotation)
    return annotation


def _plain(default: Any) -> Any:
    if isinstance(default, BaseModel):
        return msgspec.convert(default.model_dump(mode="json"), twin(type(default)))
    return default


def from_data(event: type[Event[Any]], data: Any) -> msgspec.Struct:
    """The twin of a fact from its plain JSON."""
    return msgspec.convert(data, twin(event))
