"""What holds for every event of the registry, read off its types."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import NoneType
from typing import Any, Final, Literal, Union
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pydantic import BaseModel, ValidationError

from application.codec import Stamp, draft, stamped, trusted, validated, written
from application.recorded import ActorStamp
from application.sealing import sealed_fields
from application.vault import PREFIX
from domain.kernel import SHANGHAI, Event
from domain.registry import EVENTS
from tests.shapes import Shape, fields_of, variants

STREAM: Final = UUID(int=1)
NOW: Final = written(datetime(2022, 5, 10, tzinfo=UTC))
STAMP: Final = stamped(Stamp(ActorStamp("CW"), STREAM, STREAM))
TOKEN: Final = f"{PREFIX}{STREAM.hex}:{'bm9pc2U=' * 700}"  # longer than any text somebody typed
NAMED: Final = pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)

ZONES: Final = st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-5, minutes=-30))])
MOMENTS: Final = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, zone) + timedelta(microseconds=seconds),
    st.integers(-2_000_000_000, 7_000_000_000),
    ZONES,
)
SIMPLE: Final[dict[Any, st.SearchStrategy[Any]]] = {
    UUID: st.uuids(),
    date: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    datetime: MOMENTS,
    NoneType: st.none(),
}


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Any value that the type allows."""
    if isinstance(shape.kind, type) and issubclass(shape.kind, BaseModel):
        return instances(shape.kind)
    if shape.kind is Union:
        return st.one_of(*map(values, shape.parts))
    if shape.kind is Literal:
        return st.sampled_from(shape.parts)
    if shape.kind is tuple and ... in shape.parts:
        most = min(shape.size_max or 3, 3)
        many = st.lists(values(shape.parts[0]), min_size=shape.size_min, max_size=most)
        return many.map(tuple)
    if shape.kind is tuple:
        return st.tuples(*map(values, shape.parts))
    if shape.kind is dict:
        return st.dictionaries(*map(values, shape.parts), max_size=2)
    if (all_there_are := variants(shape.kind)) is not None:
        return st.sampled_from(all_there_are)
    return _plain(shape)


def _plain(shape: Shape) -> st.SearchStrategy[Any]:
    if shape.sealed:
        return st.just(TOKEN)
    if shape.kind is str and shape.pattern:
        return st.from_regex(shape.pattern, fullmatch=True)
    if shape.kind is str:
        return st.text(min_size=shape.size_min, max_size=min(shape.size_max or 20, 20))
    low, high = shape.low, shape.high
    if shape.kind is int:
        return st.integers(-(10**6) if low is None else low, 10**6 if high is None else high)
    if shape.kind is float:
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    if shape.kind is Decimal:
        places = shape.places or 2
        return st.decimals(low or -999, high or 999, places=places, allow_nan=False)
    return SIMPLE[shape.kind]


def instances(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Validated instances; those that break a rule of the whole model are left out."""
    fields = st.fixed_dictionaries({name: values(s) for name, s in fields_of(model).items()})

    def validated_or_none(found: dict[str, Any]) -> BaseModel | None:
        try:
            return model.model_validate(found)
        except ValidationError:
            return None

    return fields.map(validated_or_none).filter(lambda instance: instance is not None)


def assert_same(twin: Any, event: Any) -> None:
    """Field by field, nested values included."""
    if isinstance(event, BaseModel) and isinstance(twin, msgspec.Struct):
        assert set(twin.__struct_fields__) == set(type(event).model_fields)
        for name in type(event).model_fields:
            assert_same(getattr(twin, name), getattr(event, name))
    elif isinstance(event, BaseModel):  # of several types the twin keeps the plain JSON
        assert twin == event.model_dump(mode="json", exclude_none=True)
    elif isinstance(event, tuple):
        assert isinstance(twin, list | tuple)
        assert len(twin) == len(event)
        for one, other in zip(twin, event, strict=True):
            assert_same(one, other)
    elif isinstance(event, dict):
        assert list(map(str, twin)) == list(map(str, event))
        for one, other in zip(twin.values(), event.values(), strict=True):
            assert_same(one, other)
    else:
        assert twin == event


@NAMED
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back_and_its_trusted_twin_is_the_same(
    kind: type[Event[Any]], data: st.DataObject
) -> None:
    event = data.draw(instances(kind))
    stored = draft(STREAM, 1, event, STAMP).stored(NOW)
    read = validated(1, STREAM, 1, kind.name, stored)
    assert read.event == event
    twin = trusted(1, STREAM, 1, kind.name, stored)
    assert_same(twin.event, event)
    assert (twin.recorded_at, twin.actor) == (read.recorded_at, read.actor)


# What no event may have


def shapes_in(shape: Shape, where: str) -> Iterator[tuple[str, Shape]]:
    yield where, shape
    if isinstance(shape.kind, type) and issubclass(shape.kind, BaseModel):
        for name, part in fields_of(shape.kind).items():
            yield from shapes_in(part, f"{where}.{name}")
    for part in shape.parts:
        if isinstance(part, Shape):
            yield from shapes_in(part, where)


def all_of(kind: type[Event[Any]]) -> list[tuple[str, Shape]]:
    return list(shapes_in(Shape(kind), kind.name))


@NAMED
def test_a_sealed_field_takes_noise_of_any_length(kind: type[Event[Any]]) -> None:
    for where, shape in all_of(kind):
        assert not shape.sealed or (shape.size_max is None and shape.pattern is None), (
            f"{where} is sealed, and what is sealed is longer than what was typed: "
            "an event has SealedText there, the command PrivateText."
        )


@NAMED
def test_the_vault_finds_every_sealed_field(kind: type[Event[Any]]) -> None:
    """It looks into tuples and values, one level of tuple at a time."""

    def reached(shape: Shape, *, in_tuple: bool = False) -> bool:
        if shape.kind is Union:
            return all(reached(part, in_tuple=in_tuple) for part in shape.parts)
        if shape.kind is tuple and not in_tuple:
            parts = [part for part in shape.parts if isinstance(part, Shape)]
            return all(reached(part, in_tuple=True) for part in parts)
        if isinstance(shape.kind, type) and issubclass(shape.kind, BaseModel):
            return all(map(reached, fields_of(shape.kind).values()))
        return shape.kind is str or not any(s.sealed for _, s in shapes_in(shape, ""))

    assert reached(Shape(kind)), f"{kind.name}: the vault does not look there for a sealed text"
    has_one = any(shape.sealed for _, shape in all_of(kind))
    assert bool(sealed_fields(kind)) == has_one


@NAMED
def test_the_person_it_is_sealed_for_is_one_of_its_fields(kind: type[Event[Any]]) -> None:
    if kind.sealed_for is not None:
        person = fields_of(kind)[kind.sealed_for]
        assert UUID in (person.kind, *(part.kind for part in person.parts))


@NAMED
def test_its_bytes_are_the_same_at_every_run(kind: type[Event[Any]]) -> None:
    for where, shape in all_of(kind):
        assert shape.kind not in (set, frozenset), f"{where}: a set has no order, use a tuple"


@NAMED
def test_its_name_is_stable(kind: type[Event[Any]]) -> None:
    assert kind.name.count(".") == 1
    assert kind.name == kind.name.lower()
    assert kind.name.replace(".", "").replace("_", "").isalnum()
