"""A random person of the simulated county is erased: no file keeps a byte of him, nobody else's
answers change, the log is still what was signed (DESIGN 9, SYS-20)."""

import base64
import json
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from application.erasing import held_of
from application.handler import Instruction
from application.proof.bundling import bundle
from domain.kernel import Actor, Refused
from domain.privacy import EraseSubject, ErasureGround
from domain.registry import OWNER
from domain.roles import Role
from interfaces.http.disclosure import owner_of, sealed_in
from interfaces.ledgers import STORED
from interfaces.product import product
from interfaces.simulation import TINY, simulate
from interfaces.system import Settings, System

PIO: Final = Actor(Role.PIO, UUID(int=21), scopes=("county",))
LATER: Final = datetime(2030, 1, 2, 3, tzinfo=UTC)  # no services are kept any more
ERASED_TOO: Final = 3  # persons, one after the other
TEXTS_MIN: Final = 5  # of whom there is something to be found
CLEAR_MIN: Final = 5  # bytes: fewer are found anywhere


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("tiny")
    simulate(Settings(data=folder), TINY, 11)
    with System(Settings(data=folder), lambda: LATER) as system:
        system.catch_up()
        system.tlog.sign()
        yield system


def texts_of_all(system: System) -> dict[UUID, dict[str, str | None]]:
    """Owner → sealed value → clear text."""
    found: dict[UUID, dict[str, str | None]] = {}
    with closing(sqlite3.connect(system.settings.data / "log.db")) as log:
        owners = [UUID(owner) for (owner,) in log.execute("SELECT owner FROM vault_keys")]
    for stream in {row[1] for row in system.log.stored(0, system.log.position())}:
        for recorded in system.log.history(stream):
            for _, token in sealed_in(recorded.event):
                opened = system.vault.opened(token, stream)
                found.setdefault(owner_of(token), {})[token] = opened
    assert set(found) <= set(owners)
    return found


def ways(text: str) -> set[bytes]:
    """How a text may lie in a file: as it is, escaped, in other encodings, in base64."""
    plain = text.encode()
    found = {
        plain,
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("gb18030"),
        json.dumps(text)[1:-1].encode(),
        plain.hex().encode(),
    }
    for shift in range(3):  # where it begins within three bytes
        whole = base64.b64encode(b"\0" * shift + plain)
        found.add(whole[4 if shift else 0 : len(whole) // 4 * 4 - 4])
    return {way for way in found if len(way) >= CLEAR_MIN}


def files_of(system: System, folder: Path) -> dict[str, bytes]:
    """Every file of the data folder; a backup and a bundle made now."""
    bundle(system.log, system.tlog, product(), folder / "bundle.zip")
    with (
        closing(sqlite3.connect(system.settings.data / "log.db")) as log,
        closing(sqlite3.connect(folder / "backup.db")) as backup,
    ):
        log.backup(backup)
    found = [path for path in system.settings.data.rglob("*") if path.is_file()]
    content = {str(path): path.read_bytes() for path in (*found, folder / "backup.db")}
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        return content | {name: archive.read(name) for name in archive.namelist()}


def rows_of(system: System) -> dict[str, set[str]]:
    """What every ledger answers."""
    with system.readside.at(None) as snapshot:
        return {name: {repr(row) for row in snapshot.all(model)} for name, model in STORED.items()}


def erasable(system: System, texts: dict[UUID, Any]) -> Iterator[UUID]:
    """Persons in random order, of those whom no law keeps."""
    persons = sorted(owner for owner in texts if len(texts[owner]) >= TEXTS_MIN)
    dice = random.Random()
    for person in dice.sample(persons, len(persons)):
        if is_of(system, person, "person"):
            yield person


def is_of(system: System, stream: UUID, kind: str) -> bool:
    first = system.log.history(stream)[:1]
    return bool(first) and OWNER[first[0].name].name == kind


def erase(system: System, person: UUID) -> bool:
    paper = {"ground": ErasureGround.PERIOD_OVER, "document_no": "【合成】9号"}
    try:
        system.handler.handle(Instruction(EraseSubject(person=person, **paper), PIO))
    except Refused:  # it is kept by law
        return False
    system.run_policies()
    system.catch_up()
    assert system.erasing.finish()
    return True


def test_of_a_random_person_no_file_keeps_a_byte(system: System, tmp_path: Path) -> None:
    before, answers = texts_of_all(system), rows_of(system)
    sql = "SELECT owner, wrapped FROM vault_keys"
    with closing(sqlite3.connect(system.settings.data / "log.db")) as log:
        keys = {UUID(owner): bytes(wrapped) for owner, wrapped in log.execute(sql)}
    there = files_of(system, tmp_path)
    gone = []
    for person in erasable(system, before):
        if len(gone) < ERASED_TOO and erase(system, person):
            gone.append(person)
    assert len(gone) == ERASED_TOO
    assert all(any(keys[one] in content for content in there.values()) for one in gone)
    marks = {keys[one] for one in gone}
    of_others = {text for one in before if one not in gone for text in before[one].values()}
    for one in gone:  # what others said, too, tells nothing of him, and may be a title somewhere
        own = {text for text in before[one].values() if text and text not in of_others}
        marks |= {way for text in own for way in ways(text)}
    assert len(marks) > ERASED_TOO * TEXTS_MIN
    for place, content in files_of(system, tmp_path).items():
        assert not [mark for mark in marks if mark in content], place
    for one in gone:
        told = held_of(system.log, one)
        assert {token for r in told for _, token in sealed_in(r.event)} >= before[one].keys()
    after = texts_of_all(system)
    changed = {owner for owner in before if before[owner] != after[owner]} - set(gone)
    # What waited for consent and was about him, as it was asked for, is gone with him.
    assert all(is_of(system, owner, "approval") for owner in changed)
    assert {text for one in gone for text in after[one].values()} == {None}
    lost = {row for name, rows in rows_of(system).items() for row in answers[name] - rows}
    assert not [row for row in lost if not any(str(one) in row for one in gone)]
    assert system.tlog.verified().events == system.log.position()
