"""Erasure on both stores: the key is gone from every file and every process, the events stay."""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
import pytest

from application.erasing import Erasing, held_of
from application.handler import Instruction
from application.log import ERASED
from application.stores import SQLiteStore
from application.vault import Vault
from domain.kernel import Actor, Refused
from domain.person import RegisterPerson, UpdatePerson
from domain.privacy import EraseSubject, ErasureGround, LodgeRequest
from domain.roles import Role
from tests.application.processes import Where, handling, start, where_of
from tests.application.world import CW, MASTER, Place, System, establish

NUMBER: Final = "11010519491231002X"
ELSEWHERE: Final = "142226199001010015"  # other tests' tables lie in the same server's files
PIO: Final = Actor(Role.PIO, person=UUID(int=21), scopes=("county",))
NAME: Final = "欧阳娜娜"
SOMEBODY: Final = RegisterPerson(full_name=NAME, phone="13812345678", identity_number=NUMBER)
LODGED: Final = LodgeRequest(person=PIO.person, kind="ACCESS", about="再来", signed_form="a" * 64)
OTHERS: Final = 300  # so that keys fill many pages, which are split and filled anew


def registered(system: System, **about: Any) -> UUID:
    return system.do(SOMEBODY.model_copy(update=about), CW).stream


def erase(system: System, person: UUID) -> None:
    paper = {"ground": ErasureGround.PURPOSE_OVER, "document_no": "【合成】9号"}
    system.do(EraseSubject(person=person, **paper), PIO)


def finish(system: System) -> bool:
    return Erasing(system.log, system.store, system.vault).finish()


def wrapped(system: System, person: UUID) -> bytes:
    sql = "SELECT wrapped FROM vault_keys WHERE owner=?"
    [[found]] = system.store.read(sql, (person.hex,))
    return bytes(found)


def name_of(system: System, person: UUID) -> str | None:
    [first, *_] = system.log.history(person)
    return system.vault.opened(first.event.full_name, person)


def test_who_is_erased_can_be_read_by_nobody_and_others_can(place: Place) -> None:
    here, there = place.system(), place.system()
    gone, stays = registered(here), registered(here, identity_number=None)
    assert name_of(there, gone) == name_of(there, stays) == NAME
    before = here.log.stored(0, 100)
    erase(here, gone)
    for system in (here, there, place.system()):
        assert (name_of(system, gone), name_of(system, stays)) == (None, NAME)
        assert system.log.stored(0, len(before)) == before
    assert wrapped(here, gone) == b""


def test_who_comes_back_is_somebody_new(place: Place) -> None:
    system = place.system()
    gone = registered(system)
    with pytest.raises(Refused, match="registered already"):
        registered(system)
    erase(system, gone)
    assert system.vault.find("identity", NUMBER) is None
    again = registered(system)
    assert again != gone
    assert (name_of(system, again), name_of(system, gone)) == (NAME, None)


def test_nothing_that_describes_him_is_recorded_under_the_old_id(place: Place) -> None:
    """Also by a process that still has his key, and by one that has never had it."""
    here, there = place.system(), place.system()
    gone = registered(here)
    there.do(UpdatePerson(full_name="欧阳"), CW, stream=gone)
    erase(here, gone)
    last = here.log.position()
    for system in (there, here, place.system()):
        with pytest.raises(Refused) as refused:
            system.do(UpdatePerson(full_name=NAME), CW, stream=gone)
        assert refused.value.code == "person_erased"
        with pytest.raises(Refused) as refused:
            system.do(
                LodgeRequest(person=gone, kind="ACCESS", about="再来", signed_form="a" * 64), CW
            )
        assert refused.value.code == "person_erased"
    assert here.log.position() == last


def test_a_process_that_has_written_on_since_lands_nothing_under_a_key_that_is_gone(
    place: Place,
) -> None:
    """Its memory holds the key, and what it writes now is checked against its memory only."""
    here, there = place.system(), place.system()
    gone = registered(here)
    there.do(UpdatePerson(full_name="欧阳"), CW, stream=gone)
    erase(here, gone)
    for number in range(3):
        there.do(establish(f"B{number}"))
    with pytest.raises(Refused) as refused:
        there.do(UpdatePerson(full_name=NAME), CW, stream=gone)
    assert refused.value.code == "person_erased"


def test_his_key_goes_with_everything_of_one_transaction_or_with_nothing(place: Place) -> None:
    """Of two commands that are decided together, the one after the erasure is decided anew."""
    system = place.system()
    gone = registered(system)
    paper = {"ground": ErasureGround.PURPOSE_OVER, "document_no": "【合成】9号"}
    first = Instruction(EraseSubject(person=gone, **paper), PIO)
    then = Instruction(UpdatePerson(full_name=NAME), CW, gone)
    [_, refused] = system.handler.handle_many([first, then])
    assert isinstance(refused, Refused)
    assert refused.code == "person_erased"
    assert name_of(system, gone) is None


def test_a_dry_run_destroys_nothing(place: Place) -> None:
    system = place.system()
    person = registered(system)
    paper = {"ground": ErasureGround.PURPOSE_OVER, "document_no": "【合成】9号"}
    system.do(EraseSubject(person=person, **paper), PIO, dry_run=True)
    assert name_of(system, person) == NAME


