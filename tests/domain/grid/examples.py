"""The grids, places and people that the tests of SYS-01 speak of."""

from datetime import date
from uuid import UUID

from domain.grid import (
    GRID,
    PLACE,
    Grid,
    GridActivated,
    GridHeadAppointed,
    GridPlace,
    GridPlanned,
    GridWorkerAssigned,
    HeadStanding,
    Place,
    PlaceAssigned,
    community_of,
    grid_ref,
    place_ref,
)
from domain.kernel import Event, Ref
from domain.person import (
    PERSON,
    MemberJoinedUnit,
    PartyKind,
    Person,
    PersonRegistered,
    Residence,
    person_ref,
)

HEAD, WORKER, SECOND, UNKNOWN = (UUID(int=n) for n in (0x11, 0x12, 0x13, 0x99))
DAY = date(2021, 6, 1)
MOVE = date(2022, 3, 1)
COMPOUND = GridPlace(code="FC01001C001", title="和谐小区（合成）", households=300, residents=800)
BUNGALOW = GridPlace(code="FC01001B001", title="东街平房片（合成）", households=60, shops=12)

HEADED = GridHeadAppointed(
    person=HEAD, standing=HeadStanding.BACKBONE, on=DAY, document_no="【合成】3号"
)
STAFFED = GridWorkerAssigned(person=WORKER, on=DAY)
ACTIVATED = GridActivated(on=DAY, head=HEAD, workers=(WORKER,))


def planned(code: str = "FC01001", *places: GridPlace) -> GridPlanned:
    return GridPlanned(
        code=code, community=community_of(code), boundary="东至东环路", places=places, on=DAY
    )


PLANNED = planned("FC01001", COMPOUND, BUNGALOW)
IN_USE: tuple[Event[Grid], ...] = (PLANNED, HEADED, STAFFED, ACTIVATED)


def active(code: str, *places: GridPlace) -> Grid:
    return GRID.replay([planned(code, *places), HEADED, STAFFED, ACTIVATED])


def assigned(place: GridPlace, grid: str, on: date = DAY) -> PlaceAssigned:
    return PlaceAssigned(
        code=place.code, kind=place.kind, title=place.title, community=community_of(grid),
        grid=grid, on=on,
    )  # fmt: skip


def places(grid: str, *those: GridPlace) -> dict[Ref[Place], Place]:
    """The streams of places that are in `grid`."""
    return {place_ref(p.code): PLACE.replay([assigned(p, grid)]) for p in those}


def someone(
    id: UUID, kind: PartyKind = PartyKind.FULL, grid: str | None = None, unit: UUID | None = None
) -> dict[Ref[Person], Person]:
    residence = Residence(community=grid and community_of(grid), grid=grid)
    facts: list[Event[Person]] = [
        PersonRegistered(
            person=id, full_name="张合成", residence=residence, party_member=kind, synthetic=True
        )
    ]
    if unit is not None:
        facts.append(MemberJoinedUnit(unit=unit, on=DAY))
    return {person_ref(id): PERSON.replay(facts)}


def grids(*codes: str) -> dict[Ref[Grid], Grid]:
    return {grid_ref(code): active(code) for code in codes}
