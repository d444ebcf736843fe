"""What both stores promise of the log: order, all or nothing, conflicts, repetition, time."""

from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest

from application.landing import Append
from application.log import EventLog
from application.recorded import KeyReused, LostRace, Receipt
from tests.application.world import NOON, FakeClock, Place, System, appending, fact

A, B, C = (UUID(int=n) for n in (1, 2, 3))


@pytest.fixture
def log(system: System) -> EventLog:
    return system.log


def positions(log: EventLog) -> list[int]:
    return [recorded.position for recorded in log.read(0, 1000)]


# Order


def test_an_empty_log_has_no_position(log: EventLog) -> None:
    assert log.position() == 0
    assert log.read(0, 10) == []
    assert log.versions([A]) == {A: 0}


def test_positions_are_1_2_3_in_the_order_of_commits(log: EventLog) -> None:
    receipts = [log.append(appending(stream, 1)) for stream in (A, B, C)]
    assert [receipt.position for receipt in receipts] == [1, 2, 3]
    assert positions(log) == [1, 2, 3]


def test_a_failed_append_leaves_no_gap(log: EventLog) -> None:
    log.append(appending(A, 1))
    with pytest.raises(LostRace):
        log.append(appending(A, 1))
    assert log.append(appending(A, 2)).position == 2


def test_positions_go_on_where_another_process_ended(place: Place) -> None:
    ours, theirs = place.system().log, place.system().log
    for version in range(1, 10):
        (ours if version % 3 else theirs).append(appending(A, version))
    assert positions(ours) == positions(theirs) == list(range(1, 10))


def test_streams_are_told_in_the_order_in_which_they_began(log: EventLog) -> None:
    for stream, version in ((B, 1), (A, 1), (B, 2), (C, 1)):
        log.append(appending(stream, version))
    [(first, b, name), (second, a, _), (fourth, c, _)] = log.begun(0, 4, 10)
    assert (first, second, fourth) == (1, 2, 4)
    assert (b, a, c) == (B, A, C)
    assert log.begun(0, 3, 10) == log.begun(0, 4, 2)
    assert [stream for _, stream, _ in log.begun(1, 4, 1)] == [A]
    assert log.opened([A, UUID(int=9)]) == {A: name}
    assert log.opened([]) == {}


def test_events_are_told_by_their_positions(log: EventLog) -> None:
    for stream, version in ((B, 1), (A, 1), (B, 2)):
        log.append(appending(stream, version))
    every = log.stored(0, 3)
    assert log.at([3, 1, 9]) == [every[0], every[2]]
    assert log.at(range(1, 1000)) == every


def test_what_came_later_in_the_streams_of_some_events_is_told(log: EventLog) -> None:
    for stream, version in ((A, 1), (B, 1), (A, 2), (C, 1), (B, 2), (A, 3), (C, 2)):
        log.append(appending(stream, version))
    assert log.later([1, 2], 3, 7) == {5, 6}
    assert log.later([3], 0, 5) == {1, 3}
    assert log.later([], 0, 7) == set()


def test_reading_goes_on_after_a_position_and_stops_at_the_limit(log: EventLog) -> None:
    for version in range(1, 8):
        log.append(appending(A, version))
    assert [recorded.position for recorded in log.read(2, 3)] == [3, 4, 5]
    assert log.read(7, 3) == []


# All or nothing


def test_events_of_several_streams_land_together(log: EventLog) -> None:
    both = Append(A, [fact(A, 1), fact(B, 1), fact(A, 2)], {A: 0, B: 0})
    receipt = log.append(both)
    assert (receipt.first, receipt.position, receipt.version) == (1, 3, 2)
    assert [(r.stream, r.version) for r in log.read(0, 10)] == [(A, 1), (B, 1), (A, 2)]


def test_a_conflict_in_one_stream_writes_nothing_in_the_others(log: EventLog) -> None:
    log.append(appending(B, 1))
    with pytest.raises(LostRace):
        log.append(Append(A, [fact(A, 1), fact(B, 1)], {A: 0, B: 0}))
    assert log.versions([A, B]) == {A: 0, B: 1}
    assert log.position() == 1


def test_a_stream_only_looked_at_must_not_have_moved(log: EventLog) -> None:
    log.append(appending(B, 1))
    log.append(appending(B, 2))
    with pytest.raises(LostRace):
        log.append(appending(A, 1, seen={B: 1}))
    assert log.append(appending(A, 1, seen={B: 2})).position == 3


