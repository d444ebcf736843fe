"""A parcel desk: read models that use every means of declaring one, to test the engine with."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st
from msgspec.structs import replace

from application.recorded import ActorStamp, Recorded
from application.twins import twin
from domain.kernel import NAMESPACE, Event, Label, derived_id
from projections.models import Journal, Key, Register, Row

START = datetime(2022, 1, 1, tzinfo=UTC)
SHELVES, OWNERS = ("A", "B", "C"), tuple(derived_id("owner", n) for n in range(3))


class State(StrEnum):
    WAITING = "WAITING"
    COLLECTED = "COLLECTED"


class ParcelArrived(Event[Any], name="parcel.arrived"):
    shelf: str
    owner: UUID | None
    fragile: bool
    weight: int
    on: date


class ParcelMoved(Event[Any], name="parcel.moved"):
    origin: str
    shelf: str


class ParcelCollected(Event[Any], name="parcel.collected"):
    owner: UUID
    on: date


class ParcelReturned(Event[Any], name="parcel.returned"):
    pass


class ParcelLost(Event[Any], name="parcel.lost"):
    pass


class ShelfCleaned(Event[Any], name="parcel.shelf_cleaned"):
    """No read model knows it by name."""


class ParcelRow(Row, frozen=True):
    shelf: str
    owner: UUID | None
    fragile: bool
    weight: int
    arrived_on: date
    state: State = State.WAITING
    shelves: tuple[str, ...] = ()


PARCELS = Register(
    name="parcel",
    title=Label("包裹", "Parcels"),
    row=ParcelRow,
    filters=("shelf", "owner", "fragile", "weight"),
    moving=("state", ("shelf", "state")),
    valid=("arrived_on",),
    counted=("state", "shelf", "arrived_on"),
)


@PARCELS.opens(ParcelArrived)
def arrived(e: Recorded) -> ParcelRow:
    new = e.event
    return ParcelRow(new.shelf, new.owner, new.fragile, new.weight, new.on, shelves=(new.shelf,))


@PARCELS.on(ParcelMoved)
def moved(row: ParcelRow, e: Recorded) -> ParcelRow:
    return replace(row, shelf=e.event.shelf, shelves=(*row.shelves, e.event.shelf))


@PARCELS.on(ParcelCollected)
def collected(row: ParcelRow, e: Recorded) -> ParcelRow:
    return replace(row, state=State.COLLECTED)


@PARCELS.on(ParcelReturned)
def returned(row: ParcelRow, e: Recorded) -> ParcelRow:
    return replace(row, state=State.WAITING)


@PARCELS.on(ParcelLost)
def lost(row: ParcelRow, e: Recorded) -> None:
    return None


class ShelfRow(Row, frozen=True):
    shelf: str
    parcels: int


SHELF_COUNTS = Register(
    name="shelf",
    title=Label("货架", "Shelves"),
    row=ShelfRow,
    filters=("parcels",),
    moving=("parcels",),
    key=lambda e: (e.event.shelf,),
)


@SHELF_COUNTS.upserts(ParcelArrived)
def stored(row: ShelfRow | None, e: Recorded) -> ShelfRow:
    return ShelfRow(e.event.shelf, (row.parcels if row else 0) + 1)


@SHELF_COUNTS.each(ParcelMoved, keys=lambda e: [(e.event.origin,), (e.event.shelf,)])
def shifted(row: ShelfRow | None, e: Recorded, key: Key) -> ShelfRow | None:
    """An empty shelf has no row; a parcel moved to where it was changes nothing."""
    more = (key[0] == e.event.shelf) - (key[0] == e.event.origin)
    parcels = (row.parcels if row else 0) + more
    return ShelfRow(key[0], parcels) if parcels else None


class OwnerRow(Row, frozen=True):
    owner: UUID
    year: int
    since: date
    until: date | None = None
    arrived: int = 0
    collected: int = 0


OWNER_YEARS = Register(
    name="owner-year",
    title=Label("收件人年度", "Owners by year"),
    row=OwnerRow,
    filters=("owner", "year"),
    valid=("since", "until"),
    key=lambda e: (e.event.owner, e.event.on.year) if e.event.owner else None,
)


@OWNER_YEARS.upserts(ParcelArrived, ParcelCollected)
def seen(row: OwnerRow | None, e: Recorded) -> OwnerRow:
    return row or OwnerRow(e.event.owner, e.event.on.year, e.event.on)


@OWNER_YEARS.on(ParcelArrived)
def counted(row: OwnerRow, e: Recorded) -> OwnerRow:
    return replace(row, arrived=row.arrived + 1)


@OWNER_YEARS.on(ParcelCollected)
def fetched(row: OwnerRow, e: Recorded) -> OwnerRow:
    return replace(row, collected=row.collected + 1, until=e.event.on)


class MoveRow(Row, frozen=True):
    parcel: UUID
    shelf: str
    change: int


MOVES = Journal(
    name="move", title=Label("移架", "Moves"), row=MoveRow, filters=("shelf", ("shelf", "change"))
)


@MOVES.on(ParcelArrived)
def put(e: Recorded) -> Iterable[MoveRow]:
    yield MoveRow(e.stream, e.event.shelf, 1)


@MOVES.on(ParcelMoved)
def put_elsewhere(e: Recorded) -> Iterable[MoveRow]:
    yield MoveRow(e.stream, e.event.origin, -1)
    yield MoveRow(e.stream, e.event.shelf, 1)


class DeskRow(Row, frozen=True):
    name: str
    at: datetime
    on: date


DESK = Journal(
    name="desk", title=Label("日志", "Desk book"), row=DeskRow, filters=("name",), valid=("on",)
)


@DESK.on_every
def noted(e: Recorded) -> Iterable[DeskRow]:
    yield DeskRow(e.name, e.recorded_at, e.occurred_at.date())


@DESK.on(ParcelLost)
def noted_twice(e: Recorded) -> Iterable[DeskRow]:
    yield DeskRow("parcel.search", e.recorded_at, e.occurred_at.date())


MODELS = (PARCELS, SHELF_COUNTS, OWNER_YEARS, MOVES, DESK)


def recorded(position: int, stream: UUID, version: int, event: Event[Any]) -> Recorded:
    """As the log gives it: with the trusted twin of the event."""
    at = START + timedelta(minutes=position)
    command = uuid5(NAMESPACE, str(position))
    fact = twin(type(event))(**dict(event))
    actor = ActorStamp("CW", OWNERS[0])
    return Recorded(
        position, stream, version, event.name, fact, at, at, actor, command, command, None, None
    )


def log_of(events: Iterable[tuple[int, Event[Any]]]) -> list[Recorded]:
    """A log of (parcel, event)."""
    versions: dict[int, int] = {}
    log = []
    for position, (parcel, event) in enumerate(events, 1):
        versions[parcel] = versions.get(parcel, 0) + 1
        log.append(recorded(position, derived_id("parcel", parcel), versions[parcel], event))
    return log


DAYS = st.dates(date(2021, 11, 1), date(2022, 2, 28))
SHELF, OWNER = st.sampled_from(SHELVES), st.sampled_from(OWNERS)
ARRIVED = st.builds(
    ParcelArrived,
    shelf=SHELF,
    owner=st.none() | OWNER,
    fragile=st.booleans(),
    weight=st.integers(0, 2),
    on=DAYS,
)
EVENTS = st.one_of(
    ARRIVED,
    st.builds(ParcelMoved, origin=SHELF, shelf=SHELF),
    st.builds(ParcelCollected, owner=OWNER, on=DAYS),
    st.just(ParcelReturned()),
    st.just(ParcelLost()),
    st.just(ShelfCleaned()),
)
LOGS = st.lists(st.tuples(st.integers(0, 5), EVENTS), max_size=40).map(log_of)


def long_log(length: int, seed: int = 1) -> list[Recorded]:
    """The same log for the same seed, long and lively."""
    rng = Random(seed)
    parcels = max(1, length // 5)

    def event() -> Event[Any]:
        shelf, owner, on = (
            rng.choice(SHELVES),
            rng.choice(OWNERS),
            date(2022, rng.randint(1, 12), 1),
        )
        return rng.choice(
            (
                ParcelArrived(
                    shelf=shelf, owner=owner, fragile=rng.random() < 0.1, weight=rng.randint(0, 2),
                    on=on,
                ),
                ParcelMoved(origin=rng.choice(SHELVES), shelf=shelf),
                ParcelCollected(owner=owner, on=on),
                ParcelReturned(),
                ParcelLost(),
                ShelfCleaned(),
            )
        )  # fmt: skip

    return log_of((rng.randrange(parcels), event()) for _ in range(length))
