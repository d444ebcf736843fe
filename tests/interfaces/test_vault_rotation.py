"""Another master key (SYS-20): all keys are under it or none is, and nothing else changes."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from click.testing import CliRunner

from application.handler import Instruction, StaleVersion
from application.vault import Vault, WrongMasterKey
from domain.kernel import Actor, Refused
from domain.person import RegisterPerson
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.system import Settings, System
from tests.application.processes import LONGER, start

NAME, NUMBER = "欧阳娜娜", "11010519491231002X"
CW: Final = Actor(Role.CW, person=UUID(int=12), scopes=("county",))
PEOPLE: Final = 400
KILLED_AFTER: Final = tuple(0.01 * n for n in range(1, 9))  # seconds of rotating


def register(system: System, number: str | None = None, key: str | None = None) -> UUID:
    who = RegisterPerson(full_name=NAME, identity_number=number)
    return system.handler.handle(Instruction(who, CW, key=key)).stream


def name_of(system: System, person: UUID) -> str | None:
    [registered] = system.log.history(person)
    return system.vault.opened(registered.event.full_name, person)


@pytest.fixture
def settings(database: dict[str, str], tmp_path: Path) -> Settings:
    return Settings.of(database, tmp_path)


def test_everything_is_read_and_found_as_before(settings: Settings, tmp_path: Path) -> None:
    """Also by who has run all the time, on either side of it; the old key opens nothing."""
    with System(settings) as system, System(settings) as other:
        person, asked = register(system, NUMBER), register(system, key="once")
        assert name_of(other, person) == NAME
        old, before = (tmp_path / "master.key").read_bytes(), system.log.stored(0, 10)
        system.rotate_master()
        assert (tmp_path / "master.key").read_bytes() != old
        assert not (tmp_path / "master.key.next").exists()
        later = register(other)
        for each in (other, system):
            assert {name_of(each, one) for one in (person, asked, later)} == {NAME}
            assert each.vault.find("identity", NUMBER) == person
            assert register(each, key="once") == asked
            with pytest.raises(Refused, match="registered already"):
                register(each, NUMBER)
        assert system.log.stored(0, len(before)) == before
        assert [row[3] for row in system.log.stored(0, 10)].count("vault.rotated") == 1
    (tmp_path / "master.key").write_bytes(old)
    with pytest.raises(WrongMasterKey):
        System(settings)


def test_who_reads_first_writes_on(settings: Settings) -> None:
    """A read has found the new key before the process has seen the rotation in the log."""
    with System(settings) as system, System(settings) as other:
        person = [register(other) for _ in range(3)][-1]
        system.rotate_master()
        assert name_of(other, person) == NAME
        assert name_of(system, register(other)) == NAME


def test_it_can_be_rotated_again_and_again(settings: Settings) -> None:
    with System(settings) as system:
        person = register(system, NUMBER)
        for _ in range(3):
            system.rotate_master()
            assert (name_of(system, person), system.vault.find("identity", NUMBER)) == (
                NAME,
                person,
            )
    with System(settings) as system:
        assert (name_of(system, person), system.vault.find("identity", NUMBER)) == (NAME, person)


def test_a_new_key_that_is_in_no_file_any_more_is_not_used(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two others rotate between the moment when it is made and the moment when it is used."""
    with System(settings) as system, System(settings) as other:
        person = register(system, NUMBER)
        made = system.master.made

        def slowly(vault: Vault) -> bytes:
            key = made(vault)
            other.rotate_master()
            other.rotate_master()
            return key

        monkeypatch.setattr(system.master, "made", slowly)
        with pytest.raises(StaleVersion):
            system.rotate_master()
    with System(settings) as system:
        assert name_of(system, person) == NAME


def rotating(say: Callable[[Any], None], settings: Settings) -> None:
    with System(settings) as system:
        say("ready")
        while True:
            system.rotate_master()


def test_killed_anywhere_it_leaves_the_old_one_or_the_new_one(settings: Settings) -> None:
    with System(settings) as system:
        people = [register(system, NUMBER), *(register(system) for _ in range(PEOPLE))]
    for pause in KILLED_AFTER * LONGER:
        child = start(rotating, settings)
        assert child.said.recv() == "ready"
        time.sleep(pause)
        child.kill()
        with suppress(EOFError):
            child.everything()
        with System(settings) as system:
            assert {name_of(system, one) for one in people} == {NAME}
            assert system.vault.find("identity", NUMBER) == people[0]
            assert name_of(system, register(system)) == NAME


def test_with_a_key_in_the_environment_the_new_one_is_told(tmp_path: Path) -> None:
    old = "ab" * 32
    env = {"GONGZHI_MASTER_KEY": old}
    with System(Settings.of(env, tmp_path)) as system:
        person = register(system)
    found = CliRunner().invoke(main, ["--data", str(tmp_path), "vault", "rotate"], env=env)
    assert found.exit_code == 0, found.output
    assert "GONGZHI_MASTER_KEY" in found.output
    new = (tmp_path / "master.key.next").read_text()
    again = CliRunner().invoke(main, ["--data", str(tmp_path), "vault", "rotate"], env=env)
    assert (again.exit_code, "master.key.next" in again.output) == (2, True), again.output
    (tmp_path / "master.key.next").unlink()
    with System(Settings.of({"GONGZHI_MASTER_KEY": new}, tmp_path)) as system:
        assert name_of(system, person) == NAME
    with pytest.raises(WrongMasterKey):
        System(Settings.of(env, tmp_path))


def test_without_it_the_file_is_changed(tmp_path: Path) -> None:
    with System(Settings.of({}, tmp_path)) as system:
        person = register(system)
    found = CliRunner().invoke(main, ["--data", str(tmp_path), "vault", "rotate"])
    assert found.exit_code == 0, found.output
    with System(Settings.of({}, tmp_path)) as system:
        assert name_of(system, person) == NAME