def test_what_was_held_can_be_told_before_and_after(place: Place) -> None:
    system = place.system()
    person, other = registered(system), registered(system, identity_number=None)
    system.do(UpdatePerson(phone="13900000000"), CW, stream=person)
    system.do(UpdatePerson(phone="13900000000"), CW, stream=other)
    told = [held.position for held in held_of(system.log, person)]
    erase(system, person)
    assert told == [1, 3]
    assert [held.position for held in held_of(system.log, person)] == told
    assert [held.position for held in held_of(system.log, person, last=2)] == [1]


# No byte is left


def files_of(request: pytest.FixtureRequest, place: Place, folder: Path) -> dict[str, bytes]:
    """Everything that the store has written, as it lies on the disk."""
    if place.kind == "sqlite":
        found = sorted(folder.glob("log.db*"))
    else:
        url, _ = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            [data] = connection.execute("SHOW data_directory").fetchone() or [""]
        found = [path for path in Path(data).rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in found}


def test_no_file_keeps_the_key_or_what_he_was_found_by(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """But PostgreSQL's own write-ahead log, which is not ours to write: ADR 0022."""
    system = place.system()
    everybody = [registered(system, identity_number=None) for _ in range(OTHERS)]
    gone = registered(system, identity_number=ELSEWHERE)
    everybody += [registered(system, identity_number=None) for _ in range(OTHERS)]
    marks = wrapped(system, gone), system.vault.digest("identity", ELSEWHERE)
    there = files_of(request, place, tmp_path)
    assert all(any(mark in content for content in there.values()) for mark in marks)
    erase(system, gone)
    assert finish(system)
    for path, content in files_of(request, place, tmp_path).items():
        assert "pg_wal" in path or not [mark for mark in marks if mark in content], path
    assert {name_of(system, one) for one in everybody} == {NAME}
    assert place.system().vault.find("identity", ELSEWHERE) is None


def test_as_long_as_somebody_reads_an_old_page_it_is_not_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's write-ahead log keeps the page for him, so it is cut off when he has ended."""
    monkeypatch.setattr("application.stores.sqlite.LOCK_TIMEOUT_SECONDS", 0.05)
    store = SQLiteStore(str(tmp_path / "log.db"))
    system = System(store)
    gone = registered(system)
    mark = wrapped(system, gone)
    reader = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM vault_keys").fetchall()
    erase(system, gone)
    erasing = Erasing(system.log, store, system.vault)
    assert not erasing.finish()
    assert not erasing.complete()
    reader.close()
    assert erasing.finish()
    assert not [path for path in tmp_path.glob("log.db*") if mark in path.read_bytes()]
    store.close()


def test_an_erasure_that_broke_off_is_finished_later(place: Place) -> None:
    system = place.system()
    gone = registered(system)
    erase(system, gone)
    later = place.system()
    erasing = Erasing(later.log, later.store, later.vault)
    assert not erasing.complete()
    assert erasing.finish()
    assert erasing.complete()
    assert erasing.finish()


# Another process


def reading(say: Callable[[Any], None], where: Where, person: UUID) -> None:
    """Opens his name again and again, in a process that has his key in its memory."""
    with handling(where) as (log, handler):
        vault = Vault(where.open(), MASTER, os.urandom)
        [registered] = log.history(person)
        name: str | None = NAME
        while name is not None:
            began = time.monotonic()
            name = vault.opened(registered.event.full_name, person)
            say((began, name))
        try:
            handler.handle(Instruction(UpdatePerson(full_name=NAME), CW, person))
        except Refused as refused:
            say((time.monotonic(), refused.code))


def test_another_process_opens_nothing_from_the_moment_it_is_erased(
    place: Place, request: pytest.FixtureRequest
) -> None:
    system = place.system()
    gone = registered(system)
    child = start(reading, where_of(place, request), gone)
    assert child.said.recv()[1] == NAME
    erase(system, gone)
    erased = time.monotonic()
    heard = child.everything()
    assert {name for began, name in heard if began > erased} <= {None, "person_erased"}
    assert heard[-1][1] == "person_erased"


def updating(say: Callable[[Any], None], where: Where, person: UUID) -> None:
    """Writes texts of his as long as it may, with other things between."""
    with handling(where) as (_, handler):
        for number in range(10_000):
            try:
                handler.handle(Instruction(UpdatePerson(full_name=f"{NAME}{number}"), CW, person))
            except Refused as refused:
                return say(refused.code)
            say(number)


def test_while_two_processes_race_nothing_is_sealed_under_a_key_that_is_gone(
    place: Place, request: pytest.FixtureRequest
) -> None:
    """What was acknowledged before can be read until then; after it he is refused at once."""
    system = place.system()
    for _ in range(5):
        gone = registered(system)
        child = start(updating, where_of(place, request), gone)
        for _ in range(5):
            child.said.recv()
        erase(system, gone)
        assert finish(system)
        assert child.everything()[-1] == "person_erased"
        last = max(held.position for held in held_of(system.log, gone))
        assert last < system.log.bookmark(ERASED)
