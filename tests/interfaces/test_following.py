"""Servers, each a process of its own, followed from outside: one that lies is found out.

Whoever runs the server has its key and rewrites whatever he likes; the auditor has a file of some
hundred bytes, the checkpoint that he saw last.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType
from typing import Final
from uuid import UUID

import httpx2
import orjson
import pytest
from click.testing import CliRunner, Result

from application.handler import Instruction
from application.proof.checking import COSIGNATURE, checkpoint_of
from application.proof.keys import stretch_of
from application.proof.signing import Signer, made_key
from domain.body import BodyType, EstablishBody
from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.system import Settings, System

SECONDS: Final = 60
EVENTS: Final = 10
OFFICE: Final = Actor(Role.COD, UUID(int=1), None, None, ("county",))
HERE: Final = "127.0.0.1"
ESTABLISH: Final = "do body.establish --role COD type=DEPARTMENT on=2022-01-01 document_no=1号"


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with nothing for timers to do."""
    return founded(tmp_path_factory.mktemp("county"))


def founded(folder: Path, env: Mapping[str, str] = MappingProxyType({})) -> Path:
    with System(Settings.of(env, folder)) as system:
        for number in range(EVENTS):
            body = EstablishBody(
                code=f"F{number}", type=BodyType.DEPARTMENT, title="合成机构",
                on=date(2022, 1, 1), document_no="【合成】1号",
            )  # fmt: skip
            system.handler.handle(Instruction(body, OFFICE))
        system.tlog.sign()
    return folder


@pytest.fixture
def data(born: Path, tmp_path: Path) -> Path:
    return copied(born, tmp_path / "data")


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def typed(data: Path, words: str, **env: str) -> Result:
    argv = ["--data", str(data), *words.split()]
    return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": "en", **env})


def recorded(data: Path, code: str) -> Path:
    answer = typed(data, f"{ESTABLISH} code={code} title={code}")
    assert answer.exit_code == 0, answer.output
    typed(data, "checkpoint")
    return data


@contextmanager
def served(data: Path, **env: str) -> Iterator[str]:
    """Its address."""
    with closing(socket.create_server((HERE, 0))) as free:
        port = str(free.getsockname()[1])
    code = "from interfaces.cli.main import main; main()"
    argv = [sys.executable, "-c", code, "--data", str(data), "serve", "--port", port]
    log = data / "serving.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(argv, stderr=told, env={**os.environ, **env}) as server,
    ):
        url, deadline = f"http://{HERE}:{port}", monotonic() + SECONDS
        try:
            while not _answers(port):
                assert server.poll() is None, log.read_text()
                assert monotonic() < deadline
                sleep(0.05)
            yield url
        finally:
            server.kill()


def _answers(port: str) -> bool:
    try:
        socket.create_connection((HERE, int(port))).close()
    except ConnectionRefusedError:
        return False
    return True


