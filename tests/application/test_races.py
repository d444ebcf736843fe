"""Many processes and threads on one log: nothing lost, nothing doubled, nobody skips an event.

GONGZHI_LONGER=20 makes them twenty times as long.
"""

from collections import Counter
from itertools import groupby

import psycopg
import pytest

from application.log import EventLog
from domain.body import BODY
from tests.application.processes import LONGER, Child, Where, appoint, follow, start, where_of
from tests.application.world import FakeClock, Place, body, establish
from tests.conftest import PostgresSchema

BODIES = 12


def prepared(place: Place) -> None:
    system = place.system(FakeClock())
    for number in range(BODIES):
        system.do(establish(f"FC{number:02d}"))


def race(where: Where, writers: list[tuple[int, int]]) -> int:
    """writers: the threads of each process and the commands of each thread. The last position."""
    expected = BODIES + sum(threads * commands for threads, commands in writers)
    follower = start(follow, where, expected)
    racers: list[Child] = [
        start(appoint, where, name, threads, BODIES, commands)
        for name, (threads, commands) in enumerate(writers)
    ]
    said = [acknowledged for racer in racers for acknowledged in racer.everything()]
    assert len(said) == expected - BODIES, "a command failed, see above"
    [seen] = follower.everything()
    check_log(where, expected)
    check_acknowledged(where, said)
    check_follower(where, seen, expected)
    return expected


def check_log(where: Where, expected: int) -> None:
    store = where.open()
    log = EventLog(store, FakeClock())
    rows = log.stored(0, expected + 1)
    assert [row[0] for row in rows] == list(range(1, expected + 1))
    by_stream = sorted((row[1], row[0], row[2]) for row in rows)
    for _, versions in groupby(by_stream, key=lambda row: row[0]):
        found = [version for _, _, version in versions]
        assert found == list(range(1, len(found) + 1))
    times = [recorded.recorded_at for recorded in log.read(0, expected)]
    assert times == sorted(times)
    store.close()


def check_acknowledged(where: Where, said: list[tuple[object, object, int, int]]) -> None:
    """Each is where its receipt said, and each body has as many people as were appointed to it."""
    store = where.open()
    log = EventLog(store, FakeClock())
    there = {
        (r.stream, getattr(r.event, "person", None), r.version, r.position)
        for number in range(BODIES)
        for r in log.history(body(f"FC{number:02d}"))
    }
    assert set(said) <= there
    assert len(there) == len(said) + BODIES
    per_body = Counter(stream for stream, *_ in said)
    for number in range(BODIES):
        stream = body(f"FC{number:02d}")
        state = BODY.replay(recorded.event for recorded in log.history(stream))
        assert len(state.appointments) == per_body[stream]
    store.close()


def check_follower(where: Where, seen: list[tuple[int, object, int]], expected: int) -> None:
    store = where.open()
    rows = EventLog(store, FakeClock()).stored(0, expected)
    assert seen == [(row[0], row[1], row[2]) for row in rows]
    store.close()


def test_eight_processes(place: Place, request: pytest.FixtureRequest) -> None:
    prepared(place)
    race(where_of(place, request), [(1, 150 * LONGER)] * 8)


def test_two_processes_of_many_threads(place: Place, request: pytest.FixtureRequest) -> None:
    prepared(place)
    race(where_of(place, request), [(32, 30 * LONGER), (4, 30 * LONGER)])


def test_commits_that_are_slow_in_random_order(postgres_url: PostgresSchema) -> None:
    """The trap of others: positions given early, committed late, skipped by who reads between."""
    where = Where("postgres", tuple(postgres_url))
    place = Place("postgres", where.open)
    prepared(place)
    with psycopg.connect(postgres_url.url) as connection:
        connection.execute(
            "CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(random() * 0.01); RETURN NULL; END $$"
        )
        connection.execute(
            "CREATE CONSTRAINT TRIGGER dozing AFTER INSERT ON stored_events"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION doze()"
        )
    race(where, [(4, 15 * LONGER)] * 6)
    for store in place.stores:
        store.close()
