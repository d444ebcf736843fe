"""SYS-07, R-24: ARCHIVES tells for every day whether an entry was live and fresh on it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.archive import (
    ArchiveBatchImported,
    ArchiveKind,
    CloseReason,
    EntryClosed,
    EntryMovedToGrid,
    EntryRestricted,
    EntryRestrictionLifted,
    EntryUpdated,
    EntryVerified,
    HeldEntry,
    LegalBasis,
    ReleaseGround,
    RestrictionReason,
)
from domain.grid import GridActivated, GridPlace, grid_ref
from domain.kernel import Event
from projections.ledgers.archives import ARCHIVES, ArchiveRow
from tests.domain.archive.examples import (
    AUNT,
    COMMUNITY,
    DRAFT,
    FILE,
    GRID,
    HOME,
    NEXT,
    OF_A_RESIDENT,
    UNCLE,
    held,
    registered,
)
from tests.domain.grid.examples import planned
from tests.projections.facts import recorded
from tests.projections.questions.asked import Told, asked
from tests.spec import STREAM

AT = datetime(2022, 7, 1, 2, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(f"2022-{text}" if len(text) == 5 else text)


def seen(on: str) -> EntryVerified:
    return EntryVerified(entry=AUNT, on=day(on))


def row(*facts: Event[Any]) -> ArchiveRow:
    return ARCHIVES.replay(recorded(facts, at=AT))[STREAM, AUNT]


def born(on: str | None) -> Event[Any]:
    return registered(details=held(**OF_A_RESIDENT), verified_on=day(on) if on else None)


def test_an_entry_is_fresh_for_180_days() -> None:
    """SYS-07 [D]: and STALE from the 181st on, without an event."""
    told = row(DRAFT, seen("01-10"))
    days = ["01-09", "01-10", "07-09", "07-10"]
    assert [told.fresh_on(day(d)) for d in days] == [False, True, True, False]
    assert [told.live_on(day(d)) for d in days] == [False, True, True, True]
    assert told.verified == 2


def test_what_was_verified_again_in_time_was_fresh_throughout() -> None:
    """Known later, true then: the year ends on 31 December, the records on 10 January."""
    told = row(born("2022-09-01"), seen("2023-01-05"))
    assert told.fresh_on(day("12-31"))
    assert told.before_from is None


def test_what_went_stale_is_not_fresh_again_backwards() -> None:
    told = row(born("01-10"), seen("12-01"))
    days = ["07-09", "07-10", "11-30", "12-01"]
    assert [told.fresh_on(day(d)) for d in days] == [True, False, False, True]
    assert not told.lapsed


def test_every_time_in_which_it_was_fresh_is_kept() -> None:
    times = ("2021-01-01", "2021-12-01", "2022-12-01", "2023-12-01")
    told = row(born(times[0]), *(seen(time) for time in times[1:]))
    assert all(told.fresh_on(day(time)) for time in times)
    assert not any(told.fresh_on(day(d)) for d in ("2021-11-30", "2022-11-30", "2023-11-30"))
    assert (told.lapsed, len(told.earlier)) == (True, 2)


def test_a_draft_is_neither_live_nor_fresh() -> None:
    told = row(DRAFT)
    assert (told.state, told.live_on(day("12-31"))) == ("DRAFT", False)


@pytest.mark.parametrize(
    ("fact", "state"),
    [
        (EntryClosed(entry=AUNT, reason=CloseReason.DEATH, on=day("07-01")), "CLOSED"),
        (EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION), "RESTRICTED"),
    ],
)
def test_what_is_closed_or_restricted_counts_no_more(fact: Event[Any], state: str) -> None:
    told = row(born("06-01"), fact)
    assert told.state == state
    assert [told.fresh_on(day(d)) for d in ("06-30", "07-01")] == [True, False]
    assert [told.live_on(day(d)) for d in ("06-30", "07-01")] == [True, False]


def test_closing_what_is_restricted_does_not_make_it_count() -> None:
    restricted = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
    closed = EntryClosed(entry=AUNT, reason=CloseReason.DEATH, on=day("12-01"))
    assert not row(born("06-01"), restricted, closed).live_on(day("11-01"))


def test_it_knows_which_fields_are_held_and_which_by_consent() -> None:
    by_law = held(LegalBasis.PUBLIC_HEALTH, vaccination="2021-06", age_band="60_TO_79")
    more = EntryUpdated(entry=AUNT, details=by_law, removed=("care_needs",))
    told = row(DRAFT, more)
    assert told.fields == ("age_band", "vaccination")
    assert (told.by_consent, row(DRAFT).by_consent) == ((), ("age_band", "care_needs"))
    kept = EntryRestricted(
        entry=AUNT, fields=("age_band",), reason=RestrictionReason.CONSENT_WITHDRAWN
    )
    assert (row(DRAFT, kept).restricted, row(DRAFT, kept).state) == (("age_band",), "DRAFT")


def test_a_batch_makes_a_row_for_each_line_and_a_move_takes_it_along() -> None:
    lines = tuple(
        HeldEntry(entry=id, person=id, household=HOME, verified_on=day("01-10"))
        for id in (AUNT, UNCLE, UUID(int=0x9F))
    )
    batch = ArchiveBatchImported(
        kind=ArchiveKind.RESIDENT, grid=GRID, community=COMMUNITY, file=FILE, part=1,
        file_lines=3, count=3, lines=lines,
    )  # fmt: skip
    moved = EntryMovedToGrid(
        entry=AUNT, from_grid=GRID, grid=NEXT, community="FC01", on=day("03-01")
    )
    found = ARCHIVES.replay(recorded([batch, moved], at=AT))
    assert [r.person for r in found.values()] == [AUNT, UNCLE, UUID(int=0x9F)]
    assert [r.grid for r in found.values()] == [NEXT, GRID, GRID]
    assert {r.state for r in found.values()} == {"LIVE"}


def test_l_arch_compares_with_what_the_grids_plan_says_there_is() -> None:
    """SYS-07: live, fresh, stale, and missing against the known count."""
    compound = GridPlace(code="FC01001C001", title="合成小区", households=3, residents=5)
    told = Told()
    for fact in (planned(GRID, compound), GridActivated(on=day("01-04"), head=HOME, workers=())):
        told.tell(grid_ref(GRID).id, fact)
    for fact in (born("01-10"), registered(entry=UNCLE, details=held(**OF_A_RESIDENT))):
        told.tell(STREAM, fact, "2022-02-01 09:00")

    def of_residents(on: str) -> list[int | None]:
        rows = {row.kind: row for row in asked(told, "L-ARCH", on=f"2022-{on}")}
        assert (rows["HOUSEHOLD"].known, rows["HOUSEHOLD"].missing) == (3, 3)
        assert (rows["COMPOUND"].known, rows["SHOP"].known) == (1, 0)
        row = rows["RESIDENT"]
        return [row.live, row.fresh, row.stale, row.draft, row.known, row.missing]

    assert of_residents("07-09") == [1, 1, 0, 1, 5, 3]
    assert of_residents("07-10") == [1, 0, 1, 1, 5, 3]
    shut = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
    told.tell(STREAM, shut, "2022-09-01 09:00")  # once: live until then, restricted from then on
    assert of_residents("07-10") == [1, 0, 1, 1, 5, 3]
    assert of_residents("10-01") == [0, 0, 0, 1, 5, 3]


def test_what_is_free_again_counts_again() -> None:
    """PIPL art. 47: the ground is gone, or it was the wrong person."""
    shut = EntryRestricted(entry=AUNT, reason=RestrictionReason.SUBJECT_RESTRICTED)
    free = EntryRestrictionLifted(entry=AUNT, ground=ReleaseGround.SUBJECT_RELEASED)
    told = row(born("06-01"), shut, free)
    assert (told.state, told.fresh_on(day("11-27")), told.live_until) == ("LIVE", True, None)
    assert row(born(None), shut, free).state == "DRAFT"
    phone = EntryRestricted(entry=AUNT, fields=("age_band", "care_needs"), reason=shut.reason)
    back = free.model_copy(update={"fields": ("age_band",)})
    assert row(DRAFT, phone, back).restricted == ("care_needs",)
