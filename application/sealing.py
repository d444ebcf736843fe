"""Which fields of a fact hold personal data: found once for each class, by the Sealed mark."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from domain.kernel import Sealed


@cache
def sealed_fields(model: type[BaseModel]) -> Mapping[str, Sealed | None]:
    """The fields with a text to seal; None for one whose values have such fields themselves."""
    found: dict[str, Sealed | None] = {}
    for name, info in model.model_fields.items():
        annotation = (
            Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        )
        marks = list(_marks(annotation))
        if marks:
            found[name] = next((mark for mark in marks if mark is not None), None)
    return found


def _marks(annotation: Any) -> Iterator[Sealed | None]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if sealed_fields(annotation):
            yield None
        return
    if get_origin(annotation) is Annotated:
        yield from (mark for mark in annotation.__metadata__ if isinstance(mark, Sealed))
    for part in get_args(annotation):
        yield from _marks(part)
