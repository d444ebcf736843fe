"""What may go wrong with a place: a clear error, nothing lost, nothing doubled."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Final
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from application.log import EventLog
from application.recorded import LogUnavailable
from application.stores import ForeignStore, PostgresStore, SQLiteStore, base, postgres, sqlite
from tests.application.world import FakeClock, Place, appending
from tests.conftest import PostgresSchema

A: Final = UUID(int=1)


def log_of(place: Place) -> EventLog:
    return EventLog(place.open(), FakeClock())


# Opening


OPENER: Final = """
import sys
from application.stores import PostgresStore, SQLiteStore
kind, *where = sys.argv[1:]
sys.stdin.readline()
store = (SQLiteStore if kind == "sqlite" else PostgresStore)(*where)
print(store.read("SELECT count(*) FROM log"), flush=True)
store.close()
"""


def test_processes_that_open_an_empty_place_at_once_do_not_trip(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if place.kind == "sqlite":
        where = [str(tmp_path / "log.db")]
    else:
        where = list(request.getfixturevalue("postgres_url"))
    command = [sys.executable, "-c", OPENER, place.kind, *where]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    openers = [subprocess.Popen(command, **pipes) for _ in range(6)]
    said = [opener.communicate("go\n")[0] for opener in openers]
    assert said == ["[(0,)]\n"] * 6


def test_a_place_of_an_older_program_gets_what_it_lacks(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_of(place).append(appending(A, 1))
    step = ("CREATE TABLE extra (n BIGINT)", "INSERT INTO extra VALUES (7)")
    monkeypatch.setattr(base, "LAYOUTS", (*base.LAYOUTS, step))
    for _ in range(2):
        store = place.open()
        assert store.read("SELECT n FROM extra") == [(7,)]
        assert store.read("SELECT version FROM layout") == [(len(base.LAYOUTS),)]
        assert store.read("SELECT count(*) FROM log") == [(1,)]


def test_a_place_of_a_newer_program_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(base, "LAYOUTS", (*base.LAYOUTS, ("CREATE TABLE extra (n BIGINT)",)))
        place.open()
    with pytest.raises(ForeignStore, match="install the newer program"):
        place.open()


def test_a_file_of_the_library_itself_is_refused(tmp_path: Path) -> None:
    stock = SQLiteApplicationRecorder(SQLiteDatastore(str(tmp_path / "log.db")))
    stock.create_table()
    stock.insert_events([StoredEvent(A, 1, "topic", b"state")])
    stock.datastore.close()
    with pytest.raises(ForeignStore, match="not a log of Gongzhi"):
        SQLiteStore(str(tmp_path / "log.db"))


def test_a_schema_with_another_table_of_events_is_refused(postgres_url: PostgresSchema) -> None:
    with psycopg.connect(postgres_url.url) as connection:
        connection.execute("CREATE TABLE stored_events (id bigint)")
    with pytest.raises(ForeignStore, match="not a log of Gongzhi"):
        PostgresStore(*postgres_url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_text("not a database at all " * 100)
    with pytest.raises(ForeignStore, match="not a log of Gongzhi"):
        SQLiteStore(str(tmp_path / "log.db"))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match="unable to open"):
        SQLiteStore(str(tmp_path / "nowhere" / "log.db"))


@pytest.mark.parametrize("name", ["日志 log.db", "100%.db", "a?b#c.db", "it's.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    store = SQLiteStore(str(tmp_path / name))
    EventLog(store, FakeClock()).append(appending(A, 1))
    store.close()
    assert name in {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ["Grüße", "two words", 'quo"ted', "back\\slash", "繁峙县"])
def test_any_schema_name_will_do(pg_server: str, name: str) -> None:
    store = PostgresStore(pg_server, name)
    EventLog(store, FakeClock()).append(appending(A, 1))
    store.close()
    with psycopg.connect(pg_server) as connection:
        sql = "SELECT count(*) FROM pg_tables WHERE schemaname=%s AND tablename='stored_events'"
        assert connection.execute(sql, (name,)).fetchone() == (1,)


def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_SECONDS", 0.3)
    with pytest.raises(LogUnavailable):
        PostgresStore("postgresql://postgres@/postgres?host=/nowhere")


def test_a_closed_store_is_told(place: Place) -> None:
    log = log_of(place)
    log.append(appending(A, 1))
    place.stores[0].close()
    with pytest.raises(LogUnavailable):
        log.read(0, 1)
    with pytest.raises(LogUnavailable):
        log.append(appending(A, 2))


# Being durable


def test_sqlite_waits_for_the_disk_at_each_commit(tmp_path: Path) -> None:
    store = SQLiteStore(str(tmp_path / "log.db"))
    with store.writing() as transaction:
        assert transaction.all("PRAGMA synchronous") == [(2,)]
        assert transaction.all("PRAGMA journal_mode") == [("wal",)]
    store.close()


def test_postgres_waits_for_the_disk_whatever_the_server_thinks(
    postgres_url: PostgresSchema,
) -> None:
    store = PostgresStore(*postgres_url)  # the test server has synchronous_commit=off
    assert store.read("SHOW synchronous_commit") == [("on",)]
    with store.writing() as transaction:
        assert transaction.all("SHOW synchronous_commit") == [("on",)]
    store.close()


# A rival who does not let go


@contextmanager
def held_lock(place: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """The write lock in the hands of another process."""
    if place.kind == "sqlite":
        other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
    else:
        url = request.getfixturevalue("postgres_url").url
        with psycopg.connect(url) as holder:
            holder.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
            yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sqlite, postgres):
        monkeypatch.setattr(module, "LOCK_TIMEOUT_SECONDS", 1)


@pytest.mark.usefixtures("impatient")
def test_a_lock_that_is_not_released_is_told_and_nothing_is_written(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    log = log_of(place)
    log.append(appending(A, 1))
    with held_lock(place, request, tmp_path):
        with pytest.raises(LogUnavailable):
            log.append(appending(A, 2, key="k"))
        assert log.position() == 1  # readers do not wait
    assert log.append(appending(A, 2, key="k")).position == 2


def test_a_lock_is_waited_for(place: Place, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    log = log_of(place)
    log.append(appending(A, 1))
    waiter = Thread(target=lambda: log.append(appending(A, 2)))
    with held_lock(place, request, tmp_path):
        waiter.start()
        waiter.join(0.3)
        assert waiter.is_alive()
    waiter.join()
    assert log.position() == 2


# A connection that breaks


def killed_connections(url: str, where: str = "true") -> int:
    sql = (
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        f" WHERE pid <> pg_backend_pid() AND datname=current_database() AND {where}"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        [killed] = connection.execute(sql).fetchone() or (0,)
    return int(killed)


def test_connections_lost_while_idle_are_replaced_without_a_word(
    postgres_url: PostgresSchema,
) -> None:
    store = PostgresStore(*postgres_url)
    log = EventLog(store, FakeClock())
    for version in range(1, 6):
        log.append(appending(A, version))
        assert log.position() == version
        assert killed_connections(postgres_url.url) >= 1
    store.close()


def test_a_connection_lost_in_the_middle_is_told_and_the_request_may_be_repeated(
    postgres_url: PostgresSchema,
) -> None:
    store = PostgresStore(*postgres_url)
    log = EventLog(store, FakeClock())
    log.append(appending(A, 1))
    errors: list[Exception] = []
    caller = Thread(target=collecting(errors, lambda: log.append(appending(A, 2, key="k"))))
    with psycopg.connect(postgres_url.url) as holder:
        holder.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        caller.start()
        while not killed_connections(postgres_url.url, "wait_event_type='Lock'"):
            pass
        caller.join()
    assert [type(error) for error in errors] == [LogUnavailable]
    receipt = log.append(appending(A, 2, key="k"))
    assert (receipt.position, receipt.replayed) == (2, False)
    store.close()


def collecting(errors: list[Exception], work: Callable[[], object]) -> Callable[[], None]:
    def collected() -> None:
        try:
            work()
        except Exception as error:
            errors.append(error)

    return collected


def test_a_process_that_hangs_with_the_lock_is_cut_off(
    postgres_url: PostgresSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_SECONDS", 1)
    hung, ours = PostgresStore(*postgres_url), PostgresStore(*postgres_url)
    log = EventLog(ours, FakeClock())

    def hang() -> None:
        with hung.writing() as transaction:
            while log.position() == 0:
                collecting([], lambda: log.append(appending(A, 1, key="k")))()
            transaction.all("SELECT 1")

    with pytest.raises(LogUnavailable):
        hang()
    assert log.position() == 1
    hung.close()
    ours.close()


# A full disk

FILLER: Final = """
import resource, signal, sys
from uuid import UUID
from application.log import EventLog
from application.recorded import LogUnavailable
from application.stores import SQLiteStore
from tests.application.world import FakeClock, appending

store = SQLiteStore(sys.argv[1])
log = EventLog(store, FakeClock())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write beyond the limit is an error
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
done = 0
try:
    while True:
        log.append(appending(UUID(int=1), done + 1))
        done += 1
except LogUnavailable as error:
    print(done, log.position(), error, sep="|")
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
log.append(appending(UUID(int=1), log.position() + 1))
print([r.version for r in log.read(0, 10_000)] == list(range(1, log.position() + 1)))
store.close()
"""


def test_when_the_disk_is_full_it_is_told_and_all_that_was_acknowledged_is_there(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", FILLER, str(tmp_path / "log.db")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    full, went_on = said.stdout.splitlines()
    acknowledged, there, why = full.split("|")
    assert int(acknowledged) > 10
    assert int(there) == int(acknowledged)
    assert "disk" in why
    assert went_on == "True"