def test_a_stream_that_was_looked_for_must_still_be_missing(log: EventLog) -> None:
    log.append(appending(B, 1))
    with pytest.raises(LostRace):
        log.append(appending(A, 1, seen={B: 0}))


@pytest.mark.parametrize("moved", [1, 2], ids=["once", "twice"])
def test_what_another_process_moved_is_noticed(place: Place, moved: int) -> None:
    """Also by a process that has written alone so far, and knows its versions by heart."""
    ours, theirs = place.system().log, place.system().log
    ours.append(appending(A, 1))
    ours.append(appending(B, 1))
    for version in range(2, 2 + moved):
        theirs.append(appending(B, version))
    with pytest.raises(LostRace):
        ours.append(appending(A, 2, seen={B: 1}))
    with pytest.raises(LostRace):
        ours.append(appending(B, 2))
    assert ours.append(appending(A, 2, seen={B: 1 + moved})).position == 3 + moved


def test_newer_than_what_this_process_wrote_is_no_conflict(place: Place) -> None:
    ours, theirs = place.system().log, place.system().log
    ours.append(appending(A, 1))
    ours.append(appending(A, 2))
    theirs.append(appending(A, 3))
    assert ours.append(appending(A, 4)).position == 4


# Repetition


def test_the_same_request_again_has_the_same_answer(log: EventLog) -> None:
    first = log.append(appending(A, 1, key="k", asked="x"))
    log.append(appending(A, 2))
    again = log.append(appending(A, 1, key="k", asked="x"))
    assert again == Receipt(A, first.version, first.position, first.first, replayed=True)
    assert log.position() == 2


def test_another_request_may_not_use_the_key(log: EventLog) -> None:
    log.append(appending(A, 1, key="k", asked="x"))
    with pytest.raises(KeyReused):
        log.append(appending(A, 2, key="k", asked="y"))
    assert log.position() == 1


def test_a_request_that_lost_its_race_is_not_remembered(log: EventLog) -> None:
    log.append(appending(A, 1))
    with pytest.raises(LostRace):
        log.append(appending(A, 1, key="k", asked="x"))
    assert not log.append(appending(A, 2, key="k", asked="x")).replayed


def test_a_request_that_another_process_answered_is_not_done_twice(place: Place) -> None:
    ours, theirs = place.system().log, place.system().log
    ours.append(appending(B, 1))
    first = theirs.append(appending(A, 1, key="k", asked="x"))
    again = ours.append(appending(A, 1, key="k", asked="x"))
    assert (again.position, again.replayed) == (first.position, True)


def test_a_request_of_which_nothing_followed_is_remembered_too(log: EventLog) -> None:
    log.append(appending(A, 1))
    nothing = Append(A, [], {A: 1}, appending(A, 1, key="k").request)
    assert log.append(nothing) == Receipt(A, 1, None)
    log.append(appending(A, 2))
    assert log.append(nothing) == Receipt(A, 1, None, replayed=True)
    assert log.position() == 2


# Many at a time


def test_appends_that_share_a_transaction_each_have_their_own_result(log: EventLog) -> None:
    log.append(appending(C, 1))
    results = log.append_all(
        [
            appending(A, 1, key="k"),
            appending(A, 2),  # goes on from it
            appending(A, 2),  # lost against it
            appending(B, 1, seen={C: 0}),
            appending(B, 1, key="k", asked="other"),
            appending(B, 1, key="k"),
            appending(B, 1),
        ]
    )
    kinds = [type(result) for result in results]
    assert kinds == [Receipt, Receipt, LostRace, LostRace, KeyReused, Receipt, Receipt]
    landed = [r.position for r in results if isinstance(r, Receipt)]
    assert landed == [2, 3, 2, 4]
    assert positions(log) == [1, 2, 3, 4]


def test_what_was_decided_on_one_that_did_not_land_does_not_land_either(place: Place) -> None:
    """Although somebody else has written that very version meanwhile."""
    ours, theirs = place.system().log, place.system().log
    ours.append(appending(A, 1))
    theirs.append(appending(A, 2))
    results = ours.append_all([appending(A, 2), appending(A, 3), appending(B, 1, seen={A: 3})])
    assert [type(result) for result in results] == [LostRace] * 3
    assert ours.versions([A, B]) == {A: 2, B: 0}


def test_one_that_cannot_be_stored_fails_alone(log: EventLog) -> None:
    log.append(appending(C, 1))
    twice = Append(B, [fact(B, 1), fact(B, 1)], {B: 0})  # the same version: a bug of a caller
    first, bad, last = log.append_all([appending(A, 1), twice, appending(A, 2)])
    assert isinstance(first, Receipt)
    assert isinstance(last, Receipt)
    assert isinstance(bad, Exception)
    assert positions(log) == [1, 2, 3]
    assert log.versions([A, B]) == {A: 2, B: 0}