def told_by(url: str, path: str) -> str:
    answer = httpx2.get(f"{url}/tlog/{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_who_follows_an_honest_server_sees_that_it_goes_on(data: Path, tmp_path: Path) -> None:
    """Through a restart, a new key and a witness."""
    seen = tmp_path / "seen"
    witness = Signer.of("witness/one", made_key(), COSIGNATURE)
    typed(data, f"witness {witness.key}")
    with served(data) as url:
        first = typed(data, f"verify {url} --seen {seen} --format json")
        assert first.exit_code == 0, first.output
        size = orjson.loads(first.stdout)["events"]
        recorded(data, "B1")
        typed(data, "key --rotate")
        recorded(data, "B2")
        stretches = [stretch_of(line) for line in told_by(url, "key").splitlines()]
        assert len(stretches) == 2
        trusted = " ".join(f"--key {each.key}" for each in (stretches[0], witness))
        nobody = typed(data, f"verify {url} --seen {seen} {trusted}")
        assert (nobody.exit_code, "server has no" in nobody.stderr) == (8, True), nobody.output
        cosigned = witness.cosigned(checkpoint_of(told_by(url, "checkpoint")), 1_700_000_000)
        plain = {"Content-Type": "text/plain"}
        answer = httpx2.post(f"{url}/tlog/checkpoint", content=cosigned.note, headers=plain)
        assert checkpoint_of(answer.text).signed_by(witness.key)
    with served(data) as url:
        found = typed(data, f"verify {url} --seen {seen} {trusted} --format json")
    assert found.exit_code == 0, found.output
    told = orjson.loads(found.stdout)
    assert told["seen_before"] == size < told["events"]
    last = checkpoint_of(seen.read_text())
    assert last.size == told["events"]
    assert last.signed_by(stretches[1].key)


def test_a_server_that_shows_two_histories_has_signed_the_evidence(
    data: Path, tmp_path: Path
) -> None:
    """One to one auditor, the other to another: the first time they compare what they saw."""
    other = copied(data, tmp_path / "other")
    recorded(data, "A1")
    for code in ("B1", "B2"):
        recorded(other, code)
    one, two = tmp_path / "one", tmp_path / "two"
    with served(data) as here, served(other) as there:
        for url, seen in ((here, one), (there, two)):
            assert typed(data, f"verify {url} --seen {seen}").exit_code == 0
        kept = one.read_text(), two.read_text()
        for url, seen in ((here, two), (there, one)):
            found = typed(data, f"verify {url} --seen {seen}")
            assert (found.exit_code, "[not_verified]" in found.stderr) == (8, True), found.output
            assert "another history" in found.stderr
            evidence = [f"{note}\n" for note in Path(f"{seen}.fork").read_text().split("\n=\n")]
            key = stretch_of(told_by(here, "key").rstrip()).key
            assert all(checkpoint_of(note).signed_by(key) for note in evidence[:2])
    assert (one.read_text(), two.read_text()) == kept, "what was seen stays as it was"


def an_event_is_dropped(log: sqlite3.Connection) -> None:
    log.execute("DELETE FROM stored_events WHERE rowid=6")
    log.execute("UPDATE stored_events SET rowid=-rowid+1 WHERE rowid>6")
    log.execute("UPDATE stored_events SET rowid=-rowid WHERE rowid<0")


def an_event_is_changed(log: sqlite3.Connection) -> None:
    text = """replace(CAST(state AS TEXT), '"COD"', '"EVO"')"""
    log.execute(f"UPDATE stored_events SET state=CAST({text} AS BLOB) WHERE rowid=5")


def the_last_are_gone(log: sqlite3.Connection) -> None:
    log.execute("DELETE FROM stored_events WHERE rowid>(SELECT MAX(rowid)-2 FROM stored_events)")


@pytest.mark.parametrize("lie", [an_event_is_dropped, an_event_is_changed, the_last_are_gone])
def test_a_log_that_was_rewritten_and_signed_anew_is_found(
    data: Path, tmp_path: Path, lie: Callable[[sqlite3.Connection], None]
) -> None:
    """With the true key, and nothing left of what was signed before."""
    seen = tmp_path / "seen"
    seen.write_text(typed(data, "checkpoint").stdout)
    with closing(sqlite3.connect(data / "log.db")) as log, log:
        lie(log)
        log.execute("DELETE FROM checkpoints")
    (data / "leaves").unlink()
    typed(data, "checkpoint")
    for file in data.glob("read*"):
        file.unlink()
    with served(data) as url:
        fooled = typed(data, f"verify {url}")
        found = typed(data, f"verify {url} --seen {seen}")
    assert fooled.exit_code == 0, "who kept nothing cannot know"
    assert (found.exit_code, "another history" in found.stderr) == (8, True), found.output


def test_tiles_that_are_not_what_was_signed_are_found(data: Path) -> None:
    with served(data) as url:
        assert typed(data, f"verify {url}").exit_code == 0
        with (data / "leaves").open("rb+") as leaves:
            leaves.write(b"x")
        found = typed(data, f"verify {url}")
    assert (found.exit_code, "tiles" in found.stderr) == (8, True), found.output


def test_another_log_is_no_server_of_this_one(data: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.write_text(typed(data, "checkpoint").stdout)
    other = tmp_path / "other"
    elsewhere = {"GONGZHI_ORIGIN": "gongzhi/elsewhere"}
    founded(other, elsewhere)
    with served(other, **elsewhere) as url:
        assert typed(data, f"verify {url}").exit_code == 0
        found = typed(data, f"verify {url} --seen {seen}")
        assert (found.exit_code, "another log" in found.stderr) == (8, True), found.output
    gone = typed(data, f"verify {url}")
    assert (gone.exit_code, "[unreachable]" in gone.stderr) == (7, True), gone.output
    seen.write_text("no checkpoint")
    bad = typed(data, f"verify --seen {seen}")
    assert (bad.exit_code, "is no checkpoint" in bad.output) == (2, True), bad.output
