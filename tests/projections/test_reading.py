"""Asking the read side: what an answer holds, and what cannot be answered."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Timer
from typing import Any

import pytest
from sqlalchemy import text

from domain.kernel import derived_id
from projections.engine import Engine
from projections.epochs import Epochs
from projections.filters import Unanswerable
from projections.reading import Line, ReadSide
from projections.rebuild import rebuild
from tests.projections.conftest import Places
from tests.projections.feeds import ListFeed
from tests.projections.parcels import (
    DESK,
    MODELS,
    MOVES,
    OWNER_YEARS,
    OWNERS,
    PARCELS,
    START,
    ParcelArrived,
    ParcelCollected,
    ParcelLost,
    ParcelMoved,
    ParcelRow,
    State,
    log_of,
)

DAY = date(2022, 3, 1)
NOW = START + timedelta(hours=1)
ARRIVED = ParcelArrived(shelf="A", owner=OWNERS[0], fragile=False, weight=1, on=DAY)
LOG = log_of(
    [
        (1, ARRIVED),
        (2, ARRIVED.model_copy(update={"fragile": True, "owner": None})),
        (1, ParcelMoved(origin="A", shelf="B")),
        (1, ParcelCollected(owner=OWNERS[0], on=DAY)),
        (2, ParcelLost()),
        (3, ARRIVED.model_copy(update={"on": date(2022, 4, 1)})),
    ]
)
ONE, TWO, THREE = (derived_id("parcel", number) for number in (1, 2, 3))


@pytest.fixture
def feed() -> ListFeed:
    return ListFeed(LOG)


@pytest.fixture
def epochs(places: Places, feed: ListFeed) -> Iterator[Epochs]:
    epochs = Epochs(places.home(), MODELS)
    rebuild(epochs, feed, lambda: NOW)
    yield epochs
    epochs.close()


@pytest.fixture
def reads(epochs: Epochs, feed: ListFeed) -> ReadSide:
    return ReadSide(epochs, feed, lambda: NOW)


def keys(lines: list[Line[Any]]) -> list[str | None]:
    return [line.key for line in lines]


# What an answer holds


def test_a_line_names_its_key_and_the_event_that_made_it_so(reads: ReadSide) -> None:
    with reads.at() as snapshot:
        [one, three] = snapshot.rows(PARCELS)
    assert one.row == ParcelRow("B", OWNERS[0], False, 1, DAY, State.COLLECTED, ("A", "B"))
    assert (one.key, one.position) == (str(ONE), 4)
    assert (three.key, three.position) == (str(THREE), 6)


def test_rows_come_in_the_order_in_which_they_came_into_being(reads: ReadSide) -> None:
    with reads.at(4) as snapshot:
        assert keys(snapshot.rows(PARCELS)) == [str(ONE), str(TWO)]
        assert keys(snapshot.rows(PARCELS, newest_first=True)) == [str(TWO), str(ONE)]
        [first] = snapshot.rows(PARCELS, limit=1)
        assert keys(snapshot.rows(PARCELS, after=first.cursor)) == [str(TWO)]


def test_a_key_has_its_row_its_history_and_its_evidence(reads: ReadSide) -> None:
    with reads.at() as snapshot:
        line = snapshot.row(PARCELS, ONE)
        assert line is not None
        assert line.row.shelf == "B"
        assert [each.row.shelf for each in snapshot.history(PARCELS, ONE)] == ["A", "B", "B"]
        assert snapshot.evidence(PARCELS, ONE) == [1, 3, 4]
        assert snapshot.row(PARCELS, TWO) is None
        assert snapshot.evidence(PARCELS, TWO) == [2, 5]
        assert snapshot.row(OWNER_YEARS, OWNERS[0], 2022) is not None
    with reads.at(3) as snapshot:
        assert snapshot.row(PARCELS, TWO) is not None
        assert snapshot.evidence(PARCELS, TWO) == [2]
        assert snapshot.row(PARCELS, THREE) is None


def test_filters_take_values_or_their_text(reads: ReadSide) -> None:
    with reads.at(4) as snapshot:
        assert keys(snapshot.rows(PARCELS, {"state": State.WAITING})) == [str(TWO)]
        assert keys(snapshot.rows(PARCELS, {"state": "WAITING", "shelf": "A"})) == [str(TWO)]
        assert keys(snapshot.rows(PARCELS, {"fragile": "true"})) == [str(TWO)]
        assert keys(snapshot.rows(PARCELS, {"weight": "1", "owner": None})) == [str(TWO)]
        assert keys(snapshot.rows(PARCELS, {"owner": str(OWNERS[0]).upper()})) == [str(ONE)]
        assert snapshot.count(PARCELS, {"state": "COLLECTED"}) == 1
        assert [row.shelf for row in snapshot.all(PARCELS, state=State.COLLECTED)] == ["B"]


def test_groups_are_counted_as_of_any_moment(reads: ReadSide) -> None:
    """Without decoding a row; the position is that of the event that made the last of them."""
    span = (("arrived_on", "arrived_on"),)
    for position in range(1, 7):
        with reads.at(position) as snapshot:
            lines = snapshot.rows(PARCELS, limit=None)
            counted = snapshot.counts(PARCELS, ("state", "shelf"))
            assert {key: counts.every.rows for key, counts in counted.items()} == Counter(
                (line.row.state, line.row.shelf) for line in lines
            )
            for key, counts in counted.items():
                made = [one.position for one in lines if (one.row.state, one.row.shelf) == key]
                assert counts.every.position == max(made)
                assert counts.within == (0, 0)
            later = DAY + timedelta(days=365)
            for day in (DAY, later):
                shelves = snapshot.counts(PARCELS, ("shelf",), valid_at=day, within=span)
                within = {shelf: counts.within.rows for (shelf,), counts in shelves.items()}
                same = Counter(line.row.shelf for line in lines if line.row.arrived_on == day)
                assert +Counter(within) == same


def test_entries_of_a_journal_name_their_event(reads: ReadSide) -> None:
    with reads.at() as snapshot:
        found = [(line.row.change, line.position) for line in snapshot.entries(MOVES)]
        assert found == [(1, 1), (1, 2), (-1, 3), (1, 3), (1, 6)]
        assert snapshot.count(DESK) == 7


def test_the_two_clocks_are_independent(reads: ReadSide) -> None:
    with reads.at() as snapshot:
        assert keys(snapshot.rows(PARCELS, valid_at=date(2022, 2, 28))) == []
        assert keys(snapshot.rows(PARCELS, valid_at=DAY)) == [str(ONE)]
        assert keys(snapshot.rows(PARCELS, valid_at=date(2022, 4, 1))) == [str(ONE), str(THREE)]
    with reads.at(5) as snapshot:
        assert keys(snapshot.rows(PARCELS, valid_at=date(2022, 4, 1))) == [str(ONE)]


def test_as_of_a_moment_is_what_the_log_had_recorded_by_then(reads: ReadSide) -> None:
    at_three = LOG[2].recorded_at
    for moment in (at_three, at_three.astimezone(timezone(timedelta(hours=8)))):
        with reads.at(moment) as snapshot:
            assert snapshot.position == 3
    with reads.at(at_three - timedelta(microseconds=1)) as snapshot:
        assert snapshot.position == 2
    with reads.at(datetime(2000, 1, 1, tzinfo=UTC)) as snapshot:
        assert snapshot.position == 0
        assert snapshot.rows(PARCELS) == []


def test_whoever_asks_in_sql_sees_all_columns(epochs: Epochs) -> None:
    with epochs.reading() as reading:
        found = reading.tx.execute(
            text('SELECT shelf, weight, fragile, from_position, to_position FROM "parcel"')
        )
        assert [tuple(row) for row in found.all()[:3]] == [
            ("A", 1, False, 1, 3),
            ("A", 1, True, 2, 5),
            ("B", 1, False, 3, 4),
        ]


# What cannot be answered


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        (-1, "as_of_unknown"),
        (7, "as_of_unknown"),
        (NOW + timedelta(seconds=1), "as_of_in_future"),
        (datetime(2022, 1, 1), "as_of_without_zone"),  # noqa: DTZ001 - that is the point
    ],
)
def test_a_moment_that_never_was_is_refused(
    as_of: int | datetime, code: str, reads: ReadSide
) -> None:
    with pytest.raises(Unanswerable) as refusal, reads.at(as_of):
        pass
    assert refusal.value.code == code


def test_what_is_not_folded_yet_is_not_answered_yet(epochs: Epochs) -> None:
    more = ListFeed(log_of([(1, ARRIVED)] * 8))
    reads = ReadSide(epochs, more, lambda: NOW)
    for as_of in (8, more.events[-1].recorded_at):
        with pytest.raises(Unanswerable) as refusal, reads.at(as_of):
            pass
        assert refusal.value.code == "read_side_behind"
    with reads.at(6) as snapshot:
        assert snapshot.position == 6


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"colour": "red"}, "unknown_filter"),
        ({"arrived_on": DAY}, "unknown_filter"),
        ({"state": "EATEN"}, "bad_filter"),
        ({"weight": "heavy"}, "bad_filter"),
        ({"owner": "me"}, "bad_filter"),
        ({"shelf": None}, "bad_filter"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(
    filters: dict[str, Any], code: str, reads: ReadSide
) -> None:
    with reads.at() as snapshot, pytest.raises(Unanswerable) as refusal:
        snapshot.rows(PARCELS, filters)
    assert refusal.value.code == code


def test_a_ledger_without_business_dates_has_one_clock(reads: ReadSide) -> None:
    with reads.at() as snapshot, pytest.raises(Unanswerable) as refusal:
        snapshot.entries(MOVES, valid_at=DAY)
    assert refusal.value.code == "no_business_date"


# Waiting


def test_lag_is_counted_in_events_and_in_seconds(epochs: Epochs, reads: ReadSide) -> None:
    assert tuple(reads.lag()) == (6, 0, 0.0)
    more = ListFeed(log_of([(1, ARRIVED)] * 8))
    late = ReadSide(epochs, more, lambda: more.events[6].recorded_at + timedelta(seconds=90))
    assert tuple(late.lag()) == (6, 2, 90.0)


def test_who_waits_is_told_when_it_is_folded(epochs: Epochs, feed: ListFeed) -> None:
    more = ListFeed([*LOG, *log_of([(1, ARRIVED)] * 8)[6:]])
    reads = ReadSide(epochs, more, lambda: NOW)
    assert reads.wait_for(6, timeout=0)
    assert not reads.wait_for(8, timeout=0.02)

    def fold() -> None:
        with epochs.opened() as opened:
            Engine(opened.store, MODELS, more).catch_up()

    timer = Timer(0.05, fold)
    timer.start()
    assert reads.wait_for(8, timeout=20)
    timer.join()