def test_threads_that_append_at_once_lose_nothing(log: EventLog) -> None:
    def work(stream: UUID) -> None:
        for version in range(1, 26):
            log.append(appending(stream, version))

    threads = [Thread(target=work, args=(UUID(int=100 + n),)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert positions(log) == list(range(1, 401))


def test_more_streams_than_one_statement_asks_for(log: EventLog) -> None:
    many = {UUID(int=n): 0 for n in range(1000, 2300)}
    assert log.append(appending(A, 1, seen=many)).position == 1
    assert log.versions(many) == many


# Time


def test_recorded_at_never_decreases_when_the_clock_jumps_back(system: System) -> None:
    system.log.append(appending(A, 1))
    system.clock.passes(hours=-5)
    system.log.append(appending(A, 2))
    system.clock.passes(hours=6)
    system.log.append(appending(A, 3))
    times = [recorded.recorded_at for recorded in system.log.read(0, 10)]
    assert times == [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(hours=1)]


def test_nor_in_another_process_whose_clock_is_behind(place: Place) -> None:
    place.system().log.append(appending(A, 1))
    place.system(FakeClock(NOON - timedelta(days=1))).log.append(appending(A, 2))
    first, second = place.system().log.read(0, 10)
    assert first.recorded_at < second.recorded_at


def test_a_far_future_that_left_no_event_does_not_matter(system: System) -> None:
    system.log.append(appending(A, 1))
    system.clock.passes(days=400)
    with pytest.raises(LostRace):
        system.log.append(appending(A, 1))
    system.clock.passes(days=-399)
    system.log.append(appending(A, 2))
    assert system.log.read(1, 1)[0].recorded_at == NOON + timedelta(days=1)


def test_a_moment_has_a_position(system: System) -> None:
    for version in (1, 2, 3):
        system.log.append(appending(A, version))
        system.clock.passes(hours=1)
    at = system.log.position_at
    assert at(NOON - timedelta(microseconds=1)) == 0
    assert at(NOON) == 1
    assert at(NOON + timedelta(minutes=59)) == 1
    assert at(NOON + timedelta(hours=1)) == 2
    assert at(NOON + timedelta(hours=9)) == 3


def test_a_moment_keeps_its_position_although_the_clock_stands_still(system: System) -> None:
    system.log.append(appending(A, 1))
    assert system.log.position_at(NOON) == 1
    system.log.append(appending(A, 2))
    assert system.log.position_at(NOON) == 1


def test_an_empty_log_knew_nothing_at_any_moment(log: EventLog) -> None:
    assert log.position_at(NOON) == 0


# A stream's history


def test_a_history_is_in_order_and_of_its_stream_only(log: EventLog) -> None:
    log.append(appending(A, 1))
    log.append(appending(B, 1))
    log.append(appending(A, 2))
    assert [(r.version, r.position) for r in log.history(A)] == [(1, 1), (2, 3)]
    assert [r.version for r in log.history(A, after=1)] == [2]
    assert log.history(C) == []


def test_a_history_as_of_a_position_ends_there(log: EventLog) -> None:
    for version in (1, 2, 3):
        log.append(appending(A, version))
        log.append(appending(B, version))
    assert [r.version for r in log.history(A, last=4)] == [1, 2]
    assert [r.version for r in log.history(A, after=1, last=4)] == [2]
    assert log.history(A, last=0) == []


# Followers


def test_a_bookmark_moves_onwards_only(log: EventLog) -> None:
    assert log.bookmark("P-01") == 0
    log.move_bookmark("P-01", 5)
    log.move_bookmark("P-01", 3)
    log.move_bookmark("P-02", 1)
    assert (log.bookmark("P-01"), log.bookmark("P-02")) == (5, 1)


def test_waiting_ends_when_the_log_grows(log: EventLog) -> None:
    assert not log.wait(0, timeout=0)
    writer = Thread(target=lambda: log.append(appending(A, 1)))
    writer.start()
    assert log.wait(0, timeout=20)
    writer.join()
    assert log.wait(0, timeout=0)
    assert not log.wait(1, timeout=0.05)


def test_waiting_ends_when_another_process_writes(place: Place) -> None:
    ours, theirs = place.system().log, place.system().log
    writer = Thread(target=lambda: theirs.append(appending(A, 1)))
    writer.start()
    assert ours.wait(0, timeout=20)
    writer.join()
