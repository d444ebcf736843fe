"""The archive of one grid, as the tests of SYS-07 speak of it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.archive import (
    ARCHIVE,
    Archive,
    ArchiveKind,
    Detail,
    EntryRegistered,
    HeldDetail,
    HeldEntry,
    LegalBasis,
)
from domain.grid import grid_ref
from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.domain.world import WITH_BRANCH, States
from tests.spec import Given, given

GRID, NEXT, COMMUNITY = "FC01001", "FC01002", "FC01"
AUNT, UNCLE, HOME, SHOP = (UUID(int=n) for n in range(0x71, 0x75))
FILE, FORMS = "a" * 64, "b" * 64
CREDIT_CODE: Final = "121409249999000113"
MERCHANT: Final = derived_id("unit", CREDIT_CODE)
NOW: Final = "2022-03-01 10:00"
GRIDS: Final[States] = {grid_ref(GRID): WITH_BRANCH, grid_ref(NEXT): WITH_BRANCH}
WORKER: Final = Actor(Role.GW, UUID(int=0x41), "FC01", None, (f"grid:{GRID}",))


def details(**values: str) -> tuple[Detail, ...]:
    """Each on the catalogue's usual basis."""
    return tuple(Detail(field=field, value=value) for field, value in values.items())


def held(basis: LegalBasis = LegalBasis.CONSENT, **values: str) -> tuple[HeldDetail, ...]:
    return tuple(HeldDetail(field=f, value=value, basis=basis) for f, value in values.items())


OF_A_RESIDENT: Final = {"age_band": "60_TO_79", "care_needs": "NO"}
OF_A_SHOP: Final = {
    "shop_name": "合成小店", "credit_code": CREDIT_CODE, "trade": "食品", "opening_state": "OPEN",
    "shop_address": "东街1号", "safety_checked_on": "2022-02-01",
}  # fmt: skip


def registered(
    kind: ArchiveKind = ArchiveKind.RESIDENT,
    entry: UUID = AUNT,
    verified_on: date | None = None,
    **about: Any,
) -> EntryRegistered:
    person = {"person": entry, "household": HOME} if kind is ArchiveKind.RESIDENT else {}
    line = HeldEntry(entry=entry, verified_on=verified_on, **{**person, **about})
    return EntryRegistered(kind=kind, grid=GRID, community=COMMUNITY, line=line)


DRAFT: Final = registered(details=held(**OF_A_RESIDENT))
LIVE: Final = registered(details=held(**OF_A_RESIDENT), verified_on=date(2022, 1, 10))


def book(*facts: Any) -> Given[Archive]:
    """Asked by the grid worker, on a day when both grids are in use."""
    return given(ARCHIVE, *facts).by(WORKER).at(NOW).looking(GRIDS)
