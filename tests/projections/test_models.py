"""Declaring read models: what a declaration means, without any store."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest

from application.recorded import Recorded
from domain.kernel import Event, Label, derived_id
from projections.models import Journal, Register, Row
from tests.projections.parcels import (
    MOVES,
    OWNER_YEARS,
    OWNERS,
    PARCELS,
    SHELF_COUNTS,
    MoveRow,
    OwnerRow,
    ParcelArrived,
    ParcelCollected,
    ParcelLost,
    ParcelMoved,
    ParcelRow,
    ShelfRow,
    State,
    log_of,
)

LABEL = Label("包裹", "Parcels")
DAY = date(2022, 3, 1)
ARRIVED = ParcelArrived(shelf="A", owner=OWNERS[0], fragile=False, weight=1, on=DAY)
MOVED = ParcelMoved(origin="A", shelf="B")
COLLECTED = ParcelCollected(owner=OWNERS[0], on=DAY)
PARCEL = derived_id("parcel", 1)


def log(*events: Event[Any]) -> list[Recorded]:
    return log_of((1, event) for event in events)


class NoteRow(Row, frozen=True):
    text: str
    at: datetime
    on: date | None = None
    many: bool | None = None


# What the functions of a register are called with


def test_a_row_is_opened_turned_and_ended() -> None:
    opened = ParcelRow("A", OWNERS[0], False, 1, DAY, shelves=("A",))
    assert PARCELS.replay(log(ARRIVED)) == {(PARCEL,): opened}
    [row] = PARCELS.replay(log(ARRIVED, MOVED, COLLECTED)).values()
    assert (row.shelf, row.state, row.shelves) == ("B", State.COLLECTED, ("A", "B"))
    assert PARCELS.replay(log(ARRIVED, ParcelLost())) == {}


def test_what_turns_a_row_is_not_called_without_one() -> None:
    assert PARCELS.replay(log(MOVED, COLLECTED, ParcelLost())) == {}


def test_an_event_may_touch_several_keys_each_once() -> None:
    counts = SHELF_COUNTS.replay(log(ARRIVED, ARRIVED, MOVED, ParcelMoved(origin="B", shelf="B")))
    assert counts == {("A",): ShelfRow("A", 1), ("B",): ShelfRow("B", 1)}


def test_several_functions_of_one_event_work_one_after_the_other() -> None:
    [row] = OWNER_YEARS.replay(log(ARRIVED, COLLECTED)).values()
    assert row == OwnerRow(OWNERS[0], 2022, DAY, until=DAY, arrived=1, collected=1)


def test_an_event_without_a_key_is_nobodys() -> None:
    assert OWNER_YEARS.replay(log(ARRIVED.model_copy(update={"owner": None}))) == {}


def test_a_journal_has_the_entries_of_its_events_in_order() -> None:
    assert MOVES.replay(log(ARRIVED, COLLECTED, MOVED)) == [
        MoveRow(PARCEL, "A", 1),
        MoveRow(PARCEL, "A", -1),
        MoveRow(PARCEL, "B", 1),
    ]


# Mistakes are found when the module is imported


def test_a_filter_must_be_a_column() -> None:
    with pytest.raises(TypeError, match="NoteRow has no colour"):
        Register(name="note", title=LABEL, row=NoteRow, filters=("text", "colour"))
    with pytest.raises(TypeError, match="NoteRow has no colour"):
        Register(name="note", title=LABEL, row=NoteRow, moving=(("text", "colour"),))


def test_a_business_date_must_be_a_date() -> None:
    with pytest.raises(TypeError, match="at must be dates"):
        Journal(name="note", title=LABEL, row=NoteRow, valid=("at",))


def test_a_row_has_no_sets() -> None:
    """Their order may differ from one process to the next, and so would the hash."""

    class BagRow(Row, frozen=True):
        things: frozenset[str] | None

    with pytest.raises(TypeError, match="things: a set has no order"):
        Register(name="bag", title=LABEL, row=BagRow)


def test_sql_sees_numbers_truths_and_dates_and_all_else_as_text() -> None:
    notes = Journal(name="note", title=LABEL, row=NoteRow)
    assert notes.kinds == {"text": "text", "at": "text", "on": "date", "many": "boolean"}
    assert SHELF_COUNTS.kinds == {"shelf": "text", "parcels": "integer"}


# The fingerprint tells whether two builds may differ


def notes_of(
    filters: tuple[str, ...] = (), *events: type[Event[Any]], row: type[Row] = NoteRow
) -> Journal[Any]:
    notes = Journal(name="note", title=LABEL, row=row, filters=filters)

    @notes.on(*events)
    def noted(e: Recorded) -> Iterable[NoteRow]:
        yield NoteRow(e.name, e.recorded_at)

    return notes


def test_the_same_declaration_has_the_same_fingerprint() -> None:
    assert notes_of().fingerprint == notes_of().fingerprint


def test_another_filter_event_or_row_is_another_fingerprint() -> None:
    prints = {
        notes.fingerprint
        for notes in (
            notes_of(),
            notes_of(("text",)),
            notes_of((), ParcelLost),
            notes_of((), ParcelMoved),
            notes_of(row=ShelfRow),
        )
    }
    assert len(prints) == 5
